// Chunk data sets: batches across chunks, both shuffles, preloaders, what they throw, saved places. Figures marked so
// were drawn by LibTorch with the same reader.
#include "rushlight/data/chunk_dataset.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <set>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/core/generator.h"
#include "rushlight/data/loader.h"
#include "rushlight/data/transforms.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::data::datasets {
namespace {

using samplers::RandomSampler;
using samplers::SequentialSampler;
using test::error_of;
using Batches = std::vector<std::vector<int>>;

// Chunk i has the 3 + i numbers from 10 * i on.
struct Reader : ChunkDataReader<int> {
  using BatchType = ChunkDataReader<int>::ChunkType;
  explicit Reader(size_t count = 4) : count_(count) {}
  BatchType read_chunk(size_t index) override {
    BatchType chunk;
    for (size_t k = 0; k < 3 + index; ++k) chunk.push_back(int(10 * index + k));
    return chunk;
  }
  size_t chunk_count() override { return count_; }
  void reset() override { ++*resets_; }

  size_t count_;
  std::shared_ptr<int> resets_ = std::make_shared<int>(0);
};

// Throws instead of chunk 1, and chunk 2 is empty.
struct Flawed : Reader {
  BatchType read_chunk(size_t index) override {
    RUSHLIGHT_CHECK(index != 1, "read: expected a file, got none");
    return index == 2 ? BatchType() : Reader::read_chunk(index);
  }
};

template <class ChunkSampler, class ExampleSampler = SequentialSampler, class R = Reader>
auto shared(ChunkSampler chunks, ExampleSampler examples, ChunkDatasetOptions options, R reader = R()) {
  return make_shared_dataset<ChunkDataset<R, ChunkSampler, ExampleSampler>>(reader, chunks, examples,
                                                                            options);
}
auto in_order(ChunkDatasetOptions options) {
  return shared(SequentialSampler(0), SequentialSampler(0), options);
}

template <class Loader> Batches epoch_of(Loader& loader) {
  Batches batches;
  for (auto& batch : *loader) batches.push_back(batch);
  return batches;
}

const Batches kInOrder{{0, 1, 2, 10}, {11, 12, 13, 20}, {21, 22, 23, 24}, {30, 31, 32, 33}, {34, 35}};

TEST(ChunkDataset, FillsBatchesAcrossChunks) {
  for (size_t cache : {4, 5, 2048}) {
    auto loader = make_data_loader(in_order({1, 4, cache}), 4);
    EXPECT_EQ(epoch_of(loader), kInOrder);
    EXPECT_EQ(epoch_of(loader), kInOrder);
  }
  auto whole = make_data_loader(in_order({1, 100}), 100);
  EXPECT_EQ(epoch_of(whole).at(0).size(), 18u);
}

// LibTorch's figures.
TEST(ChunkDataset, ShufflesAsLibTorchDoes) {
  manual_seed(0);
  auto random = make_data_loader(shared(RandomSampler(0), RandomSampler(0), {1, 4}), 4);
  EXPECT_EQ(epoch_of(random),
            (Batches{{0, 2, 1, 13}, {12, 10, 11, 31}, {34, 33, 35, 30}, {32, 24, 23, 20}, {21, 22}}));
  EXPECT_EQ(epoch_of(random),
            (Batches{{2, 0, 1, 35}, {30, 32, 31, 33}, {34, 11, 10, 12}, {13, 21, 20, 24}, {23, 22}}));
  manual_seed(0);
  auto crossing = make_data_loader(shared(RandomSampler(0), RandomSampler(0), {1, 4, 2048, 2}), 4);
  EXPECT_EQ(epoch_of(crossing),
            (Batches{{2, 0, 13, 1}, {12, 10, 11, 22}, {32, 34, 21, 23}, {31, 33, 20, 30}, {35, 24}}));
  manual_seed(0);
  auto chunks_only = make_data_loader(shared(RandomSampler(0), SequentialSampler(0), {1, 4, 2048, 3}), 4);
  EXPECT_EQ(epoch_of(chunks_only),
            (Batches{{0, 1, 2, 10}, {11, 12, 13, 30}, {31, 32, 33, 34}, {35, 20, 21, 22}, {23, 24}}));
}

TEST(ChunkDataset, AnyNumberOfThreadsGivesEachExampleOnce) {
  const std::multiset<int> all{0, 1, 2, 10, 11, 12, 13, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 35};
  for (size_t preloaders : {1, 2, 5}) {
    for (size_t workers : {0, 1, 3}) {
      auto loader = make_data_loader(shared(RandomSampler(0), RandomSampler(0), {preloaders, 4, 4}),
                                     DataLoaderOptions(4).workers(workers));
      for (int epoch = 0; epoch < 3; ++epoch) {
        std::multiset<int> seen;
        for (auto& batch : *loader) seen.insert(batch.begin(), batch.end());
        EXPECT_EQ(seen, all);
      }
    }
  }
}

TEST(ChunkDataset, AnEpochMayBeLeftEarly) {
  for (size_t workers : {0, 2}) {
    auto loader = make_data_loader(shared(SequentialSampler(0), SequentialSampler(0), {2, 1, 1}, Reader(40)),
                                   DataLoaderOptions(1).workers(workers));
    for (int epoch = 0; epoch < 20; ++epoch) {
      int seen = 0;
      for (auto& batch : *loader) {
        EXPECT_EQ(batch.size(), 1u);
        if (++seen == 3) break;
      }
    }
  }
  auto never_read = in_order({3, 1, 1});
  never_read.reset();  // and destroyed while its preloaders wait
}

TEST(ChunkDataset, PreprocessesWholeChunks) {
  std::vector<size_t> sizes;
  const auto policy = [&](std::vector<int>& chunk) {
    sizes.push_back(chunk.size());
    for (int& x : chunk) x = -x;
  };
  auto dataset = make_shared_dataset<ChunkDataset<Reader, SequentialSampler, SequentialSampler>>(
      Reader(), SequentialSampler(0), SequentialSampler(0), ChunkDatasetOptions(1, 9, 2048, 2), policy);
  auto loader = make_data_loader(dataset, 9);
  EXPECT_EQ(epoch_of(loader).at(1), (std::vector<int>{-22, -23, -24, -30, -31, -32, -33, -34, -35}));
  EXPECT_EQ(sizes, (std::vector<size_t>{7, 11}));
}

TEST(ChunkDataset, WhatAReaderThrowsComesOutInItsPlace) {
  auto dataset = shared(SequentialSampler(0), SequentialSampler(0), {1, 2}, Flawed());
  dataset.reset();
  EXPECT_EQ(dataset.get_batch(2), (std::vector<int>{0, 1}));
  try {
    dataset.get_batch(2);
    FAIL() << "expected an exception";
  } catch (const WorkerException& e) {
    EXPECT_STREQ(e.what(), "DataLoader: an exception in a worker thread: read: expected a file, got none");
    EXPECT_THROW(std::rethrow_exception(e.original_exception), Error);
  }
  EXPECT_EQ(dataset.get_batch(2), (std::vector<int>{2, 30})) << "the chunks behind, one of them empty";
  EXPECT_EQ(dataset.get_batch(2), (std::vector<int>{31, 32}));
  EXPECT_EQ(dataset.get_batch(2), (std::vector<int>{33, 34}));
  EXPECT_EQ(dataset.get_batch(2), (std::vector<int>{35}));
  EXPECT_EQ(dataset.get_batch(2), std::nullopt);
  EXPECT_EQ(dataset.get_batch(2), std::nullopt);
}

// Says that chunks have more examples than they do.
struct TooFar : SequentialSampler {
  TooFar() : SequentialSampler(0) {}
  void reset(std::optional<size_t> size) override { SequentialSampler::reset(*size + 1); }
};

struct Failing : SequentialSampler {
  Failing() : SequentialSampler(0) {}
  std::optional<std::vector<size_t>> next(size_t) override { throw std::runtime_error("no order"); }
};

TEST(ChunkDataset, WhatASamplerThrowsComesOutToo) {
  auto far = shared(SequentialSampler(0), TooFar(), {1, 100}, Reader(1));
  far.reset();
  try {
    far.get_batch(100);
    FAIL() << "expected an exception";
  } catch (const WorkerException& e) {
    EXPECT_STREQ(e.what(),
                 "DataLoader: an exception in a worker thread: ChunkDataset: expected the example sampler to "
                 "stay below the 3 examples of the chunk, got 3");
  }
  auto failing = shared(Failing(), SequentialSampler(0), {1, 1});
  failing.reset();
  EXPECT_THROW(failing.get_batch(1), WorkerException);
  EXPECT_EQ(failing.get_batch(1), std::nullopt);
}

TEST(ChunkDataset, GoesOnWhereItWasSaved) {
  std::stringstream stream;
  SequentialSampler place(4);
  place.next(2);
  save(place, stream);
  for (size_t size : {0, 4}) {
    stream.seekg(0);
    auto dataset = shared(SequentialSampler(size), SequentialSampler(0), {1, 4});
    load(*dataset, stream);
    auto loader = make_data_loader(dataset, 4);
    EXPECT_EQ(epoch_of(loader), (Batches{{20, 21, 22, 23}, {24, 30, 31, 32}, {33, 34, 35}}));
    EXPECT_EQ(epoch_of(loader), kInOrder) << "the next epoch is a whole one";
  }

  auto dataset = in_order({1, 4});
  auto loader = make_data_loader(dataset, 4);
  EXPECT_EQ(epoch_of(loader), kInOrder);
  std::stringstream saved;
  save(*dataset, saved);
  SequentialSampler sampler(0);
  load(sampler, saved);
  EXPECT_EQ(sampler.index(), 4u) << "all chunks have been read";
}

TEST(ChunkDataset, IsResetWithItsReaderAndMapped) {
  Reader reader;
  auto dataset = shared(SequentialSampler(0), SequentialSampler(0), {1, 4}, reader);
  auto loader =
      make_data_loader(dataset.map(transforms::BatchLambda<std::vector<int>, int>([](std::vector<int> batch) {
        int sum = 0;
        for (int x : batch) sum += x;
        return sum;
      })),
                       4);
  std::vector<int> sums;
  for (int sum : *loader) sums.push_back(sum);
  EXPECT_EQ(sums, (std::vector<int>{13, 56, 90, 126, 69}));
  EXPECT_EQ(*reader.resets_, 1);
  EXPECT_EQ(dataset.size(), std::nullopt);
  dataset->chunk_sampler().reset(0);
  EXPECT_EQ(dataset->chunk_sampler().index(), 0u);
}

TEST(ChunkDataset, RefusesWhatCannotWork) {
  const auto refused = [](size_t preloaders, size_t batch, size_t cache, size_t crossing) {
    return error_of([=] { ChunkDatasetOptions(preloaders, batch, cache, crossing); });
  };
  EXPECT_EQ(refused(0, 1, 1, 1), "ChunkDataset: expected a preloader_count of at least 1, got 0");
  EXPECT_EQ(refused(1, 0, 1, 1), "ChunkDataset: expected a batch_size of at least 1, got 0");
  EXPECT_EQ(refused(1, 1, 0, 1), "ChunkDataset: expected a cache_size of at least the batch_size 1, got 0");
  EXPECT_EQ(refused(1, 8, 4, 1), "ChunkDataset: expected a cache_size of at least the batch_size 8, got 4");
  EXPECT_EQ(refused(1, 1, 1, 0), "ChunkDataset: expected a cross_chunk_shuffle_count of at least 1, got 0");
  EXPECT_EQ(error_of([] { in_order(ChunkDatasetOptions(1, 8).cache_size(7)); }),
            "ChunkDataset: expected a cache_size of at least the batch_size 8, got 7");
  const ChunkDatasetOptions defaults(2, 3);
  EXPECT_EQ(defaults.cache_size(), 2048u);
  EXPECT_EQ(defaults.cross_chunk_shuffle_count(), 1u);

  auto dataset = in_order({1, 5});
  EXPECT_EQ(error_of([&] { dataset.get_batch(5); }),
            "ChunkDataset: expected reset() before get_batch(), got no call of it");
  dataset.reset();
  EXPECT_EQ(error_of([&] { dataset.get_batch(6); }),
            "ChunkDataset: expected the batch_size 5 of its options, got 6");
  EXPECT_EQ(dataset->get_batch()->size(), 5u);
}

}  // namespace
}  // namespace torch::inline rushlight::data::datasets
