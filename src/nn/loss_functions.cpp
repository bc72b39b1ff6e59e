// The loss functions: those that have an operator call it, the rarer ones are composites of public operators.
// The formulas stand in nn/loss.h and nn/margin_loss.h. Read next: loss.cpp, the modules.
#include "rushlight/nn/loss.h"
#include "rushlight/nn/margin_loss.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn::functional {
namespace {

Tensor reduced(const Tensor& loss, const nn::detail::reduction_t& reduction) {
  if (std::holds_alternative<enumtype::kMean>(reduction)) return loss.mean();
  if (std::holds_alternative<enumtype::kSum>(reduction)) return loss.sum();
  return loss;
}
int64_t number(const nn::detail::reduction_t& reduction) { return enumtype::reduction_get_enum(reduction); }

}  // namespace

Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& o) {
  return rushlight::l1_loss(input, target, number(o.reduction()));
}
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& o) {
  return rushlight::mse_loss(input, target, number(o.reduction()));
}
Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& o) {
  // The mean over the batch is the only reduction that the operator does not know.
  if (!std::holds_alternative<enumtype::kBatchMean>(o.reduction())) {
    const int64_t reduction = std::holds_alternative<enumtype::kNone>(o.reduction())   ? 0
                              : std::holds_alternative<enumtype::kMean>(o.reduction()) ? 1
                                                                                       : 2;
    return rushlight::kl_div(input, target, reduction, o.log_target());
  }
  const Tensor sum = rushlight::kl_div(input, target, 2, o.log_target());
  return input.dim() > 0 ? sum / input.size(0) : sum;
}
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& o) {
  RUSHLIGHT_CHECK(input.sizes() == target.sizes(), "binary_cross_entropy: expected a target of shape ",
                  input.sizes(), ", got ", target.sizes());
  const Tensor weight = o.weight().defined() ? o.weight().expand(target.sizes()) : Tensor();
  return rushlight::binary_cross_entropy(input, target, weight, number(o.reduction()));
}
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& o) {
  RUSHLIGHT_CHECK(input.sizes() == target.sizes(),
                  "binary_cross_entropy_with_logits: expected a target of shape ", input.sizes(), ", got ",
                  target.sizes());
  return rushlight::binary_cross_entropy_with_logits(input, target, o.weight(), o.pos_weight(),
                                                     number(o.reduction()));
}
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& o) {
  RUSHLIGHT_CHECK(input.dim() >= 1, "nll_loss: expected an input of at least 1 dimension, got shape ",
                  input.sizes());
  return rushlight::nll_loss_nd(input, target, o.weight(), number(o.reduction()), o.ignore_index());
}
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& o) {
  return rushlight::cross_entropy_loss(input, target, o.weight(), number(o.reduction()), o.ignore_index(),
                                       o.label_smoothing());
}
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& o) {
  return rushlight::smooth_l1_loss(input, target, number(o.reduction()), o.beta().value_or(1.0));
}
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& o,
                      double beta) {
  RUSHLIGHT_CHECK(!o.beta(), "smooth_l1_loss: expected no beta in the options beside the argument, got ",
                  *o.beta());
  return smooth_l1_loss(input, target, SmoothL1LossFuncOptions(o).beta(beta));
}
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& o) {
  return rushlight::huber_loss(input, target, number(o.reduction()), o.delta());
}
Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                            const HingeEmbeddingLossFuncOptions& o) {
  return rushlight::hinge_embedding_loss(input, target, o.margin(), number(o.reduction()));
}
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           const MarginRankingLossFuncOptions& o) {
  return rushlight::margin_ranking_loss(input1, input2, target, o.margin(), number(o.reduction()));
}
Tensor multi_margin_loss(const Tensor& input, const Tensor& target, const MultiMarginLossFuncOptions& o) {
  return rushlight::multi_margin_loss(input, target, o.p(), o.margin(), o.weight(), number(o.reduction()));
}
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             const CosineEmbeddingLossFuncOptions& o) {
  return rushlight::cosine_embedding_loss(input1, input2, target, o.margin(), number(o.reduction()));
}
Tensor soft_margin_loss(const Tensor& input, const Tensor& target, const SoftMarginLossFuncOptions& o) {
  return rushlight::soft_margin_loss(input, target, number(o.reduction()));
}
Tensor multilabel_soft_margin_loss(const Tensor& input, const Tensor& target,
                                   const MultilabelSoftMarginLossFuncOptions& o) {
  Tensor loss = -(target * rushlight::log_sigmoid(input) + (1 - target) * rushlight::log_sigmoid(-input));
  if (o.weight().defined()) loss = loss * o.weight();
  return reduced(loss.sum(-1) / input.size(-1), o.reduction());
}
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginLossFuncOptions& o) {
  return rushlight::triplet_margin_loss(anchor, positive, negative, o.margin(), o.p(), o.eps(), o.swap(),
                                        number(o.reduction()));
}
Tensor triplet_margin_with_distance_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                         const TripletMarginWithDistanceLossFuncOptions& o) {
  auto distance = [&](const Tensor& a, const Tensor& b) {
    return o.distance_function() ? (*o.distance_function())(a, b) : rushlight::pairwise_distance(a, b);
  };
  const Tensor near = distance(anchor, positive);
  Tensor far = distance(anchor, negative);
  if (o.swap()) far = rushlight::minimum(far, distance(positive, negative));
  return reduced((near - far + o.margin()).clamp_min(0), o.reduction());
}
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossFuncOptions& o) {
  return rushlight::poisson_nll_loss(input, target, o.log_input(), o.full(), o.eps(), number(o.reduction()));
}

}  // namespace torch::inline rushlight::nn::functional
