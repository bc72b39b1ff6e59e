// Losses against PyTorch's figures: loss.txt.
// Read next: golden_call.h, which runs them; window_test.cpp.
#include "golden/golden_call.h"

namespace {

namespace F = torch::nn::functional;
using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::Operators;
using Outputs = std::vector<torch::Tensor>;

/// The options with the reduction of the case: 0 none, 1 mean, 2 sum.
template <typename Options> Options reduced(const Call& c, Options options) {
  switch (c.integer("reduction")) {
    case 0: return options.reduction(torch::kNone);
    case 1: return options.reduction(torch::kMean);
    default: return options.reduction(torch::kSum);
  }
}

TEST(Golden, Loss) {
  const Operators operators = {
      {"mse_loss",
       [](const Call& c) {
         return Outputs{F::mse_loss(c["x"], c["y"], reduced(c, F::MSELossFuncOptions()))};
       }},
      {"l1_loss",
       [](const Call& c) { return Outputs{F::l1_loss(c["x"], c["y"], reduced(c, F::L1LossFuncOptions()))}; }},
      {"smooth_l1_loss",
       [](const Call& c) {
         const auto options = reduced(c, F::SmoothL1LossFuncOptions()).beta(c.number("beta"));
         return Outputs{F::smooth_l1_loss(c["x"], c["y"], options)};
       }},
      {"nll_loss",
       [](const Call& c) {
         auto options = reduced(c, F::NLLLossFuncOptions()).ignore_index(c.integer("ignore_index"));
         return Outputs{F::nll_loss(c["x"], c["y"], options.weight(c.maybe("weight")))};
       }},
      {"cross_entropy",
       [](const Call& c) {
         auto options = reduced(c, F::CrossEntropyFuncOptions()).ignore_index(c.integer("ignore_index"));
         options.label_smoothing(c.number("label_smoothing")).weight(c.maybe("weight"));
         return Outputs{F::cross_entropy(c["x"], c["y"], options)};
       }},
      {"binary_cross_entropy",
       [](const Call& c) {
         const auto options = reduced(c, F::BinaryCrossEntropyFuncOptions()).weight(c.maybe("weight"));
         return Outputs{F::binary_cross_entropy(c["x"], c["y"], options)};
       }},
      {"binary_cross_entropy_with_logits",
       [](const Call& c) {
         auto options = reduced(c, F::BinaryCrossEntropyWithLogitsFuncOptions()).weight(c.maybe("weight"));
         return Outputs{
             F::binary_cross_entropy_with_logits(c["x"], c["y"], options.pos_weight(c.maybe("pos_weight")))};
       }},
  };
  expect_golden("loss.txt", operators);
}

}  // namespace
