// The native kernels of convolution, the reference for every other form. Tensors are contiguous, of float32
// or float64: in (n, c_in, [[d,] h,] w), weight (c_out, c_in / groups, [[kernel_d,] kernel_h,] kernel_w), out
// (n, c_out, [[d_out,] h_out,] w_out). Sizes are checked by the operators. Next: conv_cpu.cpp,
// patches.h, direct.h, lanes.h.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

/// How a convolution slides; kernel sizes come with the weight. The entries of h and d are 1, 0, 1 where `dims` leaves
/// them out.
struct ConvWindow {
  int64_t stride_h = 1, stride_w = 1;
  int64_t pad_h = 0, pad_w = 0;
  int64_t dilation_h = 1, dilation_w = 1;
  int64_t groups = 1;
  int dims = 2;
  int64_t stride_d = 1, pad_d = 0, dilation_d = 1;
};

/// One of the spatial dimensions of a window: 0 is w, 1 is h, 2 is d.
struct ConvAxis {
  int64_t stride, pad, dilation;
  /// How many windows of `kernel` elements lie in `size` ones.
  int64_t outputs(int64_t size, int64_t kernel) const {
    return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
  }
};
inline ConvAxis axis_of(const ConvWindow& k, int i) {
  if (i == 0) return {k.stride_w, k.pad_w, k.dilation_w};
  return i == 1 ? ConvAxis{k.stride_h, k.pad_h, k.dilation_h} : ConvAxis{k.stride_d, k.pad_d, k.dilation_d};
}

/// A 2-d convolution: x (n, ic, ih, iw), w (oc, ic / groups, kh, kw), y (n, oc, oh, ow).
struct ConvShape {
  int64_t n, ic, ih, iw, oc, oh, ow, kh, kw;
  int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
  friend bool operator==(const ConvShape&, const ConvShape&) = default;
};

enum class Pass { kForward, kGradIn, kGradWeight };

/// The kernels of the three passes. A transposed convolution is `grad_in` with its own input as grad_out,
/// its output as grad_in and its bias; the gradient of its input is `forward`, that of its weight is
/// `grad_weight` with the two tensors exchanged. `bias` may be undefined.
struct ConvPasses {
  void (*forward)(const ConvWindow& window, const View& in, const View& weight, const View& bias,
                  const View& out);
  void (*grad_in)(const ConvWindow& window, const View& grad_out, const View& weight, const View& bias,
                  const View& grad_in);
  void (*grad_weight)(const ConvWindow& window, const View& grad_out, const View& in,
                      const View& grad_weight);
};

/// Every result is a sum of products, in whatever form (native_form.h): within gemm_units(its terms, the bias among them) of the
/// sum of their magnitudes (cpu/gemm/gemm.h). Tested in conv_test.cpp.
struct ConvKernels : ConvPasses {
  void (*grad_bias)(const View& grad_out, const View& grad_bias);  ///< the sum of all but dimension 1
  /// The patches under all windows of in (n, c, h, w) as columns (n, c * kernel_h * kernel_w, windows), and the way back,
  /// which adds up what windows share.
  void (*unfold)(const ConvWindow& window, int64_t kernel_h, int64_t kernel_w, const View& in,
                 const View& columns);
  void (*fold)(const ConvWindow& window, int64_t kernel_h, int64_t kernel_w, const View& columns,
               const View& in);
};

}  // namespace torch::inline rushlight
