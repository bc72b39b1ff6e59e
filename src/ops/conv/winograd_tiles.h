// Tiles of images and their values at the points: how tiles are counted, where their values lie, and the transform of all that
// are at work. Included by winograd_cpu.cpp only.
#pragma once

#include "cpu/scratch.h"
#include "ops/conv/winograd_strips.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kSegment = 16;          // tiles of one strip
constexpr int64_t kThreadWork = 1 << 19;  // multiplications worth a thread

inline int64_t pieces(int64_t all, int64_t one) { return (all + one - 1) / one; }
inline int64_t rounded(int64_t n, int64_t to) { return pieces(n, to) * to; }
// A distance of an odd number of cache lines: neighbours do not compete for the same places of a cache.
inline int64_t odd_lines(int64_t floats) { return (pieces(floats, 16) | 1) * 16; }

// The tiles of all images, counted row by row.
struct Tiling {
  int64_t n, rows, columns;
  int64_t count() const { return n * rows * columns; }
};
inline Tiling tiling_of(int64_t n, int64_t h, int64_t w, int64_t step) {
  return {n, pieces(h, step), pieces(w, step)};
}

// Calls body(image, row, column, number of tiles, first tile) for pieces of rows that make up tiles [first, last).
template <class Body> void each_segment(const Tiling& t, int64_t first, int64_t last, const Body& body) {
  while (first < last) {
    const int64_t column = first % t.columns, row = first / t.columns;
    const int64_t count = lesser(lesser(t.columns - column, kSegment), last - first);
    body(row / t.rows, row % t.rows, column, count, first);
    first += count;
  }
}

// Values at the points: for each block of tiles and each point a matrix (tile, channel).
struct Spectrum {
  float* data;
  int64_t row, point, block;  // distances
  Spectrum(int64_t channels, int64_t tiles)
      : data(nullptr),
        row(odd_lines(channels + kWidth)),
        point(odd_lines(tiles * row)),
        block(kPoints * point) {}
};

// Tiles [first, last) of one group of channels, `step` apart in the image, at the points; the first of them goes to `to`.
template <class Transform>
void transform_tiles(const Images& in, const Tiling& tiling, int64_t step, int64_t first, int64_t last,
                     const ChannelGroup& group, const Spectrum& s, float* to) {
  constexpr int64_t kSize = Transform::kIn;
  const Lanes d;
  Scratch<float> strip(kSize * ((kSegment - 1) * step + kSize) * kWidth);
  each_segment(tiling, first, last, [&](int64_t image, int64_t y, int64_t x, int64_t count, int64_t tile) {
    const int64_t columns = (count - 1) * step + kSize;
    in.load(image, group, y * step, kSize, x * step, columns, strip.data);
    float* out = to + (tile - first) * s.row;
    for (int64_t t = 0; t < count; ++t, out += s.row) {
      const float* at = strip.data + t * step * kWidth;
      transform_square(
          Transform(), [&](int64_t i, int64_t j) { return hn::LoadU(d, at + (i * columns + j) * kWidth); },
          [&](int64_t i, int64_t j, Vector v) { hn::StoreU(v, d, out + (i * kTile + j) * s.point); });
    }
  });
}

// Which tiles are at work: tiles [first, last) in `blocks` blocks of `size`.
struct Batch {
  int64_t first, last, size, blocks;
  int64_t begin(int64_t block) const { return first + block * size; }
  int64_t end(int64_t block) const { return lesser(last, begin(block) + size); }
};

// All tiles of a batch and all channels at the points.
template <class Transform>
void transform_batch(const Images& in, const Tiling& tiling, int64_t step, const Batch& batch,
                     const Spectrum& s) {
  const int64_t groups = pieces(in.channels, kWidth);
  const int64_t work = batch.size * kPoints * kWidth * 4;  // of a group of a block
  parallel_for(0, batch.blocks * groups, kThreadWork / work + 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t block = i / groups, channel = i % groups * kWidth;
      transform_tiles<Transform>(in, tiling, step, batch.begin(block), batch.end(block),
                                 ChannelGroup(channel, in.channels, in.h * in.w), s,
                                 s.data + block * s.block + channel);
    }
  });
}

}  // namespace
}  // namespace torch::inline rushlight
