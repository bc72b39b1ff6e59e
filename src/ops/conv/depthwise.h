// Depthwise convolution: each output channel sees one input channel, so there is nothing for a matrix product to share.
// Tiles of a few rows of outputs walk their windows in padded rows (direct.h), forward and, where windows step by one, back to
// the input. Included by conv_cpu.cpp only.
#pragma once

#include "ops/conv/direct.h"

namespace torch::inline rushlight {
namespace {

constexpr int kDepthwiseRows = 4;  // of a tile: eight sums hide the latency of an addition

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
  static constexpr RowWalk<T> table[2][kDepthwiseRows] = {
      {walk_rows<T, 1, 1>, walk_rows<T, 2, 1>, walk_rows<T, 3, 1>, walk_rows<T, 4, 1>},
      {walk_rows<T, 1, 2>, walk_rows<T, 2, 2>, walk_rows<T, 3, 2>, walk_rows<T, 4, 2>}};
  return table[wide][rows - 1];
}

// Outputs of one strip of one channel.
template <class T>
void depthwise_strip(const ConvSizes& s, const WindowRows<T>& x, const T* w, T bias, T* out, int64_t rows) {
  constexpr int64_t L = kLanes<T>;
  alignas(64) T tile[kDepthwiseRows * L];
  const RowCover<T> cover(s.ow);
  for (int64_t y = 0; y < rows; y += kDepthwiseRows) {
    const int64_t count = lesser(kDepthwiseRows, rows - y);
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
void depthwise_forward(const ConvSizes& s, const T* in, const T* weight, const T* bias, T* out,
                       int64_t work) {
  each_strip(s, in, weight, bias, out, work,
             [&](const WindowRows<T>& x, const T* w, const T* add, T* to, int64_t rows) {
               for (int64_t m = 0; m < s.oc; ++m)
                 depthwise_strip(s, x, w + m * s.depth(), add ? add[m] : T(0), to + m * s.out_plane(), rows);
             });
}

/// Adds to the gradient of one input plane, for windows of any step.
template <class T> void spread_plane(const ConvSizes& s, const T* grad_out, const T* weight, T* grad_in) {
  for (int64_t y = 0; y < s.oh; ++y) {
    const int64_t top = y * s.k.stride_h - s.k.pad_h;
    const Range rows = taps(top, s.kernel_h, s.k.dilation_h, s.h);
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = 0; b < s.kernel_w; ++b) {
        const int64_t offset = b * s.k.dilation_w - s.k.pad_w;
        const Range in = outputs_inside(offset, s.k.stride_w, s.w, s.ow);
        const T scale = weight[a * s.kernel_w + b], *g = grad_out + y * s.ow;
        T* x = grad_in + (top + a * s.k.dilation_h) * s.w + offset;
        for (int64_t j = in.first; j < in.last; ++j) x[j * s.k.stride_w] += scale * g[j];
      }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
