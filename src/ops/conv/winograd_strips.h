// Between planes of channels in memory (NCHW) and strips, in which the channels of one vector lie side by side:
// strip[column][lane]. Columns go four at a time, as squares of four channels by four columns within blocks of 128 bits; the
// last four may overlap their neighbours. Included by winograd_cpu.cpp only.
#pragma once

#include "cpu/window.h"
#include "ops/conv/winograd_scheme.h"

namespace torch::inline rushlight {
namespace {

/// Where the channels of one vector begin. Lanes beyond the last channel repeat it: they are read, and never stored.
struct ChannelGroup {
  int64_t offset[kWidth];
  int64_t count;
  ChannelGroup(int64_t first, int64_t channels, int64_t step) : count(lesser(kWidth, channels - first)) {
    for (int64_t i = 0; i < kWidth; ++i) offset[i] = (first + lesser(i, count - 1)) * step;
  }
};

#if HWY_TARGET == HWY_SCALAR
inline void load_square(const float* in, const ChannelGroup& group, Vector* columns) {
  for (int64_t i = 0; i < 4; ++i) columns[i] = hn::LoadU(Lanes(), in + group.offset[0] + i);
}
inline void store_square(const Vector* columns, const ChannelGroup& group, bool add, float* out) {
  for (int64_t i = 0; i < 4; ++i) {
    float* to = out + group.offset[0] + i;
    hn::StoreU(add ? hn::Add(hn::LoadU(Lanes(), to), columns[i]) : columns[i], Lanes(), to);
  }
}
#else
using Block = hn::Full128<float>;

// Block b of the result is four columns of channel 4 b.
template <class D> HWY_INLINE hn::Vec<D> load_blocks(D d, const float* in, const int64_t* offset) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, in + offset[0]);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, load_blocks(half, in, offset + hn::MaxLanes(half)), load_blocks(half, in, offset));
  }
}
template <class D>
HWY_INLINE void store_blocks(D d, hn::Vec<D> v, const int64_t* offset, int64_t count, bool add, float* out) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    if (count <= 0) return;
    hn::StoreU(add ? hn::Add(v, hn::LoadU(d, out + offset[0])) : v, d, out + offset[0]);
  } else {
    const hn::Half<D> half;
    constexpr int64_t kHalf = hn::MaxLanes(hn::Half<D>());
    store_blocks(half, hn::LowerHalf(half, v), offset, count, add, out);
    store_blocks(half, hn::UpperHalf(half, v), offset + kHalf, count - kHalf, add, out);
  }
}

// Transposes the square of each block.
HWY_INLINE void transpose_blocks(const Vector* HWY_RESTRICT in, Vector* HWY_RESTRICT out) {
  const Lanes d;
  const hn::Repartition<double, Lanes> wide;
  const auto a = hn::BitCast(wide, hn::InterleaveLower(d, in[0], in[1])),
             b = hn::BitCast(wide, hn::InterleaveUpper(d, in[0], in[1])),
             e = hn::BitCast(wide, hn::InterleaveLower(d, in[2], in[3])),
             f = hn::BitCast(wide, hn::InterleaveUpper(d, in[2], in[3]));
  out[0] = hn::BitCast(d, hn::InterleaveLower(wide, a, e));
  out[1] = hn::BitCast(d, hn::InterleaveUpper(wide, a, e));
  out[2] = hn::BitCast(d, hn::InterleaveLower(wide, b, f));
  out[3] = hn::BitCast(d, hn::InterleaveUpper(wide, b, f));
}

HWY_INLINE void load_square(const float* in, const ChannelGroup& group, Vector* columns) {
  Vector channels[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) channels[i] = load_blocks(Lanes(), in, group.offset + i);
  transpose_blocks(channels, columns);
}
HWY_INLINE void store_square(const Vector* columns, const ChannelGroup& group, bool add, float* out) {
  Vector channels[4];
  transpose_blocks(columns, channels);
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) store_blocks(Lanes(), channels[i], group.offset + i, group.count - i, add, out);
}
#endif

/// strip[j] = column j of the channels, for `count` columns from `in` on.
inline void load_columns(const float* in, const ChannelGroup& group, int64_t count, float* strip) {
  const Lanes d;
  if (count < 4) {
    for (int64_t j = 0; j < count; ++j)
      for (int64_t lane = 0; lane < kWidth; ++lane) strip[j * kWidth + lane] = in[group.offset[lane] + j];
    return;
  }
  for (int64_t j = 0; j < count; j += 4) {
    const int64_t first = lesser(j, count - 4);
    Vector columns[4];
    load_square(in + first, group, columns);
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) hn::StoreU(columns[i], d, strip + (first + i) * kWidth);
  }
}

/// The way back: stores, or with `add` adds, strip[j] + bias as column j of the channels.
inline void store_columns(const float* strip, Vector bias, const ChannelGroup& group, int64_t count, bool add,
                          float* out) {
  const Lanes d;
  int64_t j = 0;
  for (; j + 4 <= count || (!add && count >= 4 && j < count); j += 4) {
    const int64_t first = lesser(j, count - 4);
    Vector columns[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) columns[i] = hn::Add(hn::LoadU(d, strip + (first + i) * kWidth), bias);
    store_square(columns, group, add, out + first);
  }
  for (; j < count; ++j) {
    alignas(64) float values[kWidth];
    hn::StoreU(hn::Add(hn::LoadU(d, strip + j * kWidth), bias), d, values);
    for (int64_t lane = 0; lane < group.count; ++lane) {
      float* to = out + group.offset[lane] + j;
      *to = add ? *to + values[lane] : values[lane];
    }
  }
}

inline void zero_columns(int64_t count, float* strip) {
  for (int64_t j = 0; j < count; ++j) hn::StoreU(hn::Zero(Lanes()), Lanes(), strip + j * kWidth);
}

/// The images (channels, h, w) of one tensor, `step` apart, read with zeros around them.
struct Images {
  const float* data;
  int64_t channels, h, w, pad_h, pad_w, step;

  /// strip[row][column], `rows` and `columns` of them from (y, x) on, counted with the padding.
  void load(int64_t image, const ChannelGroup& group, int64_t y, int64_t rows, int64_t x, int64_t columns,
            float* strip) const {
    const float* plane = data + image * step;
    const int64_t left = x - pad_w;
    const int64_t first = greater(0, lesser(columns, -left)),
                  last = greater(first, lesser(columns, w - left));
    for (int64_t i = y - pad_h; i < y - pad_h + rows; ++i, strip += columns * kWidth) {
      if (i < 0 || i >= h) {
        zero_columns(columns, strip);
        continue;
      }
      zero_columns(first, strip);
      load_columns(plane + i * w + left + first, group, last - first, strip + first * kWidth);
      zero_columns(columns - last, strip + last * kWidth);
    }
  }
};

}  // namespace
}  // namespace torch::inline rushlight
