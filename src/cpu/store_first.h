// The first lanes of a vector to memory, in halves: a masked store takes some twenty cycles on AMD's AVX2, and short rows are
// mostly that; where there is none, Highway stores what was there behind the lanes. Included by *_cpu.cpp files only.
#pragma once

#include <cstdint>

#include "hwy/highway.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Whether a masked load reads nothing but its lanes.
constexpr bool kMasksMemory = HWY_TARGET <= HWY_AVX2;

/// Stores the first `count` lanes of v, fewer than all; memory behind them is neither read nor written.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store_first([[maybe_unused]] D d, [[maybe_unused]] hn::Vec<D> v,
                            [[maybe_unused]] int64_t count, [[maybe_unused]] T* p) {
  [[maybe_unused]] constexpr int64_t L = hn::MaxLanes(D());
#if HWY_TARGET <= HWY_AVX3
  hn::BlendedStore(v, hn::FirstN(d, static_cast<size_t>(count)), d, p);
#elif HWY_TARGET != HWY_SCALAR
  if constexpr (L == 2) {
    if (count == 1) *p = hn::GetLane(v);
  } else if constexpr (L > 2) {
    const hn::Half<D> half;
    auto rest = hn::LowerHalf(half, v);
    if (count >= L / 2) {
      hn::StoreU(rest, half, p);
      p += L / 2, count -= L / 2;
      rest = hn::UpperHalf(half, v);
    }
    store_first(half, rest, count, p);
  }
#endif
}

}  // namespace
}  // namespace torch::inline rushlight
