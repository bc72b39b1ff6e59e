// Scaled dot-product attention: fused (fused.h) where fusable() says so, mostly for float32 and float64 unless the mask wants a
// gradient, else a composite of products, masks and softmax.
#include <cmath>
#include <limits>

#include "ops/attention/fused.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"
#include "rushlight/ops/fused/transformer.h"

namespace torch::inline rushlight {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();

void check(const Tensor& q, const Tensor& k, const Tensor& v) {
  const char* const who = "scaled_dot_product_attention";
  RUSHLIGHT_CHECK(q.dim() >= 2 && k.dim() >= 2 && v.dim() >= 2, who,
                  ": expected inputs of at least 2 dimensions, got shapes ", q.sizes(), ", ", k.sizes(),
                  " and ", v.sizes());
  RUSHLIGHT_CHECK(q.size(-1) == k.size(-1) && k.size(-2) == v.size(-2), who,
                  ": expected query and key of one last size, key and value of one length, got shapes ",
                  q.sizes(), ", ", k.sizes(), " and ", v.sizes());
  RUSHLIGHT_CHECK(
      q.is_floating_point() && q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type(), who,
      ": expected inputs of one floating-point dtype, got ", q.scalar_type(), ", ", k.scalar_type(), " and ",
      v.scalar_type());
}

// The heads (dimension -3) repeated for `heads` query heads.
Tensor for_heads(const Tensor& x, int64_t heads) {
  RUSHLIGHT_CHECK(x.dim() >= 3 && x.size(-3) > 0 && heads % x.size(-3) == 0,
                  "scaled_dot_product_attention: expected a number of heads that divides ", heads,
                  ", got shape ", x.sizes());
  return x.size(-3) == heads ? x : x.repeat_interleave(heads / x.size(-3), -3);
}

// True when the fused operator may add a mask to scores of (..., L, `keys`).
bool addable(const Tensor& mask, const Tensor& q, int64_t keys) {
  const int64_t missing = q.dim() - mask.dim();
  if (missing < 0 || mask.dim() == 0 || (mask.requires_grad() && GradMode::is_enabled())) return false;
  for (int64_t d = 0; d < mask.dim(); ++d)
    if (mask.size(d) != 1 && mask.size(d) != (d + 1 < mask.dim() ? q.size(missing + d) : keys)) return false;
  return mask.scalar_type() == kBool || mask.scalar_type() == q.scalar_type();
}

// True when the fused operator takes these, seen as (batch, heads, length, size).
bool fusable(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask, double dropout_p) {
  if (q.dim() > 4 || k.dim() != q.dim() || v.dim() != q.dim()) return false;
  for (int64_t d = 0; d < q.dim() - 2; ++d)
    if (k.size(d) != q.size(d) || v.size(d) != q.size(d)) return false;
  if (mask.defined() && !addable(mask, q, k.size(-2))) return false;
  return (q.scalar_type() == kFloat || q.scalar_type() == kDouble) && dropout_p >= 0 && dropout_p < 1;
}

Tensor with_heads(Tensor t) {
  while (t.dim() < 4) t = t.unsqueeze(0);
  return t;
}

}  // namespace

Tensor masked_softmax(const Tensor& scores, bool masked) {
  if (!masked) return scores.softmax(-1);
  const Tensor blind = (scores == kHidden).all(-1, true);
  return scores.masked_fill(blind, 0).softmax(-1).masked_fill(blind, 0);
}

Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const std::optional<Tensor>& attn_mask, double dropout_p, bool is_causal,
                                    std::optional<double> scale, bool enable_gqa) {
  check(query, key, value);
  Tensor k = key, v = value;
  if (enable_gqa && query.dim() >= 3) {
    k = for_heads(key, query.size(-3));
    v = for_heads(value, query.size(-3));
  }
  Tensor mask = attn_mask ? *attn_mask : Tensor();
  RUSHLIGHT_CHECK(!is_causal || !mask.defined(),
                  "scaled_dot_product_attention: expected a mask or is_causal, got both");
  const double by = scale.value_or(1.0 / std::sqrt(static_cast<double>(query.size(-1))));
  if (fusable(query, k, v, mask, dropout_p)) {
    if (mask.defined() && mask.scalar_type() == kBool)
      mask = hiding_mask(mask.logical_not(), query.scalar_type());
    Tensor out =
        fused_attention(with_heads(query), with_heads(k), with_heads(v), mask, {by, is_causal, dropout_p});
    while (out.dim() > query.dim()) out = out.squeeze(0);
    return out;
  }
  Tensor scores = (query * by).matmul(k.transpose(-2, -1));
  if (is_causal) {
    const Tensor rows = arange(query.size(-2)).unsqueeze(1), columns = arange(k.size(-2));
    mask = columns <= rows;
  }
  if (mask.defined())
    scores = mask.scalar_type() == kBool ? scores.masked_fill(mask.logical_not(), kHidden) : scores + mask;
  return dropout(masked_softmax(scores, mask.defined()), dropout_p, dropout_p > 0).matmul(v);
}

}  // namespace torch::inline rushlight
