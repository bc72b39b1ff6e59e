// Losses: options, functions and modules. Each loss is one number for each element, example or pair, which `reduction`
// leaves as they are (kNone), averages (kMean, the default) or adds up (kSum). Distances are in distance.h.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "rushlight/nn/enum.h"
#include "rushlight/nn/options_module.h"

namespace rushlight {
namespace nn {

namespace detail {
using reduction_t = std::variant<enumtype::kNone, enumtype::kMean, enumtype::kSum>;
using kl_reduction_t = std::variant<enumtype::kNone, enumtype::kBatchMean, enumtype::kSum, enumtype::kMean>;
// A type that names one of the choices of the variant R, so that `L1Loss(torch::kSum)` works.
template <class T, class R>
concept ChoiceOf = std::is_empty_v<T> && std::is_constructible_v<R, T>;
}  // namespace detail

struct RUSHLIGHT_API L1LossOptions {
  using reduction_t = detail::reduction_t;
  L1LossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> L1LossOptions(R reduction) : reduction_(reduction) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API MSELossOptions {
  using reduction_t = detail::reduction_t;
  MSELossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> MSELossOptions(R reduction) : reduction_(reduction) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API KLDivLossOptions {
  using reduction_t = detail::kl_reduction_t;
  KLDivLossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> KLDivLossOptions(R reduction) : reduction_(reduction) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(bool, log_target) = false;
};
struct RUSHLIGHT_API BCELossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API BCEWithLogitsLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(Tensor, pos_weight);
};
struct RUSHLIGHT_API NLLLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(int64_t, ignore_index) = -100;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API CrossEntropyLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(int64_t, ignore_index) = -100;
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(double, label_smoothing) = 0.0;
};
struct RUSHLIGHT_API SmoothL1LossOptions {
  using reduction_t = detail::reduction_t;
  SmoothL1LossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> SmoothL1LossOptions(R reduction) : reduction_(reduction) {}
  SmoothL1LossOptions(reduction_t reduction, double beta) : reduction_(reduction), beta_(beta) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(std::optional<double>, beta) = std::nullopt;
};
struct RUSHLIGHT_API HuberLossOptions {
  using reduction_t = detail::reduction_t;
  HuberLossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> HuberLossOptions(R reduction) : reduction_(reduction) {}
  HuberLossOptions(reduction_t reduction, double delta) : reduction_(reduction), delta_(delta) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(double, delta) = 1.0;
};
struct RUSHLIGHT_API HingeEmbeddingLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API MarginRankingLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(double, margin) = 0;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API MultiMarginLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(int64_t, p) = 1;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API CosineEmbeddingLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(double, margin) = 0.0;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API SoftMarginLossOptions {
  using reduction_t = detail::reduction_t;
  SoftMarginLossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> SoftMarginLossOptions(R reduction) : reduction_(reduction) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API MultiLabelSoftMarginLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API TripletMarginLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(double, p) = 2.0;
  TORCH_ARG(double, eps) = 1e-6;
  TORCH_ARG(bool, swap) = false;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API TripletMarginWithDistanceLossOptions {
  using reduction_t = detail::reduction_t;
  using distance_function_t = std::function<Tensor(const Tensor&, const Tensor&)>;
  TORCH_ARG(std::optional<distance_function_t>, distance_function) = std::nullopt;
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(bool, swap) = false;
  TORCH_ARG(reduction_t, reduction) = kMean;
};
struct RUSHLIGHT_API PoissonNLLLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(bool, log_input) = true;
  TORCH_ARG(bool, full) = false;
  TORCH_ARG(double, eps) = 1e-8;
  TORCH_ARG(reduction_t, reduction) = kMean;
};

namespace functional {

using L1LossFuncOptions = L1LossOptions;
using MSELossFuncOptions = MSELossOptions;
using KLDivFuncOptions = KLDivLossOptions;
using BinaryCrossEntropyFuncOptions = BCELossOptions;
using BinaryCrossEntropyWithLogitsFuncOptions = BCEWithLogitsLossOptions;
using NLLLossFuncOptions = NLLLossOptions;
using CrossEntropyFuncOptions = CrossEntropyLossOptions;
using SmoothL1LossFuncOptions = SmoothL1LossOptions;
using HuberLossFuncOptions = HuberLossOptions;
using HingeEmbeddingLossFuncOptions = HingeEmbeddingLossOptions;
using MarginRankingLossFuncOptions = MarginRankingLossOptions;
using MultiMarginLossFuncOptions = MultiMarginLossOptions;
using CosineEmbeddingLossFuncOptions = CosineEmbeddingLossOptions;
using SoftMarginLossFuncOptions = SoftMarginLossOptions;
using MultilabelSoftMarginLossFuncOptions = MultiLabelSoftMarginLossOptions;
using TripletMarginLossFuncOptions = TripletMarginLossOptions;
using TripletMarginWithDistanceLossFuncOptions = TripletMarginWithDistanceLossOptions;
using PoissonNLLLossFuncOptions = PoissonNLLLossOptions;
/// |input - target|.
RUSHLIGHT_API Tensor l1_loss(const Tensor& input, const Tensor& target,
                             const L1LossFuncOptions& options = {});
/// (input - target)^2.
RUSHLIGHT_API Tensor mse_loss(const Tensor& input, const Tensor& target,
                              const MSELossFuncOptions& options = {});
/// target * (log target - input), input being log-probabilities; kBatchMean divides the sum by the batch size.
RUSHLIGHT_API Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& options = {});
/// -(target * log input + (1 - target) * log(1 - input)) of probabilities.
RUSHLIGHT_API Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                                          const BinaryCrossEntropyFuncOptions& options = {});
/// The same of logits, in one stable step.
RUSHLIGHT_API Tensor binary_cross_entropy_with_logits(
    const Tensor& input, const Tensor& target, const BinaryCrossEntropyWithLogitsFuncOptions& options = {});
/// -input[target] of log-probabilities (N, C, ...) and class indices (N, ...).
RUSHLIGHT_API Tensor nll_loss(const Tensor& input, const Tensor& target,
                              const NLLLossFuncOptions& options = {});
/// nll_loss of log_softmax: logits (N, C, ...) and class indices (N, ...) or probabilities (N, C, ...).
RUSHLIGHT_API Tensor cross_entropy(const Tensor& input, const Tensor& target,
                                   const CrossEntropyFuncOptions& options = {});
/// 0.5 * d^2 / beta where d = |input - target| < beta, else d - 0.5 * beta.
RUSHLIGHT_API Tensor smooth_l1_loss(const Tensor& input, const Tensor& target,
                                    const SmoothL1LossFuncOptions& options = {});
RUSHLIGHT_API Tensor smooth_l1_loss(const Tensor& input, const Tensor& target,
                                    const SmoothL1LossFuncOptions& options, double beta);
/// 0.5 * d^2 where d = |input - target| < delta, else delta * (d - 0.5 * delta).
RUSHLIGHT_API Tensor huber_loss(const Tensor& input, const Tensor& target,
                                const HuberLossFuncOptions& options = {});
/// input where target is 1, max(0, margin - input) where it is -1.
RUSHLIGHT_API Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                                          const HingeEmbeddingLossFuncOptions& options = {});
/// max(0, -target * (input1 - input2) + margin).
RUSHLIGHT_API Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                                         const MarginRankingLossFuncOptions& options = {});
/// Sum over the other classes of max(0, margin - x[y] + x[j])^p, over the number of classes.
RUSHLIGHT_API Tensor multi_margin_loss(const Tensor& input, const Tensor& target,
                                       const MultiMarginLossFuncOptions& options = {});
/// 1 - cos(x1, x2) where target is 1, max(0, cos(x1, x2) - margin) where it is -1.
RUSHLIGHT_API Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                                           const CosineEmbeddingLossFuncOptions& options = {});
/// log(1 + exp(-target * input)).
RUSHLIGHT_API Tensor soft_margin_loss(const Tensor& input, const Tensor& target,
                                      const SoftMarginLossFuncOptions& options = {});
/// Mean over the classes of the binary cross entropy of logits.
RUSHLIGHT_API Tensor multilabel_soft_margin_loss(const Tensor& input, const Tensor& target,
                                                 const MultilabelSoftMarginLossFuncOptions& options = {});
/// max(0, margin + d(anchor, positive) - d(anchor, negative)) with the p-norm distance.
RUSHLIGHT_API Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                         const TripletMarginLossFuncOptions& options = {});
/// The same with a distance function of the user's.
RUSHLIGHT_API Tensor
triplet_margin_with_distance_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                  const TripletMarginWithDistanceLossFuncOptions& options = {});
/// Negative log-likelihood of Poisson counts; full adds Stirling's term for targets above 1.
RUSHLIGHT_API Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                                      const PoissonNLLLossFuncOptions& options = {});

}  // namespace functional

/// |input - target|.
class RUSHLIGHT_API L1LossImpl : public detail::OptionsModule<L1LossImpl, L1LossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(L1Loss);

/// (input - target)^2.
class RUSHLIGHT_API MSELossImpl : public detail::OptionsModule<MSELossImpl, MSELossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(MSELoss);

/// target * (log target - input), input being log-probabilities; kBatchMean divides the sum by the batch size.
class RUSHLIGHT_API KLDivLossImpl : public detail::OptionsModule<KLDivLossImpl, KLDivLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(KLDivLoss);

/// -(target * log input + (1 - target) * log(1 - input)) of probabilities.
class RUSHLIGHT_API BCELossImpl : public detail::OptionsModule<BCELossImpl, BCELossOptions> {
 public:
  explicit BCELossImpl(const BCELossOptions& options = {}) : OptionsModule(options) { BCELossImpl::reset(); }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(BCELoss);

/// The same of logits, in one stable step.
class RUSHLIGHT_API BCEWithLogitsLossImpl
    : public detail::OptionsModule<BCEWithLogitsLossImpl, BCEWithLogitsLossOptions> {
 public:
  explicit BCEWithLogitsLossImpl(const BCEWithLogitsLossOptions& options = {}) : OptionsModule(options) {
    BCEWithLogitsLossImpl::reset();
  }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
  Tensor pos_weight;
};
TORCH_MODULE(BCEWithLogitsLoss);

/// -input[target] of log-probabilities (N, C, ...) and class indices (N, ...).
class RUSHLIGHT_API NLLLossImpl : public detail::OptionsModule<NLLLossImpl, NLLLossOptions> {
 public:
  explicit NLLLossImpl(const NLLLossOptions& options = {}) : OptionsModule(options) { NLLLossImpl::reset(); }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(NLLLoss);

/// nll_loss of log_softmax: logits (N, C, ...) and class indices (N, ...) or probabilities (N, C, ...).
class RUSHLIGHT_API CrossEntropyLossImpl
    : public detail::OptionsModule<CrossEntropyLossImpl, CrossEntropyLossOptions> {
 public:
  explicit CrossEntropyLossImpl(const CrossEntropyLossOptions& options = {}) : OptionsModule(options) {
    CrossEntropyLossImpl::reset();
  }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(CrossEntropyLoss);

/// 0.5 * d^2 / beta where d = |input - target| < beta, else d - 0.5 * beta.
class RUSHLIGHT_API SmoothL1LossImpl : public detail::OptionsModule<SmoothL1LossImpl, SmoothL1LossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(SmoothL1Loss);

/// 0.5 * d^2 where d = |input - target| < delta, else delta * (d - 0.5 * delta).
class RUSHLIGHT_API HuberLossImpl : public detail::OptionsModule<HuberLossImpl, HuberLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(HuberLoss);

/// input where target is 1, max(0, margin - input) where it is -1.
class RUSHLIGHT_API HingeEmbeddingLossImpl
    : public detail::OptionsModule<HingeEmbeddingLossImpl, HingeEmbeddingLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(HingeEmbeddingLoss);

/// max(0, -target * (input1 - input2) + margin).
class RUSHLIGHT_API MarginRankingLossImpl
    : public detail::OptionsModule<MarginRankingLossImpl, MarginRankingLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2, const Tensor& target);
};
TORCH_MODULE(MarginRankingLoss);

/// Sum over the other classes of max(0, margin - x[y] + x[j])^p, over the number of classes.
class RUSHLIGHT_API MultiMarginLossImpl
    : public detail::OptionsModule<MultiMarginLossImpl, MultiMarginLossOptions> {
 public:
  explicit MultiMarginLossImpl(const MultiMarginLossOptions& options = {}) : OptionsModule(options) {
    MultiMarginLossImpl::reset();
  }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(MultiMarginLoss);

/// 1 - cos(x1, x2) where target is 1, max(0, cos(x1, x2) - margin) where it is -1.
class RUSHLIGHT_API CosineEmbeddingLossImpl
    : public detail::OptionsModule<CosineEmbeddingLossImpl, CosineEmbeddingLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2, const Tensor& target);
};
TORCH_MODULE(CosineEmbeddingLoss);

/// log(1 + exp(-target * input)).
class RUSHLIGHT_API SoftMarginLossImpl
    : public detail::OptionsModule<SoftMarginLossImpl, SoftMarginLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(SoftMarginLoss);

/// Mean over the classes of the binary cross entropy of logits.
class RUSHLIGHT_API MultiLabelSoftMarginLossImpl
    : public detail::OptionsModule<MultiLabelSoftMarginLossImpl, MultiLabelSoftMarginLossOptions> {
 public:
  explicit MultiLabelSoftMarginLossImpl(const MultiLabelSoftMarginLossOptions& options = {})
      : OptionsModule(options) {
    MultiLabelSoftMarginLossImpl::reset();
  }
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(MultiLabelSoftMarginLoss);

/// max(0, margin + d(anchor, positive) - d(anchor, negative)) with the p-norm distance.
class RUSHLIGHT_API TripletMarginLossImpl
    : public detail::OptionsModule<TripletMarginLossImpl, TripletMarginLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& anchor, const Tensor& positive, const Tensor& negative);
};
TORCH_MODULE(TripletMarginLoss);

/// The same with a distance function of the user's.
class RUSHLIGHT_API TripletMarginWithDistanceLossImpl
    : public detail::OptionsModule<TripletMarginWithDistanceLossImpl, TripletMarginWithDistanceLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& anchor, const Tensor& positive, const Tensor& negative);
};
TORCH_MODULE(TripletMarginWithDistanceLoss);

/// Negative log-likelihood of Poisson counts; full adds Stirling's term for targets above 1.
class RUSHLIGHT_API PoissonNLLLossImpl
    : public detail::OptionsModule<PoissonNLLLossImpl, PoissonNLLLossOptions> {
 public:
  using OptionsModule::OptionsModule;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(PoissonNLLLoss);

}  // namespace nn
}  // namespace rushlight
