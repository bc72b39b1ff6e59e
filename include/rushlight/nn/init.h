// Initial values of parameters. Each function fills its tensor in place, unrecorded, and returns it; with the same
// seed the values are PyTorch's. Fans and gains follow Glorot and Bengio (2010) and He et al. (2015).
#pragma once

#include <cmath>
#include <tuple>
#include <variant>

#include "rushlight/core/generator.h"
#include "rushlight/core/tensor.h"
#include "rushlight/nn/enum.h"

namespace torch::inline rushlight {
namespace nn {
namespace init {

using NonlinearityType =
    std::variant<enumtype::kLinear, enumtype::kConv1D, enumtype::kConv2D, enumtype::kConv3D,
                 enumtype::kConvTranspose1D, enumtype::kConvTranspose2D, enumtype::kConvTranspose3D,
                 enumtype::kSigmoid, enumtype::kTanh, enumtype::kReLU, enumtype::kLeakyReLU>;
using FanModeType = std::variant<enumtype::kFanIn, enumtype::kFanOut>;

/// Factor by which a nonlinearity asks weights to be larger: 1, 5/3 (tanh), sqrt(2) (relu), sqrt(2 / (1 + param^2)).
RUSHLIGHT_API double calculate_gain(NonlinearityType nonlinearity, double param = 0.01);
/// Numbers of inputs and outputs of one unit of a weight of shape (out, in, ...).
RUSHLIGHT_API std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& tensor);

/// Fills with one value.
RUSHLIGHT_API Tensor constant_(Tensor tensor, Scalar value);
RUSHLIGHT_API Tensor ones_(Tensor tensor);
RUSHLIGHT_API Tensor zeros_(Tensor tensor);
/// Makes a matrix the identity, as far as it is square.
RUSHLIGHT_API Tensor eye_(Tensor matrix);
/// Makes the kernel of a convolution (3 to 5 dimensions) hand its input channels through.
RUSHLIGHT_API Tensor dirac_(Tensor tensor);
/// Fills with uniform numbers in [low, high).
RUSHLIGHT_API Tensor uniform_(Tensor tensor, double low = 0, double high = 1);
/// Fills with normal numbers.
RUSHLIGHT_API Tensor normal_(Tensor tensor, double mean = 0, double std = 1);
/// Fills with normal numbers, cut to [a, b].
RUSHLIGHT_API Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2,
                                   double b = 2);
/// Makes the rows (or columns) orthonormal, times gain; Saxe et al. (2013).
RUSHLIGHT_API Tensor orthogonal_(Tensor tensor, double gain = 1.0);
/// Fills a matrix with normal numbers, with a share of `sparsity` zeros in each column; Martens (2010).
RUSHLIGHT_API Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01);
// By overloads instead of defaults, which would have every program compile the two variants.
/// Normal numbers of deviation gain / sqrt(fan), by default kFanIn and kLeakyReLU with slope `a`.
RUSHLIGHT_API Tensor kaiming_normal_(Tensor tensor, double a = 0);
RUSHLIGHT_API Tensor kaiming_normal_(Tensor tensor, double a, FanModeType mode);
RUSHLIGHT_API Tensor kaiming_normal_(Tensor tensor, double a, FanModeType mode,
                                     NonlinearityType nonlinearity);
/// Uniform numbers of deviation gain / sqrt(fan), by default kFanIn and kLeakyReLU with slope `a`.
RUSHLIGHT_API Tensor kaiming_uniform_(Tensor tensor, double a = 0);
RUSHLIGHT_API Tensor kaiming_uniform_(Tensor tensor, double a, FanModeType mode);
RUSHLIGHT_API Tensor kaiming_uniform_(Tensor tensor, double a, FanModeType mode,
                                      NonlinearityType nonlinearity);
/// Normal numbers of deviation gain * sqrt(2 / (fan_in + fan_out)).
RUSHLIGHT_API Tensor xavier_normal_(Tensor tensor, double gain = 1.0);
/// Uniform numbers of deviation gain * sqrt(2 / (fan_in + fan_out)).
RUSHLIGHT_API Tensor xavier_uniform_(Tensor tensor, double gain = 1.0);

}  // namespace init

namespace detail {
/// How Linear and the convolutions begin: weight, then bias, both uniform within 1 / sqrt(fan_in).
RUSHLIGHT_API void init_weight_and_bias(const Tensor& weight, const Tensor& bias);
}  // namespace detail

}  // namespace nn
}  // namespace torch::inline rushlight
