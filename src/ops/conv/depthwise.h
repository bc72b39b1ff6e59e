// Depthwise convolution: each output channel sees one input channel, so there is nothing for a matrix product to share.
// Tiles of a few rows of outputs walk their windows in padded rows (direct.h), forward and, where windows step by one, back to
// the input; the gradient of the weight is a sum of products of rows. Included by conv_cpu.cpp only.
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

/// The convolution whose output is the gradient of the input of `s`, whose windows step by one: its input is the gradient
/// of the output, its weight the same turned round.
inline ConvSizes turned(const ConvSizes& s) {
  ConvSizes t = s;
  std::swap(t.c, t.oc);
  t.h = s.oh, t.w = s.ow, t.oh = s.h, t.ow = s.w;
  t.k.pad_h = s.k.dilation_h * (s.kernel_h - 1) - s.k.pad_h;
  t.k.pad_w = s.k.dilation_w * (s.kernel_w - 1) - s.k.pad_w;
  return t;
}

/// to = the gradient of the input, for windows that step by one.
template <class T>
void depthwise_grad_in(const ConvSizes& s, const T* grad_out, const T* weight, const T* bias, T* to,
                       int64_t work) {
  const int64_t taps = s.depth(), filters = s.k.groups * s.oc;
  Scratch<T> reversed(filters * taps);
  for (int64_t f = 0; f < filters; ++f)
    for (int64_t p = 0; p < taps; ++p) reversed.data[f * taps + p] = weight[f * taps + taps - 1 - p];
  depthwise_forward(turned(s), grad_out, reversed.data, bias, to, work);
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

// Adds to the gradient of B taps, over `rows` rows of outputs.
template <class T, int B>
void row_dots(const ConvSizes& s, int64_t rows, const T* g, const WindowRows<T>& windows,
              const int64_t* offsets, T* to) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  Vec<T> acc[B];
#pragma GCC unroll 16
  for (int b = 0; b < B; ++b) acc[b] = hn::Zero(d);
  const int64_t full = s.ow / L * L;
  const auto mask = hn::FirstN(d, static_cast<size_t>(s.ow - full));
  for (int64_t y = 0; y < rows; ++y) {
    const T *gy = g + y * s.ow, *xy = windows.at(y);
    for (int64_t j = 0; j < full; j += L) {
      const Vec<T> grad = hn::LoadU(d, gy + j);
#pragma GCC unroll 16
      for (int b = 0; b < B; ++b) acc[b] = hn::MulAdd(grad, hn::LoadU(d, xy + j + offsets[b]), acc[b]);
    }
    if (full == s.ow) continue;
    const Vec<T> grad = hn::MaskedLoad(mask, d, gy + full);
#pragma GCC unroll 16
    for (int b = 0; b < B; ++b)
      acc[b] = hn::MulAdd(grad, hn::MaskedLoad(mask, d, xy + full + offsets[b]), acc[b]);
  }
#pragma GCC unroll 16
  for (int b = 0; b < B; ++b) to[b] += hn::GetLane(hn::SumOfLanes(d, acc[b]));
}

constexpr int kDots = 9;  // taps that go together
template <class T>
using RowDots = void (*)(const ConvSizes&, int64_t, const T*, const WindowRows<T>&, const int64_t*, T*);
template <class T, int... I> RowDots<T> dots_of(int64_t taps, std::integer_sequence<int, I...>) {
  static constexpr RowDots<T> table[] = {row_dots<T, I + 1>...};
  return table[taps - 1];
}

/// Adds the gradient of the weight from one image and group.
template <class T>
void depthwise_grad_weight(const ConvSizes& s, const T* grad_out, const T* in, T* to, WindowRows<T>& x) {
  constexpr std::make_integer_sequence<int, kDots> all;
  const int64_t tiles = (s.depth() + kDots - 1) / kDots;
  for (int64_t y0 = 0; y0 < s.oh; y0 += x.most()) {
    const int64_t y1 = lesser(s.oh, y0 + x.most());
    x.copy(in, y0, y1);
    for (int64_t m = 0; m < s.oc; ++m)
      for (int64_t t = 0; t < tiles; ++t) {
        const int64_t p = s.depth() * t / tiles, taps = s.depth() * (t + 1) / tiles - p;
        dots_of<T>(taps, all)(s, y1 - y0, grad_out + m * s.out_plane() + y0 * s.ow, x, x.offsets() + p,
                              to + m * s.depth() + p);
      }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
