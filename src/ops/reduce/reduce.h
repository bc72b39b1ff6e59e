// Kernels of the reductions: each reduces the middle of three dimensions (outer, n, inner) of row-major memory.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace rushlight {

/// Sizes of a reduction: element (o, i, k) of the input is at (o * n + i) * inner + k, the result at o * inner + k.
struct ReduceShape {
  int64_t outer, n, inner;
};

struct ReduceKernels {
  /// Sum in the dtype of `in`, which is float32, float64 or int64.
  void (*sum)(const ReduceShape& shape, const View& in, const View& out);
};

}  // namespace rushlight
