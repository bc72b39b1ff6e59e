// Patches: the inputs under the windows of some rows of outputs, laid out as a matrix of (c * kernel_d * kernel_h *
// kernel_w) rows and (rows * ow) columns, so that convolution becomes a matrix product (im2col), and the way
// back, which adds (col2im). The rows of all slices of a volume count on. Included by conv_cpu.cpp only.
#pragma once

#include "cpu/columns.h"
#include "cpu/gemm/micro.h"
#include "cpu/window.h"
#include "ops/conv/conv.h"

namespace torch::inline rushlight {
namespace {

// All sizes of one convolution; `c` and `oc` are channels of one group.
struct ConvSizes {
  ConvWindow k;
  int64_t n, c, h, w, oc, oh, ow, kernel_h, kernel_w;
  int64_t d = 1, od = 1, kernel_d = 1;

  int64_t taps() const { return kernel_d * kernel_h * kernel_w; }
  int64_t depth() const { return c * taps(); }  // of the matrix product
  int64_t rows() const { return od * oh; }
  int64_t in_plane() const { return d * h * w; }
  int64_t out_plane() const { return od * oh * ow; }
  int64_t in_group() const { return c * in_plane(); }
  int64_t out_group() const { return oc * out_plane(); }
  int64_t weight_group() const { return oc * depth(); }
  // A 1x1 window that touches each input once: the input is its own matrix of patches.
  bool plain() const {
    return kernel_d == 1 && kernel_h == 1 && kernel_w == 1 && k.stride_d == 1 && k.stride_h == 1 &&
           k.stride_w == 1 && k.pad_d == 0 && k.pad_h == 0 && k.pad_w == 0 && od == d && oh == h && ow == w;
  }
};

inline ConvSizes sizes_of(const ConvWindow& k, const View& in, const View& weight, const View& out) {
  const auto last = [](const View& v, int back) { return v.sizes[v.dims - back]; };
  const bool flat = k.dims == 1;
  ConvSizes s{k,
              in.sizes[0],
              in.sizes[1] / k.groups,
              flat ? 1 : last(in, 2),
              last(in, 1),
              out.sizes[1] / k.groups,
              flat ? 1 : last(out, 2),
              last(out, 1),
              flat ? 1 : last(weight, 2),
              last(weight, 1)};
  if (k.dims == 3) s.d = last(in, 3), s.od = last(out, 3), s.kernel_d = last(weight, 3);
  return s;
}

// The first (or last) elements of the S-tuples that begin at `in`.
template <int S, class D, class T> hn::Vec<D> every(D d, const T* in, bool first) {
  static_assert(S == 2 || S == 4);
  hn::Vec<D> a, b, c, e;
  if constexpr (S == 2) {
    hn::LoadInterleaved2(d, in, a, e);
  } else {
    hn::LoadInterleaved4(d, in, a, b, c, e);
  }
  return first ? a : e;
}

// Every S-th element: the last vector overlaps its neighbour, and none reads beyond the first or last element.
template <int S, class T> void copy_every(const T* in, int64_t count, T* out) {
  const hn::ScalableTag<T> d;
  constexpr int64_t L = hn::MaxLanes(hn::ScalableTag<T>());
  int64_t j = 0;
  for (; j + L < count; j += L) hn::StoreU(every<S>(d, in + S * j, true), d, out + j);
  if (count > L) {
    hn::StoreU(every<S>(d, in + S * (count - L) - (S - 1), false), d, out + count - L);
    return;
  }
  for (; j < count; ++j) out[j] = in[S * j];
}

// Adds to every second element; what lies between is stored again as it was.
template <class T> void add_every_second(const T* in, int64_t count, T* out) {
  const hn::ScalableTag<T> d;
  constexpr int64_t L = hn::MaxLanes(hn::ScalableTag<T>());
  int64_t j = 0;
  for (; j + L < count; j += L) {
    hn::Vec<hn::ScalableTag<T>> even, odd;
    hn::LoadInterleaved2(d, out + 2 * j, even, odd);
    hn::StoreInterleaved2(hn::Add(even, hn::LoadU(d, in + j)), odd, d, out + 2 * j);
  }
  for (; j < count; ++j) out[2 * j] += in[j];
}

template <class T> void copy_row(const T* in, int64_t stride, int64_t count, T* out) {
  if (stride == 2) return copy_every<2>(in, count, out);
  if (stride == 4) return copy_every<4>(in, count, out);
  if (stride == 1) {
    each_column<T>(count, false, [=](auto d, int64_t j) { hn::StoreU(hn::LoadU(d, in + j), d, out + j); });
    return;
  }
  for (int64_t j = 0; j < count; ++j) out[j] = in[j * stride];
}

template <class T> void add_row(const T* in, int64_t stride, int64_t count, T* out) {
  if (stride == 2) return add_every_second(in, count, out);
  if (stride == 1) {
    each_column<T>(count, true, [=](auto d, int64_t j) {
      hn::StoreU(hn::Add(hn::LoadU(d, out + j), hn::LoadU(d, in + j)), d, out + j);
    });
    return;
  }
  for (int64_t j = 0; j < count; ++j) out[j * stride] += in[j];
}

template <class T> void fill_row(T* out, int64_t count, T value) {
  for (int64_t j = 0; j < count; ++j) out[j] = value;
}

// Calls body(patch row, row of the plane or -1 when it lies outside, columns inside, first column) for every
// row of patches and every row of outputs in [y0, y1). Rows of patches are `length` apart. Images are compiled apart: they
// have one slice.
template <bool kVolume, class Body>
void each_patch_row_of(const ConvSizes& s, int64_t y0, int64_t y1, int64_t length, const Body& body) {
  int64_t begin = 0;
  const int64_t first_slice = kVolume ? y0 / s.oh : 0, first_row = kVolume ? y0 % s.oh : y0;
  for (int64_t c = 0; c < s.c; ++c)
    for (int64_t e = 0; e < (kVolume ? s.kernel_d : 1); ++e)
      for (int64_t a = 0; a < s.kernel_h; ++a)
        for (int64_t b = 0; b < s.kernel_w; ++b) {
          const int64_t offset = b * s.k.dilation_w - s.k.pad_w;
          const Range inside = outputs_inside(offset, s.k.stride_w, s.w, s.ow);
          int64_t z = first_slice, y = first_row, at = begin;
          begin += length;
          for (int64_t r = y0; r < y1; ++r, ++y, at += s.ow) {
            if (kVolume && y == s.oh) y = 0, ++z;
            const int64_t slice = kVolume ? z * s.k.stride_d - s.k.pad_d + e * s.k.dilation_d : 0;
            const int64_t row = y * s.k.stride_h - s.k.pad_h + a * s.k.dilation_h;
            bool empty = row < 0 || row >= s.h || inside.first == inside.last;
            if (kVolume) empty = empty || slice < 0 || slice >= s.d;
            const int64_t line = kVolume ? (c * s.d + slice) * s.h + row : c * s.h + row;
            body(at, empty ? -1 : line * s.w + inside.first * s.k.stride_w + offset, inside);
          }
        }
}
template <class Body>
void each_patch_row(const ConvSizes& s, int64_t y0, int64_t y1, int64_t length, const Body& body) {
  if (s.k.dims == 3) each_patch_row_of<true>(s, y0, y1, length, body);
  else each_patch_row_of<false>(s, y0, y1, length, body);
}

// One row of outputs of one row of patches, as each_patch_row describes it.
template <class T> void gather_row(const ConvSizes& s, const T* in, int64_t from, Range inside, T* to) {
  if (from < 0) return fill_row(to, s.ow, T(0));
  fill_row(to, inside.first, T(0));
  copy_row(in + from, s.k.stride_w, inside.last - inside.first, to + inside.first);
  fill_row(to + inside.last, s.ow - inside.last, T(0));
}

/// Gathers the patches of output rows [y0, y1) of one group of channels, as rows `length` apart.
template <class T>
void gather(const ConvSizes& s, const T* in, int64_t y0, int64_t y1, int64_t length, T* patches) {
  each_patch_row(s, y0, y1, length, [&](int64_t at, int64_t from, Range inside) {
    gather_row(s, in, from, inside, patches + at);
  });
}

/// The same as the panels that a matrix product takes for packed (gemm.h). `line` has room for one row of patches and a
/// panel's width more.
template <class T>
void gather_panels(const ConvSizes& s, const T* in, int64_t y0, int64_t y1, T* line, T* panels) {
  const hn::ScalableTag<T> d;
  constexpr int64_t kColumns = kTileCols<T>, L = hn::MaxLanes(hn::ScalableTag<T>());
  const int64_t length = (y1 - y0) * s.ow, panel = s.depth() * kColumns;
  int64_t begin = 0;  // of the row of patches at work
  each_patch_row(s, y0, y1, length, [&](int64_t at, int64_t from, Range inside) {
    gather_row(s, in, from, inside, line + at - begin);
    if (at + s.ow < begin + length) return;
    begin += length;
    T* to = panels;
    panels += kColumns;
    for (int64_t j = 0; j < length; j += kColumns, to += panel)
      for (int64_t i = 0; i < kColumns; i += L) hn::StoreU(hn::LoadU(d, line + j + i), d, to + i);
  });
}

/// Adds patches of output rows [y0, y1), as rows `length` apart, to the inputs they came from.
template <class T>
void scatter(const ConvSizes& s, const T* patches, int64_t y0, int64_t y1, int64_t length, T* in) {
  each_patch_row(s, y0, y1, length, [&](int64_t at, int64_t to, Range inside) {
    if (to >= 0) add_row(patches + at + inside.first, s.k.stride_w, inside.last - inside.first, in + to);
  });
}

}  // namespace
}  // namespace torch::inline rushlight
