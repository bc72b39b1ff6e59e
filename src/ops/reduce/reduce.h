// Kernels of the reductions: each reduces the middle of three dimensions (outer, n, inner) of row-major memory.
// Next: fold.h (the loops), reduce_op.h (from `dim` arguments to these three sizes).
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// Sizes of a reduction: element (o, i, k) of the input is at (o * n + i) * inner + k, the result at o * inner + k.
struct ReduceShape {
  int64_t outer, n, inner;
};

/// How far a sum of n values may be off, in units of 2^-24 (float32) or 2^-53 (float64) of the sum of their magnitudes: up to 70
/// additions follow each other in a register, and the sums of 1024 values, or 64 of a column, add up in float64 (fold.h; Higham
/// 2002, section 4.2). Tested in bounds_test.cpp, as are the other bounds here.
template <class T> constexpr double sum_units(int64_t n) {
  return sizeof(T) == 4 ? 72 : 72 + static_cast<double>(n) / 64;
}

/// Sums and products, in the dtype of `in`.
struct ReduceKernels {
  /// float32, float64 or int64; sums within sum_units, products of n values within n of the units above, relative to themselves.
  void (*sum)(const ReduceShape& shape, const View& in, const View& out);
  void (*prod)(const ReduceShape& shape, const View& in, const View& out);
  /// The rest: float32 or float64. The p-th root of the sum of |x|^p; for p = 0 the count of what is not zero.
  /// Within sum_units + 2 of the result.
  void (*norm)(const ReduceShape& shape, double p, const View& in, const View& out);
  /// Mean, within sum_units + 1, and the sum of squares of the differences from it: within sum_units + 2 of itself, and n times
  /// the square of the error of the mean.
  void (*moments)(const ReduceShape& shape, const View& in, const View& squares, const View& mean);
  /// Square roots, element by element, rounded once.
  void (*root)(const View& in, const View& out);
  /// Within sum_units + 3 of 1 + |result|.
  void (*logsumexp)(const ReduceShape& shape, const View& in, const View& out);
};

/// Largest and smallest values: float32, float64, int64, uint8 or bool. NaN is larger and smaller than all.
struct ExtremeKernels {
  void (*values)(const ReduceShape& shape, bool largest, const View& in, const View& out);
  /// With the place of the first of them, 0 to n - 1, in int64.
  void (*indexed)(const ReduceShape& shape, bool largest, const View& in, const View& out, const View& index);
};

/// What a scan keeps along the dimension.
enum class Scan : uint8_t { sum, prod, logsumexp };

/// Results of the size of the input, and moves along a dimension: float32, float64 or int64.
struct ScanKernels {
  static constexpr bool scalar = true;  // see op/cpu_table.h
  /// out[i] = the values up to i taken together; from the far end when `reverse`. Done in float64 and rounded: a sum is within
  /// i 2^-53 of the sum of magnitudes, and in float32 2^-24 of itself more.
  void (*scan)(const ReduceShape& shape, Scan kind, bool reverse, const View& in, const View& out);
  /// The largest (smallest) so far and where it was last seen.
  void (*extreme)(const ReduceShape& shape, bool largest, const View& in, const View& out, const View& index);
  /// out[o, j, k] = in[o, index[o, j, k], k]; `m` is the number of j.
  void (*pick)(const ReduceShape& shape, int64_t m, const View& in, const View& index, const View& out);
  /// out[o, index[o, j, k], k] += in[o, j, k], over zeros.
  void (*spread)(const ReduceShape& shape, int64_t m, const View& in, const View& index, const View& out);
};

}  // namespace torch::inline rushlight
