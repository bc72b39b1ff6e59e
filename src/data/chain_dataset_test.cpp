// ChainDataset: the batches of its parts in their order, again after reset(), through a loader, and from a saved place.
#include "rushlight/data/chain_dataset.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/outcome.h"
#include "rushlight/data.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::data::datasets {
namespace {

using Numbers = std::vector<int>;

/// The numbers from `first` up to `end`.
struct Count : StatefulDataset<Count, Numbers> {
  Count(int first, int end) : first(first), next(first), end(end) {}
  std::optional<Numbers> get_batch(size_t count) override {
    Numbers batch;
    while (next < end && batch.size() < count) batch.push_back(next++);
    if (batch.empty()) return std::nullopt;
    return batch;
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(end - first); }
  void reset() override { next = first; }
  void save(serialize::OutputArchive& archive) const override { archive.write("next", int64_t{next}); }
  void load(serialize::InputArchive& archive) override {
    IValue value;
    archive.read("next", value);
    next = static_cast<int>(value.toInt());
  }
  int first, next, end;
};

std::vector<Numbers> rest_of(ChainDataset<Count>& chain) {
  std::vector<Numbers> batches;
  while (auto batch = chain.get_batch(2)) batches.push_back(*batch);
  return batches;
}
const std::vector<Numbers> kAll{{0, 1}, {2}, {10, 11}, {20, 21}, {22}};

TEST(ChainDataset, GivesItsPartsInOrder) {
  ChainDataset chain(Count(0, 3), Count(10, 12), Count(5, 5), Count(20, 23));
  EXPECT_EQ(chain.size(), 8u);
  EXPECT_EQ(rest_of(chain), kAll);
  EXPECT_EQ(chain.get_batch(2), std::nullopt);
  chain.reset();
  EXPECT_EQ(rest_of(chain), kAll);
  EXPECT_EQ(test::error_of([] { ChainDataset<Count>(std::vector<Count>{}); }),
            "ChainDataset: expected at least one data set, got none");
}

TEST(ChainDataset, ThroughALoader) {
  auto loader =
      make_data_loader(make_shared_dataset<ChainDataset<Count>>(Count(0, 3), Count(10, 12), Count(20, 23)),
                       DataLoaderOptions(2));
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::vector<Numbers> batches;
    for (auto& batch : *loader) batches.push_back(batch);
    EXPECT_EQ(batches, kAll);
  }
}

TEST(ChainDataset, GoesOnWhereItWasSaved) {
  ChainDataset chain(Count(0, 3), Count(10, 12)), other(Count(0, 3), Count(10, 12));
  chain.get_batch(2);
  chain.get_batch(2);
  chain.get_batch(1);
  std::stringstream file;
  rushlight::save(chain, file);
  rushlight::load(other, file);
  EXPECT_EQ(rest_of(other), (std::vector<Numbers>{{11}}));
}

}  // namespace
}  // namespace torch::inline rushlight::data::datasets
