// Activation modules and functions: in place or not, with their options; the operators have tests of their own.
#include "rushlight/nn/activation.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/nn/softmax.h"
#include "rushlight/nn/threshold.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

Tensor signs() { return arange(-2, 3, kFloat); }

TEST(Activation, InPlaceWritesOverItsInput) {
  const Tensor x = signs();
  EXPECT_EQ(values(nn::ReLU()(x)), (std::vector<double>{0, 0, 0, 1, 2}));
  EXPECT_EQ(values(x)[0], -2);
  const Tensor y = nn::ReLU(nn::ReLUOptions(true))(x);
  EXPECT_TRUE(y.is_same(x));
  EXPECT_EQ(values(x), (std::vector<double>{0, 0, 0, 1, 2}));
  const Tensor z = signs();
  nn::functional::leaky_relu(z, nn::functional::LeakyReLUFuncOptions().negative_slope(0.5).inplace(true));
  EXPECT_EQ(values(z), (std::vector<double>{-1, -0.5, 0, 1, 2}));
}

TEST(Activation, OptionsReachTheOperators) {
  namespace F = nn::functional;
  EXPECT_EQ(values(nn::Hardtanh(nn::HardtanhOptions().min_val(-1.5).max_val(0.5))(signs())),
            (std::vector<double>{-1.5, -1, 0, 0.5, 0.5}));
  EXPECT_EQ(values(nn::Threshold(0.5, 9)(signs())), (std::vector<double>{9, 9, 9, 1, 2}));
  EXPECT_EQ(values(nn::Hardshrink(1.5)(signs())), (std::vector<double>{-2, 0, 0, 0, 2}));
  EXPECT_EQ(values(nn::Softshrink(1.5)(signs())), (std::vector<double>{-0.5, 0, 0, 0, 0.5}));
  EXPECT_EQ(values(F::softsign(signs())), values(signs() / (signs().abs() + 1)));
  nn::PReLU prelu(nn::PReLUOptions().init(0.25));
  EXPECT_EQ(values(prelu(signs())), (std::vector<double>{-0.5, -0.25, 0, 1, 2}));
  EXPECT_EQ(prelu->parameters().size(), 1u);
  EXPECT_EQ(error_of([] { nn::Hardtanh(nn::HardtanhOptions().min_val(1).max_val(0)); }),
            "Hardtanh: expected max_val above min_val, got 0 and 1");
  EXPECT_EQ(error_of([] {
              nn::Softmax2d()(ones({2, 2}));
            }),
            "Softmax2d: expected 3 or 4 dimensions, got shape [2, 2]");
}

TEST(Activation, SoftmaxesAddUpToOne) {
  const Tensor x = arange(12, kFloat).view({3, 4});
  for (double sum : values(nn::Softmax(1)(x).sum(1))) EXPECT_NEAR(sum, 1, 1e-6);
  for (double sum : values(nn::Softmin(0)(x).sum(0))) EXPECT_NEAR(sum, 1, 1e-6);
  for (double sum : values(nn::LogSoftmax(1)(x).exp().sum(1))) EXPECT_NEAR(sum, 1, 1e-6);
  EXPECT_EQ(nn::functional::softmax(x, nn::functional::SoftmaxFuncOptions(1).dtype(kDouble)).scalar_type(),
            kDouble);
  nn::Sequential model(nn::ReLU(), nn::Tanh(), nn::Sigmoid(), nn::LogSoftmax(1));
  EXPECT_EQ(model->forward(x).sizes(), (IntArrayRef{3, 4}));
}

TEST(Activation, GumbelSoftmaxIsOneHotWhenHard) {
  namespace F = nn::functional;
  manual_seed(0);
  const Tensor logits = zeros({50, 3}).set_requires_grad(true);
  const Tensor y = F::gumbel_softmax(logits, F::GumbelSoftmaxFuncOptions().hard(true));
  for (double sum : values(y.sum(1))) EXPECT_NEAR(sum, 1, 1e-6);
  for (double largest : values(std::get<0>(y.max(1)))) EXPECT_NEAR(largest, 1, 1e-6);
  y.select(1, 0).sum().backward();
  EXPECT_TRUE(logits.grad().defined());
}

}  // namespace
}  // namespace torch::inline rushlight
