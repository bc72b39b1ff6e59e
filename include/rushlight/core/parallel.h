// Parallel loops: the only door to threads for kernels. A pool of threads is behind it (src/core/parallel.cpp).
#pragma once

#include <cstdint>
#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// As many as the process may use processors, or as OMP_NUM_THREADS says, until set_num_threads() is called.
RUSHLIGHT_API int get_num_threads();
RUSHLIGHT_API void set_num_threads(int n);
RUSHLIGHT_API int get_num_interop_threads();
RUSHLIGHT_API void set_num_interop_threads(int n);
/// True inside the body of a parallel_for that really runs on several threads.
RUSHLIGHT_API bool in_parallel_region();
/// Inside such a body a number below get_num_threads() that no other part of the loop has at the same time; else 0.
RUSHLIGHT_API int get_thread_num();
/// The threads in use, in words.
RUSHLIGHT_API std::string get_parallel_info();
/// Nothing needs to be done before threads are used.
inline void init_num_threads() {}

namespace detail {
using RangeBody = void (*)(void* context, int64_t begin, int64_t end);
RUSHLIGHT_API void parallel_for(int64_t begin, int64_t end, int64_t grain, RangeBody body, void* context);
}  // namespace detail

/// Calls body(first, last) over disjoint sub-ranges that cover [begin, end), on several threads when the range
/// holds more than `grain` elements; the first exception of a body is thrown again in the caller.
template <class Body> void parallel_for(int64_t begin, int64_t end, int64_t grain, const Body& body) {
  if (begin >= end) return;
  if (end - begin <= grain) {
    body(begin, end);
    return;
  }
  detail::parallel_for(
      begin, end, grain,
      [](void* context, int64_t first, int64_t last) { (*static_cast<const Body*>(context))(first, last); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

}  // namespace torch::inline rushlight
