// The gradient of the weight of few output channels, in all or in a group, as sums of products of rows: no matrix product is
// large enough to pay for patches there. Included by conv_cpu.cpp only.
#pragma once

#include "ops/conv/direct.h"

namespace torch::inline rushlight {
namespace {

// Adds to the gradients of MR output channels by B taps, over `rows` rows of outputs.
template <class T, int MR, int B>
void row_dots(const ConvSizes& s, int64_t rows, const T* g, const WindowRows<T>& windows,
              const int64_t* offsets, T* to) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  Vec<T> acc[MR * B];
#pragma GCC unroll 16
  for (int i = 0; i < MR * B; ++i) acc[i] = hn::Zero(d);
  const auto add = [&](const auto& load, const T* gy, const T* xy) {
    Vec<T> x[B];
#pragma GCC unroll 16
    for (int b = 0; b < B; ++b) x[b] = load(xy + offsets[b]);
#pragma GCC unroll 4
    for (int i = 0; i < MR; ++i) {
      const Vec<T> grad = load(gy + i * s.out_plane());
#pragma GCC unroll 16
      for (int b = 0; b < B; ++b) acc[i * B + b] = hn::MulAdd(grad, x[b], acc[i * B + b]);
    }
  };
  const int64_t full = s.ow / L * L;
  const auto mask = hn::FirstN(d, static_cast<size_t>(s.ow - full));
  for (int64_t y = 0; y < rows; ++y) {
    const T *gy = g + y * s.ow, *xy = windows.at(y);
    for (int64_t j = 0; j < full; j += L) add([d](const T* p) { return hn::LoadU(d, p); }, gy + j, xy + j);
    if (full < s.ow) add([d, mask](const T* p) { return hn::MaskedLoad(mask, d, p); }, gy + full, xy + full);
  }
#pragma GCC unroll 4
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 16
    for (int b = 0; b < B; ++b) to[i * s.depth() + b] += hn::GetLane(hn::SumOfLanes(d, acc[i * B + b]));
  }
}

// Tiles are of one output channel by up to nine taps, or of four by up to three.
constexpr int64_t kChannels = 4;
template <class T>
using RowDots = void (*)(const ConvSizes&, int64_t, const T*, const WindowRows<T>&, const int64_t*, T*);
template <class T, int MR, int... I> RowDots<T> row_dots_of(int64_t taps, std::integer_sequence<int, I...>) {
  static constexpr RowDots<T> table[] = {row_dots<T, MR, I + 1>...};
  return table[taps - 1];
}

// Adds to the gradients of `MR` output channels from the first at `g` on.
template <class T, int MR, int kMost>
void tap_tiles(const ConvSizes& s, int64_t rows, const T* g, const WindowRows<T>& x, T* to) {
  constexpr std::make_integer_sequence<int, kMost> all;
  const int64_t tiles = (s.depth() + kMost - 1) / kMost;
  for (int64_t t = 0; t < tiles; ++t) {
    const int64_t p = s.depth() * t / tiles, taps = s.depth() * (t + 1) / tiles - p;
    row_dots_of<T, MR>(taps, all)(s, rows, g, x, x.offsets() + p, to + p);
  }
}

/// Adds the gradient of the weight from one image and group; `x` has been used for such sizes or not at all.
template <class T>
void direct_grad_weight(const ConvSizes& s, const T* grad_out, const T* in, T* to, WindowRows<T>& x) {
  for (int64_t z = 0; z < s.od; ++z)
    for (int64_t y0 = 0; y0 < s.oh; y0 += x.most()) {
      const int64_t y1 = lesser(s.oh, y0 + x.most());
      x.copy(in, z, y0, y1);
      const T* g = grad_out + (z * s.oh + y0) * s.ow;
      int64_t m = 0;
      for (; m + kChannels <= s.oc; m += kChannels)
        tap_tiles<T, kChannels, 3>(s, y1 - y0, g + m * s.out_plane(), x, to + m * s.depth());
      for (; m < s.oc; ++m) tap_tiles<T, 1, 9>(s, y1 - y0, g + m * s.out_plane(), x, to + m * s.depth());
    }
}

}  // namespace
}  // namespace torch::inline rushlight
