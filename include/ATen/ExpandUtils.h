// Shapes that broadcast against each other.
#pragma once

#include <algorithm>
#include <vector>

#include "rushlight/core/error.h"
#include "rushlight/core/tensor.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// Whether the shapes broadcast: counted from the end, sizes are equal or one of them is 1.
inline bool are_expandable(IntArrayRef a, IntArrayRef b) {
  for (size_t i = 1; i <= std::min(a.size(), b.size()); ++i) {
    const int64_t x = a[a.size() - i], y = b[b.size() - i];
    if (x != y && x != 1 && y != 1) return false;
  }
  return true;
}

/// The shape that the two broadcast to.
inline std::vector<int64_t> infer_size(IntArrayRef a, IntArrayRef b) {
  RUSHLIGHT_CHECK(are_expandable(a, b), "infer_size: expected shapes that broadcast, got ", a, " and ", b);
  const IntArrayRef wide = a.size() >= b.size() ? a : b, other = a.size() >= b.size() ? b : a;
  std::vector<int64_t> sizes = wide.vec();
  for (size_t i = 1; i <= other.size(); ++i)
    if (int64_t& size = sizes[sizes.size() - i]; size == 1) size = other[other.size() - i];
  return sizes;
}

/// Whether a tensor of `shape` can be expanded to `desired`.
inline bool is_expandable_to(IntArrayRef shape, IntArrayRef desired) {
  return shape.size() <= desired.size() && are_expandable(shape, desired) &&
         IntArrayRef(infer_size(shape, desired)) == desired;
}

/// Sums over the dimensions in which `tensor` was broadcast from `shape`.
inline Tensor sum_to(const Tensor& tensor, IntArrayRef shape, bool always_return_non_view = false) {
  const Tensor sum = tensor.sum_to_size(shape);
  return always_return_non_view && sum.is_alias_of(tensor) ? sum.clone() : sum;
}

}  // namespace torch::inline rushlight
