// oneDNN behind plain functions over float32 memory in PyTorch's orders. Each returns false when oneDNN is not built in,
// is switched off (RUSHLIGHT_ONEDNN=off), or has no implementation; the caller then runs the native kernel.
#pragma once

#include <cstdint>

namespace torch::inline rushlight {

/// A 2-d convolution: x (n, ic, ih, iw), w (oc, ic / groups, kh, kw), y (n, oc, oh, ow).
struct ConvShape {
  int64_t n, ic, ih, iw, oc, oh, ow, kh, kw;
  int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
  friend bool operator==(const ConvShape&, const ConvShape&) = default;
};

namespace onednn {

/// True when oneDNN is built in and not switched off.
bool enabled();
/// Switches oneDNN off and on, for tests that compare it with the native kernels.
void set_enabled(bool on);

/// y = conv(x, w) + bias; bias may be null.
bool conv_forward(const ConvShape& shape, const float* x, const float* w, const float* bias, float* y);
/// Gradient of x from that of y.
bool conv_backward_input(const ConvShape& shape, const float* grad_y, const float* w, float* grad_x);
/// Gradients of w and, when grad_bias is not null, of the bias.
bool conv_backward_weight(const ConvShape& shape, const float* grad_y, const float* x, float* grad_w,
                          float* grad_bias);

}  // namespace onednn
}  // namespace torch::inline rushlight
