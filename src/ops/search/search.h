// Kernels of searching and counting, on row-major float32, float64 and int64.
// Next: search_scalar.cpp; search.cpp and histogram.cpp, the operators.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

struct SearchKernels {
  static constexpr bool scalar = true;  // no vector would help: scalar_table

  /// out[i] (int64) = where values[i] belongs in its row of `sorted`: before equal elements, or behind them (`right`).
  /// `sorted` has one row for all values or one for each row of them; `sorter` is undefined or places of its shape.
  void (*search)(const View& sorted, const View& values, const View& sorter, bool right, const View& out);
  /// out[k] += weight of the elements of `values` in [edges[k], edges[k+1]), the last part with its end; all of one
  /// dtype. `weights` may be undefined: 1 each.
  void (*histogram)(const View& values, const View& edges, const View& weights, const View& out);
  /// out[v] += weight of the elements v of `values`, which are int64 in range; out is int64 without weights.
  void (*count)(const View& values, const View& weights, const View& out);
};

}  // namespace torch::inline rushlight
