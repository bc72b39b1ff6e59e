// Work on all parameters at once: clipping of gradients, and parameters as one vector.
#pragma once

#include <vector>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace nn {
namespace utils {

/// Norm of all gradients seen as one vector; when it exceeds max_norm, gradients are scaled down to it in place.
RUSHLIGHT_API double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm,
                                     double norm_type = 2.0, bool error_if_nonfinite = false);
RUSHLIGHT_API double clip_grad_norm_(std::initializer_list<Tensor> parameters, double max_norm,
                                     double norm_type = 2.0, bool error_if_nonfinite = false);
RUSHLIGHT_API double clip_grad_norm_(Tensor parameter, double max_norm, double norm_type = 2.0,
                                     bool error_if_nonfinite = false);
/// Clamps every element of the gradients to [-clip_value, clip_value] in place.
RUSHLIGHT_API void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value);
RUSHLIGHT_API void clip_grad_value_(std::initializer_list<Tensor> parameters, double clip_value);
RUSHLIGHT_API void clip_grad_value_(Tensor parameter, double clip_value);

/// All parameters, flattened, one after the other.
RUSHLIGHT_API Tensor parameters_to_vector(const std::vector<Tensor>& parameters);
/// Lets the parameters take their values from a vector, one after the other; they share its memory afterwards.
RUSHLIGHT_API void vector_to_parameters(const Tensor& vec, const std::vector<Tensor>& parameters);

}  // namespace utils
}  // namespace nn
}  // namespace torch::inline rushlight
