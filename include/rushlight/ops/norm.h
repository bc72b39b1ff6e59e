// Normalisation of activations: subtract a mean, divide by a standard deviation, then scale and shift. Weights, biases
// and statistics that are not given (std::nullopt or undefined tensors) are left out. float16 and bfloat16 are
// normalised in float32; their weights may be float32. Modules: rushlight/nn.
#pragma once

#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// (input - mean) / sqrt(var + eps) * weight + bias for input (N, C, ...), each channel with its own numbers (Ioffe &
/// Szegedy 2015). With `training` mean and variance are the batch's, and running_mean and running_var move towards
/// them by `momentum` (the variance unbiased); otherwise the running ones are used.
RUSHLIGHT_API Tensor batch_norm(const Tensor& input, const std::optional<Tensor>& weight,  // [function]
                                const std::optional<Tensor>& bias, const std::optional<Tensor>& running_mean,
                                const std::optional<Tensor>& running_var, bool training, double momentum,
                                double eps, bool cudnn_enabled);
/// batch_norm with the statistics of each sample and channel alone (Ulyanov et al. 2016); the running statistics move
/// towards their mean over the samples.
RUSHLIGHT_API Tensor instance_norm(const Tensor& input, const std::optional<Tensor>& weight,  // [function]
                                   const std::optional<Tensor>& bias,
                                   const std::optional<Tensor>& running_mean,
                                   const std::optional<Tensor>& running_var, bool use_input_stats,
                                   double momentum, double eps, bool cudnn_enabled);
/// The last dimensions, which have sizes `normalized_shape`, less their mean and divided by their standard deviation;
/// times weight plus bias, which have those sizes (Ba et al. 2016).
RUSHLIGHT_API Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape,  // [function]
                                const std::optional<Tensor>& weight = {},
                                const std::optional<Tensor>& bias = {}, double eps = 1e-5,
                                bool cudnn_enable = true);
/// The last dimensions, which have sizes `normalized_shape`, divided by their root mean square; `eps` is the smallest
/// step of the dtype at 1 when it is not given (Zhang & Sennrich 2019).
RUSHLIGHT_API Tensor rms_norm(const Tensor& input, IntArrayRef normalized_shape,  // [function]
                              const std::optional<Tensor>& weight = {},
                              std::optional<double> eps = std::nullopt);
/// Normalises `num_groups` groups of channels of each sample of input (N, C, ...), times weight plus bias, both of
/// size C (Wu & He 2018).
RUSHLIGHT_API Tensor group_norm(const Tensor& input, int64_t num_groups,  // [function]
                                const std::optional<Tensor>& weight = {},
                                const std::optional<Tensor>& bias = {}, double eps = 1e-5,
                                bool cudnn_enabled = true);
/// The three norms with what they used: the means and 1 / sqrt(var + eps), those of layer_norm with dimensions of size 1 for
/// the normalised ones, those of batch_norm empty unless `training`. group_norm takes its input as (N, C, HxW).
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> native_batch_norm(
    const Tensor& input, const std::optional<Tensor>& weight, const std::optional<Tensor>& bias,
    const std::optional<Tensor>& running_mean, const std::optional<Tensor>& running_var, bool training,
    double momentum, double eps);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& input,
                                                                   IntArrayRef normalized_shape,
                                                                   const std::optional<Tensor>& weight,
                                                                   const std::optional<Tensor>& bias,
                                                                   double eps);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> native_group_norm(const Tensor& input,
                                                                   const std::optional<Tensor>& weight,
                                                                   const std::optional<Tensor>& bias,
                                                                   int64_t N, int64_t C, int64_t HxW,
                                                                   int64_t group, double eps);  // [function]
/// v * g / (2-norm of v over all dimensions but `dim`) (Salimans & Kingma 2016).
RUSHLIGHT_API Tensor _weight_norm(const Tensor& v, const Tensor& g, int64_t dim = 0);  // [function]
/// input / (k + alpha / size * (sum of squares over `size` neighbouring channels))^beta for input (N, C, ...) of three
/// dimensions or more (Krizhevsky et al. 2012).
RUSHLIGHT_API Tensor local_response_norm(const Tensor& input, int64_t size,
                                         double alpha = 1e-4,  // [function]
                                         double beta = 0.75, double k = 1);

}  // namespace torch::inline rushlight
