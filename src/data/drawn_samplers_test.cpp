// Samplers that only Python has: WeightedRandomSampler, SubsetRandomSampler and batches of their own size. Figures marked
// so are PyTorch's.
#include "rushlight/data/drawn_samplers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/data/dataset.h"
#include "rushlight/data/loader.h"
#include "rushlight/ops/create.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::data::samplers {
namespace {

using test::error_of;
using Numbers = std::vector<size_t>;

// Gives the row numbers it is asked for.
struct Echo : datasets::BatchDataset<Echo, Numbers> {
  explicit Echo(size_t size) : size_(size) {}
  Numbers get_batch(ArrayRef<size_t> indices) override { return indices.vec(); }
  std::optional<size_t> size() const override { return size_; }
  size_t size_;
};

template <class Loader> std::vector<Numbers> epoch_of(Loader& loader) {
  std::vector<Numbers> batches;
  for (auto& batch : *loader) batches.push_back(batch);
  return batches;
}

const std::vector<double> kWeights{0.9, 0.4, 0.05, 0.2, 0.3, 0.1};

// PyTorch's figures.
TEST(WeightedRandomSampler, DrawsTheRowsOfPyTorch) {
  WeightedRandomSampler with(kWeights, 8, true, Generator(1));
  EXPECT_EQ(with.next(100), (Numbers{0, 0, 0, 0, 1, 0, 0, 3}));
  EXPECT_EQ(with.next(100), std::nullopt);
  WeightedRandomSampler without(kWeights, 5, false, Generator(1));
  EXPECT_EQ(without.next(2), (Numbers{0, 1}));
  EXPECT_EQ(without.index(), 2u);
  EXPECT_EQ(without.next(3), (Numbers{3, 5, 4}));
  manual_seed(0);
  auto loader = make_data_loader(Echo(4), WeightedRandomSampler({0., 1., 3., 0.}, 6), 4);
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{2, 2, 2, 2}, {2, 2}}));
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{1, 2, 2, 2}, {2, 1}}));
}

// PyTorch's figures.
TEST(RandomSampler, DrawsTheRowsOfPyTorch) {
  RandomSampler with(10, true, 40, Generator(1));
  EXPECT_EQ(with.next(100), (Numbers{5, 9, 4, 8, 3, 3, 1, 1, 9, 2, 8, 9, 6, 3, 3, 0, 2, 1, 2, 6,
                                     0, 3, 6, 4, 3, 6, 4, 2, 9, 4, 8, 6, 7, 3, 7, 3, 3, 6, 2, 0}));
  EXPECT_EQ(with.next(100), std::nullopt);
  RandomSampler without(4, false, 10, Generator(1)), few(4, false, 3, Generator(1));
  EXPECT_EQ(without.next(100), (Numbers{1, 3, 2, 0, 0, 2, 3, 1, 3, 0}));
  EXPECT_EQ(few.next(100), (Numbers{1, 3, 2}));
  manual_seed(0);
  RandomSampler of_default(10, true);
  EXPECT_EQ(of_default.next(100), (Numbers{6, 0, 4, 3, 9, 5, 7, 8, 9, 1}));
  of_default.reset();
  EXPECT_EQ(of_default.next(100), (Numbers{6, 3, 7, 0, 7, 1, 7, 9, 0, 6}));
  of_default.reset(3);
  const auto rows = of_default.next(100);
  for (const size_t row : *rows) EXPECT_LT(row, 3u);
  EXPECT_EQ(error_of([] { RandomSampler(0, true); }), "RandomSampler: expected at least one example, got 0");
  EXPECT_EQ(error_of([] { RandomSampler(3, true, 0); }),
            "RandomSampler: expected num_samples of at least 1, got 0");
}

TEST(WeightedRandomSampler, FollowsTheWeights) {
  WeightedRandomSampler sampler(tensor({1.0f, 0.0f, 3.0f}), 40000);
  std::vector<int> counts(3);
  const auto rows = sampler.next(40000);
  for (const size_t row : *rows) ++counts[row];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[2], 30000, 500);  // more than five standard deviations
}

TEST(WeightedRandomSampler, RefusesWhatCannotBeDrawn) {
  EXPECT_EQ(error_of([] { WeightedRandomSampler(kWeights, 0); }),
            "WeightedRandomSampler: expected num_samples of at least 1, got 0");
  EXPECT_EQ(error_of([] {
              WeightedRandomSampler(ones({2, 3}), 1);
            }),
            "WeightedRandomSampler: expected weights of 1 dimension, got shape [2, 3]");
  EXPECT_EQ(error_of([] { WeightedRandomSampler(kWeights, 7, false).next(1); }),
            "multinomial: expected at most 6 samples without replacement, got 7");
  EXPECT_EQ(error_of([] {
              WeightedRandomSampler({-1., 2.}, 1).reset();
            }),
            "multinomial: expected weights that are finite and at least 0, got -1");
  EXPECT_EQ(error_of([] { WeightedRandomSampler(kWeights, 1).reset(5); }),
            "WeightedRandomSampler: expected a size of 6, the number of the weights, got 5");
}

// PyTorch's figures.
TEST(SubsetRandomSampler, DrawsTheRowsOfPyTorch) {
  SubsetRandomSampler sampler({10, 20, 30, 40, 50}, Generator(3));
  auto loader = make_data_loader(Echo(60), sampler, 5);
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{20, 10, 40, 50, 30}}));
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{10, 20, 30, 50, 40}}));
  EXPECT_EQ(SubsetRandomSampler({}).next(3), std::nullopt);
  sampler.reset(51);
  EXPECT_EQ(error_of([&] { sampler.reset(50); }),
            "SubsetRandomSampler: expected indices below the size 50, got 50");
}

TEST(DrawnSamplers, GoOnWhereTheyWereSaved) {
  SubsetRandomSampler sampler({5, 6, 7, 8}), fresh({5, 6, 7, 8});
  std::stringstream stream;
  EXPECT_EQ(error_of([&] { save(sampler, stream); }),
            "Sampler: expected one that has begun an epoch, got a new one; call reset() before it is saved");
  sampler.next(1);
  save(sampler, stream);
  load(fresh, stream);
  EXPECT_EQ(fresh.index(), 1u);
  EXPECT_EQ(fresh.next(9), sampler.next(9));
}

TEST(BatchSampler, HasItsOwnBatchSize) {
  auto loader =
      make_data_loader(Echo(7), BatchSampler(SequentialSampler(7), 3), DataLoaderOptions().workers(2));
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{0, 1, 2}, {3, 4, 5}, {6}}));
  BatchSampler dropping(SequentialSampler(7), 3, /*drop_last=*/true);
  dropping.next(1);
  std::stringstream stream;
  save(dropping, stream);
  BatchSampler fresh(SequentialSampler(7), 3, true);
  load(fresh, stream);
  EXPECT_EQ(fresh.next(100), (Numbers{3, 4, 5}));
  EXPECT_EQ(fresh.next(1), std::nullopt);
  fresh.reset(3);
  EXPECT_EQ(fresh.next(1), (Numbers{0, 1, 2}));
  EXPECT_EQ(error_of([] { BatchSampler(SequentialSampler(7), 0); }),
            "BatchSampler: expected a batch_size of at least 1, got 0");
}

}  // namespace
}  // namespace torch::inline rushlight::data::samplers
