// Multi-head attention: projections, then the fused operator for self-attention without masks whose weights nobody asked for,
// else a composite of scores, masks, softmax, and the weighted sum of the values.
#include "rushlight/nn/attention.h"

#include <cmath>
#include <limits>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"
#include "rushlight/ops/fused/transformer.h"

namespace torch::inline rushlight::nn {

functional::MultiheadAttentionForwardFuncOptions::MultiheadAttentionForwardFuncOptions(
    int64_t embed_dim_to_check, int64_t num_heads, Tensor in_proj_weight, Tensor in_proj_bias, Tensor bias_k,
    Tensor bias_v, bool add_zero_attn, double dropout_p, Tensor out_proj_weight, Tensor out_proj_bias)
    : embed_dim_to_check_(embed_dim_to_check),
      num_heads_(num_heads),
      in_proj_weight_(std::move(in_proj_weight)),
      in_proj_bias_(std::move(in_proj_bias)),
      bias_k_(std::move(bias_k)),
      bias_v_(std::move(bias_v)),
      add_zero_attn_(add_zero_attn),
      dropout_p_(dropout_p),
      out_proj_weight_(std::move(out_proj_weight)),
      out_proj_bias_(std::move(out_proj_bias)) {}

namespace functional {
namespace {

using Options = MultiheadAttentionForwardFuncOptions;

struct Projected {
  Tensor q, k, v;
};

Tensor part(const Tensor& t, int64_t index, int64_t size) {
  return t.defined() ? t.narrow(0, index * size, size) : Tensor();
}

Projected project(const Tensor& query, const Tensor& key, const Tensor& value, const Options& o) {
  const int64_t e = query.size(2);
  const Tensor &w = o.in_proj_weight(), &b = o.in_proj_bias();
  if (o.use_separate_proj_weight()) {
    return {rushlight::linear(query, o.q_proj_weight(), part(b, 0, e)),
            rushlight::linear(key, o.k_proj_weight(), part(b, 1, e)),
            rushlight::linear(value, o.v_proj_weight(), part(b, 2, e))};
  }
  // Self-attention needs one product for all three.
  if (query.is_same(key) && key.is_same(value)) {
    const auto parts = rushlight::linear(query, w, b).chunk(3, -1);
    return {parts[0], parts[1], parts[2]};
  }
  return {rushlight::linear(query, part(w, 0, e), part(b, 0, e)),
          rushlight::linear(key, part(w, 1, e), part(b, 1, e)),
          rushlight::linear(value, part(w, 2, e), part(b, 2, e))};
}

// A mask with one more column that hides nothing.
Tensor widen(const Tensor& mask) {
  if (!mask.defined()) return mask;
  std::vector<int64_t> shape = mask.sizes().vec();
  shape.back() = 1;
  return cat({mask, mask.new_zeros(shape)}, -1);
}

Tensor with_row(const Tensor& t, const Tensor& row, int64_t dim) { return cat({t, row}, dim); }

Tensor masked(Tensor scores, const Tensor& attn_mask, const Tensor& key_padding_mask, int64_t batch,
              int64_t heads) {
  const double ignored = -std::numeric_limits<double>::infinity();
  if (attn_mask.defined()) {
    const Tensor mask = attn_mask.dim() == 2 ? attn_mask.unsqueeze(0) : attn_mask;
    scores = mask.scalar_type() == kBool ? scores.masked_fill(mask, ignored) : scores + mask;
  }
  if (key_padding_mask.defined()) {
    const int64_t t = scores.size(1), s = scores.size(2);
    const Tensor hidden = key_padding_mask.to(kBool).unsqueeze(1).unsqueeze(2);
    scores = scores.view({batch, heads, t, s}).masked_fill(hidden, ignored).view({batch * heads, t, s});
  }
  return scores;
}

// True when the call is plain self-attention in a dtype that the fused operator has.
bool fusable(const Tensor& query, const Tensor& key, const Tensor& value, const Options& o) {
  const ScalarType t = query.scalar_type();
  const bool plain = !o.attn_mask().defined() && !o.key_padding_mask().defined() && !o.bias_k().defined() &&
                     !o.bias_v().defined() && !o.static_k().defined() && !o.static_v().defined();
  return plain && query.is_same(key) && key.is_same(value) && !o.use_separate_proj_weight() &&
         !o.need_weights() && !o.add_zero_attn() && (t == kFloat || t == kDouble) &&
         (!o.training() || (o.dropout_p() >= 0 && o.dropout_p() < 1));
}

void check(const Tensor& query, const Tensor& key, const Tensor& value, const Options& o) {
  RUSHLIGHT_CHECK(query.dim() == 3 && query.size(2) == o.embed_dim_to_check(),
                  "multi_head_attention: expected a query of shape [length, batch, ", o.embed_dim_to_check(),
                  "], got ", query.sizes());
  RUSHLIGHT_CHECK(
      key.dim() == 3 && value.dim() == 3 && key.size(0) == value.size(0) && key.size(1) == value.size(1) &&
          key.size(1) == query.size(1),
      "multi_head_attention: expected key and value of one length and the query's batch size, got ",
      key.sizes(), " and ", value.sizes(), " for a query of ", query.sizes());
  RUSHLIGHT_CHECK(o.num_heads() > 0 && query.size(2) % o.num_heads() == 0,
                  "multi_head_attention: expected a number of heads that divides ", query.size(2), ", got ",
                  o.num_heads());
}

}  // namespace

std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value,
                                                        const MultiheadAttentionForwardFuncOptions& o) {
  check(query, key, value, o);
  const int64_t target = query.size(0), batch = query.size(1), embed = query.size(2), heads = o.num_heads();
  const int64_t head_dim = embed / heads;
  if (fusable(query, key, value, o)) {
    const Tensor qkv = rushlight::linear(query, o.in_proj_weight(), o.in_proj_bias());
    const Tensor attended = packed_self_attention(qkv, heads, o.training() ? o.dropout_p() : 0);
    return {rushlight::linear(attended, o.out_proj_weight(), o.out_proj_bias()), Tensor()};
  }
  auto [q, k, v] = project(query, key, value, o);
  Tensor attn_mask = o.attn_mask(), padding = o.key_padding_mask();
  if (o.bias_k().defined() && o.bias_v().defined()) {
    k = with_row(k, o.bias_k().expand({1, batch, embed}), 0);
    v = with_row(v, o.bias_v().expand({1, batch, embed}), 0);
    attn_mask = widen(attn_mask);
    padding = widen(padding);
  }
  // (length, batch, embed) -> (batch * heads, length, head_dim)
  auto split = [&](const Tensor& t) { return t.reshape({-1, batch * heads, head_dim}).transpose(0, 1); };
  q = split(q * (1.0 / std::sqrt(static_cast<double>(head_dim))));
  k = o.static_k().defined() ? o.static_k() : split(k);
  v = o.static_v().defined() ? o.static_v() : split(v);
  if (o.add_zero_attn()) {
    k = with_row(k, k.new_zeros({k.size(0), 1, k.size(2)}), 1);
    v = with_row(v, v.new_zeros({v.size(0), 1, v.size(2)}), 1);
    attn_mask = widen(attn_mask);
    padding = widen(padding);
  }
  Tensor weights = masked(bmm(q, k.transpose(1, 2)), attn_mask, padding, batch, heads).softmax(-1);
  weights = rushlight::dropout(weights, o.dropout_p(), o.training());
  Tensor output = bmm(weights, v).transpose(0, 1).reshape({target, batch, embed});
  output = rushlight::linear(output, o.out_proj_weight(), o.out_proj_bias());
  if (!o.need_weights()) return {output, Tensor()};
  weights = weights.view({batch, heads, target, k.size(1)});
  if (o.average_attn_weights()) weights = weights.sum(1) / heads;
  return {output, weights};
}

}  // namespace functional

MultiheadAttentionImpl::MultiheadAttentionImpl(const MultiheadAttentionOptions& o)
    : Cloneable("torch::nn::MultiheadAttention"), options(o) {
  MultiheadAttentionImpl::reset();
}

MultiheadAttentionImpl::MultiheadAttentionImpl(int64_t embed_dim, int64_t num_heads)
    : MultiheadAttentionImpl(MultiheadAttentionOptions(embed_dim, num_heads)) {}
void MultiheadAttentionImpl::reset() {
  const int64_t e = options.embed_dim();
  RUSHLIGHT_CHECK(options.num_heads() > 0 && e % options.num_heads() == 0,
                  "MultiheadAttention: expected a number of heads that divides embed_dim, got ",
                  options.num_heads(), " for ", e);
  head_dim = e / options.num_heads();
  _qkv_same_embed_dim = options.kdim() == e && options.vdim() == e;
  if (_qkv_same_embed_dim) {
    in_proj_weight = register_parameter("in_proj_weight", empty({3 * e, e}));
    register_parameter("q_proj_weight", {}, false);
    register_parameter("k_proj_weight", {}, false);
    register_parameter("v_proj_weight", {}, false);
  } else {
    q_proj_weight = register_parameter("q_proj_weight", empty({e, e}));
    k_proj_weight = register_parameter("k_proj_weight", empty({e, options.kdim()}));
    v_proj_weight = register_parameter("v_proj_weight", empty({e, options.vdim()}));
    register_parameter("in_proj_weight", {}, false);
  }
  const bool biased = options.bias();
  in_proj_bias = register_parameter("in_proj_bias", biased ? empty(3 * e) : Tensor(), biased);
  out_proj = register_module("out_proj", Linear(LinearOptions(e, e).bias(biased)));
  if (options.add_bias_kv()) {
    bias_k = register_parameter("bias_k", empty({1, 1, e}));
    bias_v = register_parameter("bias_v", empty({1, 1, e}));
  }
  _reset_parameters();
}

void MultiheadAttentionImpl::_reset_parameters() {
  if (_qkv_same_embed_dim) {
    init::xavier_uniform_(in_proj_weight);
  } else {
    init::xavier_uniform_(q_proj_weight);
    init::xavier_uniform_(k_proj_weight);
    init::xavier_uniform_(v_proj_weight);
  }
  if (in_proj_bias.defined()) {
    init::constant_(in_proj_bias, 0);
    init::constant_(out_proj->bias, 0);
  }
  if (bias_k.defined()) init::xavier_normal_(bias_k);
  if (bias_v.defined()) init::xavier_normal_(bias_v);
}

void MultiheadAttentionImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::MultiheadAttention";
}

std::tuple<Tensor, Tensor> MultiheadAttentionImpl::forward(const Tensor& query, const Tensor& key,
                                                           const Tensor& value,
                                                           const Tensor& key_padding_mask, bool need_weights,
                                                           const Tensor& attn_mask,
                                                           bool average_attn_weights) {
  functional::MultiheadAttentionForwardFuncOptions o(options.embed_dim(), options.num_heads(), in_proj_weight,
                                                     in_proj_bias, bias_k, bias_v, options.add_zero_attn(),
                                                     options.dropout(), out_proj->weight, out_proj->bias);
  o.training(is_training())
      .key_padding_mask(key_padding_mask)
      .need_weights(need_weights)
      .attn_mask(attn_mask);
  o.average_attn_weights(average_attn_weights).use_separate_proj_weight(!_qkv_same_embed_dim);
  o.q_proj_weight(q_proj_weight).k_proj_weight(k_proj_weight).v_proj_weight(v_proj_weight);
  return functional::multi_head_attention_forward(query, key, value, o);
}

Module::ForwardDefaults MultiheadAttentionImpl::_forward_default_args() {
  return {{3, AnyValue(Tensor())}, {4, AnyValue(true)}, {5, AnyValue(Tensor())}, {6, AnyValue(true)}};
}

}  // namespace torch::inline rushlight::nn
