// The largest element of boxes whose ends are given in tables, in volumes (images have depth 1): pooling over volumes,
// adaptive and fractional pooling differ in their tables only. Next: box_max.cpp, fractional_pool.cpp.
#pragma once

#include <array>
#include <tuple>

#include "op/cpu_table.h"
#include "op/view.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Distances of the elements of a box along depth, height and width.
using BoxSteps = std::array<int64_t, 3>;

/// in (P, D, H, W); for each dimension a table (P or 1, outputs, 2) of the first element and the end of each box; out
/// and indices (P, outputs of each dimension). The first of the largest elements wins, NaN before all; its flat position
/// in the volume is the index. Contiguous, float32 or float64, int64 tables inside the volume.
struct BoxMaxKernels {
  void (*forward)(const BoxSteps& steps, const View& in, const std::array<View, 3>& tables, const View& out,
                  const View& indices);
};

/// Values and indices of the boxes in the last three dimensions of x, with the shape of x before them.
std::tuple<Tensor, Tensor> box_max(const Tensor& x, const BoxSteps& steps,
                                   const std::array<Tensor, 3>& tables);

}  // namespace torch::inline rushlight
