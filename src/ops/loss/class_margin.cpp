// Margins between the right classes of a row and the others, as expressions of other operators.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// (C) as (1, C).
Tensor as_rows(const char* who, const Tensor& x) {
  RUSHLIGHT_CHECK((x.dim() == 1 || x.dim() == 2) && x.size(-1) > 0, who,
                  ": expected an input (N, C) or (C) with one or more classes, got shape ", x.sizes());
  RUSHLIGHT_CHECK(x.is_floating_point(), who, ": expected a floating-point input, got ", x.scalar_type());
  return x.dim() == 1 ? x.unsqueeze(0) : x;
}
void check_classes(const char* who, const Tensor& target, int64_t least, int64_t classes) {
  RUSHLIGHT_CHECK(target.scalar_type() == kLong, who, ": expected a target of dtype int64, got ",
                  target.scalar_type());
  if (target.numel() == 0) return;
  const int64_t low = target.min().item<int64_t>(), high = target.max().item<int64_t>();
  RUSHLIGHT_CHECK(low >= least && high < classes, who, ": expected classes in [", least, ", ", classes - 1,
                  "], got ", low < least ? low : high);
}

}  // namespace

Tensor multi_margin_loss(const Tensor& self, const Tensor& target, const Scalar& p, const Scalar& margin,
                         const std::optional<Tensor>& weight, int64_t reduction) {
  const char* const who = "multi_margin_loss";
  RUSHLIGHT_CHECK(p.to<double>() == 1 || p.to<double>() == 2, who, ": expected p of 1 or 2, got ",
                  p.to<double>());
  const Tensor x = as_rows(who, self);
  RUSHLIGHT_CHECK(target.numel() == x.size(0) && target.dim() <= 1, who, ": expected a target of shape [",
                  x.size(0), "], got ", target.sizes());
  check_classes(who, target, 0, x.size(1));
  const Tensor y = target.reshape({x.size(0), 1});
  Tensor terms = (x - x.gather(1, y) + margin).clamp_min(0);
  if (p.to<double>() == 2) terms = terms * terms;
  if (weight && weight->defined()) {
    RUSHLIGHT_CHECK(weight->dim() == 1 && weight->size(0) == x.size(1), who, ": expected a weight of shape [",
                    x.size(1), "], got ", weight->sizes());
    terms = terms * weight->index_select(0, y.flatten()).unsqueeze(1);
  }
  // The class itself adds nothing.
  const Tensor own = zeros(x.sizes(), kBool).scatter_(1, y, 1);
  const Tensor loss = terms.masked_fill(own, 0).sum(1) / x.size(1);
  return reduced_loss(who, self.dim() == 1 ? loss.squeeze(0) : loss, reduction);
}

Tensor multilabel_margin_loss(const Tensor& self, const Tensor& target, int64_t reduction) {
  const char* const who = "multilabel_margin_loss";
  check_same_shape(who, self, target);
  const Tensor x = as_rows(who, self), rows = self.dim() == 1 ? target.unsqueeze(0) : target;
  const int64_t classes = x.size(1);
  check_classes(who, target, -1, classes);
  // Labels count up to the first -1; the most of them in a row bounds the work.
  const Tensor counts = ((rows < 0).to(kLong).cumsum(1) == 0);
  const int64_t labels = rows.numel() > 0 ? counts.sum(1).max().item<int64_t>() : 0;
  const Tensor valid = counts.narrow(1, 0, labels);
  const Tensor label = rows.narrow(1, 0, labels).masked_fill(valid.logical_not(), 0);
  // Labels that do not count mark a class beyond the last.
  const Tensor marked = label.masked_fill(valid.logical_not(), classes);
  const Tensor named = zeros({x.size(0), classes + 1}, kBool).scatter_(1, marked, 1).narrow(1, 0, classes);
  const Tensor terms = (1 - x.gather(1, label).unsqueeze(2) + x.unsqueeze(1)).clamp_min(0);
  const Tensor out = valid.unsqueeze(2).logical_and(named.logical_not().unsqueeze(1));
  const Tensor loss = terms.masked_fill(out.logical_not(), 0).flatten(1).sum(1) / classes;
  return reduced_loss(who, self.dim() == 1 ? loss.squeeze(0) : loss, reduction);
}

}  // namespace torch::inline rushlight
