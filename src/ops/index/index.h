// Kernels that move whole rows or single elements by index. All arrays are row-major and all indices are int64 that
// were checked before. Element types matter only where numbers are added; else a kernel moves bytes.
// Next: index_scalar.cpp; rows.cpp and elements.cpp, the operators.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// How an element is taken into the place that it is scattered to; max and min let NaN win.
enum class Combine : uint8_t { add, multiply, max, min };

struct IndexKernels {
  static constexpr bool scalar = true;  // no vector would help: scalar_table

  /// out = in[..., index[j], ...] along `dim`.
  void (*select_rows)(const View& in, int64_t dim, const View& index, const View& out);
  /// out[..., index[j], ...] = in[..., j, ...] along `dim`; of equal indices the last one stays.
  void (*put_rows)(const View& in, int64_t dim, const View& index, const View& out);
  /// out[..., index[j], ...] += alpha * in[..., j, ...] along `dim`; float32, float64 and integers.
  void (*add_rows)(const View& in, int64_t dim, const View& index, const View& out, double alpha);
  /// out[i][j][k] = in[i][index[i][j][k]][k], for dim = 1 of 3.
  void (*gather)(const View& in, int64_t dim, const View& index, const View& out);
  /// out[i][index[i][j][k]][k] = in[i][j][k]; `in` may be larger than index, or one element for all.
  void (*scatter)(const View& in, int64_t dim, const View& index, const View& out);
  /// The same with another way to combine old and new; float32, float64 and integers.
  void (*scatter_reduce)(const View& in, int64_t dim, const View& index, const View& out, Combine combine);
  /// Number of elements that are true.
  int64_t (*count_true)(const View& mask);
  /// Coordinates of the elements that are true, one column of out for each, or their flat places when out is 1-d.
  void (*find_true)(const View& mask, const View& out);
};

}  // namespace torch::inline rushlight
