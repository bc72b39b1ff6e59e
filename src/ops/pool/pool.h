// The kernels of pooling. A tensor is seen as planes of (h, w): all dimensions before the last `dims` count
// planes, and with one spatial dimension h is 1. Tensors are contiguous, of float32 or float64, and sizes are
// checked by the operators. Next: planes.h, max_pool_cpu.cpp, avg_pool_cpu.cpp, stochastic_pool_cpu.cpp.
#pragma once

#include <cmath>

#include "op/view.h"

namespace torch::inline rushlight {

/// The window of a pooling operator; with dims 1 the entries of h are 1, 1, 0, 1.
struct PoolWindow {
  int64_t kernel_h = 1, kernel_w = 1;
  int64_t stride_h = 1, stride_w = 1;
  int64_t pad_h = 0, pad_w = 0;
  int64_t dilation_h = 1, dilation_w = 1;
  int dims = 2;
};

/// Max pooling. A window's winner is the first of its largest elements; NaN wins. Winners can be kept in two
/// forms: `indices`, int64 in the plane as PyTorch returns them, and `places`, uint8 kh * kernel_w + kw in
/// the window, an eighth of the memory, for windows of at most 256 elements. A View that is not defined is
/// not written.
struct MaxPoolKernels {
  void (*forward)(const PoolWindow& window, const View& in, const View& out, const View& indices,
                  const View& places);
  void (*backward_places)(const PoolWindow& window, const View& grad_out, const View& places,
                          const View& grad_in);
  void (*backward_indices)(const View& grad_out, const View& indices, const View& grad_in, int dims);
  void (*adaptive)(const View& in, const View& out, const View& indices, int dims);
};

/// How far a mean over a window of so many elements, or its gradient, may be off: in units of 2^-24 (float32) or 2^-53 (float64)
/// of the sum of the magnitudes that make it up, unless roundings conspire (see gemm.h). Tested in pool_test.cpp.
inline double mean_units(int64_t elements) { return 2 + std::sqrt(static_cast<double>(elements)); }

/// Average pooling. The divisor is `divisor` when it is not 0, else the part of the window inside the padded
/// (count_padding) or the bare plane.
struct AvgPoolKernels {
  void (*forward)(const PoolWindow& window, bool count_padding, int64_t divisor, const View& in,
                  const View& out);
  void (*backward)(const PoolWindow& window, bool count_padding, int64_t divisor, const View& grad_out,
                   const View& grad_in);
  void (*adaptive)(const View& in, const View& out, int dims);
  void (*adaptive_backward)(const View& grad_out, const View& grad_in, int dims);
};

/// Stochastic pooling (Zeiler & Fergus 2013) over positive activations; negative ones count as 0. `sample`
/// draws one element of each window with probability proportional to its value, from `uniform` in [0, 1),
/// shaped as out, and keeps its place (see MaxPoolKernels, whose backward_places is the gradient); a window
/// without a positive element gives 0, at place 0. `mean` gives sum(a^2) / sum(a), within twice mean_units of itself,
/// and 0 where that sum is 0.
struct StochasticPoolKernels {
  void (*sample)(const PoolWindow& window, const View& in, const View& uniform, const View& out,
                 const View& places);
  void (*mean)(const PoolWindow& window, const View& in, const View& out);
  void (*mean_backward)(const PoolWindow& window, const View& grad_out, const View& in, const View& out,
                        const View& grad_in);
};

}  // namespace torch::inline rushlight
