// Dropout modules: only in training, with the share asked for, whole channels where they say so.
#include <cmath>

#include "rushlight/nn/dropout.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

TEST(DropoutModule, OnlyInTraining) {
  manual_seed(0);
  nn::Dropout drop(0.25);
  const Tensor x = ones({100, 100});
  const auto kept = values(drop(x));
  int64_t zeros = 0;
  for (double v : kept) {
    EXPECT_TRUE(v == 0 || std::abs(v - 1 / 0.75) < 1e-6) << v;
    zeros += v == 0;
  }
  EXPECT_NEAR(static_cast<double>(zeros) / 10000, 0.25, 0.02);
  drop->eval();
  EXPECT_EQ(values(drop(x)), values(x));
  EXPECT_EQ(error_of([] { nn::Dropout(1.5); }), "Dropout: expected a probability p from 0 to 1, got 1.5");
}

TEST(DropoutModule, WholeChannels) {
  manual_seed(0);
  const Tensor y = nn::Dropout2d(0.5)(ones({4, 8, 3, 3})).flatten(2);
  const auto sums = values(y.sum(2));
  for (double sum : sums) EXPECT_TRUE(sum == 0 || std::abs(sum - 18) < 1e-4) << sum;
}

TEST(DropoutModule, InPlaceAndAlpha) {
  manual_seed(0);
  const Tensor x = ones({1000});
  EXPECT_TRUE(nn::Dropout(nn::DropoutOptions(0.5).inplace(true))(x).is_same(x));
  const Tensor normal = randn({100000});
  const Tensor kept = nn::AlphaDropout(0.3)(normal);
  EXPECT_NEAR(kept.mean().item<double>(), 0, 0.02);
  EXPECT_NEAR((kept * kept).mean().item<double>(), 1, 0.03);
}

}  // namespace
}  // namespace torch::inline rushlight
