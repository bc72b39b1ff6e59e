// AdaptiveLogSoftmaxWithLoss: softmax over very many classes, cheap for the frequent ones (Grave et al. 2017).
#pragma once

#include <vector>

#include "rushlight/nn/containers.h"
#include "rushlight/nn/linear.h"
#include "rushlight/nn/sequential.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API AdaptiveLogSoftmaxWithLossOptions {
  AdaptiveLogSoftmaxWithLossOptions(int64_t in_features, int64_t n_classes, std::vector<int64_t> cutoffs);
  TORCH_ARG(int64_t, in_features);
  TORCH_ARG(int64_t, n_classes);
  /// Where each cluster of classes, sorted by falling frequency, begins; rising, from 1 to n_classes - 1.
  RUSHLIGHT_ARG(std::vector<int64_t>, cutoffs);
  /// Each cluster has a factor div_value fewer features than the one before it.
  TORCH_ARG(double, div_value) = 4.;
  TORCH_ARG(bool, head_bias) = false;
};

/// Log-probabilities of the targets, and the mean of their negatives.
struct RUSHLIGHT_API ASMoutput {
  ASMoutput(Tensor output_, double loss_) : output(std::move(output_)), loss(loss_) {}
  Tensor output;
  double loss;
};

class RUSHLIGHT_API AdaptiveLogSoftmaxWithLossImpl : public Cloneable<AdaptiveLogSoftmaxWithLossImpl> {
 public:
  AdaptiveLogSoftmaxWithLossImpl(int64_t in_features, int64_t n_classes, std::vector<int64_t> cutoffs);
  explicit AdaptiveLogSoftmaxWithLossImpl(AdaptiveLogSoftmaxWithLossOptions options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  /// Input (N, in_features) and classes (N), or (in_features) and one class.
  ASMoutput forward(const Tensor& input, const Tensor& target);
  /// Log-probabilities of all classes, (N, n_classes), from the head's scores.
  Tensor _get_full_log_prob(const Tensor& input, const Tensor& head_output);
  Tensor log_prob(const Tensor& input);
  /// The most probable class of each row.
  Tensor predict(const Tensor& input);

  AdaptiveLogSoftmaxWithLossOptions options;
  std::vector<int64_t> cutoffs;  // those of the options, and n_classes
  int64_t shortlist_size = 0, n_clusters = 0, head_size = 0;
  Linear head = nullptr;
  ModuleList tail;

 private:
  Tensor cluster_log_prob(int64_t cluster, const Tensor& input);
};
TORCH_MODULE(AdaptiveLogSoftmaxWithLoss);

}  // namespace nn
}  // namespace torch::inline rushlight
