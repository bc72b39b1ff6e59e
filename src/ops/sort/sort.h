// Kernels of the sort family: each works on rows along the last dimension of row-major arrays.
// Next: sort_scalar.cpp, sort.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace rushlight {

struct SortKernels {
  static constexpr bool scalar = true;  // no vector would help: scalar_table

  /// values and places of the first `values.size(-1)` elements of each row of `in` in order, NaN as the largest number.
  void (*rows)(const View& in, bool descending, const View& values, const View& places);
};

}  // namespace rushlight
