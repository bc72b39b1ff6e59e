// Losses and work on gradients: options, weights as buffers, errors; figures are in test/golden.
#include <cmath>

#include "rushlight/nn/loss.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn/clip_grad.h"
#include "rushlight/nn/distance.h"
#include "rushlight/nn/margin_loss.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

TEST(LossModule, Reductions) {
  const Tensor x = arange(4, kFloat), y = zeros({4});
  EXPECT_NEAR(nn::MSELoss()(x, y).item<double>(), 3.5, 1e-6);
  EXPECT_NEAR(nn::MSELoss(kSum)(x, y).item<double>(), 14, 1e-6);
  EXPECT_EQ(values(nn::L1Loss(nn::L1LossOptions(kNone))(x, y)), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_NEAR(nn::functional::mse_loss(x, y, kSum).item<double>(), 14, 1e-6);
  EXPECT_NEAR(nn::SmoothL1Loss()(x, y).item<double>(), (0 + 0.5 + 1.5 + 2.5) / 4, 1e-6);
  EXPECT_NEAR(nn::HuberLoss(nn::HuberLossOptions(kSum, 2.0))(x, y).item<double>(), 0.5 + 2 + 2 * (3 - 1),
              1e-6);
}

TEST(LossModule, CrossEntropyWeightsAreBuffers) {
  const Tensor logits = zeros({2, 3}), index = zeros({2}, kLong);
  nn::CrossEntropyLoss loss(nn::CrossEntropyLossOptions().weight(ones({3})).reduction(kSum));
  EXPECT_NEAR(loss(logits, index).item<double>(), 2 * std::log(3), 1e-5);
  EXPECT_EQ(loss->buffers().size(), 1u);
  EXPECT_TRUE(nn::CrossEntropyLoss()->buffers().empty());
  loss->to(kDouble);
  EXPECT_EQ(loss->weight.scalar_type(), kDouble);
  EXPECT_NEAR(nn::NLLLoss()(logits.log_softmax(1), index).item<double>(), std::log(3), 1e-5);
}

TEST(LossModule, Errors) {
  namespace F = nn::functional;
  EXPECT_EQ(error_of([] { F::binary_cross_entropy(ones({2}), ones({3})); }),
            "binary_cross_entropy: expected a target of shape [2], got [3]");
  EXPECT_EQ(error_of([] { F::huber_loss(ones({2}), ones({2}), F::HuberLossFuncOptions().delta(0)); }),
            "huber_loss: expected a positive delta, got 0");
  EXPECT_EQ(error_of([] { nn::MultiMarginLoss(nn::MultiMarginLossOptions().p(3)); }),
            "MultiMarginLoss: expected p of 1 or 2, got 3");
}

TEST(ClipGrad, ScalesAllGradientsTogether) {
  const Tensor a = ones({2}).set_requires_grad(true), b = ones({1}).set_requires_grad(true), idle = ones({1});
  auto backward = [&] {
    a.mutable_grad().reset();
    b.mutable_grad().reset();
    ((a * 2).sum() + b.sum()).backward();
  };
  backward();
  EXPECT_NEAR(nn::utils::clip_grad_norm_({a, b, idle}, 1.5), 3, 1e-6);
  EXPECT_NEAR(values(a.grad())[0], 1, 1e-5);
  EXPECT_NEAR(values(b.grad())[0], 0.5, 1e-5);
  backward();
  EXPECT_NEAR(nn::utils::clip_grad_norm_({a, b}, 10, INFINITY), 2, 1e-6);
  EXPECT_NEAR(values(a.grad())[0], 2, 1e-5);
  nn::utils::clip_grad_value_(std::vector<Tensor>{a, b}, 0.75);
  EXPECT_NEAR(values(a.grad())[0], 0.75, 1e-6);
  EXPECT_EQ(nn::utils::clip_grad_norm_(idle, 1), 0);
  a.mutable_grad().fill_(INFINITY);
  EXPECT_EQ(error_of([&] { nn::utils::clip_grad_norm_(a, 1, 2, true); }),
            "clip_grad_norm_: expected a finite norm of order 2, got inf; give error_if_nonfinite=false to "
            "scale by it "
            "all the same");
}

TEST(ClipGrad, ParametersAsAVector) {
  const Tensor a = ones({2, 2}), b = zeros({3});
  const Tensor flat = nn::utils::parameters_to_vector({a, b});
  EXPECT_EQ(values(flat), (std::vector<double>{1, 1, 1, 1, 0, 0, 0}));
  nn::utils::vector_to_parameters(arange(7, kFloat), {a, b});
  EXPECT_EQ(values(a), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(values(b), (std::vector<double>{4, 5, 6}));
  EXPECT_EQ(error_of([&] {
              nn::utils::vector_to_parameters(ones({6}), {a, b});
            }),
            "vector_to_parameters: expected a vector of at least 7 elements, got shape [6]");
}

}  // namespace
}  // namespace torch::inline rushlight
