// Normalisation modules: statistics, running and not, buffers, errors.
#include "rushlight/nn/norm.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

// 0, 1, 2, ...
Tensor count(int64_t n) { return ones({n}).cumsum(0) - 1; }

TEST(NormModule, BatchNormKeepsRunningStatistics) {
  nn::BatchNorm1d norm(2);
  const Tensor x = count(6).view({3, 2});  // columns 0 2 4 and 1 3 5
  const auto y = values(norm(x));
  EXPECT_NEAR(y[0], -1.2247, 1e-4);
  EXPECT_NEAR(y[5], 1.2247, 1e-4);
  EXPECT_NEAR(values(norm->running_mean)[1], 0.3, 1e-6);
  EXPECT_NEAR(values(norm->running_var)[0], 0.9 + 0.1 * 4, 1e-6);
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
  norm->eval();
  norm(x);
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
  EXPECT_EQ(norm->named_buffers().keys(),
            (std::vector<std::string>{"running_mean", "running_var", "num_batches_tracked"}));
  nn::BatchNorm2d plain(nn::BatchNorm2dOptions(2).affine(false).track_running_stats(false));
  EXPECT_TRUE(plain->parameters().empty() && plain->buffers().empty());
  auto copy = std::dynamic_pointer_cast<nn::BatchNorm1dImpl>(norm->clone());
  EXPECT_EQ(values(copy->running_var), values(norm->running_var));
}

TEST(NormModule, Errors) {
  EXPECT_EQ(error_of([] {
              nn::BatchNorm1d(2)(ones({1, 2}));
            }),
            "batch_norm: expected more than 1 value per channel when training, got shape [1, 2]");
  EXPECT_EQ(error_of([] {
              nn::BatchNorm2d(2)(ones({4, 2, 3}));
            }),
            "BatchNorm2d: expected 4 dimensions, got shape [4, 2, 3]");
  EXPECT_EQ(error_of([] {
              nn::BatchNorm1d(2)(ones({4, 2, 3, 3}));
            }),
            "BatchNorm1d: expected 2 or 3 dimensions, got shape [4, 2, 3, 3]");
  EXPECT_EQ(error_of([] { nn::BatchNorm1d(-1); }),
            "BatchNorm1d: expected num_features of at least 0, got -1");
}

TEST(NormModule, LayerGroupAndInstance) {
  const Tensor x = count(48).view({2, 4, 6});
  for (double mean : values(nn::LayerNorm(nn::LayerNormOptions({4, 6}))(x).mean({1, 2})))
    EXPECT_NEAR(mean, 0, 1e-6);
  for (double mean : values(nn::GroupNorm(2, 4)(x).view({2, 2, 12}).mean(2))) EXPECT_NEAR(mean, 0, 1e-6);
  for (double mean : values(nn::InstanceNorm1d(4)(x).mean(2))) EXPECT_NEAR(mean, 0, 1e-6);
  EXPECT_EQ(nn::InstanceNorm1d(4)(x.select(0, 0)).sizes(), (IntArrayRef{4, 6}));
  EXPECT_EQ(nn::LocalResponseNorm(3)(x).sizes(), x.sizes());
  for (double norm : values(nn::functional::normalize(x + 1).norm(2, IntArrayRef(1))))
    EXPECT_NEAR(norm, 1, 1e-6);
}

}  // namespace
}  // namespace torch::inline rushlight
