// What the normalisation operators share: optional arguments, computing in float32, and empty inputs.
#pragma once

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/norm/norm.h"
#include "rushlight/autograd/grad_mode.h"

namespace torch::inline rushlight {

/// The dtype that a call with this input computes in.
inline ScalarType norm_dtype(const Tensor& input) {
  const ScalarType t = input.scalar_type();
  return isReducedFloatingType(t) ? kFloat : t;
}
/// An argument in the dtype of the computation: 16-bit floats are converted for it, others are left to infer's checks.
Tensor norm_argument(const std::optional<Tensor>& t, ScalarType compute);
/// Fails unless a weight, bias or statistic is absent, or has these sizes and the dtype of the input.
void check_norm_argument(const Infer& io, const char* what, const View& v, const View& input,
                         IntArrayRef sizes);
/// Fails unless the input is floating-point.
void check_norm_input(const Infer& io, const View& input);
/// True for an empty input, after setting all outputs to zero: their sums have no terms.
bool nothing_to_normalise(const View& input, Views out);
/// {1, c, 1, ...} with `dims` entries: a value for each channel, as it broadcasts against the input.
DimVector channel_shape(int64_t dims, int64_t c);

}  // namespace torch::inline rushlight
