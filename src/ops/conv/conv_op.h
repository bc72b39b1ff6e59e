// How a convolution is computed: the first of an ordered list that can do it. oneDNN for float32, then the native kernel,
// which can do everything and is the reference in tests.
#pragma once

#include "op/view.h"
#include "ops/conv/conv.h"

namespace rushlight {

void conv_forward(const ConvWindow& window, const View& x, const View& w, const View& bias, const View& y);
void conv_grad_input(const ConvWindow& window, const View& grad_y, const View& w, const View& grad_x);
void conv_grad_weight(const ConvWindow& window, const View& grad_y, const View& x, const View& grad_w);

}  // namespace rushlight
