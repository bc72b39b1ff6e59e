// N rows of numbers become vectors of N lanes, and back: a transposition, of eight rows of floats in whole vectors. Included
// by fft_cpu.cpp only.
#pragma once

#include <type_traits>

#include "cpu/transpose.h"

namespace torch::inline rushlight {
namespace {

#if HWY_TARGET != HWY_SCALAR

using EightFloats = hn::CappedTag<float, 8>;
using Eight = hn::Vec<EightFloats>;

// The squares of four in both halves of four vectors. No arrays of vectors: g++ would keep them in memory.
inline void transpose_halves(Eight& v0, Eight& v1, Eight& v2, Eight& v3) {
  const EightFloats d;
  const hn::Repartition<double, EightFloats> pairs;
  const auto a = hn::BitCast(pairs, hn::InterleaveLower(d, v0, v1)),
             b = hn::BitCast(pairs, hn::InterleaveUpper(d, v0, v1));
  const auto e = hn::BitCast(pairs, hn::InterleaveLower(d, v2, v3)),
             f = hn::BitCast(pairs, hn::InterleaveUpper(d, v2, v3));
  v0 = hn::BitCast(d, hn::InterleaveLower(pairs, a, e));
  v1 = hn::BitCast(d, hn::InterleaveUpper(pairs, a, e));
  v2 = hn::BitCast(d, hn::InterleaveLower(pairs, b, f));
  v3 = hn::BitCast(d, hn::InterleaveUpper(pairs, b, f));
}

// Four numbers of a row, and four of the fourth row after it.
inline Eight load_halves(const float* row, int64_t stride) {
  const hn::Half<EightFloats> half;
  return hn::Combine(EightFloats(), hn::LoadU(half, row + 4 * stride), hn::LoadU(half, row));
}
inline void store_halves(Eight v, float* row, int64_t stride) {
  const hn::Half<EightFloats> half;
  hn::StoreU(hn::LowerHalf(half, v), half, row);
  hn::StoreU(hn::UpperHalf(half, v), half, row + 4 * stride);
}

// Four columns of eight rows.
inline void columns_to_lanes(const float* rows, int64_t stride, float* lanes) {
  const EightFloats d;
  Eight v0 = load_halves(rows, stride), v1 = load_halves(rows + stride, stride),
        v2 = load_halves(rows + 2 * stride, stride), v3 = load_halves(rows + 3 * stride, stride);
  transpose_halves(v0, v1, v2, v3);
  hn::StoreU(v0, d, lanes);
  hn::StoreU(v1, d, lanes + 8);
  hn::StoreU(v2, d, lanes + 16);
  hn::StoreU(v3, d, lanes + 24);
}
inline void lanes_to_columns(const float* lanes, float* rows, int64_t stride) {
  const EightFloats d;
  Eight v0 = hn::LoadU(d, lanes), v1 = hn::LoadU(d, lanes + 8), v2 = hn::LoadU(d, lanes + 16),
        v3 = hn::LoadU(d, lanes + 24);
  transpose_halves(v0, v1, v2, v3);
  store_halves(v0, rows, stride);
  store_halves(v1, rows + stride, stride);
  store_halves(v2, rows + 2 * stride, stride);
  store_halves(v3, rows + 3 * stride, stride);
}

/// lanes[c * N + r] = rows[r * stride + c] for c below `count`.
template <class T, int64_t N> void rows_to_lanes(const T* rows, int64_t stride, int64_t count, T* lanes) {
  int64_t c = 0;
  if constexpr (std::is_same_v<T, float> && N == 8)
    for (; c + 4 <= count; c += 4) columns_to_lanes(rows + c, stride, lanes + N * c);
  transpose_block(rows + c, stride, N, count - c, lanes + N * c, N);
}
/// The way back.
template <class T, int64_t N> void lanes_to_rows(const T* lanes, int64_t count, T* rows, int64_t stride) {
  int64_t c = 0;
  if constexpr (std::is_same_v<T, float> && N == 8)
    for (; c + 4 <= count; c += 4) lanes_to_columns(lanes + N * c, rows + c, stride);
  transpose_block(lanes + N * c, N, count - c, N, rows + c, stride);
}

#endif

}  // namespace
}  // namespace torch::inline rushlight
