// Products whose operands are both contiguous along the depth, as a Linear layer's input and weight are, for few rows: sums of
// products of rows, a few rows by four columns at a time. B is read once and as it lies; packing it would cost as much as the
// product with eight rows. Included by gemm_cpu.cpp only.
#pragma once

#include "cpu/gemm/micro.h"

namespace torch::inline rushlight {
namespace {

constexpr int kDotColumns = 4;  // four columns by three rows are 12 sums in registers
constexpr int kDotRows = 3;
constexpr int64_t kMostDotRows = 8;  // of a product (bench/lab/gemm_forms.cpp)
constexpr int64_t kDotDepth = 1024;  // of a piece: four columns stay in L1 for all rows

// tile(i, j) += the sum over p of a(i, p) * b(j, p), for MR rows and NC columns, which are `a_row` and `b_col` apart.
template <class T, int MR, int NC>
void dots(int64_t depth, const T* HWY_RESTRICT a, int64_t a_row, const T* HWY_RESTRICT b, int64_t b_col,
          T* tile, int64_t tile_row) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  Vec<T> acc[MR * NC];
#pragma GCC unroll 16
  for (int i = 0; i < MR * NC; ++i) acc[i] = hn::Zero(d);
  const auto step = [&](const auto& load, int64_t p) HWY_ATTR {
    Vec<T> column[NC];
#pragma GCC unroll 4
    for (int j = 0; j < NC; ++j) column[j] = load(b + j * b_col + p);
#pragma GCC unroll 4
    for (int i = 0; i < MR; ++i) {
      const Vec<T> row = load(a + i * a_row + p);
#pragma GCC unroll 4
      for (int j = 0; j < NC; ++j) acc[i * NC + j] = hn::MulAdd(row, column[j], acc[i * NC + j]);
    }
  };
  const int64_t full = depth / L * L;
  for (int64_t p = 0; p < full; p += L) step([d](const T* x) HWY_ATTR { return hn::LoadU(d, x); }, p);
  if (full < depth) {
    const auto mask = hn::FirstN(d, static_cast<size_t>(depth - full));
    step([d, mask](const T* x) HWY_ATTR { return hn::MaskedLoad(mask, d, x); }, full);
  }
#pragma GCC unroll 4
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < NC; ++j) tile[i * tile_row + j] += hn::GetLane(hn::SumOfLanes(d, acc[i * NC + j]));
  }
}

template <class T> using Dots = void (*)(int64_t, const T*, int64_t, const T*, int64_t, T*, int64_t);
template <class T> Dots<T> dots_of(int64_t rows, bool four) {
  static constexpr Dots<T> table[2][kDotRows] = {{dots<T, 1, 1>, dots<T, 2, 1>, dots<T, 3, 1>},
                                                 {dots<T, 1, 4>, dots<T, 2, 4>, dots<T, 3, 4>}};
  return table[four][rows - 1];
}

/// Adds the products of all `rows` with `columns` columns to a tile whose rows are kTileCols apart.
template <class T>
void dot_tile(int64_t rows, int64_t columns, int64_t depth, const T* a, int64_t a_row, const T* b,
              int64_t b_col, T* tile) {
  for (int64_t p = 0; p < depth; p += kDotDepth) {
    const int64_t some = depth - p < kDotDepth ? depth - p : kDotDepth;
    for (int64_t j = 0, wide; j < columns; j += wide) {
      wide = columns - j >= kDotColumns ? kDotColumns : 1;
      for (int64_t i = 0, count; i < rows; i += count) {
        count = rows - i < kDotRows ? rows - i : kDotRows;
        dots_of<T>(count, wide == kDotColumns)(some, a + i * a_row + p, a_row, b + j * b_col + p, b_col,
                                               tile + i * kTileCols<T> + j, kTileCols<T>);
      }
    }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
