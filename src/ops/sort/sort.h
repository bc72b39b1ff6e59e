// Kernels of the sort family: each works on rows along the last dimension of row-major arrays.
// Next: sort_cpu.cpp, sort.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace rushlight {

struct SortKernels {
  /// values and places of the first `values.size(-1)` elements of each row of `in` in order, NaN as the largest number.
  void (*rows)(const View& in, bool descending, const View& values, const View& places);
};

}  // namespace rushlight
