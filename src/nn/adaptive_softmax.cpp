// Adaptive softmax: the head scores the frequent classes and one stand-in for each cluster of rarer ones; a cluster's own
// scores are computed for the rows that need them.
#include "rushlight/nn/adaptive_softmax.h"

#include <cmath>
#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

AdaptiveLogSoftmaxWithLossOptions::AdaptiveLogSoftmaxWithLossOptions(int64_t in_features, int64_t n_classes,
                                                                     std::vector<int64_t> cutoffs)
    : in_features_(in_features), n_classes_(n_classes), cutoffs_(std::move(cutoffs)) {}
RUSHLIGHT_ARG_SETTER(AdaptiveLogSoftmaxWithLossOptions, std::vector<int64_t>, cutoffs)

AdaptiveLogSoftmaxWithLossImpl::AdaptiveLogSoftmaxWithLossImpl(AdaptiveLogSoftmaxWithLossOptions o)
    : options(std::move(o)) {
  AdaptiveLogSoftmaxWithLossImpl::reset();
}

AdaptiveLogSoftmaxWithLossImpl::AdaptiveLogSoftmaxWithLossImpl(int64_t in_features, int64_t n_classes,
                                                               std::vector<int64_t> cutoffs)
    : AdaptiveLogSoftmaxWithLossImpl(
          AdaptiveLogSoftmaxWithLossOptions(in_features, n_classes, std::move(cutoffs))) {}
void AdaptiveLogSoftmaxWithLossImpl::reset() {
  const int64_t classes = options.n_classes(), in = options.in_features();
  cutoffs = options.cutoffs();
  RUSHLIGHT_CHECK(!cutoffs.empty(), "AdaptiveLogSoftmaxWithLoss: expected one or more cutoffs, got none");
  for (size_t i = 0; i < cutoffs.size(); ++i)
    RUSHLIGHT_CHECK(cutoffs[i] > (i == 0 ? 0 : cutoffs[i - 1]) && cutoffs[i] < classes,
                    "AdaptiveLogSoftmaxWithLoss: expected rising cutoffs from 1 to ", classes - 1, ", got ",
                    cutoffs);
  RUSHLIGHT_CHECK(options.div_value() != 0,
                  "AdaptiveLogSoftmaxWithLoss: expected a div_value that is not 0, got 0");
  cutoffs.push_back(classes);
  shortlist_size = cutoffs[0];
  n_clusters = static_cast<int64_t>(cutoffs.size()) - 1;
  head_size = shortlist_size + n_clusters;
  head = register_module("head", Linear(LinearOptions(in, head_size).bias(options.head_bias())));
  tail = register_module("tail", ModuleList());
  for (int64_t i = 0; i < n_clusters; ++i) {
    const auto features = static_cast<int64_t>(
        std::floor(static_cast<double>(in) / std::pow(options.div_value(), static_cast<double>(i + 1))));
    const int64_t outputs = cutoffs[static_cast<size_t>(i) + 1] - cutoffs[static_cast<size_t>(i)];
    // In LibTorch the two are arguments of one call, the last of which draws its numbers first on x86-64.
    const Linear scores(LinearOptions(features, outputs).bias(false));
    const Linear projection(LinearOptions(in, features).bias(false));
    tail->push_back(Sequential(projection, scores));
  }
}

void AdaptiveLogSoftmaxWithLossImpl::reset_parameters() {
  head->reset_parameters();
  for (const auto& module : tail->modules(/*include_self=*/false))
    if (auto* linear = module->as<Linear>()) linear->reset_parameters();
}

void AdaptiveLogSoftmaxWithLossImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::AdaptiveLogSoftmaxWithLoss";
}

Tensor AdaptiveLogSoftmaxWithLossImpl::cluster_log_prob(int64_t cluster, const Tensor& input) {
  return tail[static_cast<size_t>(cluster)]->as<Sequential>()->forward(input).log_softmax(1);
}

ASMoutput AdaptiveLogSoftmaxWithLossImpl::forward(const Tensor& given, const Tensor& given_target) {
  const bool batched = given_target.dim() == 1;
  RUSHLIGHT_CHECK(given_target.dim() <= 1 && given.dim() == given_target.dim() + 1 &&
                      (!batched || given.size(0) == given_target.size(0)),
                  "AdaptiveLogSoftmaxWithLoss: expected an input (N, ", options.in_features(),
                  ") with a target (N), or (", options.in_features(), ") with a 0-dim one, got shapes ",
                  given.sizes(), " and ", given_target.sizes());
  const Tensor input = batched ? given : given.unsqueeze(0);
  const Tensor target = batched ? given_target : given_target.unsqueeze(0);
  // The column of the head that counts for each row, and what the clusters add.
  Tensor column = target.clone(), output = rushlight::zeros({target.size(0)}, input.options());
  int64_t used = (target >= 0).logical_and(target < shortlist_size).sum().item<int64_t>();
  for (int64_t i = 0; i < n_clusters; ++i) {
    const int64_t low = cutoffs[static_cast<size_t>(i)], high = cutoffs[static_cast<size_t>(i) + 1];
    const Tensor rows = (target >= low).logical_and(target < high).nonzero().squeeze(1);
    if (rows.numel() == 0) continue;
    used += rows.numel();
    column.index_fill_(0, rows, shortlist_size + i);
    const Tensor own = (target.index_select(0, rows) - low).unsqueeze(1);
    const Tensor log_prob = cluster_log_prob(i, input.index_select(0, rows)).gather(1, own).squeeze(1);
    output = output.index_copy(0, rows, log_prob);
  }
  RUSHLIGHT_CHECK(used == target.size(0), "AdaptiveLogSoftmaxWithLoss: expected targets in [0, ",
                  options.n_classes() - 1, "], got one outside");
  output = output + head->forward(input).log_softmax(1).gather(1, column.unsqueeze(1)).squeeze(1);
  const double loss = (-output).mean().item<double>();
  return {batched ? output : output.squeeze(0), loss};
}

Tensor AdaptiveLogSoftmaxWithLossImpl::_get_full_log_prob(const Tensor& input, const Tensor& head_output) {
  const Tensor head_log_prob = head_output.log_softmax(1);
  std::vector<Tensor> parts = {head_log_prob.narrow(1, 0, shortlist_size)};
  for (int64_t i = 0; i < n_clusters; ++i)
    parts.push_back(cluster_log_prob(i, input) + head_log_prob.narrow(1, shortlist_size + i, 1));
  return cat(parts, 1);
}

Tensor AdaptiveLogSoftmaxWithLossImpl::log_prob(const Tensor& input) {
  return _get_full_log_prob(input, head->forward(input));
}

Tensor AdaptiveLogSoftmaxWithLossImpl::predict(const Tensor& input) {
  const Tensor head_output = head->forward(input);
  Tensor best = head_output.argmax(1);
  // Where a cluster's stand-in wins, all classes are looked at.
  const Tensor rows = (best >= shortlist_size).nonzero().squeeze(1);
  if (rows.numel() == 0) return best;
  const Tensor full = _get_full_log_prob(input.index_select(0, rows), head_output.index_select(0, rows));
  return best.index_copy(0, rows, full.argmax(1));
}

}  // namespace torch::inline rushlight::nn
