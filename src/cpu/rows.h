// Vectors along a contiguous row: whole ones, then one masked vector for the rest. Bodies are written once
// and called with `lanes`, which loads, stores and silences the lanes that exist. Included by *_cpu.cpp files
// only.
#pragma once

#include <cstdint>

#include "cpu/store_first.h"
#include "hwy/highway.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T> using RowTag = hn::ScalableTag<T>;
template <class T> using RowVec = hn::Vec<RowTag<T>>;

/// All lanes of a vector.
template <class T> struct WholeLanes {
  RowTag<T> d;
  RowVec<T> load(const T* p, T) const { return hn::LoadU(d, p); }
  RowVec<T> load(const T* p) const { return hn::LoadU(d, p); }
  void store(RowVec<T> v, T* p) const { hn::StoreU(v, d, p); }
  RowVec<T> keep(RowVec<T> v) const { return v; }
};
/// The first lanes of a vector; `fill` stands in the others.
template <class T> struct FirstLanes {
  RowTag<T> d;
  hn::Mask<RowTag<T>> mask;
  int64_t count;
  RowVec<T> load(const T* p, T fill) const {
    return hn::IfThenElse(mask, hn::MaskedLoad(mask, d, p), hn::Set(d, fill));
  }
  RowVec<T> load(const T* p) const { return hn::MaskedLoad(mask, d, p); }
  void store(RowVec<T> v, T* p) const { store_first(d, v, count, p); }
  RowVec<T> keep(RowVec<T> v) const { return hn::IfThenElseZero(mask, v); }
};

/// Calls body(lanes, j) for vectors that cover [0, count) once each.
template <class T, class Body> inline void each_vector(int64_t count, const Body& body) {
  constexpr int64_t L = hn::MaxLanes(RowTag<T>());
  int64_t j = 0;
  for (; j + L <= count; j += L) body(WholeLanes<T>{{}}, j);
  const int64_t rest = count - j;
  if (rest > 0) body(FirstLanes<T>{{}, hn::FirstN(RowTag<T>(), static_cast<size_t>(rest)), rest}, j);
}

/// The sum of the vectors that f(lanes, j) returns over [0, count). One sum alone would wait for its last addition at every
/// vector: there are kSums, but one where f takes longer than that (bench/lab/norms.cpp).
template <class T, int kSums = 4, class F> inline T sum_row(int64_t count, const F& f) {
  static_assert(kSums == 1 || kSums == 4, "sums are written out: an array of them would lie in memory");
  constexpr int64_t L = hn::MaxLanes(RowTag<T>()), kStep = kSums * L;
  const RowTag<T> d;
  const int64_t whole = kSums == 1 ? 0 : count / kStep * kStep;
  auto sum = hn::Zero(d);
  if constexpr (kSums == 4) {
    auto b = sum, c = sum, e = sum;
    for (int64_t j = 0; j < whole; j += kStep) {
      sum = hn::Add(sum, f(WholeLanes<T>{{}}, j));
      b = hn::Add(b, f(WholeLanes<T>{{}}, j + L));
      c = hn::Add(c, f(WholeLanes<T>{{}}, j + 2 * L));
      e = hn::Add(e, f(WholeLanes<T>{{}}, j + 3 * L));
    }
    sum = hn::Add(hn::Add(sum, b), hn::Add(c, e));
  }
  each_vector<T>(count - whole, [&](auto lanes, int64_t j)
                                    HWY_ATTR { sum = hn::Add(sum, lanes.keep(f(lanes, whole + j))); });
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

/// The largest value of a row, or minus infinity; NaN does not count. Four at once, as in sum_row.
template <class T> inline T max_row(const T* in, int64_t count) {
  constexpr T kLowest = -__builtin_huge_val();
  constexpr int64_t L = hn::MaxLanes(RowTag<T>());
  const RowTag<T> d;
  const auto larger = [](auto a, auto v) HWY_ATTR { return hn::IfThenElse(hn::Gt(v, a), v, a); };
  const int64_t whole = count / (4 * L) * (4 * L);
  auto best = hn::Set(d, kLowest), b = best, c = best, e = best;
  for (int64_t j = 0; j < whole; j += 4 * L) {
    best = larger(best, hn::LoadU(d, in + j));
    b = larger(b, hn::LoadU(d, in + j + L));
    c = larger(c, hn::LoadU(d, in + j + 2 * L));
    e = larger(e, hn::LoadU(d, in + j + 3 * L));
  }
  best = larger(larger(best, b), larger(c, e));
  each_vector<T>(count - whole, [&](auto lanes, int64_t j)
                                    HWY_ATTR { best = larger(best, lanes.load(in + whole + j, kLowest)); });
  return hn::GetLane(hn::MaxOfLanes(d, best));
}

}  // namespace
}  // namespace torch::inline rushlight
