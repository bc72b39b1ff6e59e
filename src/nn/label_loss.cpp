// CTCLoss and MultiLabelMarginLoss: layers and functions over their operators.
#include "rushlight/nn/label_loss.h"

#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

Tensor functional::ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                            const Tensor& target_lengths, const CTCLossFuncOptions& o) {
  return rushlight::ctc_loss(log_probs, targets, input_lengths, target_lengths, o.blank(),
                             enumtype::reduction_get_enum(o.reduction()), o.zero_infinity());
}
Tensor functional::multilabel_margin_loss(const Tensor& input, const Tensor& target,
                                          const MultilabelMarginLossFuncOptions& o) {
  return rushlight::multilabel_margin_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}

CTCLossImpl::CTCLossImpl(const CTCLossOptions& options) : OptionsModule(options) {}
Tensor CTCLossImpl::forward(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                            const Tensor& target_lengths) {
  return functional::ctc_loss(log_probs, targets, input_lengths, target_lengths, options);
}
void CTCLossImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::CTCLoss()"; }

MultiLabelMarginLossImpl::MultiLabelMarginLossImpl(const MultiLabelMarginLossOptions& options)
    : OptionsModule(options) {}
Tensor MultiLabelMarginLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::multilabel_margin_loss(input, target, options);
}
void MultiLabelMarginLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::MultiLabelMarginLoss()";
}

}  // namespace torch::inline rushlight::nn
