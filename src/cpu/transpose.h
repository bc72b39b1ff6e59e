// Transposition of small blocks: squares of 16 bytes by 16 bytes in registers, the rest element by element. Included by *_cpu.cpp
// files only.
#pragma once

#include <cstdint>

#include "hwy/highway.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// A square of 16 bytes by 16 bytes, transposed: out[p * width + r] = in[r * stride + p].
#if HWY_TARGET == HWY_SCALAR
template <class T> void transpose_square(const T* in, int64_t stride, T* out, int64_t width) {
  constexpr int64_t Q = 16 / sizeof(T);
  for (int64_t r = 0; r < Q; ++r)
    for (int64_t p = 0; p < Q; ++p) out[p * width + r] = in[r * stride + p];
}
#else
template <class T> using Block128 = hn::Full128<T>;

inline void transpose_square(const float* in, int64_t stride, float* out, int64_t width) {
  const Block128<float> d;
  const hn::Repartition<double, Block128<float>> d2;
  const auto r0 = hn::LoadU(d, in), r1 = hn::LoadU(d, in + stride);
  const auto r2 = hn::LoadU(d, in + 2 * stride), r3 = hn::LoadU(d, in + 3 * stride);
  const auto a = hn::BitCast(d2, hn::InterleaveLower(d, r0, r1)),
             b = hn::BitCast(d2, hn::InterleaveUpper(d, r0, r1));
  const auto e = hn::BitCast(d2, hn::InterleaveLower(d, r2, r3)),
             f = hn::BitCast(d2, hn::InterleaveUpper(d, r2, r3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(d2, a, e)), d, out);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(d2, a, e)), d, out + width);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(d2, b, f)), d, out + 2 * width);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(d2, b, f)), d, out + 3 * width);
}
inline void transpose_square(const double* in, int64_t stride, double* out, int64_t width) {
  const Block128<double> d;
  const auto r0 = hn::LoadU(d, in), r1 = hn::LoadU(d, in + stride);
  hn::StoreU(hn::InterleaveLower(d, r0, r1), d, out);
  hn::StoreU(hn::InterleaveUpper(d, r0, r1), d, out + width);
}
#endif

/// out[c * out_stride + r] = in[r * in_stride + c] for a block of rows and columns.
template <class T>
void transpose_block(const T* in, int64_t in_stride, int64_t rows, int64_t columns, T* out,
                     int64_t out_stride) {
  constexpr int64_t Q = 16 / sizeof(T);
  const int64_t whole_rows = rows / Q * Q, whole_columns = columns / Q * Q;
  for (int64_t r = 0; r < whole_rows; r += Q)
    for (int64_t c = 0; c < whole_columns; c += Q)
      transpose_square(in + r * in_stride + c, in_stride, out + c * out_stride + r, out_stride);
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = r < whole_rows ? whole_columns : 0; c < columns; ++c)
      out[c * out_stride + r] = in[r * in_stride + c];
}

}  // namespace
}  // namespace torch::inline rushlight
