// The terms of sampling on a grid (see grid_terms.h): what grid_taps.h computes in vectors, for whole tensors.
#include "ops/weighted/grid_terms.h"

#include <array>

#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// One of the elements of a dimension that an output is made of.
struct Tap {
  Tensor index;          // int64, inside the input
  Tensor weight, slope;  // 0 where the element lies outside
};
// A place, and its derivative by the coordinate.
struct Place {
  Tensor at, slope;
};

// Limited to [0, size - 1]; where that changes something, and at the ends, there is no gradient.
Place clipped(const Place& p, int64_t size) {
  const Scalar last(static_cast<double>(size - 1));
  const Tensor inside = (p.at > 0).logical_and(p.at < last);
  return {where(inside, p.at, p.at.detach().clamp(0, last).nan_to_num(0)), where(inside, p.slope, 0)};
}
// Mirrored at the ends, which lie on the centres (align_corners) or half an element beyond.
Place reflected(const Place& p, int64_t size, bool align_corners) {
  const double low = align_corners ? 0.0 : -0.5, span = static_cast<double>(align_corners ? size - 1 : size);
  if (span == 0) return {zeros_like(p.at), zeros_like(p.at)};
  const Tensor shifted = p.at - low, below = shifted < 0, distance = where(below, -shifted, shifted);
  const Tensor flips = (distance.detach() / span).floor(), rest = distance - flips * span;
  const Tensor even = flips.remainder(2) == 0;
  return {where(even, rest, span - rest) + low, where(even.eq(below), -p.slope, p.slope)};
}
Place padded(const Place& p, int64_t size, const Sampling& s) {
  if (s.padding == GridPadding::zeros) return p;
  return clipped(s.padding == GridPadding::border ? p : reflected(p, size, s.align_corners), size);
}

Tap tap(const Tensor& place, const Tensor& weight, const Tensor& slope, int64_t size) {
  const Tensor anywhere = place.to(kLong), index = anywhere.clamp(0, size - 1), inside = index == anywhere;
  return {index, where(inside, weight, 0), where(inside, slope, 0)};
}

// The convolution kernel of Keys (1981) with a = -0.75, for distances up to 1 and from 1 to 2, and their derivatives.
Tensor near(const Tensor& x) { return (1.25 * x - 2.25) * x * x + 1; }
Tensor near_slope(const Tensor& x) { return (3.75 * x - 4.5) * x; }
Tensor far(const Tensor& x) { return -0.75 * (((x - 5) * x + 8) * x - 4); }
Tensor far_slope(const Tensor& x) { return -0.75 * ((3 * x - 10) * x + 8); }

// The taps of one dimension; `coordinate` goes from -1 to 1.
std::vector<Tap> taps_of(const Tensor& coordinate, int64_t size, const Sampling& s) {
  const double n = static_cast<double>(size);
  Place p{s.align_corners ? (coordinate + 1) * ((n - 1) / 2) : ((coordinate + 1) * n - 1) / 2,
          full_like(coordinate, s.align_corners ? (n - 1) / 2 : n / 2)};
  if (s.mode != GridMode::bicubic) p = padded(p, size, s);
  if (s.mode == GridMode::nearest)
    return {tap(p.at.detach().round(), ones_like(p.at), zeros_like(p.at), size)};
  const Tensor left = p.at.detach().floor(), share = p.at - left;
  if (s.mode == GridMode::bilinear)
    return {tap(left, 1 - share, -p.slope, size), tap(left + 1, share, p.slope, size)};
  const std::array<Tensor, 4> weights = {far(share + 1), near(share), near(1 - share), far(2 - share)};
  const std::array<Tensor, 4> slopes = {far_slope(share + 1), near_slope(share), -near_slope(1 - share),
                                        -far_slope(2 - share)};
  std::vector<Tap> taps;
  for (size_t i = 0; i < 4; ++i)
    taps.push_back(tap(padded({left + (static_cast<int64_t>(i) - 1), p.slope}, size, s).at, weights[i],
                       slopes[i] * p.slope, size));
  return taps;
}

// A choice of one tap in each of the dimensions so far.
struct Term {
  Tensor index, weight;
  std::vector<Tensor> slope;  // by the coordinate of each of them
};

Term with(const Term& a, const Tap& b, int64_t size) {
  if (!a.index.defined()) return {b.index, b.weight, {b.slope}};
  Term both{a.index * size + b.index, a.weight * b.weight, {}};
  for (const Tensor& slope : a.slope) both.slope.push_back(slope * b.weight);
  both.slope.push_back(a.weight * b.slope);
  return both;
}

}  // namespace

GridTerms grid_terms(const Tensor& grid, IntArrayRef sizes, const Sampling& s) {
  const int64_t dims = static_cast<int64_t>(sizes.size()) - 2, batch = grid.size(0);
  const Tensor rows = grid.flatten(1, -2);  // (N, outputs, dims)
  const int64_t outputs = rows.size(1);
  std::vector<Term> all(1);
  for (int64_t d = 0; d < dims; ++d) {
    // The last coordinate is that of the first dimension.
    const int64_t size = sizes[static_cast<size_t>(2 + d)];
    const std::vector<Tap> taps = taps_of(rows.select(-1, dims - 1 - d), size, s);
    std::vector<Term> more;
    for (const Term& a : all)
      for (const Tap& b : taps) more.push_back(with(a, b, size));
    all = std::move(more);
  }
  const int64_t terms = static_cast<int64_t>(all.size());
  const auto joined = [&](const auto& part) {
    std::vector<Tensor> parts;
    for (const Term& term : all) parts.push_back(part(term));
    return stack(parts, -1).view({batch, outputs * terms});
  };
  GridTerms result{arange(outputs + 1, kLong) * terms,
                   joined([](const Term& t) { return t.index; }),
                   joined([](const Term& t) { return t.weight; }),
                   {}};
  for (int64_t d = 0; d < dims; ++d)
    result.slope.push_back(joined([&](const Term& t) { return t.slope[static_cast<size_t>(dims - 1 - d)]; }));
  return result;
}

}  // namespace torch::inline rushlight
