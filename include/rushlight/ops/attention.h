// Attention of queries over keys and values (Vaswani et al. 2017).
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// softmax(scale query key^T + mask) value for query (..., L, E), key (..., S, E) and value (..., S, E_v); scale is
/// 1 / sqrt(E) unless given. A bool mask says which keys take part, another one is added; is_causal hides the keys behind
/// a query. Queries that see no key give 0. With enable_gqa fewer heads (dimension -3) of keys and values serve several
/// query heads each.
RUSHLIGHT_API Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key,  // [function]
                                                  const Tensor& value,
                                                  const std::optional<Tensor>& attn_mask = {},
                                                  double dropout_p = 0.0, bool is_causal = false,
                                                  std::optional<double> scale = std::nullopt,
                                                  bool enable_gqa = false);

}  // namespace torch::inline rushlight
