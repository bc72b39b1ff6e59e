// Embedding: padding, limited norms, given tables, errors.
#include "rushlight/nn/embedding.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn/embedding_bag.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

TEST(EmbeddingModule, LooksUpAndLeavesThePaddingAlone) {
  nn::Embedding table(nn::EmbeddingOptions(4, 3).padding_idx(-3));
  EXPECT_EQ(*table->options.padding_idx(), 1);
  EXPECT_EQ(values(table->weight.select(0, 1)), (std::vector<double>{0, 0, 0}));
  const Tensor index = ones({2, 2}, kLong);
  index.select(0, 0).fill_(2);
  const Tensor y = table(index);
  EXPECT_EQ(y.sizes(), (IntArrayRef{2, 2, 3}));
  y.sum().backward();
  EXPECT_EQ(values(table->weight.grad()), (std::vector<double>{0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0}));
  EXPECT_EQ(error_of([] { nn::Embedding(nn::EmbeddingOptions(4, 3).padding_idx(4)); }),
            "Embedding: expected a padding_idx from -4 to 3, got 4");
}

TEST(EmbeddingModule, SparseIsTakenAndTheGradientIsDense) {
  nn::Embedding table(nn::EmbeddingOptions(3, 2).sparse(true));
  nn::EmbeddingBag bag(nn::EmbeddingBagOptions(3, 2).sparse(true).mode(kSum));
  const Tensor index = full({1, 2}, 2, kLong);
  table(index).sum().backward();
  bag(index).sum().backward();
  EXPECT_EQ(values(table->weight.grad()), (std::vector<double>{0, 0, 0, 0, 2, 2}));
  EXPECT_EQ(values(bag->weight.grad()), (std::vector<double>{0, 0, 0, 0, 2, 2}));
}

TEST(EmbeddingModule, GivenTablesAndLimitedNorms) {
  const Tensor given = full({3, 4}, 2.0);
  auto frozen = nn::Embedding::from_pretrained(given, nn::EmbeddingFromPretrainedOptions().max_norm(1.0));
  EXPECT_FALSE(frozen->weight.requires_grad());
  const Tensor y = frozen(zeros({1}, kLong));
  EXPECT_NEAR(y.norm().item<double>(), 1, 1e-5);
  EXPECT_NEAR(frozen->weight.select(0, 0).norm().item<double>(), 1, 1e-5);
  EXPECT_NEAR(frozen->weight.select(0, 1).norm().item<double>(), 4, 1e-5);
  EXPECT_TRUE(nn::Embedding::from_pretrained(given, nn::EmbeddingFromPretrainedOptions().freeze(false))
                  ->weight.requires_grad());
  EXPECT_EQ(error_of([] { nn::Embedding::from_pretrained(ones({3})); }),
            "from_pretrained: expected a table of 2 dimensions, got shape [3]");
}

}  // namespace
}  // namespace torch::inline rushlight
