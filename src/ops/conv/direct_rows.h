// Windows walked where there are few output channels, one above all: a tile of several channels would have too few sums, so that
// it is one of a few rows of one channel. And the choice between the two. Included by conv_cpu.cpp only.
#pragma once

#include "ops/conv/direct.h"

namespace torch::inline rushlight {
namespace {

constexpr int kTileHeight = 4;       // rows of a tile: eight sums hide the latency of an addition
constexpr int64_t kFewChannels = 3;  // that are done one by one

// MR rows of outputs of one channel at NV vectors of windows, the first at x, a second one `gap` further on.
template <class T, int MR, int NV>
void walk_rows(int64_t depth, const T* HWY_RESTRICT w, const T* HWY_RESTRICT x, int64_t x_row,
               const int64_t* HWY_RESTRICT offsets, int64_t gap, T bias, T* out, int64_t out_row) {
  const Tag<T> d;
  Vec<T> acc[MR * NV];
#pragma GCC unroll 8
  for (int i = 0; i < MR * NV; ++i) acc[i] = hn::Set(d, bias);
  for (int64_t p = 0; p < depth; ++p) {
    const Vec<T> factor = hn::Set(d, w[p]);
#pragma GCC unroll 4
    for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 2
      for (int j = 0; j < NV; ++j)
        acc[i * NV + j] =
            hn::MulAdd(factor, hn::LoadU(d, x + i * x_row + offsets[p] + j * gap), acc[i * NV + j]);
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < NV; ++j) hn::StoreU(acc[i * NV + j], d, out + i * out_row + j * gap);
  }
}

template <class T>
using RowWalk = void (*)(int64_t, const T*, const T*, int64_t, const int64_t*, int64_t, T, T*, int64_t);
template <class T> RowWalk<T> row_walk_of(int64_t rows, bool wide) {
  static constexpr RowWalk<T> table[2][kTileHeight] = {
      {walk_rows<T, 1, 1>, walk_rows<T, 2, 1>, walk_rows<T, 3, 1>, walk_rows<T, 4, 1>},
      {walk_rows<T, 1, 2>, walk_rows<T, 2, 2>, walk_rows<T, 3, 2>, walk_rows<T, 4, 2>}};
  return table[wide][rows - 1];
}

// Outputs of one strip of one channel, as direct_strip makes those of all.
template <class T>
void one_channel_strip(const ConvSizes& s, const WindowRows<T>& x, const T* w, T bias, T* out, int64_t rows) {
  constexpr int64_t L = kLanes<T>;
  alignas(64) T tile[kTileHeight * L];
  const RowCover<T> cover(s.ow);
  for (int64_t y = 0; y < rows; y += kTileHeight) {
    const int64_t count = lesser(kTileHeight, rows - y);
    const RowWalk<T> walk = row_walk_of<T>(count, cover.wide);
    cover.each([&](int64_t j) {
      T* to = out + y * s.ow + j;
      walk(s.depth(), w, x.at(y) + j, x.row_step(), x.offsets(), cover.gap, bias, cover.narrow ? tile : to,
           cover.narrow ? L : s.ow);
      for (int64_t i = 0; i < (cover.narrow ? count : 0); ++i) copy_row(tile + i * L, 1, s.ow, to + i * s.ow);
    });
  }
}

/// out = the convolution of `in`.
template <class T>
void direct_forward(const ConvSizes& s, const T* in, const T* weight, const T* bias, T* out, int64_t work) {
  each_strip(s, in, weight, bias, out, work,
             [&](const WindowRows<T>& x, const T* w, const T* add, T* to, int64_t rows) {
               if (s.oc >= kFewChannels) return direct_strip(s, x, w, add, to, rows);
               for (int64_t m = 0; m < s.oc; ++m)
                 one_channel_strip(s, x, w + m * s.depth(), add ? add[m] : T(0), to + m * s.out_plane(),
                                   rows);
             });
}

}  // namespace
}  // namespace torch::inline rushlight
