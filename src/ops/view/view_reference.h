// References of views: parts of plain arrays. Next: view_test.cpp, parts_test.cpp.
#pragma once

#include "harness/op_case.h"

namespace torch::inline rushlight::test {

using Index = const Shape&;
using List = std::vector<Plain>;

// Entries first, first + step, ... of a dimension, `count` of them.
inline Plain part(const Plain& p, size_t dim, int64_t first, int64_t count, int64_t step = 1) {
  Shape shape = p.shape;
  shape[dim] = count;
  return rearranged(p, shape, [&](Index i) {
    Shape from = i;
    from[dim] = first + step * i[dim];
    return from;
  });
}
inline Plain without(Plain p, size_t dim) {
  p.shape.erase(p.shape.begin() + static_cast<std::ptrdiff_t>(dim));
  return p;
}

}  // namespace torch::inline rushlight::test
