// What is between the threads that read chunks and the one that asks for batches: a buffer that cuts chunks into batches,
// and the threads themselves. Read next: chunk_dataset.h, src/data/chunk_dataset.cpp.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "rushlight/core/error.h"
#include "rushlight/data/worker_exception.h"

namespace rushlight::data::datasets::detail {

/// Batches that are ready. Chunks go in as wholes; a batch may have examples of several.
template <class Batch, class ExampleSampler> class ChunkBuffer {
 public:
  ChunkBuffer(size_t batch_size, size_t capacity, ExampleSampler& example_sampler)
      : batch_size_(batch_size), capacity_(capacity), example_sampler_(example_sampler) {}

  /// Adds the examples of a chunk in the sampler's order, once there are fewer than `capacity`.
  void add(Batch chunk) {
    if (chunk.empty()) return;
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopped_ || count_ < capacity_; });
    if (stopped_) return;
    example_sampler_.reset(chunk.size());
    while (const auto indices = example_sampler_.next(batch_size_ - open_.size())) {
      for (const size_t i : *indices) {
        RUSHLIGHT_CHECK(i < chunk.size(), "ChunkDataset: expected the example sampler to stay below the ",
                        chunk.size(), " examples of the chunk, got ", i);
        open_.push_back(std::move(chunk[i]));
        ++count_;
      }
      if (open_.size() >= batch_size_) ready_.push_back({std::exchange(open_, Batch()), nullptr});
    }
    lock.unlock();
    arrived_.notify_all();
  }
  /// Adds what was thrown instead of a chunk.
  void add_failure(std::exception_ptr failure) {
    {
      std::lock_guard lock(mutex_);
      ready_.push_back({Batch(), std::move(failure)});
    }
    arrived_.notify_all();
  }
  /// No more chunks come: what is there is given out, and those who wait to add give up.
  void stop() {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    room_.notify_all();
    arrived_.notify_all();
  }

  /// The next batch, which is waited for; the last one may be smaller, and after it comes nothing.
  std::optional<Batch> take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return stopped_ || !ready_.empty(); });
    Entry entry;
    if (ready_.empty()) {
      entry.batch = std::exchange(open_, Batch());
    } else {
      entry = std::move(ready_.front());
      ready_.pop_front();
    }
    count_ -= entry.batch.size();
    lock.unlock();
    room_.notify_all();
    if (entry.failure) throw WorkerException(entry.failure);
    if (entry.batch.empty()) return std::nullopt;
    return std::move(entry.batch);
  }

 private:
  struct Entry {
    Batch batch{};
    std::exception_ptr failure{};
  };

  const size_t batch_size_;
  const size_t capacity_;
  ExampleSampler& example_sampler_;
  std::mutex mutex_;
  std::condition_variable arrived_, room_;
  std::deque<Entry> ready_;  // full batches and failures
  Batch open_{};             // the batch that the next examples go into
  size_t count_ = 0;         // examples in ready_ and open_
  bool stopped_ = false;
};

/// Threads that call a function until it returns false; the last one to end calls another.
class RUSHLIGHT_API Preloaders {
 public:
  Preloaders() = default;
  ~Preloaders() { stop(); }
  void start(size_t count, std::function<bool()> work, std::function<void()> finish);
  /// Waits for the threads, which end after the call that they are in.
  void stop();

 private:
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  size_t running_ = 0;
  bool stopping_ = false;
};

}  // namespace rushlight::data::datasets::detail
