// Matrix products for operators: one call for every dtype that has kernels, and rows of features times a transposed weight,
// which linear layers and the input half of recurrent ones have in common. Next: cpu/gemm/gemm.h.
#pragma once

#include "cpu/gemm/gemm.h"
#include "op/backward.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// Runs the product of float32, float64 or int64 numbers, as the dtype of `out` says.
void product(const GemmArgs& args, const View& out);

/// All vectors along the last dimension as one matrix.
Tensor as_rows(const Tensor& t);
/// x (..., in) times the transposed w (out, in), plus the bias (out) where there is one; the first columns of the rows of
/// `out`, which may be longer. x is row-major unless it is a matrix.
void rows_times_weight(const View& x, const View& w, const View& bias, const View& out);
/// The gradients of the inputs numbered x, w and bias, from that of the result.
void rows_times_weight_gradients(Backward& b, const Tensor& grad, int x, int w, int bias);

}  // namespace torch::inline rushlight
