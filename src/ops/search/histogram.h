// The bounds that histograms in one and in several dimensions take. Next: histogram.cpp, histogramdd.cpp.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

struct HistogramRange {
  double low, high;
};

/// The two bounds given, or the least and the largest value; half a unit around them when they are equal.
HistogramRange histogram_range(const char* who, const Tensor& values, const double* given);

}  // namespace torch::inline rushlight
