// How a convolution is computed: the first of an ordered list that can do it well. Winograd for windows of 2x2 to 5x5 in
// float32, Winograd over phases for some that step or are dilated, then the native kernel, which can do everything and is the
// reference in tests. The environment variable RUSHLIGHT_WINOGRAD=off leaves only that.
#pragma once

#include "op/view.h"
#include "ops/conv/conv.h"
#include "rushlight/core/small_vector.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

void conv_forward(const ConvWindow& window, const View& x, const View& w, const View& bias, const View& y);
/// `bias` may be undefined; a transposed convolution has one.
void conv_grad_input(const ConvWindow& window, const View& grad_y, const View& w, const View& bias,
                     const View& grad_x);
void conv_grad_weight(const ConvWindow& window, const View& grad_y, const View& x, const View& grad_w);

bool winograd_enabled();
/// Switches Winograd off and on, for tests that compare it with the other forms.
void set_winograd_enabled(bool on);

/// The window of a call; each list has one entry, or one for each of `dims` dimensions.
ConvWindow conv_window(const char* who, int dims, IntArrayRef stride, IntArrayRef padding,
                       IntArrayRef dilation, int64_t groups);
/// The gradient of a convolution for an input of `sizes`, as an operator with derivatives. With a bias it is the
/// transposed convolution.
Tensor conv_grad_input(const ConvWindow& window, const Tensor& grad, const Tensor& weight, const Tensor& bias,
                       IntArrayRef sizes);

}  // namespace torch::inline rushlight
