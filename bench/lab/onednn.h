// oneDNN behind plain functions over float32 memory in PyTorch's orders, for comparison. Each returns false when oneDNN is not
// installed or has no implementation.
#pragma once

#include "ops/conv/conv.h"

namespace torch::inline rushlight {

namespace onednn {

/// y = conv(x, w) + bias; bias may be null.
bool conv_forward(const ConvShape& shape, const float* x, const float* w, const float* bias, float* y);
/// Gradient of x from that of y.
bool conv_backward_input(const ConvShape& shape, const float* grad_y, const float* w, float* grad_x);
/// Gradients of w and, when grad_bias is not null, of the bias.
bool conv_backward_weight(const ConvShape& shape, const float* grad_y, const float* x, float* grad_w,
                          float* grad_bias);

}  // namespace onednn
}  // namespace torch::inline rushlight
