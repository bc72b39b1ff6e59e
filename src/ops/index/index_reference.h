// References of the operators that move elements by index: places of row-major arrays, and a loop over them.
// Next: rows_test.cpp, elements_test.cpp.
#pragma once

#include "harness/op_case.h"

namespace torch::inline rushlight::test {

using List = std::vector<Plain>;
using Index = const Shape&;

/// `dim` counted from the front.
inline size_t axis(const Plain& array, int64_t dim) {
  return static_cast<size_t>(dim < 0 ? dim + std::max<int64_t>(array.dim(), 1) : dim);
}
/// The element at `index`.
inline double& at(Plain& array, Index index) {
  int64_t k = 0;
  for (size_t d = 0; d < index.size(); ++d) k = k * array.shape[d] + index[d];
  return array[k];
}
/// Calls f(index, value) for each element, in row-major order.
template <class F> void for_each_element(const Plain& array, const F& f) {
  Shape index(array.shape.size(), 0);
  for (int64_t k = 0; k < array.numel(); ++k) {
    f(index, array[k]);
    for (size_t d = index.size(); d-- > 0;) {
      if (++index[d] < array.shape[d]) break;
      index[d] = 0;
    }
  }
}
/// `index` with the entry of one dimension replaced; that of a 0-dim index becomes the only one.
inline Shape moved(Shape index, size_t dim, double to) {
  if (index.empty()) index.push_back(0);
  index[dim] = static_cast<int64_t>(to);
  return index;
}

}  // namespace torch::inline rushlight::test
