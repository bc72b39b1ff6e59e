// Sums and products of a container's integers, in 64 bits.
#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <numeric>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class It> int64_t sum_integers(It begin, It end) { return std::accumulate(begin, end, int64_t{0}); }
template <class C> int64_t sum_integers(const C& values) {
  return sum_integers(values.begin(), values.end());
}
template <class It> int64_t multiply_integers(It begin, It end) {
  return std::accumulate(begin, end, int64_t{1}, std::multiplies<>());
}
template <class C> int64_t multiply_integers(const C& values) {
  return multiply_integers(values.begin(), values.end());
}
/// The number of elements that the sizes from dimension k on make, and those before k.
template <class C> int64_t numelements_from_dim(int k, const C& sizes) {
  if (k > static_cast<int>(sizes.size())) return 1;
  return multiply_integers(std::next(sizes.begin(), k), sizes.end());
}
template <class C> int64_t numelements_to_dim(int k, const C& sizes) {
  return multiply_integers(sizes.begin(), std::next(sizes.begin(), k));
}

}  // namespace torch::inline rushlight
