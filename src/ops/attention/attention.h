// Kernels of attention: softmax(scale q k^T + mask) v for every head, a block of queries at a time. Only the sum of each
// row is kept for the backward pass, which makes the weights of a block again. Views are (batch, heads, length, size)
// of float32 or float64 with any strides but a unit one along the last dimension; the mask is (batch, heads, length, keys), or
// undefined. A query that it hides all keys from, by minus infinity, gets zeros.
// Next: attention_cpu.cpp, fused.cpp (the operators).
#pragma once

#include <cstdint>

#include "op/view.h"

namespace torch::inline rushlight {

/// What a call of attention computes beside its inputs. Kernels get the seed of the Philox stream that decides which weights
/// drop, at a place of its own for every weight.
struct AttentionCall {
  double scale = 1;
  bool causal = false;  ///< query i sees the keys up to i
  double dropout = 0;   ///< probability of dropping a weight, taken to 16 bits
};

/// How far results and gradients may be off for inputs of unit variance and some hundred keys: in units of 2^-24 (float32) or
/// 2^-53 (float64) of 1 + |result|. Measured: 9. Scores with a mask are rounded as numbers of the mask's size.
/// Tested in fused_test.cpp.
constexpr double kAttentionUnits = 16;

struct AttentionKernels {
  /// -> out (B, H, L, V) and sums (B, H, L, 2), row-major: each row's largest score and the logarithm of the sum of
  /// e^(score - largest).
  void (*forward)(const AttentionCall& call, uint64_t seed, const View& q, const View& k, const View& v,
                  const View& mask, const View& out, const View& sums);
  /// -> gradients of q, k and v.
  void (*backward)(const AttentionCall& call, uint64_t seed, const View& grad_out, const View& q,
                   const View& k, const View& v, const View& mask, const View& out, const View& sums,
                   const View& grad_q, const View& grad_k, const View& grad_v);
  /// The factors of the weights, 0 or about 1 / (1 - dropout): (B, H, L, S), row-major.
  void (*factors)(const AttentionCall& call, uint64_t seed, const View& out);
};

}  // namespace torch::inline rushlight
