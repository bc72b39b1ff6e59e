// Taking chunks, waiting for them. Threads spin for a moment after a job, because the next one usually follows at once,
// and then sleep; so does a caller that waits for the last chunks of others.
#include "core/thread_pool.h"

#include <system_error>

#include "core/pause.h"

namespace torch::inline rushlight {
namespace {

constexpr int chunks_of(uint64_t state) { return static_cast<int>(state >> 16 & 0xffff); }
constexpr int next_of(uint64_t state) { return static_cast<int>(state & 0xffff); }

}  // namespace

void ThreadPool::start_threads(int n) {
  try {
    while (static_cast<int>(threads_.size()) < n) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {}  // the system gives no more threads: those there are share the chunks
}

// Takes and runs one chunk of the job in state_; false when none is left. `seen` becomes the job looked at.
bool ThreadPool::take(uint64_t& seen) {
  uint64_t now = state_.load(std::memory_order_acquire);
  do {
    seen = now;
    if (next_of(now) >= chunks_of(now)) return false;
  } while (!state_.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel, std::memory_order_acquire));
  body_(context_, next_of(now));
  if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) unfinished_.notify_one();
  return true;
}

void ThreadPool::wait_for_job(uint64_t seen) {
  const uint32_t calls = calls_.load(std::memory_order_acquire);
  for (int i = 0; i < spins_; ++i) {
    if (state_.load(std::memory_order_relaxed) >> 16 != seen >> 16) return;
    pause();
  }
  // A job that came between the two reads changes calls_ after state_, so this cannot sleep through it.
  if (state_.load(std::memory_order_acquire) >> 16 == seen >> 16)
    calls_.wait(calls, std::memory_order_acquire);
}

void ThreadPool::work() {
  for (uint64_t seen = 0;;)
    if (!take(seen)) wait_for_job(seen);
}

// Wakes no more sleeping threads than there are chunks for: the others would look for one in vain and keep their cores busy.
void ThreadPool::wake(int n) {
  if (n >= static_cast<int>(threads_.size())) return calls_.notify_all();
  for (int i = 0; i < n; ++i) calls_.notify_one();
}

bool ThreadPool::run(int chunks, Body body, void* context) {
  std::unique_lock lock(caller_, std::try_to_lock);
  if (!lock) return false;
  start_threads(chunks - 1);
  body_ = body;
  context_ = context;
  unfinished_.store(chunks, std::memory_order_relaxed);
  const uint64_t generation = (state_.load(std::memory_order_relaxed) >> 32) + 1;
  state_.store(generation << 32 | static_cast<uint64_t>(chunks) << 16, std::memory_order_release);
  calls_.fetch_add(1, std::memory_order_release);
  wake(chunks - 1);
  uint64_t seen;
  while (take(seen)) {}
  for (int i = 0; i < spins_ && unfinished_.load(std::memory_order_acquire) != 0; ++i) pause();
  for (int left; (left = unfinished_.load(std::memory_order_acquire)) != 0;)
    unfinished_.wait(left, std::memory_order_acquire);
  return true;
}

}  // namespace torch::inline rushlight
