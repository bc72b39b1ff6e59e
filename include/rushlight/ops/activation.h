// Activation functions and the derivatives that run as one fused pass. Dropout is at the end.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// self where it is positive, else 0.
RUSHLIGHT_API Tensor relu(const Tensor& self);  // [method, inplace]
/// grad_output where self > threshold (or self is NaN), else 0: the derivative of relu and threshold.
RUSHLIGHT_API Tensor threshold_backward(const Tensor& grad_output, const Tensor& self,
                                        const Scalar& threshold);  // [function]

}  // namespace rushlight
