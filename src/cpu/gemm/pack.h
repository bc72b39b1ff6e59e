// Packing: copies a block of A or B into panels that the micro-kernel walks with unit steps. Panel w of an
// operand holds `width` rows of A (or columns of B) as [depth][width], so one function serves both, with A's
// rows or B's columns as the `across` direction. Included by gemm_cpu.cpp only.
#pragma once

#include <cstring>
#include <type_traits>
#include <utility>

#include "cpu/gemm/micro.h"
#include "cpu/transpose.h"

namespace torch::inline rushlight {
namespace {

#if HWY_TARGET == HWY_SCALAR
template <class T> void transpose_pair(const T* in, int64_t stride, T* out, int64_t width) {
  for (int64_t p = 0; p < static_cast<int64_t>(16 / sizeof(T)); ++p) {
    out[p * width] = in[p];
    out[p * width + 1] = in[stride + p];
  }
}
#else
// Two rows of 16 bytes: out[p * width + r] = in[r * stride + p] for r = 0, 1.
inline void transpose_pair(const float* in, int64_t stride, float* out, int64_t width) {
  const Block128<float> d;
  const hn::Half<Block128<float>> pair;
  const auto r0 = hn::LoadU(d, in), r1 = hn::LoadU(d, in + stride);
  const auto low = hn::InterleaveLower(d, r0, r1), high = hn::InterleaveUpper(d, r0, r1);
  hn::StoreU(hn::LowerHalf(pair, low), pair, out);
  hn::StoreU(hn::UpperHalf(pair, low), pair, out + width);
  hn::StoreU(hn::LowerHalf(pair, high), pair, out + 2 * width);
  hn::StoreU(hn::UpperHalf(pair, high), pair, out + 3 * width);
}
inline void transpose_pair(const double* in, int64_t stride, double* out, int64_t width) {
  transpose_square(in, stride, out, width);
}
#endif

// One panel whose operand is contiguous along the depth: a transposition, a cache line of each row at a time,
// so that the part of the panel being written stays in L1.
template <class T>
void pack_along(const T* in, int64_t stride, int64_t count, int64_t depth, T* out, int64_t width) {
  constexpr int64_t Q = 16 / sizeof(T), kLine = 64 / sizeof(T);
  const int64_t squares = count / Q * Q, pairs = squares + (count - squares) / 2 * 2, end = depth / Q * Q;
  for (int64_t first = 0; first < end; first += kLine) {
    const int64_t last = first + kLine < end ? first + kLine : end;
    for (int64_t r = 0; r < squares; r += Q)
      for (int64_t p = first; p < last; p += Q)
        transpose_square(in + r * stride + p, stride, out + p * width + r, width);
    for (int64_t r = squares; r < pairs; r += 2)
      for (int64_t p = first; p < last; p += Q)
        transpose_pair(in + r * stride + p, stride, out + p * width + r, width);
  }
  for (int64_t p = end; p < depth; ++p)
    for (int64_t r = 0; r < pairs; ++r) out[p * width + r] = in[r * stride + p];
  for (int64_t r = pairs; r < count; ++r)
    for (int64_t p = 0; p < depth; ++p) out[p * width + r] = in[r * stride + p];
}

// Steps of the depth that all panels take at a time where neighbours across lie side by side.
constexpr int64_t kSteps = 8;

// One panel whose operand is contiguous across the panel: row copies. A count and a depth that the compiler knows take three
// quarters of the time.
template <class T>
void pack_across(const T* in, int64_t stride, int64_t count, int64_t depth, T* out, int64_t width) {
  const auto copy = [&](auto items, int64_t p) HWY_ATTR {
    std::memcpy(out + p * width, in + p * stride, static_cast<size_t>(items) * sizeof(T));
  };
  constexpr std::integral_constant<int64_t, kTileCols<T>> columns;
  constexpr std::integral_constant<int64_t, kTileRows> rows;
  if (count == columns) {
    for (int64_t p = 0; p < depth; ++p) copy(columns, p);
  } else if (count == rows && width == rows && depth == kSteps) {
    width = rows;
    [&]<int64_t... p>(std::integer_sequence<int64_t, p...>) HWY_ATTR { (copy(rows, p), ...); }
    (std::make_integer_sequence<int64_t, kSteps>());
  } else {
    for (int64_t p = 0; p < depth; ++p) copy(count, p);
  }
}

/// Packs `count` rows (columns) of an operand of `depth`, panels of `width`; the last one is filled up with
/// zeros when `pad` is set. `across` and `along` are the operand's strides in the two directions.
template <class T>
void pack(const T* in, int64_t across, int64_t along, int64_t count, int64_t depth, T* out, int64_t width,
          bool pad) {
  const int64_t ragged = count % width;
  if (pad && ragged != 0) {
    T* last = out + (count - ragged) * depth;
    for (int64_t i = 0; i < width * depth; ++i) last[i] = 0;
  }
  // Where neighbours across lie side by side, all panels take a few steps at a time: the cache lines of these steps serve
  // every panel while they are in L1, even when the steps are a power of two apart.
  const int64_t steps = across == 1 ? kSteps : depth;
  for (int64_t p = 0; p < depth; p += steps) {
    const int64_t some = depth - p < steps ? depth - p : steps;
    for (int64_t first = 0; first < count; first += width) {
      const int64_t n = count - first < width ? count - first : width;
      const T* from = in + first * across + p * along;
      T* to = out + first * depth + p * width;
      if (across == 1) pack_across(from, along, n, some, to, width);
      else if (along == 1) pack_along(from, across, n, some, to, width);
      else
        for (int64_t q = 0; q < some; ++q)
          for (int64_t r = 0; r < n; ++r) to[q * width + r] = from[r * across + q * along];
    }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
