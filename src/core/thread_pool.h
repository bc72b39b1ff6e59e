// ThreadPool: threads that help a caller through the chunks of one loop. A chunk belongs to whoever takes it first, so a
// caller whose helpers do not get to run, because the machine is busy, works through all of them itself and never waits for
// a thread that has not begun. The threads never end: a pool that has any must not be destroyed.
// Next: thread_pool.cpp; parallel.cpp, its only user.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace torch::inline rushlight {

class ThreadPool {
 public:
  using Body = void (*)(void* context, int chunk);

  /// About 100 microseconds: longer than the gap between two loops of a training step, shorter than what another program on
  /// the machine would notice (bench/lab/thread_pool.cpp).
  static constexpr int kSpins = 5000;

  /// Threads look this many times for a job, or for its end, before they sleep.
  explicit ThreadPool(int spins = kSpins) : spins_(spins) {}
  ThreadPool(const ThreadPool&) = delete;

  /// Calls body(context, k) once for each k in [0, chunks), on this thread and up to chunks - 1 others; the bodies must not
  /// throw. Returns false, with nothing done, when the threads are at work for another caller.
  bool run(int chunks, Body body, void* context);

 private:
  void start_threads(int n);
  void wake(int n);
  void work();
  bool take(uint64_t& seen);
  void wait_for_job(uint64_t seen);

  const int spins_;
  // Generation of the job (32 bits), its number of chunks (16), the next one to take (16): one word, so that a thread that
  // comes late sees by the same read which job it takes a chunk of, and that there is one.
  alignas(64) std::atomic<uint64_t> state_{0};
  alignas(64) std::atomic<int> unfinished_{0};
  std::atomic<uint32_t> calls_{0};  // counts jobs; what sleeping threads wait on
  Body body_ = nullptr;             // of the job in state_; written while no chunk is left to take
  void* context_ = nullptr;
  std::mutex caller_;  // held while a job runs
  std::vector<std::thread> threads_;
};

}  // namespace torch::inline rushlight
