// Between attention as one fused operator (fused.cpp) and its public form (attention.cpp).
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// softmax(scale q k^T) v for (B, H, L, E), (B, H, S, E) and (B, H, S, V) of one dtype, float32 or float64; dropout in [0, 1).
Tensor fused_attention(const Tensor& q, const Tensor& k, const Tensor& v, double scale, bool causal,
                       double dropout);

}  // namespace torch::inline rushlight
