// Weighted sums of entries: y[n][c][o][i] = sum of weight[n][t] * x[n][c][source[n][t]][i] over the terms t of output o,
// a sparse matrix applied along one dimension. Interpolation, sampling on a grid, means over windows and bags of
// embeddings are all of this form; they differ in their tables. The terms of output o are those from first[o] to
// first[o + 1]. Next: weighted_sum.cpp (the operators), table.h (tables for one dimension).
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// x (N, C, S, I), weight and source (N, T), first (O + 1), y (N, C, O, I): contiguous, float32 or float64; first and
/// source are int64, and every source lies in [0, S). Every result is a sum of products: within gemm_units(its terms) of the sum of
/// their magnitudes (cpu/gemm/gemm.h). Tested in bounds_test.cpp.
struct WeightedSumKernels {
  void (*forward)(const View& x, const View& weight, const View& first, const View& source, const View& y);
  void (*grad_x)(const View& grad_y, const View& weight, const View& first, const View& source,
                 const View& grad_x);
  void (*grad_weight)(const View& grad_y, const View& x, const View& first, const View& source,
                      const View& grad_weight);
};

/// The operator, differentiable in x and weight.
Tensor weighted_sum(const Tensor& x, const Tensor& weight, const Tensor& first, const Tensor& source);
/// The gradient of x, which has `size` entries, for a gradient of y; differentiable in that and in weight.
Tensor weighted_sum_grad_x(int64_t size, const Tensor& grad, const Tensor& weight, const Tensor& first,
                           const Tensor& source);

}  // namespace torch::inline rushlight
