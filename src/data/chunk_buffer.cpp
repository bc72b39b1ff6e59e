// The queue of a chunk data set and the threads that fill it.
#include "rushlight/data/chunk_buffer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "rushlight/data/worker_exception.h"

namespace torch::inline rushlight::data::datasets::detail {

// -- Mutex

struct Mutex::Impl {
  std::mutex mutex;
};

Mutex::Mutex() : impl_(std::make_shared<Impl>()) {}
void Mutex::lock() { impl_->mutex.lock(); }
void Mutex::unlock() { impl_->mutex.unlock(); }

// -- ChunkQueue

struct ChunkQueue::Impl {
  struct Entry {
    Erased batch{};
    size_t examples = 0;
    std::exception_ptr failure{};
  };

  explicit Impl(size_t capacity) : capacity(capacity) {}

  const size_t capacity;
  std::mutex mutex;
  std::condition_variable arrived, room;
  std::deque<Entry> ready;
  size_t count = 0;  // examples in `ready`, and those counted that are still to come in a batch
  bool stopped = false;
};

ChunkQueue::ChunkQueue(size_t capacity) : impl_(std::make_shared<Impl>(capacity)) {}

ChunkQueue::Adding::Adding(ChunkQueue& queue) : queue_(queue) {
  Impl& q = *queue_.impl_;
  std::unique_lock lock(q.mutex);
  q.room.wait(lock, [&] { return q.stopped || q.count < q.capacity; });
  going_on_ = !q.stopped;
  lock.release();  // the destructor unlocks
}

ChunkQueue::Adding::~Adding() {
  queue_.impl_->mutex.unlock();
  queue_.impl_->arrived.notify_all();
}

void ChunkQueue::Adding::count(size_t examples) { queue_.impl_->count += examples; }

void ChunkQueue::Adding::put(Erased batch, size_t examples) {
  queue_.impl_->ready.push_back({std::move(batch), examples, nullptr});
}

void ChunkQueue::add_failure(std::exception_ptr failure) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->ready.push_back({Erased(), 0, std::move(failure)});
  }
  impl_->arrived.notify_all();
}

void ChunkQueue::stop() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopped = true;
  }
  impl_->room.notify_all();
  impl_->arrived.notify_all();
}

Erased ChunkQueue::take() {
  std::unique_lock lock(impl_->mutex);
  impl_->arrived.wait(lock, [this] { return impl_->stopped || !impl_->ready.empty(); });
  if (impl_->ready.empty()) return {};
  Impl::Entry entry = std::move(impl_->ready.front());
  impl_->ready.pop_front();
  impl_->count -= entry.examples;
  lock.unlock();
  impl_->room.notify_all();
  if (entry.failure) throw WorkerException(entry.failure);
  return std::move(entry.batch);
}

// -- Preloaders

struct Preloaders::Impl {
  std::vector<std::thread> threads;
  std::mutex mutex;
  size_t running = 0;
  bool stopping = false;

  bool go_on() {
    std::lock_guard lock(mutex);
    return !stopping;
  }
  bool end_of_last() {
    std::lock_guard lock(mutex);
    return --running == 0;
  }
};

Preloaders::Preloaders() : impl_(std::make_shared<Impl>()) {}
Preloaders::~Preloaders() { stop(); }

void Preloaders::start(size_t count, void* owner, bool (*work)(void* owner), void (*finish)(void* owner)) {
  impl_->stopping = false;
  impl_->running = count;
  for (size_t i = 0; i < count; ++i) {
    impl_->threads.emplace_back([this, owner, work, finish] {
      while (impl_->go_on() && work(owner)) {}
      if (impl_->end_of_last()) finish(owner);
    });
  }
}

void Preloaders::stop() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  for (auto& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

}  // namespace torch::inline rushlight::data::datasets::detail
