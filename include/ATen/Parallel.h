// Threads: parallel_for, parallel_reduce and how many there are.
#pragma once

#include <algorithm>
#include <vector>

#include "rushlight/core/parallel.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// x / y, rounded up.
inline int64_t divup(int64_t x, int64_t y) { return (x + y - 1) / y; }

/// Reduces [begin, end): `part(first, last, identity)` gives the result of a sub-range, `combine` joins two of them, in
/// order. Sub-ranges hold at least `grain` elements.
template <class T, class Part, class Combine>
T parallel_reduce(int64_t begin, int64_t end, int64_t grain, const T identity, const Part& part,
                  const Combine& combine) {
  if (begin >= end) return identity;
  const int64_t most = divup(end - begin, std::max<int64_t>(grain, 1));
  const int64_t parts = std::min<int64_t>(most, get_num_threads());
  if (parts <= 1 || in_parallel_region()) return part(begin, end, identity);
  struct Result {
    T value;
  };  // so that bools lie apart
  std::vector<Result> results(static_cast<size_t>(parts), Result{identity});
  const int64_t size = divup(end - begin, parts);
  parallel_for(0, parts, 1, [&](int64_t first, int64_t last) {
    for (int64_t k = first; k < last; ++k)
      if (const int64_t from = begin + k * size; from < end)
        results[static_cast<size_t>(k)].value = part(from, std::min(end, from + size), identity);
  });
  T total = identity;
  for (const Result& r : results) total = combine(total, r.value);
  return total;
}

}  // namespace torch::inline rushlight
