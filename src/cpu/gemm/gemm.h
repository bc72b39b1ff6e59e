// Matrix products: C = alpha * A * B + beta * C, with any strides for A and B, batches, and biases in one
// call. Packed and cache-blocked for large operands, read in place for small ones. Next: gemm_cpu.cpp,
// micro.h, pack.h.
#pragma once

#include <cmath>
#include <cstdint>

namespace torch::inline rushlight {

/// How far a result of depth k may be off, in units of 2^-24 (float32) or 2^-53 (float64) of the sum of the magnitudes of its
/// terms, as long as rounding errors are not all of one sign (Higham & Mary 2019, doi:10.1137/18M1226312; if they are, k + 4:
/// Higham 2002, section 3.1). Measured: up to 1.3 sqrt(k + 4); gemm_test.cpp.
inline double gemm_units(int64_t k) { return 2 * std::sqrt(static_cast<double>(k) + 4); }

/// One product, or a batch of them: C (m, n) = alpha * A (m, k) * B (k, n) + beta * C, then the
/// biases. Strides count elements. C has unit column stride and overlaps neither A nor B; it is not read when
/// beta is 0 or there is an addend.
struct GemmArgs {
  int64_t m = 0, n = 0, k = 0;
  const void* a = nullptr;
  int64_t a_row = 0, a_col = 0;
  const void* b = nullptr;
  int64_t b_row = 0, b_col = 0;
  void* c = nullptr;
  int64_t c_row = 0;
  double alpha = 1, beta = 0;
  const void* addend =
      nullptr;  ///< read in place of C where beta counts, its rows `addend_row` apart (in a batch: c_batch); null: C
  int64_t addend_row = 0;
  const void* column_bias = nullptr;  ///< n values, value j is added to column j; may be null
  const void* row_bias = nullptr;     ///< m values, value i is added to row i; may be null
  int64_t batch = 1;  ///< products one after the other, `*_batch` elements apart (0: the same operand)
  int64_t a_batch = 0, b_batch = 0, c_batch = 0;
  /// b is B as pack_b lays it out, whose strides do not matter then: panels of kTileCols columns (micro.h), each
  /// b[b_depth][kTileCols], of which the first k count. What the last one holds beyond column n does not matter.
  bool b_packed = false;
  int64_t b_depth = 0;  ///< 0: k
};

/// Matrix products of float32 and float64. Threads are used above a cost threshold.
struct GemmKernels {
  void (*f32)(const GemmArgs& args);
  void (*f64)(const GemmArgs& args);
  /// Packs B (n, k, b, b_row, b_col of `args`) for many products with it: writes up to packed_size(n, k) values.
  void (*pack_b_f32)(const GemmArgs& args, float* out);
  void (*pack_b_f64)(const GemmArgs& args, double* out);
  int64_t (*packed_size)(int64_t n, int64_t k);
};

}  // namespace torch::inline rushlight
