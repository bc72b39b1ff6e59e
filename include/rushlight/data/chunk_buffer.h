// What is between the threads that read chunks and the one that asks for batches: a buffer that cuts chunks into batches,
// and the threads themselves. Only the cutting depends on the type of a batch; queue and threads are compiled once, behind
// pointers that are shared because each unique_ptr costs a reader of this header more than all else here.
// Read next: chunk_dataset.h, src/data/chunk_buffer.cpp.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

#include "rushlight/core/error.h"
#include "rushlight/data/erased.h"

namespace torch::inline rushlight::data::datasets::detail {

using data::detail::Erased;

/// A mutex, without the header of the standard one.
class RUSHLIGHT_API Mutex {
 public:
  Mutex();
  Mutex(const Mutex&) = delete;
  void lock();
  void unlock();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Holds a mutex while it lives.
class Locked {
 public:
  explicit Locked(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
  Locked(const Locked&) = delete;
  ~Locked() { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

/// Batches that are ready, and failures in their places.
class RUSHLIGHT_API ChunkQueue {
 public:
  explicit ChunkQueue(size_t capacity);
  ChunkQueue(const ChunkQueue&) = delete;

  /// Holds the queue for one that adds a chunk, once it has fewer than `capacity` examples.
  class RUSHLIGHT_API Adding {
   public:
    explicit Adding(ChunkQueue& queue);
    Adding(const Adding&) = delete;
    ~Adding();
    /// False when the queue was stopped: nothing is to be added.
    explicit operator bool() const noexcept { return going_on_; }
    /// Counts examples, which will come in a batch.
    void count(size_t examples);
    /// Adds a batch of examples that have been counted.
    void put(Erased batch, size_t examples);

   private:
    ChunkQueue& queue_;
    bool going_on_;
  };

  /// Adds what was thrown instead of a chunk.
  void add_failure(std::exception_ptr failure);
  /// No more chunks come: what is there is given out, and those who wait to add give up.
  void stop();
  /// The next batch, which is waited for; nothing after the last one. A failure is thrown as a WorkerException.
  Erased take();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Chunks go in as wholes and come out as batches; a batch may have examples of several.
template <class Batch, class ExampleSampler> class ChunkBuffer : public ChunkQueue {
 public:
  ChunkBuffer(size_t batch_size, size_t capacity, ExampleSampler& example_sampler)
      : ChunkQueue(capacity), batch_size_(batch_size), example_sampler_(example_sampler) {}

  /// Adds the examples of a chunk in the sampler's order.
  void add(Batch chunk) {
    if (chunk.empty()) return;
    Adding adding(*this);
    if (!adding) return;
    example_sampler_.reset(chunk.size());
    while (const auto indices = example_sampler_.next(batch_size_ - open_.size())) {
      for (const size_t i : *indices) {
        RUSHLIGHT_CHECK(i < chunk.size(), "ChunkDataset: expected the example sampler to stay below the ",
                        chunk.size(), " examples of the chunk, got ", i);
        open_.push_back(std::move(chunk[i]));
        adding.count(1);
      }
      if (open_.size() >= batch_size_) put_open(adding);
    }
  }
  /// All chunks have come: the last batch may be smaller.
  void finish() {
    {
      Adding adding(*this);
      if (adding && !open_.empty()) put_open(adding);
    }
    stop();
  }

 private:
  void put_open(Adding& adding) {
    const size_t examples = open_.size();
    adding.put(Erased(new Batch(std::exchange(open_, Batch()))), examples);
  }

  const size_t batch_size_;
  ExampleSampler& example_sampler_;
  Batch open_{};  // the batch that the next examples go into
};

/// Threads that call `work` until it returns false; the last one to end calls `finish`.
class RUSHLIGHT_API Preloaders {
 public:
  Preloaders();
  Preloaders(const Preloaders&) = delete;
  ~Preloaders();
  void start(size_t count, void* owner, bool (*work)(void* owner), void (*finish)(void* owner));
  /// Waits for the threads, which end after the call that they are in.
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace torch::inline rushlight::data::datasets::detail
