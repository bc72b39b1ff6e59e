// Parts of data sets and data sets of parts: Subset, random_split and ConcatDataset. Figures marked so are PyTorch's.
#include "rushlight/data/subset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "harness/outcome.h"
#include "rushlight/core/generator.h"
#include "rushlight/data/concat_dataset.h"
#include "rushlight/data/loader.h"
#include "rushlight/data/tensor_dataset.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"

namespace torch::inline rushlight::data {
namespace {

using datasets::ConcatDataset;
using datasets::Subset;
using datasets::TensorDataset;
using test::error_of;
using test::values;
using Numbers = std::vector<size_t>;

// The numbers from `first` on, one a row.
TensorDataset counting(int64_t first, int64_t end) {
  return TensorDataset(arange(first, end, TensorOptions(kFloat)));
}

// Does not know its size.
struct Endless : datasets::Dataset<Endless, int> {
  int get(size_t index) override { return int(index); }
  std::optional<size_t> size() const override { return std::nullopt; }
};

// Gives its index, its size being `n`.
struct Indices : datasets::Dataset<Indices, size_t> {
  explicit Indices(size_t n) : n_(n) {}
  size_t get(size_t index) override { return index; }
  std::optional<size_t> size() const override { return n_; }
  size_t n_;
};

template <class Parts> std::vector<Numbers> rows_of(const Parts& parts) {
  std::vector<Numbers> rows;
  for (const auto& part : parts) rows.push_back(part.indices());
  return rows;
}

TEST(Subset, ShowsSomeRows) {
  Subset<TensorDataset> some(counting(0, 4), {3, 1});
  EXPECT_EQ(some.size(), 2u);
  EXPECT_EQ(some.get(0).data.item<float>(), 3);
  EXPECT_EQ(some.indices(), (Numbers{3, 1}));
  EXPECT_EQ(some.dataset().tensor.size(0), 4);
  EXPECT_EQ(error_of([&] { some.get(2); }), "Subset: expected an index below 2, got 2");
  EXPECT_THROW((Subset<TensorDataset>(counting(0, 4), {4})).get(0), Error);
}

TEST(Subset, OfAMappedDataSetIsMappedItself) {
  const auto doubled = counting(0, 4).map(
      transforms::TensorLambda<example::NoTarget>([](const Tensor& t) { return t.mul(2); }));
  Subset some(doubled, {3, 1});
  EXPECT_EQ(some.get(1).data.item<float>(), 2);
  auto loader = make_data_loader<samplers::SequentialSampler>(
      std::move(some).map(transforms::Stack<TensorExample>()), 2);
  EXPECT_EQ(values(loader->begin()->data), (std::vector<double>{6, 2}));
}

// PyTorch's figures.
TEST(RandomSplit, DrawsTheRowsOfPyTorch) {
  EXPECT_EQ(rows_of(random_split(Indices(10), {3, 7}, Generator(42))),
            (std::vector<Numbers>{{2, 6, 1}, {8, 4, 5, 0, 9, 3, 7}}));
  EXPECT_EQ(rows_of(random_split(Indices(11), {0.5, 0.3, 0.2}, Generator(42))),
            (std::vector<Numbers>{{6, 8, 9, 2, 1, 10}, {0, 7, 3}, {5, 4}}));
  manual_seed(0);
  EXPECT_EQ(rows_of(random_split(Indices(6), std::vector<int64_t>{2, 4})),
            (std::vector<Numbers>{{2, 5}, {3, 0, 1, 4}}));
}

TEST(RandomSplit, TakesLengthsOfAnyKind) {
  const Indices rows(10);
  const size_t train = 8;
  const auto parts = random_split(rows, {train, *rows.size() - train});
  EXPECT_EQ(parts[0].size(), 8u);
  EXPECT_EQ(parts[1].size(), 2u);
  const auto thirds = random_split(rows, std::vector<float>{0.25f, 0.25f, 0.5f});
  EXPECT_EQ(thirds[0].size(), 3u) << "the rows that are left over go to the first parts";
  EXPECT_EQ(thirds[1].size(), 2u);
  EXPECT_EQ(random_split(rows, {10, 0})[1].size(), 0u);
  EXPECT_EQ(random_split(rows, {0.7, 0.2, 0.1})[2].size(), 1u);
}

TEST(RandomSplit, RefusesWhatDoesNotAddUp) {
  const Indices rows(10);
  const std::string lengths =
      "random_split: expected lengths that add up to the 10 rows of the data set, got ";
  EXPECT_EQ(error_of([&] { random_split(rows, {3, 6}); }), lengths + "[3, 6]");
  EXPECT_EQ(error_of([&] { random_split(rows, {3, 8}); }), lengths + "[3, 8]");
  EXPECT_EQ(error_of([&] { random_split(rows, {11, -1}); }), lengths + "[11, -1]");
  EXPECT_EQ(error_of([&] {
              random_split(rows, {0.5, 0.4});
            }),
            "random_split: expected fractions with a sum of 1, got 0.9");
  EXPECT_EQ(error_of([&] {
              random_split(rows, {1.5, -0.5});
            }),
            "random_split: expected fractions from 0 to 1, got 1.5");
  EXPECT_EQ(error_of([] { random_split(Endless(), {1}); }),
            "random_split: expected a data set that knows its size, got one that does not");
}

TEST(ConcatDataset, ShowsOneAfterAnother) {
  ConcatDataset both(counting(0, 3), counting(10, 12));
  static_assert(std::is_same_v<decltype(both), ConcatDataset<TensorExample>>);
  EXPECT_EQ(both.size(), 5u);
  EXPECT_EQ(both.cumulative_sizes(), (Numbers{3, 5}));
  auto loader =
      make_data_loader<samplers::SequentialSampler>(both.map(transforms::Stack<TensorExample>()), 5);
  EXPECT_EQ(values(loader->begin()->data), (std::vector<double>{0, 1, 2, 10, 11}));
  EXPECT_EQ(error_of([&] { both.get(5); }), "ConcatDataset: expected an index below 5, got 5");
}

TEST(ConcatDataset, TakesListsAndDifferentTypes) {
  const auto negative = counting(1, 3).map(
      transforms::TensorLambda<example::NoTarget>([](const Tensor& t) { return t.neg(); }));
  ConcatDataset mixed(counting(0, 1), negative, Subset<TensorDataset>(counting(5, 9), {3}));
  const ConcatDataset copy = mixed;
  EXPECT_EQ(copy.size(), 4u);
  EXPECT_EQ(mixed.get(0).data.item<float>(), 0);
  EXPECT_EQ(mixed.get(2).data.item<float>(), -2);
  EXPECT_EQ(mixed.get(3).data.item<float>(), 8);

  ConcatDataset list(std::vector<Indices>{Indices(2), Indices(0), Indices(3)});
  EXPECT_EQ(list.get_batch(Numbers{0, 2, 4}), (Numbers{0, 0, 2})) << "over an empty one";
  EXPECT_EQ(error_of([] { ConcatDataset(std::vector<Indices>()); }),
            "ConcatDataset: expected at least one data set, got none");
  EXPECT_EQ(error_of([] { ConcatDataset(Endless(), Endless()); }),
            "ConcatDataset: expected data sets that know their size, got one that does not");
}

TEST(ConcatDataset, PutsASplitTogetherAgain) {
  ConcatDataset all(random_split(Indices(20), {0.5, 0.25, 0.25}, Generator(1)));
  Numbers seen;
  auto loader = make_data_loader(all, DataLoaderOptions(3).workers(2));
  for (const auto& batch : *loader) seen.insert(seen.end(), batch.begin(), batch.end());
  std::sort(seen.begin(), seen.end());
  Numbers expected(20);
  std::iota(expected.begin(), expected.end(), size_t{0});
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace torch::inline rushlight::data
