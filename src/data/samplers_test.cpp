// Orders of the samplers, and that saving and loading one goes on where it stopped.
#include "rushlight/data/samplers.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/outcome.h"
#include "rushlight/core/generator.h"
#include "rushlight/data/subset.h"
#include "rushlight/ops/create.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::data::samplers {
namespace {

using Numbers = std::vector<size_t>;

template <class S> Numbers all_of(S& sampler, size_t batch_size) {
  Numbers all;
  while (const auto batch = sampler.next(batch_size)) {
    EXPECT_GE(batch->size(), 1u);
    EXPECT_LE(batch->size(), batch_size);
    all.insert(all.end(), batch->begin(), batch->end());
  }
  EXPECT_FALSE(sampler.next(batch_size).has_value()) << "the end stays the end";
  return all;
}

using test::error_of;

TEST(SequentialSampler, CountsUpInBatches) {
  SequentialSampler sampler(5);
  EXPECT_EQ(sampler.next(2), (Numbers{0, 1}));
  EXPECT_EQ(sampler.index(), 2u);
  EXPECT_EQ(sampler.next(2), (Numbers{2, 3}));
  EXPECT_EQ(sampler.next(2), (Numbers{4}));
  EXPECT_EQ(sampler.next(2), std::nullopt);
  sampler.reset();
  EXPECT_EQ(all_of(sampler, ~size_t{0}), (Numbers{0, 1, 2, 3, 4}));
  sampler.reset(2);
  EXPECT_EQ(all_of(sampler, 1), (Numbers{0, 1}));
  SequentialSampler none(0);
  EXPECT_EQ(none.next(3), std::nullopt);
}

// Figures of torch.randperm(10) after torch.manual_seed(0), first and second call.
TEST(RandomSampler, DrawsThePermutationsOfPyTorch) {
  manual_seed(0);
  RandomSampler sampler(10);
  EXPECT_EQ(all_of(sampler, 3), (Numbers{4, 1, 7, 5, 3, 9, 0, 8, 6, 2}));
  sampler.reset();
  EXPECT_EQ(all_of(sampler, 4), (Numbers{3, 9, 4, 2, 7, 8, 6, 0, 5, 1}));
}

TEST(RandomSampler, VisitsEachOnceWithAnyDtype) {
  for (ScalarType dtype : {kInt64, kInt32, kInt16}) {
    RandomSampler sampler(100, dtype);
    sampler.reset(77);
    Numbers all = all_of(sampler, 10);
    std::sort(all.begin(), all.end());
    ASSERT_EQ(all.size(), 77u);
    for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  }
}

// Drawn by LibTorch's samplers of the same names.
TEST(DistributedRandomSampler, DrawsTheOrdersOfLibTorch) {
  DistributedRandomSampler sampler(10, 3, 1);
  EXPECT_EQ(all_of(sampler, 3), (Numbers{9, 1, 4, 7}));
  sampler.set_epoch(3);
  sampler.reset();
  EXPECT_EQ(sampler.index(), 4u);
  EXPECT_EQ(all_of(sampler, 3), (Numbers{1, 6, 9, 7}));
  DistributedRandomSampler without(10, 3, 2, false);
  EXPECT_EQ(all_of(without, 2), (Numbers{8, 3, 7}));
}

TEST(DistributedSamplers, PartsCoverEverything) {
  for (bool duplicates : {true, false}) {
    for (size_t replicas : {1, 2, 3, 7, 12}) {
      Numbers random, sequential;
      for (size_t rank = 0; rank < replicas; ++rank) {
        DistributedRandomSampler r(10, replicas, rank, duplicates);
        DistributedSequentialSampler s(10, replicas, rank, duplicates);
        const Numbers a = all_of(r, 3), b = all_of(s, 3);
        EXPECT_EQ(a.size(), duplicates ? (10 + replicas - 1) / replicas : 10 / replicas);
        EXPECT_EQ(a.size(), b.size());
        random.insert(random.end(), a.begin(), a.end());
        sequential.insert(sequential.end(), b.begin(), b.end());
      }
      for (size_t i = 0; i < sequential.size(); ++i) EXPECT_EQ(sequential[i], i % 10);
      std::sort(random.begin(), random.end());
      if (duplicates) {
        EXPECT_EQ(std::unique(random.begin(), random.end()) - random.begin(), 10);
      } else {
        EXPECT_EQ(std::unique(random.begin(), random.end()), random.end());
      }
    }
  }
  EXPECT_EQ(error_of([] { DistributedSequentialSampler(10, 3, 3); }),
            "DistributedSampler: expected a rank below the 3 replicas, got 3");
}

template <class S> void expect_resumed(S sampler, S fresh) {
  sampler.next(4);
  std::stringstream stream;
  save(sampler, stream);
  load(fresh, stream);
  EXPECT_EQ(fresh.index(), sampler.index());
  EXPECT_EQ(all_of(fresh, 2), all_of(sampler, 2));
}

TEST(Samplers, GoOnWhereTheyWereSaved) {
  expect_resumed(SequentialSampler(9), SequentialSampler(9));
  expect_resumed(RandomSampler(9), RandomSampler(9));
  DistributedRandomSampler random(20, 2, 1);
  random.set_epoch(5);
  random.reset();
  expect_resumed(random, DistributedRandomSampler(20, 2, 1));
  expect_resumed(DistributedSequentialSampler(20, 2, 1), DistributedSequentialSampler(20, 2, 1));

  StreamSampler stream(10), other(10);
  EXPECT_EQ(stream.next(7)->size(), 7u);
  std::stringstream bytes;
  save(stream, bytes);
  load(other, bytes);
  EXPECT_EQ(size_t(*other.next(7)), 3u);
  EXPECT_FALSE(other.next(7).has_value());
}

TEST(Samplers, RefuseWhatDoesNotFit) {
  std::stringstream stream;
  DistributedSequentialSampler longer(100), shorter(10);
  longer.next(50);
  save(longer, stream);
  EXPECT_EQ(error_of([&] { load(shorter, stream); }),
            "Sampler: expected 'sample_index_' of at most 10, got 50");
  EXPECT_EQ(shorter.index(), 0u);

  serialize::OutputArchive archive;
  archive.write("index", scalar_tensor(int64_t{7}, TensorOptions(kLong)), true);
  archive.write("indices", arange(4, TensorOptions(kLong)), true);
  std::stringstream bytes;
  archive.save_to(bytes);
  RandomSampler random(9);
  EXPECT_EQ(error_of([&] { load(random, bytes); }), "Sampler: expected 'index' of at most 4, got 7");
  EXPECT_EQ(all_of(random, 9).size(), 9u);
}

TEST(SequentialSampler, LoadsThePlaceOfALongerOne) {
  std::stringstream stream;
  SequentialSampler longer(100), empty(0);
  longer.next(50);
  save(longer, stream);
  load(empty, stream);
  EXPECT_EQ(empty.index(), 50u);
  EXPECT_EQ(empty.next(1), std::nullopt);
}

TEST(TrainTestSplit, KeepsEachRowOnce) {
  const Split plain = train_test_split(10, 0.3, false);
  EXPECT_EQ(plain.train, (Numbers{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(plain.test, (Numbers{7, 8, 9}));
  manual_seed(0);
  const Split mixed = train_test_split(10, 0.2);
  EXPECT_EQ(mixed.train, (Numbers{4, 1, 7, 5, 3, 9, 0, 8}));
  EXPECT_EQ(mixed.test, (Numbers{6, 2}));
  EXPECT_EQ(train_test_split(2, 0.001).test.size(), 1u);
  EXPECT_EQ(train_test_split(2, 0.999).train.size(), 1u);
  EXPECT_EQ(error_of([] { train_test_split(1); }), "train_test_split: expected at least 2 rows, got 1");
  EXPECT_EQ(error_of([] { train_test_split(9, 1.0); }),
            "train_test_split: expected a test_share between 0 and 1, got 1");
}

TEST(KFold, EachRowIsTestedOnce) {
  const auto splits = KFold(3).split(8);
  ASSERT_EQ(splits.size(), 3u);
  EXPECT_EQ(splits[0].test, (Numbers{0, 1, 2}));
  EXPECT_EQ(splits[1].test, (Numbers{3, 4, 5}));
  EXPECT_EQ(splits[2].test, (Numbers{6, 7}));
  EXPECT_EQ(splits[1].train, (Numbers{0, 1, 2, 6, 7}));
  for (const Split& split : KFold(4, true).split(10)) {
    Numbers all = split.train;
    all.insert(all.end(), split.test.begin(), split.test.end());
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all, (Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  }
  EXPECT_EQ(error_of([] { KFold(1); }), "KFold: expected at least 2 folds, got 1");
  EXPECT_EQ(error_of([] { KFold(5).split(4); }),
            "KFold: expected at least as many rows as the 5 folds, got 4");
}

}  // namespace
}  // namespace torch::inline rushlight::data::samplers
