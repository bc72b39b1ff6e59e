// ArrayRef, makeArrayRef, which deduces the type, and printing.
#pragma once

#include <ostream>
#include <type_traits>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/small_vector.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class T> ArrayRef<T> makeArrayRef(const T& one) { return one; }
template <class T> ArrayRef<T> makeArrayRef(const T* data, size_t size) { return {data, size}; }
template <class T> ArrayRef<T> makeArrayRef(const T* begin, const T* end) { return {begin, end}; }
template <class T> ArrayRef<T> makeArrayRef(const std::vector<T>& values) { return values; }
template <class T, size_t N> ArrayRef<T> makeArrayRef(const std::array<T, N>& values) { return values; }
template <class T, size_t N> ArrayRef<T> makeArrayRef(const SmallVector<T, N>& values) { return values; }
template <class T, size_t N> ArrayRef<T> makeArrayRef(const T (&values)[N]) { return ArrayRef<T>(values); }
template <class T> ArrayRef<T> makeArrayRef(ArrayRef<T> values) { return values; }

using IntList [[deprecated("use IntArrayRef")]] = IntArrayRef;

/// Writes `[a, b, c]`.
template <class T>
requires(!std::is_same_v<T, int64_t>) std::ostream& operator<<(std::ostream& out, ArrayRef<T> values) {
  out << '[';
  for (size_t i = 0; i < values.size(); ++i) out << (i ? ", " : "") << values[i];
  return out << ']';
}

}  // namespace torch::inline rushlight
