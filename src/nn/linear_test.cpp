// Linear maps and changes of shape; values by hand, initial values in test/golden.
#include "rushlight/nn/linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/nn/init.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

std::vector<float> values(const Tensor& t) {
  const Tensor flat = t.detach().contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

TEST(Linear, ComputesAndTrains) {
  nn::Linear fc(2, 1);
  {
    NoGradGuard no_grad;
    fc->weight.select(1, 0).fill_(2);
    fc->weight.select(1, 1).fill_(-1);
    fc->bias.fill_(0.5);
  }
  const Tensor y = fc(ones({3, 2}));
  EXPECT_EQ(values(y), (std::vector<float>{1.5f, 1.5f, 1.5f}));
  y.sum().backward();
  EXPECT_EQ(values(fc->weight.grad()), (std::vector<float>{3, 3}));
  EXPECT_EQ(values(fc->bias.grad()), (std::vector<float>{3}));
  EXPECT_EQ(fc->named_parameters().keys(), (std::vector<std::string>{"weight", "bias"}));
  nn::Linear bare(nn::LinearOptions(2, 1).bias(false));
  EXPECT_EQ(bare->named_parameters().keys(), (std::vector<std::string>{"weight"}));
  EXPECT_FALSE(bare->bias.defined());
  auto copy = std::dynamic_pointer_cast<nn::LinearImpl>(fc->clone());
  EXPECT_EQ(values(copy->forward(ones({1, 2}))), (std::vector<float>{1.5f}));
  EXPECT_EQ(error_of([] { nn::Linear(-1, 2); }),
            "Linear: expected numbers of features of at least 0, got -1");
}

TEST(Linear, FirstValuesArePyTorchs) {
  // torch.manual_seed(0); torch.nn.Linear(2, 2)
  manual_seed(0);
  nn::Linear fc(2, 2);
  const std::vector<float> weight = {-0.00529398f, 0.37932289f, -0.58198076f, -0.52038747f};
  const std::vector<float> bias = {-0.27234524f, 0.18961589f};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(values(fc->weight)[i], weight[i], 1e-7f) << i;
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(values(fc->bias)[i], bias[i], 1e-7f) << i;
}

TEST(Linear, ShapesAndIdentity) {
  EXPECT_EQ(nn::Flatten()(ones({2, 3, 4})).sizes(), (IntArrayRef{2, 12}));
  EXPECT_EQ(nn::Flatten(nn::FlattenOptions().start_dim(0).end_dim(1))(ones({2, 3, 4})).sizes(),
            (IntArrayRef{6, 4}));
  EXPECT_EQ(nn::Unflatten(nn::UnflattenOptions(1, {2, 3}))(ones({4, 6})).sizes(), (IntArrayRef{4, 2, 3}));
  const Tensor x = ones({2});
  EXPECT_TRUE(nn::Identity(1, "unused")(x).is_same(x));
  nn::Sequential model(nn::Flatten(), nn::Linear(12, 2), nn::Identity());
  EXPECT_EQ(model->forward(ones({5, 3, 4})).sizes(), (IntArrayRef{5, 2}));
}

TEST(Linear, Bilinear) {
  nn::Bilinear both(2, 3, 1);
  {
    NoGradGuard no_grad;
    both->weight.fill_(0.5);
    both->bias.fill_(1);
  }
  EXPECT_EQ(values(both(ones({4, 2}), ones({4, 3}))), (std::vector<float>(4, 4.0f)));
  EXPECT_EQ(error_of([&] {
              both(ones({4, 2}), ones({4, 2}));
            }),
            "bilinear: expected inputs of shape [..., 2] and [..., 3], got [4, 2] and [4, 2]");
}

TEST(Init, BoundsGainsAndErrors) {
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kTanh), 5.0 / 3);
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kReLU), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kLeakyReLU, 2.0), std::sqrt(0.4));
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kConv2D), 1);
  EXPECT_EQ(nn::init::_calculate_fan_in_and_fan_out(ones({4, 3, 5, 5})),
            (std::tuple<int64_t, int64_t>(75, 100)));
  EXPECT_EQ(error_of([] { nn::init::xavier_uniform_(ones({3})); }),
            "init: expected a tensor of at least 2 dimensions, got shape [3]");
  EXPECT_EQ(error_of([] { nn::init::eye_(ones({3})); }), "eye_: expected a matrix, got shape [3]");
  EXPECT_EQ(error_of([] { nn::init::dirac_(ones({3})); }),
            "dirac_: expected a tensor of 3 to 5 dimensions, got shape [3]");
  const Tensor parameter = zeros({3, 3}).set_requires_grad(true);
  nn::init::eye_(parameter);
  EXPECT_TRUE(parameter.is_leaf());
  EXPECT_EQ(values(parameter), (std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(values(nn::init::dirac_(ones({2, 2, 3}))),
            (std::vector<float>{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}));
}

TEST(Init, OrthogonalRowsAndSparseColumns) {
  manual_seed(1);
  const Tensor q = nn::init::orthogonal_(empty({3, 5}), 2);
  const auto product = values(q.matmul(q.t()));
  for (size_t i = 0; i < 9; ++i) EXPECT_NEAR(product[i], i % 4 == 0 ? 4 : 0, 1e-5) << i;
  const auto sparse = values(nn::init::sparse_(empty({10, 4}), 0.25));
  for (size_t column = 0; column < 4; ++column) {
    int zeros = 0;
    for (size_t row = 0; row < 10; ++row) zeros += sparse[row * 4 + column] == 0;
    EXPECT_EQ(zeros, 3);
  }
}

TEST(Init, TruncatedNormal) {
  manual_seed(0);
  const Tensor t = nn::init::trunc_normal_(empty({10000}), 1, 2, 0, 2);
  const auto all = values(t);
  for (float v : all) ASSERT_TRUE(v >= 0 && v <= 2) << v;
  EXPECT_NEAR(t.mean().item<double>(), 1, 0.02);
  // Standard deviation of a normal distribution cut half a deviation from its mean on both sides, times 2.
  EXPECT_NEAR(std::sqrt((t * t).mean().item<double>() - std::pow(t.mean().item<double>(), 2)), 0.5667, 0.01);
  EXPECT_EQ(error_of([] { nn::init::trunc_normal_(empty({2}), 0, 1, 1, 1); }),
            "trunc_normal_: expected std above 0 and a below b, got std 1, a 1 and b 1");
}

}  // namespace
}  // namespace torch::inline rushlight
