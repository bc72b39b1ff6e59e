// c10::irange: the integers from 0 (or a start) up to an end, for range-based for loops.
#pragma once

#include <type_traits>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// The integers of [begin, end).
template <class T> class IntegerRange {
 public:
  struct Iterator {
    T value;
    T operator*() const { return value; }
    Iterator& operator++() {
      ++value;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return value < other.value; }
  };
  constexpr IntegerRange(T begin, T end) : begin_(begin), end_(end) {}
  constexpr Iterator begin() const { return {begin_}; }
  constexpr Iterator end() const { return {end_}; }

 private:
  T begin_, end_;
};

template <class T>
requires std::is_integral_v<T>
constexpr IntegerRange<T> irange(T end) { return {T(0), end}; }
template <class A, class B>
requires(std::is_integral_v<A>&& std::is_integral_v<B>) constexpr IntegerRange<B> irange(A begin, B end) {
  return {static_cast<B>(begin), end};
}

}  // namespace torch::inline rushlight
