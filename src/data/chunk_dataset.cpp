// The parts of a chunk data set that do not depend on what is read: its options and its threads.
#include "rushlight/data/chunk_dataset.h"

namespace rushlight::data::datasets {

ChunkDatasetOptions::ChunkDatasetOptions(size_t preloader_count, size_t batch_size, size_t cache_size,
                                         size_t cross_chunk_shuffle_count)
    : preloader_count_(preloader_count),
      batch_size_(batch_size),
      cache_size_(cache_size),
      cross_chunk_shuffle_count_(cross_chunk_shuffle_count) {
  check();
}

void ChunkDatasetOptions::check() const {
  const auto positive = [](const char* name, size_t value) {
    RUSHLIGHT_CHECK(value > 0, "ChunkDataset: expected a ", name, " of at least 1, got 0");
  };
  positive("preloader_count", preloader_count_);
  positive("batch_size", batch_size_);
  positive("cross_chunk_shuffle_count", cross_chunk_shuffle_count_);
  RUSHLIGHT_CHECK(cache_size_ >= batch_size_,
                  "ChunkDataset: expected a cache_size of at least the batch_size ", batch_size_, ", got ",
                  cache_size_);
}

namespace detail {

void Preloaders::start(size_t count, std::function<bool()> work, std::function<void()> finish) {
  stopping_ = false;
  running_ = count;
  for (size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, work, finish] {
      const auto go_on = [this] {
        std::lock_guard lock(mutex_);
        return !stopping_;
      };
      while (go_on() && work()) {}
      std::unique_lock lock(mutex_);
      const bool last = --running_ == 0;
      lock.unlock();
      if (last) finish();
    });
  }
}

void Preloaders::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace detail
}  // namespace rushlight::data::datasets
