// Convolution without patches: a tile of output channels by neighbouring outputs walks its windows in a padded copy of some rows
// of the input, which stays in the cache. The gradient of the input is a convolution too, where windows step by one. Included by
// conv_cpu.cpp only. Next: direct_rows.h, direct_weight.h; patches.h is the general form.
#pragma once

#include <utility>

#include "cpu/scratch.h"
#include "ops/conv/patches.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kRowBytes = 128 << 10;  // of the rows of one strip
constexpr int64_t kDirectDepth = 256;  // taps of a window up to which walking wins (bench/lab/conv_forms.cpp)

inline bool has_window(const ConvSizes& s) { return s.kernel_d * s.kernel_h * s.kernel_w > 1; }
inline bool steps_by_one(const ConvSizes& s) {
  return s.k.stride_d == 1 && s.k.stride_h == 1 && s.k.stride_w == 1;
}
inline bool is_direct(const ConvSizes& s) { return s.depth() <= kDirectDepth && has_window(s); }

/// The input's rows under some rows of outputs of one slice, with the padding as zeros. Where windows step over columns, each row is
/// kept as one piece for every remainder, so that neighbouring outputs read neighbouring elements.
template <class T> class WindowRows {
 public:
  explicit WindowRows(const ConvSizes& sizes)
      : s_(sizes),
        width_(width_of(s_)),
        line_(width_ * s_.k.stride_w),
        most_(most_rows(s_)),
        height_((most_ - 1) * s_.k.stride_h + (s_.kernel_h - 1) * s_.k.dilation_h + 1),
        space_(s_.c * s_.kernel_d * height_ * line_),
        offsets_(s_.depth()) {
    int64_t* offset = offsets_.data;
    for (int64_t slice = 0; slice < s_.c * s_.kernel_d; ++slice)
      for (int64_t a = 0; a < s_.kernel_h; ++a)
        for (int64_t b = 0; b < s_.kernel_w; ++b) {
          const int64_t column = b * s_.k.dilation_w;
          *offset++ = (slice * height_ + a * s_.k.dilation_h) * line_ + column % s_.k.stride_w * width_ +
                      column / s_.k.stride_w;
        }
  }

  /// Rows of outputs that one strip has at most.
  int64_t most() const { return most_; }
  static int64_t most_rows(const ConvSizes& s) {
    const int64_t row =
        s.c * s.kernel_d * width_of(s) * s.k.stride_w * s.k.stride_h * static_cast<int64_t>(sizeof(T));
    return greater(1, lesser(s.oh, kRowBytes / row - (s.kernel_h - 1) * s.k.dilation_h / s.k.stride_h));
  }
  /// Where the taps of a window lie, from the first one.
  const int64_t* offsets() const { return offsets_.data; }
  /// The windows of the outputs in row `y` of the strip.
  const T* at(int64_t y) const { return space_.data + y * row_step(); }
  int64_t row_step() const { return s_.k.stride_h * line_; }

  /// Takes in the rows under output rows [y0, y1) of slice z of one group of channels.
  void copy(const T* in, int64_t z, int64_t y0, int64_t y1) {
    T* to = space_.data;
    for (int64_t c = 0; c < s_.c; ++c, in += s_.in_plane())
      for (int64_t e = 0; e < s_.kernel_d; ++e, to += height_ * line_) {
        const int64_t slice = z * s_.k.stride_d - s_.k.pad_d + e * s_.k.dilation_d;
        const bool inside = slice >= 0 && slice < s_.d;
        copy_slice(inside ? in + slice * s_.h * s_.w : nullptr, y0, y1, to);
      }
  }

 private:
  // Of one piece of a row.
  static int64_t width_of(const ConvSizes& s) {
    return s.ow + (s.kernel_w - 1) * s.k.dilation_w / s.k.stride_w + kTileCols<T>;
  }
  // One slice of one channel, or null.
  void copy_slice(const T* in, int64_t y0, int64_t y1, T* to) const {
    const int64_t rows = (y1 - y0 - 1) * s_.k.stride_h + (s_.kernel_h - 1) * s_.k.dilation_h + 1;
    for (int64_t r = 0; r < rows; ++r, to += line_) {
      const int64_t row = y0 * s_.k.stride_h - s_.k.pad_h + r;
      if (!in || row < 0 || row >= s_.h) fill_row(to, line_, T(0));
      else copy_line(in + row * s_.w, to);
    }
  }
  void copy_line(const T* in, T* to) const {
    for (int64_t q = 0; q < s_.k.stride_w; ++q, to += width_) {
      const int64_t offset = q - s_.k.pad_w;
      const Range inside = outputs_inside(offset, s_.k.stride_w, s_.w, width_);
      fill_row(to, inside.first, T(0));
      copy_row(in + inside.first * s_.k.stride_w + offset, s_.k.stride_w, inside.last - inside.first,
               to + inside.first);
      fill_row(to + inside.last, width_ - inside.last, T(0));
    }
  }

  const ConvSizes s_;
  const int64_t width_, line_, most_, height_;
  Scratch<T> space_;
  Scratch<int64_t> offsets_;
};

// Outputs of MR channels at NV vectors of neighbouring windows, the first at x, a second one `gap` further on.
template <class T, int MR, int NV>
void walk_windows(int64_t depth, const T* HWY_RESTRICT w, const T* HWY_RESTRICT x,
                  const int64_t* HWY_RESTRICT offsets, int64_t gap, const T* bias, T* out, int64_t out_row) {
  const Tag<T> d;
  Vec<T> acc[MR * NV];
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i) {
    const Vec<T> start = hn::Set(d, bias ? bias[i] : T(0));
#pragma GCC unroll 2
    for (int j = 0; j < NV; ++j) acc[i * NV + j] = start;
  }
  for (int64_t p = 0; p < depth; ++p) {
    Vec<T> row[NV];
#pragma GCC unroll 2
    for (int j = 0; j < NV; ++j) row[j] = hn::LoadU(d, x + offsets[p] + j * gap);
#pragma GCC unroll 16
    for (int i = 0; i < MR; ++i) {
      const Vec<T> factor = hn::Set(d, w[i * depth + p]);
#pragma GCC unroll 2
      for (int j = 0; j < NV; ++j) acc[i * NV + j] = hn::MulAdd(factor, row[j], acc[i * NV + j]);
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < NV; ++j) hn::StoreU(acc[i * NV + j], d, out + i * out_row + j * gap);
  }
}

template <class T>
using WindowWalk = void (*)(int64_t, const T*, const T*, const int64_t*, int64_t, const T*, T*, int64_t);
template <class T, int NV, int... I>
WindowWalk<T> walk_of(int64_t channels, std::integer_sequence<int, I...>) {
  static constexpr WindowWalk<T> table[] = {walk_windows<T, I + 1, NV>...};
  return table[channels - 1];
}

// How the vectors of a tile cover a row of outputs: the last one overlaps its neighbour; a row shorter than a vector goes
// through memory of its own.
template <class T> struct RowCover {
  int64_t columns, gap, last;
  bool wide, narrow;
  explicit RowCover(int64_t ow)
      : columns(ow),
        gap(ow < kTileCols<T> ? ow - kLanes<T> : kLanes<T>),
        last(greater(0, ow - kTileCols<T>)),
        wide(ow > kLanes<T>),
        narrow(ow < kLanes<T>) {}

  /// Calls body(first column) for each tile of a row.
  template <class Body> void each(const Body& body) const {
    for (int64_t j = 0; j < columns; j += kTileCols<T>) body(lesser(j, last));
  }
};

// Outputs of one strip of `rows` rows, whose inputs `x` holds.
template <class T>
void direct_strip(const ConvSizes& s, const WindowRows<T>& x, const T* w, const T* bias, T* out,
                  int64_t rows) {
  constexpr std::make_integer_sequence<int, kTileRows> all;
  constexpr int64_t L = kLanes<T>;
  alignas(64) T tile[kTileRows * L];
  const RowCover<T> cover(s.ow);
  const int64_t tiles = (s.oc + kTileRows - 1) / kTileRows;  // of channels, about equal
  for (int64_t y = 0; y < rows; ++y)
    cover.each([&](int64_t j) {
      for (int64_t t = 0; t < tiles; ++t) {
        const int64_t i = s.oc * t / tiles, count = s.oc * (t + 1) / tiles - i;
        const WindowWalk<T> walk = cover.wide ? walk_of<T, 2>(count, all) : walk_of<T, 1>(count, all);
        T* to = out + i * s.out_plane() + y * s.ow + j;
        walk(s.depth(), w + i * s.depth(), x.at(y) + j, x.offsets(), cover.gap, bias ? bias + i : nullptr,
             cover.narrow ? tile : to, cover.narrow ? L : s.out_plane());
        for (int64_t c = 0; c < (cover.narrow ? count : 0); ++c)
          copy_row(tile + c * L, 1, s.ow, to + c * s.out_plane());
      }
    });
}

/// Calls strip(its inputs, weight, bias or null, outputs, rows) for all strips of `out`, the convolution of `in`, which may
/// have several groups of channels; a strip of `work` multiplications is worth a thread.
template <class T, class Strip>
void each_strip(const ConvSizes& s, const T* in, const T* weight, const T* bias, T* out, int64_t work,
                const Strip& strip) {
  const int64_t most = WindowRows<T>::most_rows(s), of_slice = (s.oh + most - 1) / most, groups = s.k.groups;
  const int64_t strips = s.od * of_slice;
  parallel_for(0, s.n * groups * strips, work * strips / (s.weight_group() * s.out_plane() + 1) + 1,
               [&](int64_t first, int64_t last) {
                 WindowRows<T> x(s);
                 for (int64_t i = first; i < last; ++i) {
                   const int64_t image = i / strips, group = image % groups, z = i % strips / of_slice,
                                 y0 = i % of_slice * most, y1 = lesser(s.oh, y0 + most);
                   x.copy(in + image * s.in_group(), z, y0, y1);
                   strip(x, weight + group * s.weight_group(), bias ? bias + group * s.oc : nullptr,
                         out + image * s.out_group() + (z * s.oh + y0) * s.ow, y1 - y0);
                 }
               });
}

/// The convolution whose output is the gradient of the input of `s`, whose windows step by one: its input is the gradient
/// of the output, its weight the same turned round.
inline ConvSizes turned(const ConvSizes& s) {
  ConvSizes t = s;
  std::swap(t.c, t.oc);
  t.d = s.od, t.h = s.oh, t.w = s.ow, t.od = s.d, t.oh = s.h, t.ow = s.w;
  t.k.pad_d = s.k.dilation_d * (s.kernel_d - 1) - s.k.pad_d;
  t.k.pad_h = s.k.dilation_h * (s.kernel_h - 1) - s.k.pad_h;
  t.k.pad_w = s.k.dilation_w * (s.kernel_w - 1) - s.k.pad_w;
  return t;
}

/// The weight of the turned convolution: its channels exchanged, its taps backwards.
template <class T> void turn_weight(const ConvSizes& s, const T* weight, T* to) {
  const int64_t taps = s.kernel_d * s.kernel_h * s.kernel_w;
  for (int64_t group = 0; group < s.k.groups; ++group, weight += s.weight_group())
    for (int64_t c = 0; c < s.c; ++c)
      for (int64_t m = 0; m < s.oc; ++m)
        for (int64_t p = taps - 1; p >= 0; --p) *to++ = weight[(m * s.c + c) * taps + p];
}

}  // namespace
}  // namespace torch::inline rushlight
