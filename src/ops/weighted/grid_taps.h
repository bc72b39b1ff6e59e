// Taps: which elements of one dimension an output is made of, with their weights and the derivatives of the weights by the
// coordinate, for a block of outputs at once. Included by grid_sample_cpu.cpp only.
#pragma once

#include "cpu/tile.h"
#include "ops/weighted/grid_sample.h"

namespace torch::inline rushlight {
namespace {

constexpr int kMostTaps = 4;

/// Of `block` outputs.
template <class T, int block> struct Taps {
  int count;
  int32_t place[kMostTaps][block];  ///< inside the input, times `stride` elements
  T weight[kMostTaps][block];       ///< 0 where the element lies outside
  T slope[kMostTaps][block];        ///< derivative of the weight
};

inline int taps_of(GridMode mode) {
  return mode == GridMode::nearest ? 1 : mode == GridMode::bilinear ? 2 : 4;
}

/// From coordinates to taps of a dimension of `size` elements that lie `stride` apart.
template <class T, int block> class Axis {
  using D = hn::CappedTag<T, block>;
  using V = hn::Vec<D>;
  static constexpr D d{};

 public:
  Axis(const Sampling& s, int64_t size, int64_t stride)
      : s_(s),
        size_(static_cast<int32_t>(size)),
        stride_(static_cast<int32_t>(stride)),
        n_(static_cast<T>(size)),
        last_(static_cast<T>(size - 1)),
        low_(s.align_corners ? 0 : T(-0.5)),
        span_(s.align_corners ? last_ : n_),
        scale_(span_ / 2) {}

  /// The taps of a block of coordinates, with or without slopes.
  void find(const T* coordinates, bool slopes, Taps<T, block>& taps) const {
    taps.count = taps_of(s_.mode);
    const Target to{taps, slopes};
    for (int i = 0; i < block; i += static_cast<int>(hn::Lanes(d))) {
      const V from_edge = hn::Add(hn::LoadU(d, coordinates + i), all(1));
      V slope = all(scale_);
      V at = s_.align_corners ? hn::Mul(from_edge, slope)
                              : hn::Mul(hn::Sub(hn::Mul(from_edge, all(n_)), all(1)), all(0.5));
      if (s_.mode != GridMode::bicubic) at = padded(at, slope);
      if (s_.mode == GridMode::nearest) {
        store(to, 0, i, hn::Round(at), all(1), all(0));
        continue;
      }
      const V left = hn::Floor(at), share = hn::Sub(at, left);
      if (s_.mode == GridMode::bilinear) {
        store(to, 0, i, left, hn::Sub(all(1), share), hn::Neg(slope));
        store(to, 1, i, hn::Add(left, all(1)), share, slope);
      } else {
        bicubic(to, i, left, share, slope);
      }
    }
  }

 private:
  struct Target {
    Taps<T, block>& taps;
    bool slopes;  // are stored too
  };
  static V all(T x) { return hn::Set(d, x); }

  // Limited to [0, size - 1], NaN to 0; where that changes something, and at the ends, there is no gradient.
  V clipped(V at, V& slope) const {
    const V last = all(last_);
    const auto above = hn::Lt(all(0), at);
    slope = hn::IfThenElseZero(hn::And(above, hn::Lt(at, last)), slope);
    const V positive = hn::IfThenElseZero(above, at);
    return hn::IfThenElse(hn::Lt(positive, last), positive, last);
  }
  // Mirrored at the ends, which lie on the centres (align_corners) or half an element beyond.
  V reflected(V at, V& slope) const {
    const V low = all(low_), span = all(span_);
    if (span_ == 0) return slope = all(0);
    const V shifted = hn::Sub(at, low), distance = hn::Abs(shifted);
    const V flips = hn::Floor(hn::Div(distance, span));
    const V rest = hn::Sub(distance, hn::Mul(flips, span));
    const auto even = hn::Eq(hn::Mul(hn::Floor(hn::Mul(flips, all(0.5))), all(2)), flips);
    slope = hn::IfThenElse(hn::Lt(shifted, all(0)), hn::Neg(slope), slope);
    slope = hn::IfThenElse(even, slope, hn::Neg(slope));
    return hn::Add(hn::IfThenElse(even, rest, hn::Sub(span, rest)), low);
  }
  V padded(V at, V& slope) const {
    if (s_.padding == GridPadding::zeros) return at;
    return clipped(s_.padding == GridPadding::border ? at : reflected(at, slope), slope);
  }

  // The convolution kernel of Keys (1981) with a = -0.75, for distances up to 1 and from 1 to 2, and their derivatives.
  static V near(V x) { return hn::MulAdd(hn::Mul(hn::MulAdd(x, all(1.25), all(-2.25)), x), x, all(1)); }
  static V near_slope(V x) { return hn::Mul(hn::MulAdd(x, all(3.75), all(-4.5)), x); }
  static V far(V x) {
    return hn::Mul(hn::MulAdd(hn::MulAdd(hn::Sub(x, all(5)), x, all(8)), x, all(-4)), all(-0.75));
  }
  static V far_slope(V x) {
    return hn::Mul(hn::MulAdd(hn::MulAdd(x, all(3), all(-10)), x, all(8)), all(-0.75));
  }
  void bicubic(const Target& to, int i, V left, V share, V slope) const {
    const V behind = hn::Add(share, all(1)), rest = hn::Sub(all(1), share), ahead = hn::Sub(all(2), share);
    const auto tap = [&](int k, V weight, V by_share) {
      V none = slope;
      const V at = padded(hn::Add(left, all(k - 1)), none);
      store(to, k, i, at, weight, hn::Mul(by_share, slope));
    };
    tap(0, far(behind), far_slope(behind));
    tap(1, near(share), near_slope(share));
    tap(2, near(rest), hn::Neg(near_slope(rest)));
    tap(3, far(ahead), hn::Neg(far_slope(ahead)));
  }

  void store(const Target& to, int k, int i, V at, V weight, V slope) const {
    const hn::Rebind<int32_t, D> places;
    const auto inside = hn::And(hn::Ge(at, all(0)), hn::Le(at, all(last_)));
    // A float may round a large size up.
    const auto place = hn::Min(whole(places, hn::IfThenElseZero(inside, at)), hn::Set(places, size_ - 1));
    hn::StoreU(hn::Mul(place, hn::Set(places, stride_)), places, to.taps.place[k] + i);
    hn::StoreU(hn::IfThenElseZero(inside, weight), d, to.taps.weight[k] + i);
    if (to.slopes) hn::StoreU(hn::IfThenElseZero(inside, slope), d, to.taps.slope[k] + i);
  }
  template <class I> static hn::Vec<I> whole(I places, V at) {
    if constexpr (sizeof(T) == sizeof(int32_t)) return hn::ConvertTo(places, at);
    else return hn::DemoteTo(places, at);
  }

  Sampling s_;
  int32_t size_, stride_;
  T n_, last_;
  T low_, span_;  // where reflection begins, and how far from one mirror to the other
  T scale_;       // of a coordinate
};

}  // namespace
}  // namespace torch::inline rushlight
