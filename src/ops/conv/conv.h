// The native kernels of convolution, the reference for every other form. Tensors are contiguous, of float32
// or float64: in (n, c_in, [h,] w), weight (c_out, c_in / groups, [kernel_h,] kernel_w), out (n, c_out,
// [h_out,] w_out). Sizes are checked by the operators. Next: patches.h, conv_cpu.cpp, depthwise.h.
#pragma once

#include "op/view.h"

namespace rushlight {

/// How a convolution slides; kernel sizes come with the weight. With dims 1 the entries of h are 1, 0, 1.
struct ConvWindow {
  int64_t stride_h = 1, stride_w = 1;
  int64_t pad_h = 0, pad_w = 0;
  int64_t dilation_h = 1, dilation_w = 1;
  int64_t groups = 1;
  int dims = 2;
};

/// Convolution and its three gradients. A transposed convolution is `grad_in` with its own input as grad_out,
/// its output as grad_in and its bias; the gradient of its input is `forward`, that of its weight is
/// `grad_weight` with the two tensors exchanged. `bias` may be undefined.
struct ConvKernels {
  void (*forward)(const ConvWindow& window, const View& in, const View& weight, const View& bias,
                  const View& out);
  void (*grad_in)(const ConvWindow& window, const View& grad_out, const View& weight, const View& bias,
                  const View& grad_in);
  void (*grad_weight)(const ConvWindow& window, const View& grad_out, const View& in,
                      const View& grad_weight);
  void (*grad_bias)(const View& grad_out, const View& grad_bias);  ///< the sum of all but dimension 1
};

}  // namespace rushlight
