// parallel_for: a range cut into one contiguous chunk a thread, which the threads of a pool share with the caller. Nested
// calls, and calls while the pool is at work for another caller, run on the calling thread.
//
// Once oneDNN has run, the team is OpenMP's instead: oneDNN brings that one with it, its threads spin between two loops, and
// two teams that spin would take each other's processors.
#include "rushlight/core/parallel.h"

#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include "core/thread_pool.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

std::atomic<int> g_threads{0};  // 0: not set, take OpenMP's number
std::atomic<int> g_interop{1};
std::atomic<bool> g_openmp{false};
thread_local bool t_inside = false;
thread_local int t_chunk = 0;

// Never destroyed: other threads may be at work while the program ends. The child of a fork has none of the threads, so
// it gets a pool of its own.
std::atomic<ThreadPool*> g_pool{nullptr};

ThreadPool& pool() {
  ThreadPool* there = g_pool.load(std::memory_order_acquire);
  if (there) return *there;
  static const int at_fork = pthread_atfork(nullptr, nullptr, [] { g_pool.store(nullptr); });
  static_cast<void>(at_fork);
  auto* fresh = new ThreadPool;
  if (g_pool.compare_exchange_strong(there, fresh)) return *fresh;
  delete fresh;
  return *there;
}

/// One loop: its range, the number of chunks, and the first exception of a body.
struct Loop {
  int64_t begin, end;
  int chunks;
  detail::RangeBody body;
  void* context;
  std::exception_ptr error;
  std::atomic_flag caught = ATOMIC_FLAG_INIT;

  void run_chunk(int64_t k, int64_t of) {
    const int64_t size = (end - begin + of - 1) / of;
    const int64_t first = begin + k * size, last = std::min(end, first + size);
    if (first >= last) return;
    t_inside = true;
    t_chunk = static_cast<int>(k);
    try {
      body(context, first, last);
    } catch (...) {
      if (!caught.test_and_set()) error = std::current_exception();
    }
    t_inside = false;
    t_chunk = 0;
  }
};

void run_on_openmp(Loop& loop) {
#pragma omp parallel num_threads(loop.chunks)
  loop.run_chunk(omp_get_thread_num(), omp_get_num_threads());
}

bool run_on_pool(Loop& loop) {
  return pool().run(
      loop.chunks,
      [](void* context, int k) {
        Loop& l = *static_cast<Loop*>(context);
        l.run_chunk(k, l.chunks);
      },
      &loop);
}

}  // namespace

int get_num_threads() {
  const int n = g_threads.load(std::memory_order_relaxed);
  return n > 0 ? n : omp_get_max_threads();
}
void set_num_threads(int n) {
  RUSHLIGHT_CHECK(n > 0, "set_num_threads: expected a positive number, got ", n);
  g_threads.store(n, std::memory_order_relaxed);
  omp_set_num_threads(n);
}
int get_num_interop_threads() { return g_interop.load(std::memory_order_relaxed); }
void set_num_interop_threads(int n) {
  RUSHLIGHT_CHECK(n > 0, "set_num_interop_threads: expected a positive number, got ", n);
  g_interop.store(n, std::memory_order_relaxed);
}
bool in_parallel_region() { return t_inside; }
int get_thread_num() { return t_chunk; }
std::string get_parallel_info() {
  return detail::concat({"at::get_num_threads() : ", get_num_threads(),
                         "\nat::get_num_interop_threads() : ", get_num_interop_threads(),
                         "\nstd::thread::hardware_concurrency() : ", std::thread::hardware_concurrency(),
                         "\n"});
}

namespace detail {

void share_openmp_team() { g_openmp.store(true, std::memory_order_relaxed); }

void parallel_for(int64_t begin, int64_t end, int64_t grain, RangeBody body, void* context) {
  const int64_t least = std::max<int64_t>(grain, 1), range = end - begin;
  const int64_t wanted = std::min<int64_t>({get_num_threads(), (range + least - 1) / least, 1 << 14});
  if (wanted <= 1 || t_inside) return body(context, begin, end);
  Loop loop{begin, end, static_cast<int>(wanted), body, context, nullptr};
  if (g_openmp.load(std::memory_order_relaxed)) run_on_openmp(loop);
  else if (!run_on_pool(loop)) return body(context, begin, end);
  if (loop.error) std::rethrow_exception(loop.error);
}

}  // namespace detail
}  // namespace torch::inline rushlight
