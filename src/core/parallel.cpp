// parallel_for on OpenMP: one region, one contiguous chunk a thread, nested calls run on the calling thread.
#include "rushlight/core/parallel.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>
#if defined(__SANITIZE_THREAD__)
#include <thread>
#include <vector>
#endif

#include "rushlight/core/error.h"

namespace rushlight {
namespace {

std::atomic<int> g_threads{0};  // 0: not set, take OpenMP's number
std::atomic<int> g_interop{1};
thread_local bool t_inside = false;

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

namespace detail {

void parallel_for(int64_t begin, int64_t end, int64_t grain, RangeBody body, void* context) {
  const int64_t range = end - begin;
  const int64_t chunks = (range + std::max<int64_t>(grain, 1) - 1) / std::max<int64_t>(grain, 1);
  const int threads = static_cast<int>(std::min<int64_t>(get_num_threads(), chunks));
  if (threads <= 1 || t_inside) return body(context, begin, end);
  std::exception_ptr error;
  std::atomic_flag caught = ATOMIC_FLAG_INIT;
  const auto run_chunk = [&](int64_t me, int64_t team) {
    const int64_t chunk = (range + team - 1) / team;
    const int64_t first = begin + me * chunk, last = std::min(end, first + chunk);
    if (first >= last) return;
    t_inside = true;
    try {
      body(context, first, last);
    } catch (...) {
      if (!caught.test_and_set()) error = std::current_exception();
    }
    t_inside = false;
  };
#if defined(__SANITIZE_THREAD__)
  // ThreadSanitizer does not see libgomp's barriers; the start and the end of a thread it does see.
  std::vector<std::thread> others;
  for (int64_t me = 1; me < threads; ++me) others.emplace_back(run_chunk, me, threads);
  run_chunk(0, threads);
  for (std::thread& other : others) other.join();
#else
#pragma omp parallel num_threads(threads)
  run_chunk(omp_get_thread_num(), omp_get_num_threads());
#endif
  if (error) std::rethrow_exception(error);
}

}  // namespace detail
}  // namespace rushlight
