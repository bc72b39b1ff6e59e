// References of views for their tests: plain rearrangements of the elements. Next: harness/op_case.h.
#pragma once

#include <utility>

#include "harness/op_case.h"

namespace rushlight::test {

using Index = const Shape&;
using List = std::vector<Plain>;

/// The same elements in the same order, with another shape.
inline Plain with_shape(const Plain& p, Shape shape) { return {std::move(shape), p.values}; }

/// Two dimensions exchanged.
inline Plain swapped(const Plain& p, size_t a, size_t b) {
  Shape shape = p.shape;
  std::swap(shape[a], shape[b]);
  return rearranged(p, shape, [&](Index i) {
    Shape from = i;
    std::swap(from[a], from[b]);
    return from;
  });
}

/// Entries first, first + step, ... of a dimension, `count` of them.
inline Plain part(const Plain& p, size_t dim, int64_t first, int64_t count, int64_t step = 1) {
  Shape shape = p.shape;
  shape[dim] = count;
  return rearranged(p, shape, [&](Index i) {
    Shape from = i;
    from[dim] = first + step * i[dim];
    return from;
  });
}

/// A dimension of one entry dropped.
inline Plain without(Plain p, size_t dim) {
  p.shape.erase(p.shape.begin() + static_cast<std::ptrdiff_t>(dim));
  return p;
}

}  // namespace rushlight::test
