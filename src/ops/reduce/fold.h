// The loops that reductions share. Rows (inner = 1) are folded into a block of lanes that the compiler keeps in vector
// registers; columns a strip at a time, so that the accumulators stay in L1. One long row is cut into pieces of fixed
// size for the threads, so that results do not depend on their number. Only for the *_cpu.cpp files beside it.
#pragma once

#include <algorithm>
#include <type_traits>

#include "cpu/scratch.h"
#include "ops/reduce/reduce.h"
#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

constexpr int64_t kBlock = 1024;     // elements of a row whose sum may stay in float
constexpr int64_t kColumnRows = 64;  // rows of a strip whose sums may stay in float
constexpr int64_t kStrip = 512;      // columns whose accumulators fit into L1
constexpr int64_t kGrain = 32768;    // elements for which a second thread pays
constexpr int64_t kPiece = 65536;    // elements of one long row that one thread takes at a time

template <class T> using Wide = std::conditional_t<std::is_floating_point_v<T>, double, T>;
template <class T> constexpr int kLanes = 64 / sizeof(T) * 2;

/// Sum of map(x) over a row. Blocks add up in float64.
template <class T, class Map> Wide<T> sum_row(const T* row, int64_t n, const Map& map) {
  Wide<T> total = 0;
  for (int64_t at = 0; at < n; at += kBlock) {
    const int64_t count = std::min(n - at, kBlock);
    T lanes[kLanes<T>] = {};
    int64_t i = 0;
    for (; i + kLanes<T> <= count; i += kLanes<T>)
      for (int k = 0; k < kLanes<T>; ++k) lanes[k] += map(row[at + i + k]);
    for (int k = 0; i < count; ++i, ++k) lanes[k] += map(row[at + i]);
    T block = 0;
    for (int k = 0; k < kLanes<T>; ++k) block += lanes[k];
    total += block;
  }
  return total;
}

/// The same with the pieces of a long row on several threads.
template <class T, class Map> Wide<T> sum_long_row(const T* row, int64_t n, const Map& map) {
  if (n <= kPiece) return sum_row(row, n, map);
  const int64_t pieces = (n + kPiece - 1) / kPiece;
  const Scratch<Wide<T>> parts(pieces);
  parallel_for(0, pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      parts.data[p] = sum_row(row + p * kPiece, std::min(kPiece, n - p * kPiece), map);
  });
  Wide<T> total = 0;
  for (int64_t p = 0; p < pieces; ++p) total += parts.data[p];
  return total;
}

/// total[k] = sum over i of map(in[i * inner + k], k) for a strip of `width` columns.
template <class T, class Map>
void sum_strip(const T* in, int64_t n, int64_t inner, int64_t width, Wide<T>* total, const Map& map) {
  std::fill_n(total, width, Wide<T>(0));
  for (int64_t begin = 0; begin < n; begin += kColumnRows) {
    const int64_t end = std::min(n, begin + kColumnRows);
    T part[kStrip] = {};
    for (int64_t i = begin; i < end; ++i)
      for (int64_t k = 0; k < width; ++k) part[k] += map(in[i * inner + k], k);
    for (int64_t k = 0; k < width; ++k) total[k] += part[k];
  }
}

/// Folds a row with f(accumulator, x) -> accumulator, which takes accumulators of other parts too.
template <class T, class F> T fold_row(const T* row, int64_t n, T start, const F& f) {
  T lanes[kLanes<T>];
  std::fill_n(lanes, kLanes<T>, start);
  int64_t i = 0;
  for (; i + kLanes<T> <= n; i += kLanes<T>)
    for (int k = 0; k < kLanes<T>; ++k) lanes[k] = f(lanes[k], row[i + k]);
  for (int k = 0; i < n; ++i, ++k) lanes[k] = f(lanes[k], row[i]);
  T result = start;
  for (int k = 0; k < kLanes<T>; ++k) result = f(result, lanes[k]);
  return result;
}
template <class T, class F> T fold_long_row(const T* row, int64_t n, T start, const F& f) {
  if (n <= kPiece) return fold_row(row, n, start, f);
  const int64_t pieces = (n + kPiece - 1) / kPiece;
  const Scratch<T> parts(pieces);
  parallel_for(0, pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      parts.data[p] = fold_row(row + p * kPiece, std::min(kPiece, n - p * kPiece), start, f);
  });
  return fold_row(parts.data, pieces, start, f);
}
template <class T, class F>
void fold_strip(const T* in, int64_t n, int64_t inner, int64_t width, T start, T* out, const F& f) {
  std::fill_n(out, width, start);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < width; ++k) out[k] = f(out[k], in[i * inner + k]);
}

/// Calls row(o) for each row of a reduction, or strip(o, first column, width) for pieces of at most kStrip columns.
template <class Row, class Strip>
void for_each_result(const ReduceShape& s, const Row& row, const Strip& strip) {
  if (s.inner == 1) {
    if (s.outer == 1) return row(0);
    return parallel_for(0, s.outer, kGrain / (s.n + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t o = first; o < last; ++o) row(o);
    });
  }
  if (s.outer == 0 || s.inner == 0) return;
  // Narrow enough pieces for all threads, wide enough for whole cache lines.
  const int64_t width = s.outer > 1 ? std::min(kStrip, s.inner)
                                    : std::min<int64_t>(kStrip, std::max<int64_t>(64, s.inner / 16));
  const int64_t strips = (s.inner + width - 1) / width;
  parallel_for(0, s.outer * strips, kGrain / (s.n * std::min(width, s.inner) + 1) + 1,
               [&](int64_t first, int64_t last) {
                 for (int64_t j = first; j < last; ++j) {
                   const int64_t at = j % strips * width;
                   strip(j / strips, at, std::min(width, s.inner - at));
                 }
               });
}

/// Calls f with a zero of the C++ type of a view's dtype: float32, float64, else int64.
template <class F> void with_type(ScalarType t, const F& f) {
  if (t == kFloat) f(float{});
  else if (t == kDouble) f(double{});
  else f(int64_t{});
}
template <class F> void with_float_type(ScalarType t, const F& f) {
  if (t == kFloat) f(float{});
  else f(double{});
}

}  // namespace
}  // namespace rushlight
