// What batch_norm and instance_norm do to running statistics, against figures made with PyTorch.
#include <gtest/gtest.h>

#include <cmath>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Tensor four_rows() {
  float v[] = {1, 2, 3, 5, -1, 0, 4, 4};
  return from_blob(v, {4, 2}).clone();
}

TEST(BatchNorm, MovesRunningStatistics) {
  for (ScalarType t : {kFloat, kDouble, kHalf}) {
    Tensor mean = zeros({2}, t), var = ones({2}, t);
    batch_norm(four_rows().to(t), {}, {}, mean, var, true, 0.25, 1e-5, false);
    EXPECT_NEAR(mean[0].item<double>(), 0.25 * 1.75, 1e-3) << t;
    EXPECT_NEAR(mean[1].item<double>(), 0.25 * 2.75, 1e-3) << t;
    EXPECT_NEAR(var[0].item<double>(), 0.75 + 0.25 * 4.916667, 1e-3) << t;
    EXPECT_NEAR(var[1].item<double>(), 0.75 + 0.25 * 4.916667, 1e-3) << t;
  }
}

TEST(BatchNorm, MovesStatisticsThatAreNotRowMajorOrOfAnotherFloat) {
  Tensor wide = zeros({2, 2}), mean = wide.select(1, 0), var = ones({2});
  batch_norm(four_rows().to(kBFloat16), {}, {}, mean, var, true, 0.25, 1e-5, false);
  EXPECT_NEAR(wide[1][0].item<double>(), 0.25 * 2.75, 1e-6);
  EXPECT_EQ(wide[1][1].item<double>(), 0);
  EXPECT_EQ(var.scalar_type(), kFloat);
}

TEST(BatchNorm, LeavesStatisticsAloneInEvaluationAndForEmptyBatches) {
  Tensor mean = zeros({2}), var = ones({2});
  batch_norm(four_rows(), {}, {}, mean, var, false, 0.25, 1e-5, false);
  batch_norm(zeros({0, 2}), {}, {}, mean, var, true, 0.25, 1e-5, false);
  EXPECT_TRUE(equal(mean, zeros({2})));
  EXPECT_TRUE(equal(var, ones({2})));
}

TEST(BatchNorm, TrackingChangesTheStatisticsVersionAndGivesTheSameGradients) {
  Tensor x = four_rows().to(kDouble).requires_grad_(), mean = zeros({2}, kDouble), var = ones({2}, kDouble);
  Tensor weight = full({2}, 1.5, kDouble).requires_grad_(), bias = zeros({2}, kDouble).requires_grad_();
  const auto call = [&](const autograd::variable_list& in, bool tracking) -> autograd::variable_list {
    const std::optional<Tensor> m = tracking ? std::optional<Tensor>(mean) : std::nullopt;
    const std::optional<Tensor> v = tracking ? std::optional<Tensor>(var) : std::nullopt;
    return {batch_norm(in[0], in[1], in[2], m, v, true, 0.1, 1e-5, false)};
  };
  const auto tracking = [&](const autograd::variable_list& in) { return call(in, true); };
  EXPECT_EQ(autograd::gradcheck(tracking, {x, weight, bias}), "");
  EXPECT_EQ(autograd::gradgradcheck(tracking, {x, weight, bias}), "");
  const auto before = mean._version();
  call({x, weight, bias}, true);
  EXPECT_GT(mean._version(), before);
  EXPECT_TRUE(allclose(call({x, weight, bias}, true)[0], call({x, weight, bias}, false)[0]));
}

TEST(BatchNorm, HalfInputsTakeFloatWeights) {
  const Tensor out =
      batch_norm(four_rows().to(kHalf), full({2}, 2.0), zeros({2}), {}, {}, true, 0.1, 1e-5, false);
  EXPECT_EQ(out.scalar_type(), kHalf);
  EXPECT_NEAR(out[0][0].item<double>(), 2 * (1 - 1.75) / std::sqrt(3.6875), 2e-3);
}

TEST(InstanceNorm, MovesRunningStatisticsTowardsTheMeanOverSamples) {
  float v[] = {1, 3, 0, 4, 2, 2, 5, 1};  // (2, 2, 2)
  Tensor mean = zeros({2}), var = ones({2});
  const Tensor x = from_blob(v, {2, 2, 2}).clone();
  instance_norm(x, {}, {}, mean, var, true, 0.5, 1e-5, false);
  EXPECT_NEAR(mean[0].item<double>(), 0.5 * (2 + 2) / 2, 1e-6);
  EXPECT_NEAR(mean[1].item<double>(), 0.5 * (2 + 3) / 2, 1e-6);
  EXPECT_NEAR(var[0].item<double>(), 0.5 + 0.5 * (2 + 0) / 2, 1e-6);
  EXPECT_NEAR(var[1].item<double>(), 0.5 + 0.5 * (8 + 8) / 2, 1e-6);
  const Tensor out = instance_norm(x, {}, {}, zeros({2}), full({2}, 4.0), false, 0.5, 0, false);
  EXPECT_TRUE(allclose(out, x / 2));
}

}  // namespace
}  // namespace torch::inline rushlight::test
