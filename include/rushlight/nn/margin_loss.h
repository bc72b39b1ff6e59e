// Losses that ask for a margin between scores or distances: options, functions and modules. What `reduction` means is
// in loss.h.
#pragma once

#include <functional>
#include <optional>

#include "rushlight/nn/loss.h"

namespace torch::inline rushlight {
namespace nn {

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
  RUSHLIGHT_ARG(std::optional<distance_function_t>, distance_function);
  TORCH_ARG(double, margin) = 1.0;
  TORCH_ARG(bool, swap) = false;
  TORCH_ARG(reduction_t, reduction) = kMean;
};

namespace functional {

using HingeEmbeddingLossFuncOptions = HingeEmbeddingLossOptions;
using MarginRankingLossFuncOptions = MarginRankingLossOptions;
using MultiMarginLossFuncOptions = MultiMarginLossOptions;
using CosineEmbeddingLossFuncOptions = CosineEmbeddingLossOptions;
using SoftMarginLossFuncOptions = SoftMarginLossOptions;
using MultilabelSoftMarginLossFuncOptions = MultiLabelSoftMarginLossOptions;
using TripletMarginLossFuncOptions = TripletMarginLossOptions;
using TripletMarginWithDistanceLossFuncOptions = TripletMarginWithDistanceLossOptions;

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

}  // namespace functional

/// input where target is 1, max(0, margin - input) where it is -1.
class RUSHLIGHT_API HingeEmbeddingLossImpl
    : public detail::OptionsModule<HingeEmbeddingLossImpl, HingeEmbeddingLossOptions> {
 public:
  explicit HingeEmbeddingLossImpl(const HingeEmbeddingLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(HingeEmbeddingLoss);

/// max(0, -target * (input1 - input2) + margin).
class RUSHLIGHT_API MarginRankingLossImpl
    : public detail::OptionsModule<MarginRankingLossImpl, MarginRankingLossOptions> {
 public:
  explicit MarginRankingLossImpl(const MarginRankingLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2, const Tensor& target);
};
TORCH_MODULE(MarginRankingLoss);

/// Sum over the other classes of max(0, margin - x[y] + x[j])^p, over the number of classes.
class RUSHLIGHT_API MultiMarginLossImpl
    : public detail::OptionsModule<MultiMarginLossImpl, MultiMarginLossOptions> {
 public:
  explicit MultiMarginLossImpl(const MultiMarginLossOptions& options = {});
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
  explicit CosineEmbeddingLossImpl(const CosineEmbeddingLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2, const Tensor& target);
};
TORCH_MODULE(CosineEmbeddingLoss);

/// log(1 + exp(-target * input)).
class RUSHLIGHT_API SoftMarginLossImpl
    : public detail::OptionsModule<SoftMarginLossImpl, SoftMarginLossOptions> {
 public:
  explicit SoftMarginLossImpl(const SoftMarginLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(SoftMarginLoss);

/// Mean over the classes of the binary cross entropy of logits.
class RUSHLIGHT_API MultiLabelSoftMarginLossImpl
    : public detail::OptionsModule<MultiLabelSoftMarginLossImpl, MultiLabelSoftMarginLossOptions> {
 public:
  explicit MultiLabelSoftMarginLossImpl(const MultiLabelSoftMarginLossOptions& options = {});
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
  explicit TripletMarginLossImpl(const TripletMarginLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& anchor, const Tensor& positive, const Tensor& negative);
};
TORCH_MODULE(TripletMarginLoss);

/// The same with a distance function of the user's.
class RUSHLIGHT_API TripletMarginWithDistanceLossImpl
    : public detail::OptionsModule<TripletMarginWithDistanceLossImpl, TripletMarginWithDistanceLossOptions> {
 public:
  explicit TripletMarginWithDistanceLossImpl(const TripletMarginWithDistanceLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& anchor, const Tensor& positive, const Tensor& negative);
};
TORCH_MODULE(TripletMarginWithDistanceLoss);

}  // namespace nn
}  // namespace torch::inline rushlight
