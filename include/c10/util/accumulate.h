// Sums and products of a container's integers, in 64 bits.
#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <numeric>
#include <type_traits>

#include "rushlight/core/sym_int.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class It> int64_t sum_integers(It begin, It end) { return std::accumulate(begin, end, int64_t{0}); }
template <class C> int64_t sum_integers(const C& values) {
  return sum_integers(values.begin(), values.end());
}
/// The type of the result: SymInt for SymInts.
template <class T> using Accumulated = std::conditional_t<std::is_same_v<T, SymInt>, SymInt, int64_t>;
template <class It> auto multiply_integers(It begin, It end) {
  using Result = Accumulated<typename std::iterator_traits<It>::value_type>;
  return std::accumulate(begin, end, Result(1), std::multiplies<>());
}
template <class C> auto multiply_integers(const C& values) {
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
