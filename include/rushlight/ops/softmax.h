// Softmax, its logarithm, and cross-entropy over class scores.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// exp(self) divided by its sum along `dim`.
RUSHLIGHT_API Tensor softmax(const Tensor& self, int64_t dim,
                             std::optional<ScalarType> dtype = std::nullopt);  // [method, out]
/// Logarithm of softmax, without forming it.
RUSHLIGHT_API Tensor log_softmax(const Tensor& self, int64_t dim,
                                 std::optional<ScalarType> dtype = std::nullopt);  // [method, out]
/// The same under LibTorch's inner names; with `half_to_float` float16 gives float32.
RUSHLIGHT_API Tensor _softmax(const Tensor& self, int64_t dim, bool half_to_float);      // [function]
RUSHLIGHT_API Tensor _log_softmax(const Tensor& self, int64_t dim, bool half_to_float);  // [function]
/// grad_output times the derivatives of softmax and log_softmax, from their results, in the dtype of the input.
RUSHLIGHT_API Tensor _softmax_backward_data(const Tensor& grad_output, const Tensor& output, int64_t dim,
                                            ScalarType input_dtype);  // [function]
RUSHLIGHT_API Tensor _log_softmax_backward_data(const Tensor& grad_output, const Tensor& output, int64_t dim,
                                                ScalarType input_dtype);  // [function]
/// Negative log-likelihood of `target` under softmax of the scores `self` (N, C, ...) or (C). Targets are class indices
/// (N, ...), or probabilities of the shape of self. `reduction`: 0 none, 1 mean (weighted by class weight), 2 sum.
RUSHLIGHT_API Tensor cross_entropy_loss(const Tensor& self, const Tensor& target,
                                        const std::optional<Tensor>& weight = {},
                                        int64_t reduction = 1,  // [function]
                                        int64_t ignore_index = -100, double label_smoothing = 0.0);

}  // namespace torch::inline rushlight
