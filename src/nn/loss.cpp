// The loss modules: each calls its function; class weights are buffers, so that they move with the module.
#include "rushlight/nn/loss.h"

#include <ostream>

#include "rushlight/nn/margin_loss.h"

namespace torch::inline rushlight::nn {

RUSHLIGHT_ARG_SETTER(TripletMarginWithDistanceLossOptions,
                     std::optional<TripletMarginWithDistanceLossOptions::distance_function_t>,
                     distance_function)

namespace F = functional;

BCELossImpl::BCELossImpl(const BCELossOptions& options) : OptionsModule(options) { BCELossImpl::reset(); }
void BCELossImpl::reset() { weight = register_buffer("weight", options.weight()); }
NLLLossImpl::NLLLossImpl(const NLLLossOptions& options) : OptionsModule(options) { NLLLossImpl::reset(); }
void NLLLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
CrossEntropyLossImpl::CrossEntropyLossImpl(const CrossEntropyLossOptions& options) : OptionsModule(options) {
  CrossEntropyLossImpl::reset();
}
void CrossEntropyLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
MultiMarginLossImpl::MultiMarginLossImpl(const MultiMarginLossOptions& options) : OptionsModule(options) {
  MultiMarginLossImpl::reset();
}
void MultiMarginLossImpl::reset() {
  RUSHLIGHT_CHECK(options.p() == 1 || options.p() == 2, "MultiMarginLoss: expected p of 1 or 2, got ",
                  options.p());
  weight = register_buffer("weight", options.weight());
}
MultiLabelSoftMarginLossImpl::MultiLabelSoftMarginLossImpl(const MultiLabelSoftMarginLossOptions& options)
    : OptionsModule(options) {
  MultiLabelSoftMarginLossImpl::reset();
}
void MultiLabelSoftMarginLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
BCEWithLogitsLossImpl::BCEWithLogitsLossImpl(const BCEWithLogitsLossOptions& options)
    : OptionsModule(options) {
  BCEWithLogitsLossImpl::reset();
}
void BCEWithLogitsLossImpl::reset() {
  weight = register_buffer("weight", options.weight());
  pos_weight = register_buffer("pos_weight", options.pos_weight());
}

L1LossImpl::L1LossImpl(const L1LossOptions& options) : OptionsModule(options) {}
Tensor L1LossImpl::forward(const Tensor& x, const Tensor& y) { return F::l1_loss(x, y, options); }
MSELossImpl::MSELossImpl(const MSELossOptions& options) : OptionsModule(options) {}
Tensor MSELossImpl::forward(const Tensor& x, const Tensor& y) { return F::mse_loss(x, y, options); }
KLDivLossImpl::KLDivLossImpl(const KLDivLossOptions& options) : OptionsModule(options) {}
Tensor KLDivLossImpl::forward(const Tensor& x, const Tensor& y) { return F::kl_div(x, y, options); }
Tensor BCELossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::binary_cross_entropy(x, y, BCELossOptions(options).weight(weight));
}
Tensor BCEWithLogitsLossImpl::forward(const Tensor& x, const Tensor& y) {
  const auto o = BCEWithLogitsLossOptions(options).weight(weight).pos_weight(pos_weight);
  return F::binary_cross_entropy_with_logits(x, y, o);
}
Tensor NLLLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::nll_loss(x, y, NLLLossOptions(options).weight(weight));
}
Tensor CrossEntropyLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::cross_entropy(x, y, CrossEntropyLossOptions(options).weight(weight));
}
SmoothL1LossImpl::SmoothL1LossImpl(const SmoothL1LossOptions& options) : OptionsModule(options) {}
Tensor SmoothL1LossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::smooth_l1_loss(x, y, options);
}
HuberLossImpl::HuberLossImpl(const HuberLossOptions& options) : OptionsModule(options) {}
Tensor HuberLossImpl::forward(const Tensor& x, const Tensor& y) { return F::huber_loss(x, y, options); }
HingeEmbeddingLossImpl::HingeEmbeddingLossImpl(const HingeEmbeddingLossOptions& options)
    : OptionsModule(options) {}
Tensor HingeEmbeddingLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::hinge_embedding_loss(x, y, options);
}
MarginRankingLossImpl::MarginRankingLossImpl(const MarginRankingLossOptions& options)
    : OptionsModule(options) {}
Tensor MarginRankingLossImpl::forward(const Tensor& x1, const Tensor& x2, const Tensor& y) {
  return F::margin_ranking_loss(x1, x2, y, options);
}
Tensor MultiMarginLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::multi_margin_loss(x, y, MultiMarginLossOptions(options).weight(weight));
}
CosineEmbeddingLossImpl::CosineEmbeddingLossImpl(const CosineEmbeddingLossOptions& options)
    : OptionsModule(options) {}
Tensor CosineEmbeddingLossImpl::forward(const Tensor& x1, const Tensor& x2, const Tensor& y) {
  return F::cosine_embedding_loss(x1, x2, y, options);
}
SoftMarginLossImpl::SoftMarginLossImpl(const SoftMarginLossOptions& options) : OptionsModule(options) {}
Tensor SoftMarginLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::soft_margin_loss(x, y, options);
}
Tensor MultiLabelSoftMarginLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::multilabel_soft_margin_loss(x, y, MultiLabelSoftMarginLossOptions(options).weight(weight));
}
TripletMarginLossImpl::TripletMarginLossImpl(const TripletMarginLossOptions& options)
    : OptionsModule(options) {}
Tensor TripletMarginLossImpl::forward(const Tensor& a, const Tensor& p, const Tensor& n) {
  return F::triplet_margin_loss(a, p, n, options);
}
TripletMarginWithDistanceLossImpl::TripletMarginWithDistanceLossImpl(
    const TripletMarginWithDistanceLossOptions& options)
    : OptionsModule(options) {}
Tensor TripletMarginWithDistanceLossImpl::forward(const Tensor& a, const Tensor& p, const Tensor& n) {
  return F::triplet_margin_with_distance_loss(a, p, n, options);
}
PoissonNLLLossImpl::PoissonNLLLossImpl(const PoissonNLLLossOptions& options) : OptionsModule(options) {}
Tensor PoissonNLLLossImpl::forward(const Tensor& x, const Tensor& y) {
  return F::poisson_nll_loss(x, y, options);
}

void L1LossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::L1Loss()"; }
void MSELossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::MSELoss()"; }
void KLDivLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::KLDivLoss()"; }
void BCELossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::BCELoss()"; }
void BCEWithLogitsLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::BCEWithLogitsLoss()";
}
void NLLLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::NLLLoss()"; }
void CrossEntropyLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CrossEntropyLoss()";
}
void SmoothL1LossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::SmoothL1Loss"; }
void HuberLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::HuberLoss"; }
void HingeEmbeddingLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::HingeEmbeddingLoss(margin=" << options.margin() << ")";
}
void MarginRankingLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::MarginRankingLoss()";
}
void MultiMarginLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::MultiMarginLoss(p=" << options.p() << ", margin=" << options.margin()
         << ", weight=" << options.weight() << ", reduction=" << enumtype::get_enum_name(options.reduction())
         << ")";
}
void CosineEmbeddingLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CosineEmbeddingLoss(margin=" << options.margin() << ")";
}
void SoftMarginLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::SoftMarginLoss()"; }
void MultiLabelSoftMarginLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::MultiLabelSoftMarginLoss()";
}
void TripletMarginLossImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::TripletMarginLoss(margin=" << options.margin()
         << ", p=" << options.p() << ", eps=" << options.eps() << ", swap=" << options.swap() << ")";
}
void TripletMarginWithDistanceLossImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::TripletMarginWithDistanceLoss(margin=" << options.margin()
         << ", swap=" << options.swap() << ")";
}
void PoissonNLLLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::PoissonNLLLoss()"; }

}  // namespace torch::inline rushlight::nn
