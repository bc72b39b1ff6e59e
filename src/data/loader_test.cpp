// Data loaders: epochs, order, workers and what goes wrong in them.
#include "rushlight/data/loader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "rushlight/core/generator.h"
#include "rushlight/data/dataset.h"
#include "rushlight/data/transforms.h"
#include "rushlight/ops/create.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::data {
namespace {

using namespace std::chrono_literals;
using Numbers = std::vector<size_t>;

std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::exception& e) { return e.what(); }
  return "no error";
}

// Gives the row numbers it is asked for, after `delay` of the batch.
struct Echo : datasets::BatchDataset<Echo, Numbers> {
  explicit Echo(size_t size, std::function<void(const Numbers&)> delay = {})
      : size_(size), delay_(std::move(delay)) {}
  Numbers get_batch(ArrayRef<size_t> indices) override {
    const Numbers batch = indices.vec();
    if (delay_) delay_(batch);
    return batch;
  }
  std::optional<size_t> size() const override { return size_; }

  size_t size_;
  std::function<void(const Numbers&)> delay_;
};

template <class Loader> std::vector<Numbers> epoch_of(Loader& loader) {
  std::vector<Numbers> batches;
  for (auto& batch : *loader) batches.push_back(batch);
  return batches;
}

TEST(DataLoader, GivesEachEpochFromTheStart) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Echo(5), 2);
  const std::vector<Numbers> expected{{0, 1}, {2, 3}, {4}};
  EXPECT_EQ(epoch_of(loader), expected);
  EXPECT_EQ(epoch_of(loader), expected);
  EXPECT_EQ(loader->options().batch_size, 2u);

  auto dropping =
      make_data_loader<samplers::SequentialSampler>(Echo(5), DataLoaderOptions(2).drop_last(true));
  EXPECT_EQ(epoch_of(dropping).size(), 2u);
  auto empty_one = make_data_loader<samplers::SequentialSampler>(Echo(0), 2);
  EXPECT_TRUE(epoch_of(empty_one).empty());
}

// The constructor and each epoch draw one permutation, as LibTorch's do.
TEST(DataLoader, ShufflesByDefaultAsPyTorchDoes) {
  manual_seed(0);
  auto loader = make_data_loader(Echo(10), 10);
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{3, 9, 4, 2, 7, 8, 6, 0, 5, 1}}));
}

TEST(DataLoader, WorkersKeepTheOrder) {
  for (size_t workers : {1, 2, 4}) {
    for (size_t max_jobs : {1, 2, 9}) {
      // Early batches take longest, so they come back last.
      Echo slow(40,
                [](const Numbers& batch) { std::this_thread::sleep_for((batch[0] % 8 < 4 ? 2ms : 0ms)); });
      auto loader = make_data_loader<samplers::SequentialSampler>(
          slow, DataLoaderOptions(4).workers(workers).max_jobs(max_jobs));
      for (int epoch = 0; epoch < 2; ++epoch) {
        const auto batches = epoch_of(loader);
        ASSERT_EQ(batches.size(), 10u);
        for (size_t i = 0; i < batches.size(); ++i) EXPECT_EQ(batches[i][0], 4 * i);
      }
    }
  }
}

TEST(DataLoader, WithoutOrderABatchNeedNotWait) {
  std::atomic<bool> second_done{false};
  Echo first_waits(2, [&](const Numbers& batch) {
    for (int i = 0; batch[0] == 0 && !second_done && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  });
  auto loader = make_data_loader<samplers::SequentialSampler>(
      first_waits, DataLoaderOptions(1).workers(2).enforce_ordering(false));
  auto it = loader->begin();
  EXPECT_EQ((*it)[0], 1u);
  second_done = true;
  EXPECT_EQ((*++it)[0], 0u);
  EXPECT_TRUE(++it == loader->end());
}

TEST(DataLoader, WorkersReallyWorkSideBySide) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  Echo recording(64, [&](const Numbers&) {
    std::this_thread::sleep_for(1ms);
    std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  auto loader = make_data_loader<samplers::SequentialSampler>(recording, DataLoaderOptions(1).workers(3));
  EXPECT_EQ(epoch_of(loader).size(), 64u);
  EXPECT_EQ(threads.size(), 3u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(DataLoader, WorkersExceptionsComeBackInTheirPlace) {
  Echo failing(
      6, [](const Numbers& batch) { RUSHLIGHT_CHECK(batch[0] != 2, "get: expected another row, got 2"); });
  for (size_t workers : {1, 3}) {
    auto loader =
        make_data_loader<samplers::SequentialSampler>(failing, DataLoaderOptions(1).workers(workers));
    auto it = loader->begin();
    EXPECT_EQ((*it)[0], 0u);
    ++it;
    EXPECT_EQ((*it)[0], 1u);
    try {
      ++it;
      FAIL() << "expected an exception";
    } catch (const WorkerException& e) {
      EXPECT_STREQ(e.what(), "DataLoader: an exception in a worker thread: get: expected another row, got 2");
      EXPECT_THROW(std::rethrow_exception(e.original_exception), Error);
    }
    ++it;  // the batch behind
    EXPECT_EQ((*it)[0], 3u);
    ++it;
    ++it;
    EXPECT_EQ((*it)[0], 5u);
    EXPECT_TRUE(++it == loader->end());
  }
  auto loader = make_data_loader<samplers::SequentialSampler>(failing, 1);
  EXPECT_EQ(error_of([&] { epoch_of(loader); }), "get: expected another row, got 2")
      << "without workers, as it was";
  Echo odd(1, [](const Numbers&) { throw 5; });
  auto odd_loader = make_data_loader(odd, DataLoaderOptions(1).workers(1));
  EXPECT_EQ(error_of([&] { epoch_of(odd_loader); }),
            "DataLoader: an exception in a worker thread that has no message");
}

TEST(DataLoader, GivesUpAfterATimeout) {
  std::atomic<bool> release{false};
  Echo stuck(1, [&](const Numbers&) {
    for (int i = 0; !release && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  });
  auto loader = make_data_loader(stuck, DataLoaderOptions(1).workers(1).timeout(10ms));
  EXPECT_EQ(error_of([&] { epoch_of(loader); }),
            "DataLoader: expected a batch within 10 ms, got none; raise the timeout or add workers");
  release = true;
}

TEST(DataLoader, IteratorsKnowTheirEnd) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Echo(2), DataLoaderOptions(1).workers(1));
  auto it = loader->begin(), copy = it;
  EXPECT_TRUE(it == copy);
  EXPECT_FALSE(it == loader->end());
  EXPECT_TRUE(loader->end() == loader->end());
  EXPECT_EQ(error_of([&] { loader->begin(); }),
            "DataLoader: expected the iterator of the last epoch to be at its end or gone, got one in use");
  ++it;
  EXPECT_EQ((*copy)[0], 1u) << "copies move together";
  ++it;
  EXPECT_TRUE(it == loader->end());
  EXPECT_TRUE(loader->end() == copy);
  const std::string past = "DataLoader: expected an iterator before the end, got one past the last batch";
  EXPECT_EQ(error_of([&] { ++it; }), past);
  EXPECT_EQ(error_of([&] { (void)*it; }), past);
  EXPECT_EQ(error_of([&] { (void)*loader->end(); }), past);
}

TEST(DataLoader, AnEpochMayBeLeftEarly) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Echo(100), DataLoaderOptions(1).workers(2));
  for (auto& batch : *loader) {
    if (batch[0] == 3) break;
  }
  EXPECT_EQ(epoch_of(loader).size(), 100u);
  for (auto& batch : *loader) {
    if (batch[0] == 3) break;  // and the loader destroyed in the middle
  }
}

TEST(DataLoader, RefusesOptionsThatCannotWork) {
  EXPECT_EQ(error_of([] { make_data_loader(Echo(2), 0); }),
            "DataLoader: expected a batch_size of at least 1, got 0");
  EXPECT_EQ(error_of([] { make_data_loader(Echo(2), DataLoaderOptions(1).workers(1).max_jobs(0)); }),
            "DataLoader: expected max_jobs of at least 1 with workers, got 0");
}

// Counts up to `end`, for all workers together.
struct Counter : datasets::StatefulDataset<Counter, int> {
  explicit Counter(int end) : end_(end) {}
  std::optional<int> get_batch(size_t batch_size) override {
    const int at = next_->fetch_add(int(batch_size));
    return at < end_ ? std::optional(at) : std::nullopt;
  }
  std::optional<size_t> size() const override { return std::nullopt; }
  void reset() override { *next_ = 0; }
  void save(serialize::OutputArchive& archive) const override { archive.write("next", next_->load()); }
  void load(serialize::InputArchive& archive) override {
    IValue value;
    archive.read("next", value);
    *next_ = value.to<int>();
  }

  int end_;
  std::shared_ptr<std::atomic<int>> next_ = std::make_shared<std::atomic<int>>(0);
};

TEST(StatefulDataLoader, EndsWhereTheDataSetDoes) {
  for (size_t workers : {0, 1, 3}) {
    auto loader = make_data_loader(Counter(10), DataLoaderOptions(2).workers(workers));
    for (int epoch = 0; epoch < 2; ++epoch) {
      std::multiset<int> seen;
      for (int x : *loader) seen.insert(x);
      EXPECT_EQ(seen, (std::multiset<int>{0, 2, 4, 6, 8}));
    }
  }
}

TEST(StatefulDataLoader, MapsWhatTheDataSetGives) {
  auto loader = make_data_loader(
      Counter(6).map(transforms::BatchLambda<int, double>([](int x) { return x / 4.0; })), 2);
  std::vector<double> seen;
  for (double x : *loader) seen.push_back(x);
  EXPECT_EQ(seen, (std::vector<double>{0, 0.5, 1}));
}

TEST(StatefulDataLoader, NoWorkerUsesTheDataSetWhileItIsReset) {
  // An epoch that is left early leaves workers busy; reset() has to wait for them.
  struct Watched : datasets::StatefulDataset<Watched, int> {
    std::optional<int> get_batch(size_t) override {
      ++*busy_;
      std::this_thread::sleep_for(1ms);
      --*busy_;
      return 1;
    }
    std::optional<size_t> size() const override { return std::nullopt; }
    void reset() override { *seen_ += *busy_; }
    void save(serialize::OutputArchive&) const override {}
    void load(serialize::InputArchive&) override {}

    std::shared_ptr<std::atomic<int>> busy_ = std::make_shared<std::atomic<int>>(0);
    std::shared_ptr<std::atomic<int>> seen_ = std::make_shared<std::atomic<int>>(0);
  } watched;
  auto loader = make_data_loader(watched, DataLoaderOptions(1).workers(2));
  for (int epoch = 0; epoch < 20; ++epoch) {
    for (int x : *loader) {
      EXPECT_EQ(x, 1);
      break;
    }
  }
  EXPECT_EQ(*watched.seen_, 0);
}

TEST(StatefulDataset, IsSavedAndLoaded) {
  Counter counter(10), other(10);
  counter.get_batch(4);
  std::stringstream stream;
  save(counter, stream);
  load(other, stream);
  EXPECT_EQ(other.get_batch(1), 4);
}

// The numbers from 0 on, as many at a time as are asked for.
struct Stream : datasets::StreamDataset<Stream, Numbers> {
  Numbers get_batch(size_t batch_size) override {
    Numbers batch(batch_size);
    for (size_t& x : batch) x = next_++;
    return batch;
  }
  std::optional<size_t> size() const override { return std::nullopt; }
  size_t next_ = 0;
};

struct Sizeless : Echo {
  Sizeless() : Echo(1) {}
  std::optional<size_t> size() const override { return std::nullopt; }
};

TEST(StreamDataset, GivesAsManyAsASamplerAsksFor) {
  static_assert(!Stream::is_stateful && Counter::is_stateful);
  auto loader = make_data_loader(Stream(), samplers::StreamSampler(/*epoch_size=*/5), 2);
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{0, 1}, {2, 3}, {4}}));
  EXPECT_EQ(epoch_of(loader), (std::vector<Numbers>{{5, 6}, {7, 8}, {9}})) << "the stream goes on";
  auto full = make_data_loader(Stream(), samplers::StreamSampler(5), DataLoaderOptions(2).drop_last(true));
  EXPECT_EQ(epoch_of(full).size(), 2u);
  EXPECT_EQ(
      error_of([] { make_data_loader<samplers::SequentialSampler>(Sizeless()); }),
      "make_data_loader: expected a data set that knows its size, got one that does not; pass a sampler");
}

// Asks for the rows `first` to `first + count - 1`.
struct Range : samplers::CustomBatchRequest {
  Range(size_t first, size_t count) : first(first), count(count) {}
  size_t size() const override { return count; }
  size_t first, count;
};

struct RangeSampler : samplers::Sampler<Range> {
  void reset(std::optional<size_t>) override { next_ = 0; }
  std::optional<Range> next(size_t batch_size) override {
    if (next_ >= 6) return std::nullopt;
    return Range(std::exchange(next_, next_ + batch_size), batch_size);
  }
  void save(serialize::OutputArchive&) const override {}
  void load(serialize::InputArchive&) override {}
  size_t next_ = 0;
};

struct RangeSums : datasets::BatchDataset<RangeSums, size_t, Range> {
  size_t get_batch(Range range) override {
    size_t sum = 0;
    for (size_t i = 0; i < range.count; ++i) sum += range.first + i;
    return sum;
  }
  std::optional<size_t> size() const override { return std::nullopt; }
};

TEST(DataLoader, RequestsMayBeOfAnyType) {
  for (size_t workers : {0, 2}) {
    auto loader = make_data_loader(RangeSums(), RangeSampler(), DataLoaderOptions(3).workers(workers));
    Numbers sums;
    std::copy(loader->begin(), loader->end(), std::back_inserter(sums));
    EXPECT_EQ(sums, (Numbers{0 + 1 + 2, 3 + 4 + 5}));
  }
}

TEST(SharedBatchDataset, IsOneForAllWorkers) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  auto shared = datasets::make_shared_dataset<Echo>(12, [calls](const Numbers&) { ++*calls; });
  auto loader = make_data_loader<samplers::SequentialSampler>(shared, DataLoaderOptions(3).workers(2));
  EXPECT_EQ(epoch_of(loader).size(), 4u);
  EXPECT_EQ(*calls, 4);
  EXPECT_EQ(shared->size_, 12u);
  EXPECT_EQ((*shared).size(), 12u);
}

}  // namespace
}  // namespace torch::inline rushlight::data
