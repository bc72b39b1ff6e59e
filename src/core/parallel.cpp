// parallel_for: a range cut into one contiguous chunk a thread, which the threads of a pool share with the caller. Nested
// calls, and calls while the pool is at work for another caller, run on the calling thread.
#include "rushlight/core/parallel.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <thread>

#include "core/thread_pool.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

std::atomic<int> g_threads{0};  // 0: not set
std::atomic<int> g_interop{1};
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

bool run_on_pool(Loop& loop) {
  return pool().run(
      loop.chunks,
      [](void* context, int k) {
        Loop& l = *static_cast<Loop*>(context);
        l.run_chunk(k, l.chunks);
      },
      &loop);
}

// The processors that the process may use, or all where the system cannot say.
int processors() {
  cpu_set_t may_use;
  if (sched_getaffinity(0, sizeof(may_use), &may_use) == 0) return CPU_COUNT(&may_use);
  return static_cast<int>(std::thread::hardware_concurrency());
}

// OMP_NUM_THREADS, as programs are used to it with PyTorch; it may be a list for nested loops, whose first number counts.
int default_threads() {
  const char* wish = std::getenv("OMP_NUM_THREADS");
  const long n = wish ? std::strtol(wish, nullptr, 10) : 0;
  return static_cast<int>(std::clamp<long>(n > 0 ? n : processors(), 1, 1 << 14));
}

}  // namespace

int get_num_threads() {
  const int n = g_threads.load(std::memory_order_relaxed);
  if (n > 0) [[likely]]
    return n;
  static const int by_default = default_threads();
  return by_default;
}
void set_num_threads(int n) {
  RUSHLIGHT_CHECK(n > 0, "set_num_threads: expected a positive number, got ", n);
  g_threads.store(n, std::memory_order_relaxed);
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

void parallel_for(int64_t begin, int64_t end, int64_t grain, RangeBody body, void* context) {
  const int64_t least = std::max<int64_t>(grain, 1), range = end - begin;
  const int64_t wanted = std::min<int64_t>({get_num_threads(), (range + least - 1) / least, 1 << 14});
  if (wanted <= 1 || t_inside) return body(context, begin, end);
  Loop loop{begin, end, static_cast<int>(wanted), body, context, nullptr};
  if (!run_on_pool(loop)) return body(context, begin, end);
  if (loop.error) std::rethrow_exception(loop.error);
}

}  // namespace detail
}  // namespace torch::inline rushlight
