// Losses over labels of varying number: sequences of them without alignment (CTC), and sets of them.
#pragma once

#include "rushlight/nn/loss.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API CTCLossOptions {
  using reduction_t = detail::reduction_t;
  TORCH_ARG(int64_t, blank) = 0;
  TORCH_ARG(reduction_t, reduction) = kMean;
  /// Infinite losses, of targets too long for their input, count as 0.
  TORCH_ARG(bool, zero_infinity) = false;
};
struct RUSHLIGHT_API MultiLabelMarginLossOptions {
  using reduction_t = detail::reduction_t;
  MultiLabelMarginLossOptions() = default;
  template <detail::ChoiceOf<reduction_t> R>
  MultiLabelMarginLossOptions(R reduction) : reduction_(reduction) {}
  TORCH_ARG(reduction_t, reduction) = kMean;
};

namespace functional {

using CTCLossFuncOptions = CTCLossOptions;
using MultilabelMarginLossFuncOptions = MultiLabelMarginLossOptions;

/// -log of the probability of each target over all its alignments; log_probs (T, N, C), targets (N, S) or one behind the
/// other (Graves et al. 2006).
RUSHLIGHT_API Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                              const Tensor& target_lengths, const CTCLossFuncOptions& options = {});
/// max(0, 1 - x[t] + x[i]) added up over the labels t of a row, which end at -1, and all other classes i, over the number
/// of classes.
RUSHLIGHT_API Tensor multilabel_margin_loss(const Tensor& input, const Tensor& target,
                                            const MultilabelMarginLossFuncOptions& options = {});

}  // namespace functional

class RUSHLIGHT_API CTCLossImpl : public detail::OptionsModule<CTCLossImpl, CTCLossOptions> {
 public:
  explicit CTCLossImpl(const CTCLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                 const Tensor& target_lengths);
};
TORCH_MODULE(CTCLoss);

class RUSHLIGHT_API MultiLabelMarginLossImpl
    : public detail::OptionsModule<MultiLabelMarginLossImpl, MultiLabelMarginLossOptions> {
 public:
  explicit MultiLabelMarginLossImpl(const MultiLabelMarginLossOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);
};
TORCH_MODULE(MultiLabelMarginLoss);

}  // namespace nn
}  // namespace torch::inline rushlight
