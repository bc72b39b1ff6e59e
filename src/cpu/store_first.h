// The first lanes of a vector to memory. A masked store takes some twenty cycles on AMD's AVX2, and short rows are mostly
// that; halves of the vector, then of the half, take three. Included by *_cpu.cpp files only.
#pragma once

#include <cstdint>

#include "hwy/highway.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Stores the first `count` lanes of v, fewer than all; memory behind them is neither read nor written.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store_first([[maybe_unused]] D d, hn::Vec<D> v, int64_t count, T* p) {
  constexpr int64_t L = hn::MaxLanes(D());
#if HWY_TARGET == HWY_AVX2
  if constexpr (L == 2) {
    if (count == 1) *p = hn::GetLane(v);
  } else {
    const hn::Half<D> half;
    auto rest = hn::LowerHalf(half, v);
    if (count >= L / 2) {
      hn::StoreU(rest, half, p);
      p += L / 2, count -= L / 2;
      rest = hn::UpperHalf(half, v);
    }
    store_first(half, rest, count, p);
  }
#else
  if (L > 1) hn::BlendedStore(v, hn::FirstN(d, static_cast<size_t>(count)), d, p);
#endif
}

}  // namespace
}  // namespace torch::inline rushlight
