// Vectors along the columns of a row. Rows of images are short (28, 14, 7), so a row is done in whole
// vectors, then in half and quarter ones, the last of which may overlap its neighbour. Included by *_cpu.cpp
// files only.
#pragma once

#include <cstdint>

#include "hwy/highway.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D> using Places = hn::RebindToSigned<D>;  // a place for each element, as wide as it

template <size_t N, class T, class Body>
inline int64_t run_columns(T*, int64_t j, int64_t count, bool exact, const Body& body) {
  const hn::CappedTag<T, N> d;
  constexpr int64_t L = hn::MaxLanes(hn::CappedTag<T, N>());
  for (; j + L <= count; j += L) body(d, j);
  if (exact || j == count || count < L) return j;
  body(d, count - L);
  return count;
}

/// Calls body(tag, first) for vectors that cover columns [0, count). Unless `exact`, some may be done twice.
template <class T, class Body> inline void each_column(int64_t count, bool exact, const Body& body) {
  T* const type = nullptr;
  int64_t j = 0;
  constexpr size_t kFull = hn::MaxLanes(hn::ScalableTag<T>());
  j = run_columns<kFull>(type, j, count, exact, body);
  if constexpr (kFull >= 16) j = run_columns<8>(type, j, count, exact, body);
  if constexpr (kFull >= 8) j = run_columns<4>(type, j, count, exact, body);
  if constexpr (kFull >= 4) j = run_columns<2>(type, j, count, exact, body);
  run_columns<1>(type, j, count, exact, body);
}

/// Element x of each of the windows that begin at in, in + S, in + 2 S, ...; reads nothing beyond the last of
/// them.
template <int S, int x, class D, class T = hn::TFromD<D>> inline hn::Vec<D> tap_of(D d, const T* in) {
  static_assert(S == 1 || S == 2);
  if constexpr (S == 1) return hn::LoadU(d, in + x);
  hn::Vec<D> even, odd;
  if constexpr (x % 2 == 0 && x > 0) {
    hn::LoadInterleaved2(d, in + x - 1, even, odd);
    return odd;
  }
  hn::LoadInterleaved2(d, in + x / 2 * 2, even, odd);
  return x % 2 ? odd : even;
}

/// Places as bytes, and back.
template <class D> inline void store_places(Places<D> d, hn::Vec<Places<D>> places, uint8_t* out) {
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    hn::StoreU(hn::DemoteTo(hn::Rebind<uint8_t, Places<D>>(), places), hn::Rebind<uint8_t, Places<D>>(), out);
  } else {
    HWY_ALIGN int64_t wide[hn::MaxLanes(D())];
    hn::Store(places, d, wide);
    for (size_t i = 0; i < hn::MaxLanes(d); ++i) out[i] = static_cast<uint8_t>(wide[i]);
  }
}
template <class D> inline hn::Vec<Places<D>> load_places(Places<D> d, const uint8_t* in) {
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<uint8_t, Places<D>>(), in));
  } else {
    HWY_ALIGN int64_t wide[hn::MaxLanes(D())];
    for (size_t i = 0; i < hn::MaxLanes(d); ++i) wide[i] = in[i];
    return hn::Load(d, wide);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
