// Between tensors and Lanes: N lines become one line of N lanes, and back. Included by fft_cpu.cpp only.
#pragma once

#include <type_traits>

#include "ops/fft/lanes.h"
#include "ops/fft/rows.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 16384;  // elements for which a second thread pays

/// Lines along one dimension of a row-major tensor, numbered in the order of their first elements.
template <class T> struct LineSet {
  T* data;
  int64_t length, inner;  // of a line, and how many elements lie from one to the next
  int parts;              // 2 of a complex element, its real numbers

  T* line(int64_t l) const { return data + parts * (l / inner * length * inner + l % inner); }
  int64_t row() const { return parts * length; }
  int64_t step() const { return parts * inner; }
  /// True when elements of `count` lines lie side by side.
  bool side_by_side(int64_t first, int64_t count) const { return first % inner + count <= inner; }
};

#if HWY_TARGET == HWY_SCALAR
template <class T, size_t N> bool load_whole(const LineSet<const T>&, int64_t, T*) { return false; }
template <class T, size_t N> bool store_whole(const T*, const LineSet<T>&, int64_t) { return false; }
#else
// Lines that are rows or lie side by side, as many as there are lanes. False: neither.
template <class T, size_t N> bool load_whole(const LineSet<const T>& from, int64_t first, T* to) {
  const hn::CappedTag<T, N> d;
  const T* in = from.line(first);
  if (from.inner == 1) {
    rows_to_lanes<T, N>(in, from.row(), from.row(), to);
    return true;
  }
  if (!from.side_by_side(first, N)) return false;
  for (int64_t j = 0; j < from.length; ++j, in += from.step(), to += from.parts * N) {
    if (from.parts == 1) {
      hn::StoreU(hn::LoadU(d, in), d, to);
    } else {
      hn::Vec<decltype(d)> re, im;
      hn::LoadInterleaved2(d, in, re, im);
      hn::StoreU(re, d, to);
      hn::StoreU(im, d, to + N);
    }
  }
  return true;
}
template <class T, size_t N> bool store_whole(const T* from, const LineSet<T>& to, int64_t first) {
  const hn::CappedTag<T, N> d;
  T* out = to.line(first);
  if (to.inner == 1) {
    lanes_to_rows<T, N>(from, to.row(), out, to.row());
    return true;
  }
  if (!to.side_by_side(first, N)) return false;
  for (int64_t j = 0; j < to.length; ++j, out += to.step(), from += to.parts * N) {
    if (to.parts == 1) hn::StoreU(hn::LoadU(d, from), d, out);
    else hn::StoreInterleaved2(hn::LoadU(d, from), hn::LoadU(d, from + N), d, out);
  }
  return true;
}

#endif

/// The real numbers of lines [first, first + count), lane by lane; of fewer lines than lanes the last fills the rest.
template <class T, class P, size_t N>
void load_lines(const LineSet<const T>& from, int64_t first, int64_t count, Lanes<P, N>* lanes) {
  P* const to = reinterpret_cast<P*>(lanes);
  if constexpr (std::is_same_v<T, P> && N > 1)
    if (count == N && load_whole<T, N>(from, first, to)) return;
  for (int64_t lane = 0; lane < static_cast<int64_t>(N); ++lane) {
    const T* const in = from.line(first + (lane < count ? lane : count - 1));
    for (int64_t j = 0; j < from.length; ++j)
      for (int p = 0; p < from.parts; ++p)
        to[(from.parts * j + p) * Lanes<P, N>::kPitch + lane] = static_cast<P>(in[j * from.step() + p]);
  }
}
/// The way back.
template <class T, class P, size_t N>
void store_lines(const Lanes<P, N>* lanes, const LineSet<T>& to, int64_t first, int64_t count) {
  const P* const from = reinterpret_cast<const P*>(lanes);
  if constexpr (std::is_same_v<T, P> && N > 1)
    if (count == N && store_whole<T, N>(from, to, first)) return;
  for (int64_t lane = 0; lane < count; ++lane) {
    T* const out = to.line(first + lane);
    for (int64_t j = 0; j < to.length; ++j)
      for (int p = 0; p < to.parts; ++p)
        out[j * to.step() + p] = static_cast<T>(from[(to.parts * j + p) * Lanes<P, N>::kPitch + lane]);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
