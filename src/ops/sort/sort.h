// Kernels of the sort family: each works on rows along the last dimension of row-major arrays.
// Next: sort_scalar.cpp, select_scalar.cpp, sort.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

struct SortKernels {
  static constexpr bool scalar = true;  // no vector would help: scalar_table

  /// values and places of the first `values.size(-1)` elements of each row of `in` in order, NaN as the largest number.
  void (*rows)(const View& in, bool descending, const View& values, const View& places);
};

/// Which element of a row in order: a given one, or the lower middle one of all or of those that are not NaN. A row with a
/// NaN has NaN as its median.
enum class Rank : uint8_t { given, median, nanmedian };

struct SelectKernels {
  static constexpr bool scalar = true;

  /// value and place of one element of each row; `k` is the rank where it is given. The order is that of SortKernels.
  void (*rows)(const View& in, Rank rank, int64_t k, const View& values, const View& places);
};

}  // namespace torch::inline rushlight
