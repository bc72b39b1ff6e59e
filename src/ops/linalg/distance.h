// Kernels of cdist. Next: distance_cpu.cpp, distance.cpp.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

struct DistanceKernels {
  /// out[b, i, j] = p-norm of a[b, i, :] - c[b, j, :], all row-major; p >= 0, infinity included.
  void (*pairs)(double p, const View& a, const View& c, const View& out);
};

}  // namespace torch::inline rushlight
