// What the operators of indexing share: checks of index tensors, and the start of "self with changes".
#pragma once

#include <atomic>
#include <cstring>

#include "cpu/copy.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/index/index.h"
#include "rushlight/core/parallel.h"
#include "rushlight/ops/copy.h"

namespace torch::inline rushlight {

/// Fails unless every index lies in [0, n); the message names the operator, the index and the range.
inline void check_in_range(const char* who, const View& index, int64_t n) {
  const int64_t* p = index.as<const int64_t>();
  std::atomic<uint64_t> signs{0};
  parallel_for(0, index.numel, 32768, [&](int64_t first, int64_t last) {
    uint64_t own = 0;  // p or n - 1 - p is negative: bits that any vector unit can collect
    for (int64_t i = first; i < last; ++i)
      own |= static_cast<uint64_t>(p[i]) | (static_cast<uint64_t>(n - 1) - static_cast<uint64_t>(p[i]));
    signs.fetch_or(own, std::memory_order_relaxed);
  });
  if (!(signs.load(std::memory_order_relaxed) >> 63)) [[likely]]
    return;
  for (int64_t i = 0; i < index.numel; ++i)
    if (p[i] < 0 || p[i] >= n)
      detail::fail_index({who, ": expected indices in [0, ", n - 1, "], got ", p[i], " at place ", i});
}

/// An index tensor as int64; int32 is converted, other dtypes are an error.
inline Tensor as_index(const char* who, const Tensor& index) {
  if (index.scalar_type() == kLong) [[likely]]
    return index;
  RUSHLIGHT_CHECK(index.scalar_type() == kInt, who, ": expected an index of dtype int64 or int32, got ",
                  index.scalar_type());
  return index.to(kLong);
}

/// Copies self into the output of an operator that then changes parts of it, unless it works in place.
inline void start_from(const View& self, const View& out) {
  if (self.data != out.data && out.numel > 0) cpu_kernels<CopyKernels>().copy(self, out);
}

}  // namespace torch::inline rushlight
