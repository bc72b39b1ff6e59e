// Between attention as one fused operator (fused.cpp) and its public form (attention.cpp).
#pragma once

#include "ops/attention/attention.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// softmax(scale q k^T + mask) v for (B, H, L, E), (B, H, S, E), (B, H, S, V) and a mask that broadcasts to (B, H, L, S) or is
/// undefined, of one dtype, float32 or float64; dropout in [0, 1). The mask gets no gradient.
Tensor fused_attention(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
                       const AttentionCall& call);

/// softmax over the last dimension of scores that a mask, if there is one, has been added to: rows that it hides give zeros.
Tensor masked_softmax(const Tensor& scores, bool masked);

}  // namespace torch::inline rushlight
