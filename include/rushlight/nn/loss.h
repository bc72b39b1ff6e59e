// Losses: options, functions and modules. Each loss is one number for each element, example or pair, which `reduction`
// leaves as they are (kNone), averages (kMean, the default) or adds up (kSum). Losses that compare with
// a margin are in margin_loss.h, distances in distance.h.
#pragma once

#include <optional>
#include <variant>

#include "rushlight/nn/enum.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
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
  TORCH_ARG(std::optional<double>, beta);
};
struct RUSHLIGHT_API HuberLossOptions {
  using reduction_t = detail::reduction_t;
  HuberLossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R> HuberLossOptions(R reduction) : reduction_(reduction) {}
  HuberLossOptions(reduction_t reduction, double delta) : reduction_(reduction), delta_(delta) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
  TORCH_ARG(double, delta) = 1.0;
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
/// Negative log-likelihood of Poisson counts; full adds Stirling's term for targets above 1.
RUSHLIGHT_API Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                                      const PoissonNLLLossFuncOptions& options = {});

}  // namespace functional

/// |input - target|.
class RUSHLIGHT_API L1LossImpl : public detail::OptionsModule<L1LossImpl, L1LossOptions> {
 public:
  explicit L1LossImpl(const L1LossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(L1Loss);

/// (input - target)^2.
class RUSHLIGHT_API MSELossImpl : public detail::OptionsModule<MSELossImpl, MSELossOptions> {
 public:
  explicit MSELossImpl(const MSELossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(MSELoss);

/// target * (log target - input), input being log-probabilities; kBatchMean divides the sum by the batch size.
class RUSHLIGHT_API KLDivLossImpl : public detail::OptionsModule<KLDivLossImpl, KLDivLossOptions> {
 public:
  explicit KLDivLossImpl(const KLDivLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(KLDivLoss);

/// -(target * log input + (1 - target) * log(1 - input)) of probabilities.
class RUSHLIGHT_API BCELossImpl : public detail::OptionsModule<BCELossImpl, BCELossOptions> {
 public:
  explicit BCELossImpl(const BCELossOptions& options = {});
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
  explicit BCEWithLogitsLossImpl(const BCEWithLogitsLossOptions& options = {});
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
  explicit NLLLossImpl(const NLLLossOptions& options = {});
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
  explicit CrossEntropyLossImpl(const CrossEntropyLossOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  Tensor weight;
};
TORCH_MODULE(CrossEntropyLoss);

/// 0.5 * d^2 / beta where d = |input - target| < beta, else d - 0.5 * beta.
class RUSHLIGHT_API SmoothL1LossImpl : public detail::OptionsModule<SmoothL1LossImpl, SmoothL1LossOptions> {
 public:
  explicit SmoothL1LossImpl(const SmoothL1LossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(SmoothL1Loss);

/// 0.5 * d^2 where d = |input - target| < delta, else delta * (d - 0.5 * delta).
class RUSHLIGHT_API HuberLossImpl : public detail::OptionsModule<HuberLossImpl, HuberLossOptions> {
 public:
  explicit HuberLossImpl(const HuberLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(HuberLoss);

/// Negative log-likelihood of Poisson counts; full adds Stirling's term for targets above 1.
class RUSHLIGHT_API PoissonNLLLossImpl
    : public detail::OptionsModule<PoissonNLLLossImpl, PoissonNLLLossOptions> {
 public:
  explicit PoissonNLLLossImpl(const PoissonNLLLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(PoissonNLLLoss);

}  // namespace nn
}  // namespace torch::inline rushlight
