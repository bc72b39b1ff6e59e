// What the losses share: the reduction, and computing in float32.
#pragma once

#include "op/pointwise_op.h"
#include "ops/loss/loss.h"

namespace torch::inline rushlight {

/// The losses themselves (0), their mean (1) or their sum (2); anything else fails in the name of `who`.
Tensor reduced_loss(const char* who, const Tensor& losses, int64_t reduction);
/// A tensor that kernels without 16-bit floats can read: those in float32, others as they are.
Tensor loss_argument(const std::optional<Tensor>& t);
/// Fails unless both tensors have one shape.
void check_same_shape(const char* who, const Tensor& self, const Tensor& target);

}  // namespace torch::inline rushlight
