// Multi-head attention: projections, then the fused operators when nobody asked for the weights, else a composite of scores,
// masks, softmax, and the weighted sum of the values.
#include "rushlight/nn/attention.h"

#include <cmath>
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

// A mask as numbers to add to scores; one of bool says which keys are hidden.
Tensor added(const Tensor& mask, ScalarType dtype) {
  return mask.scalar_type() == kBool ? hiding_mask(mask, dtype) : mask.to(dtype);
}

// Both masks as one to add to scores of (batch, heads, length, keys); undefined without any.
Tensor joined(Tensor attn_mask, const Tensor& key_padding_mask, ScalarType dtype, int64_t batch,
              int64_t heads) {
  if (attn_mask.defined()) {
    attn_mask = added(attn_mask, dtype);
    if (attn_mask.dim() == 3) attn_mask = attn_mask.unflatten(0, {batch, heads});
  }
  if (!key_padding_mask.defined()) return attn_mask;
  const Tensor padding = added(key_padding_mask.to(kBool), dtype).unsqueeze(1).unsqueeze(2);
  return attn_mask.defined() ? attn_mask + padding : padding;
}

// True when the call is self-attention in a dtype, with masks, that packed_self_attention() has.
bool packable(const Tensor& query, const Tensor& key, const Tensor& value, const Options& o) {
  const ScalarType t = query.scalar_type();
  const Tensor& mask = o.attn_mask();
  const bool plain = !o.bias_k().defined() && !o.bias_v().defined() && !o.static_k().defined() &&
                     !o.static_v().defined() && !o.add_zero_attn();
  const bool addable = !mask.defined() || !mask.requires_grad() || !GradMode::is_enabled();
  return plain && addable && query.is_same(key) && key.is_same(value) && !o.use_separate_proj_weight() &&
         (t == kFloat || t == kDouble) && (!o.training() || (o.dropout_p() >= 0 && o.dropout_p() < 1));
}

// What attention works on: heads as (batch, heads, length, size), and the mask that is added to their scores.
struct Attended {
  Tensor q, k, v, mask;
};

Attended attended_by(const Tensor& query, const Tensor& key, const Tensor& value, const Options& o) {
  const int64_t batch = query.size(1), embed = query.size(2), heads = o.num_heads(), size = embed / heads;
  auto [q, k, v] = project(query, key, value, o);
  Tensor attn_mask = o.attn_mask(), padding = o.key_padding_mask();
  if (o.bias_k().defined() && o.bias_v().defined()) {
    k = with_row(k, o.bias_k().expand({1, batch, embed}), 0);
    v = with_row(v, o.bias_v().expand({1, batch, embed}), 0);
    attn_mask = widen(attn_mask);
    padding = widen(padding);
  }
  const auto split = [&](const Tensor& t) {
    return t.reshape({-1, batch, heads, size}).permute({1, 2, 0, 3});
  };
  k = o.static_k().defined() ? o.static_k().unflatten(0, {batch, heads}) : split(k);
  v = o.static_v().defined() ? o.static_v().unflatten(0, {batch, heads}) : split(v);
  if (o.add_zero_attn()) {
    k = with_row(k, k.new_zeros({batch, heads, 1, size}), 2);
    v = with_row(v, v.new_zeros({batch, heads, 1, size}), 2);
    attn_mask = widen(attn_mask);
    padding = widen(padding);
  }
  return {split(q), k, v, joined(attn_mask, padding, q.scalar_type(), batch, heads)};
}

// (batch, heads, length, size) -> (length, batch, heads * size)
Tensor side_by_side(const Tensor& t) {
  return t.permute({2, 0, 1, 3}).reshape({t.size(2), t.size(0), t.size(1) * t.size(3)});
}

void check_masks(const Tensor& query, int64_t keys, const Options& o) {
  const int64_t length = query.size(0), batch = query.size(1);
  const Tensor &mask = o.attn_mask(), &padding = o.key_padding_mask();
  RUSHLIGHT_CHECK(!mask.defined() || mask.sizes() == IntArrayRef({length, keys}) ||
                      mask.sizes() == IntArrayRef({batch * o.num_heads(), length, keys}),
                  "multi_head_attention: expected an attention mask of shape [", length, ", ", keys, "] or [",
                  batch * o.num_heads(), ", ", length, ", ", keys, "], got ", mask.sizes());
  RUSHLIGHT_CHECK(!padding.defined() || padding.sizes() == IntArrayRef({batch, keys}),
                  "multi_head_attention: expected a key padding mask of shape [", batch, ", ", keys,
                  "], got ", padding.sizes());
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
  check_masks(query, o.static_k().defined() ? o.static_k().size(1) : key.size(0), o);
}

}  // namespace

std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value,
                                                        const MultiheadAttentionForwardFuncOptions& o) {
  check(query, key, value, o);
  const int64_t target = query.size(0), batch = query.size(1), embed = query.size(2), heads = o.num_heads();
  const double dropout_p = o.training() ? o.dropout_p() : 0;
  const auto project_out = [&](const Tensor& attended) {
    return rushlight::linear(attended, o.out_proj_weight(), o.out_proj_bias());
  };
  if (!o.need_weights() && packable(query, key, value, o)) {
    const Tensor qkv = rushlight::linear(query, o.in_proj_weight(), o.in_proj_bias());
    const Tensor mask = joined(o.attn_mask(), o.key_padding_mask(), query.scalar_type(), batch, heads);
    return {project_out(packed_self_attention(qkv, heads, dropout_p, mask)), Tensor()};
  }
  const Attended a = attended_by(query, key, value, o);
  if (!o.need_weights()) {
    const Tensor output = scaled_dot_product_attention(a.q, a.k, a.v, a.mask, dropout_p);
    return {project_out(side_by_side(output)), Tensor()};
  }
  const double scale = 1.0 / std::sqrt(static_cast<double>(embed / heads));
  Tensor scores = bmm((a.q * scale).flatten(0, 1), a.k.flatten(0, 1).transpose(1, 2))
                      .view({batch, heads, target, a.k.size(2)});
  if (a.mask.defined()) scores = scores + a.mask;
  const Tensor weights = rushlight::dropout(scores.softmax(-1), o.dropout_p(), o.training());
  const Tensor output =
      bmm(weights.flatten(0, 1), a.v.flatten(0, 1)).view({batch, heads, target, a.v.size(3)});
  return {project_out(side_by_side(output)), o.average_attn_weights() ? weights.sum(1) / heads : weights};
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
