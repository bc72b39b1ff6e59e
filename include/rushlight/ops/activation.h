// Activation functions, the derivatives that run as one fused pass, and dropout.
#pragma once

#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// self where it is positive, else 0.
RUSHLIGHT_API Tensor relu(const Tensor& self);  // [method, inplace, out]
/// self limited to [0, 6].
RUSHLIGHT_API Tensor relu6(const Tensor& self);  // [function, inplace, out]
/// self where it is positive, else negative_slope * self.
RUSHLIGHT_API Tensor leaky_relu(const Tensor& self,
                                const Scalar& negative_slope = 0.01);  // [function, inplace, out]
/// self where it is positive, else weight * self; one weight, or one for each channel (dimension 1).
RUSHLIGHT_API Tensor prelu(const Tensor& self, const Tensor& weight);  // [method]
/// self where it is positive, else self times a slope drawn from [lower, upper] in training, or their mean.
RUSHLIGHT_API Tensor rrelu(const Tensor& self, const Scalar& lower = 0.125,
                           const Scalar& upper = 0.3333333333333333,  // [function, inplace=copy]
                           bool training = false, std::optional<Generator> generator = std::nullopt);
/// scale * self where self >= 0, else scale * alpha * (exp(input_scale * self) - 1).
RUSHLIGHT_API Tensor elu(const Tensor& self, const Scalar& alpha = 1,
                         const Scalar& scale = 1,  // [function, inplace, out]
                         const Scalar& input_scale = 1);
/// elu with the two constants of Klambauer et al. 2017, which keep mean 0 and variance 1.
RUSHLIGHT_API Tensor selu(const Tensor& self);  // [function, inplace, out]
/// max(0, self) + min(0, alpha * (exp(self / alpha) - 1)).
RUSHLIGHT_API Tensor celu(const Tensor& self, const Scalar& alpha = 1.0);  // [function, inplace, out]
/// self * Phi(self), Phi the standard normal distribution; approximate is "none" or "tanh".
RUSHLIGHT_API Tensor gelu(const Tensor& self,
                          std::string_view approximate = "none");  // [function, inplace, out]
/// self * sigmoid(self).
RUSHLIGHT_API Tensor silu(const Tensor& self);  // [function, inplace, out]
/// self * tanh(softplus(self)).
RUSHLIGHT_API Tensor mish(const Tensor& self);  // [function, inplace, out]
/// log(sigmoid(self)).
RUSHLIGHT_API Tensor log_sigmoid(const Tensor& self);  // [function, out]
/// log(1 + exp(beta * self)) / beta, and self itself where beta * self > threshold.
RUSHLIGHT_API Tensor softplus(const Tensor& self, const Scalar& beta = 1,
                              const Scalar& threshold = 20);  // [function, out]
/// self limited to [min_val, max_val].
RUSHLIGHT_API Tensor hardtanh(const Tensor& self, const Scalar& min_val = -1,  // [function, inplace, out]
                              const Scalar& max_val = 1);
/// (self + 3) / 6 limited to [0, 1].
RUSHLIGHT_API Tensor hardsigmoid(const Tensor& self);  // [function, inplace, out]
/// self * hardsigmoid(self).
RUSHLIGHT_API Tensor hardswish(const Tensor& self);  // [function, inplace, out]
/// self where |self| > lambd, else 0.
RUSHLIGHT_API Tensor hardshrink(const Tensor& self, const Scalar& lambd = 0.5);  // [method, out]
/// self moved towards 0 by lambd, and 0 where |self| <= lambd.
RUSHLIGHT_API Tensor softshrink(const Tensor& self, const Scalar& lambd = 0.5);  // [function, out]
/// self / (1 + |self|).
RUSHLIGHT_API Tensor softsign(const Tensor& self);  // [function]
/// self - tanh(self).
RUSHLIGHT_API Tensor tanhshrink(const Tensor& self);  // [function]
/// self where it is above threshold, else value.
RUSHLIGHT_API Tensor threshold(const Tensor& self, const Scalar& threshold,
                               const Scalar& value);  // [function, inplace, out]
/// The first half of self along dim times the sigmoid of the second half.
RUSHLIGHT_API Tensor glu(const Tensor& self, int64_t dim = -1);  // [function]

/// grad_output where self > threshold (or self is NaN), else 0: the derivative of relu and threshold.
RUSHLIGHT_API Tensor threshold_backward(const Tensor& grad_output, const Tensor& self,  // [function]
                                        const Scalar& threshold);
/// grad_output * output * (1 - output): the derivative of sigmoid, from its result.
RUSHLIGHT_API Tensor sigmoid_backward(const Tensor& grad_output, const Tensor& output);  // [function]
/// grad_output * (1 - output^2): the derivative of tanh, from its result.
RUSHLIGHT_API Tensor tanh_backward(const Tensor& grad_output, const Tensor& output);  // [function]
/// grad_output times the derivative of gelu.
RUSHLIGHT_API Tensor gelu_backward(const Tensor& grad_output, const Tensor& self,  // [function]
                                   std::string_view approximate = "none");
/// grad_output times the derivative of silu.
RUSHLIGHT_API Tensor silu_backward(const Tensor& grad_output, const Tensor& self);  // [function]
/// grad_output times the derivative of mish.
RUSHLIGHT_API Tensor mish_backward(const Tensor& grad_output, const Tensor& self);  // [function]
/// grad_output times the derivative of softplus.
RUSHLIGHT_API Tensor softplus_backward(const Tensor& grad_output, const Tensor& self,
                                       const Scalar& beta,  // [function]
                                       const Scalar& threshold);
/// grad_output times the derivatives of these functions; those that LibTorch can take from the result instead (elu and
/// leaky_relu with is_result, where alpha or the slope is not negative) do so here too.
RUSHLIGHT_API Tensor elu_backward(const Tensor& grad_output, const Scalar& alpha, const Scalar& scale,
                                  const Scalar& input_scale, bool is_result,
                                  const Tensor& self_or_result);  // [function]
RUSHLIGHT_API Tensor leaky_relu_backward(const Tensor& grad_output, const Tensor& self,
                                         const Scalar& negative_slope, bool self_is_result);  // [function]
RUSHLIGHT_API Tensor hardtanh_backward(const Tensor& grad_output, const Tensor& self, const Scalar& min_val,
                                       const Scalar& max_val);                             // [function]
RUSHLIGHT_API Tensor hardsigmoid_backward(const Tensor& grad_output, const Tensor& self);  // [function]
RUSHLIGHT_API Tensor hardswish_backward(const Tensor& grad_output, const Tensor& self);    // [function]
RUSHLIGHT_API Tensor hardshrink_backward(const Tensor& grad_out, const Tensor& self,
                                         const Scalar& lambd);  // [function]
RUSHLIGHT_API Tensor softshrink_backward(const Tensor& grad_output, const Tensor& self,
                                         const Scalar& lambd);  // [function]
RUSHLIGHT_API Tensor log_sigmoid_backward(const Tensor& grad_output, const Tensor& self,
                                          const Tensor& buffer);                                // [function]
RUSHLIGHT_API Tensor glu_backward(const Tensor& grad_output, const Tensor& self, int64_t dim);  // [function]

/// input with each element zeroed with probability p and the others divided by 1 - p; input itself unless `train`.
/// The mask is PyTorch's for the same seed of the default generator.
RUSHLIGHT_API Tensor dropout(const Tensor& input, double p, bool train);  // [function, inplace]
/// The same for whole channels (dimension 1) of each sample.
RUSHLIGHT_API Tensor feature_dropout(const Tensor& input, double p, bool train);  // [function, inplace=copy]
/// dropout that keeps mean and variance behind selu (Klambauer et al. 2017).
RUSHLIGHT_API Tensor alpha_dropout(const Tensor& input, double p, bool train);  // [function, inplace=copy]
/// The same for whole channels.
RUSHLIGHT_API Tensor feature_alpha_dropout(const Tensor& input, double p,
                                           bool train);  // [function, inplace=copy]
/// dropout (a copy of input unless `train`) and its mask of what was kept (bool).
RUSHLIGHT_API std::tuple<Tensor, Tensor> native_dropout(const Tensor& input, double p,
                                                        std::optional<bool> train);  // [function]
/// grad_output * scale where mask is set, else 0: the derivative of dropout.
RUSHLIGHT_API Tensor native_dropout_backward(const Tensor& grad_output, const Tensor& mask,  // [function]
                                             double scale);

}  // namespace torch::inline rushlight
