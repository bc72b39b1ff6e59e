// Fused steps of transformer layers, which nn::MultiheadAttention and the layers of nn/transformer.h take where they can.
// Not in the umbrella: programs write the steps, and get these.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Attention of each sequence to itself: for qkv (L, N, 3 E), the queries, keys and values of all heads side by side,
/// softmax(q k^T / sqrt(E / heads) + mask) v of every head as (L, N, E). float32 or float64; dropout_p is the probability of
/// dropping a weight; the mask, if given, is of the same dtype, broadcasts to (N, heads, L, L) and gets no gradient; a query that
/// it hides all keys from gets 0. No matrix of weights is kept for the backward pass.
RUSHLIGHT_API Tensor packed_self_attention(const Tensor& qkv, int64_t heads, double dropout_p = 0.0,
                                           const Tensor& mask = {});

/// A mask in numbers of `dtype` to add to scores: minus infinity where `hidden`, of bool, is true, else 0.
RUSHLIGHT_API Tensor hiding_mask(const Tensor& hidden, ScalarType dtype);

/// dropout(relu(input), p, train) in one pass, with the same mask.
RUSHLIGHT_API Tensor relu_dropout(const Tensor& input, double p, bool train);

/// residual + dropout(input, p, train) in one pass, with the same mask; the sum is rounded once.
RUSHLIGHT_API Tensor residual_dropout(const Tensor& residual, const Tensor& input, double p, bool train);

}  // namespace torch::inline rushlight
