// ExpandingArray<D>: D numbers that may be given as one, `Conv2dOptions(3, 8, 5)` as well as `Conv2dOptions(3, 8, {5, 3})`.
#pragma once

#include <array>
#include <iosfwd>
#include <optional>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/error.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

template <size_t D, class T = int64_t> class ExpandingArray {
 public:
  ExpandingArray(std::initializer_list<T> list) : ExpandingArray(ArrayRef<T>(list.begin(), list.size())) {}
  ExpandingArray(const std::vector<T>& values) : ExpandingArray(ArrayRef<T>(values)) {}
  ExpandingArray(ArrayRef<T> values) {
    RUSHLIGHT_CHECK(values.size() == D, "ExpandingArray: expected ", D, " values, got ", values.size());
    for (size_t i = 0; i < D; ++i) values_[i] = values[i];
  }
  ExpandingArray(T one) { values_.fill(one); }
  ExpandingArray(const std::array<T, D>& values) : values_(values) {}

  std::array<T, D>& operator*() { return values_; }
  const std::array<T, D>& operator*() const { return values_; }
  std::array<T, D>* operator->() { return &values_; }
  const std::array<T, D>* operator->() const { return &values_; }
  operator ArrayRef<T>() const { return values_; }
  size_t size() const noexcept { return D; }

 protected:
  ExpandingArray() = default;
  std::array<T, D> values_{};
};

/// Like ExpandingArray, where an element may be left open: nullopt means "as the input has it".
template <size_t D, class T = int64_t>
class ExpandingArrayWithOptionalElem : public ExpandingArray<D, std::optional<T>> {
 public:
  using ExpandingArray<D, std::optional<T>>::ExpandingArray;
  ExpandingArrayWithOptionalElem(std::initializer_list<T> list)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(list.begin(), list.size())) {}
  ExpandingArrayWithOptionalElem(const std::vector<T>& values)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(values)) {}
  ExpandingArrayWithOptionalElem(ArrayRef<T> values) {
    RUSHLIGHT_CHECK(values.size() == D, "ExpandingArray: expected ", D, " values, got ", values.size());
    for (size_t i = 0; i < D; ++i) this->values_[i] = values[i];
  }
  ExpandingArrayWithOptionalElem(T one) { this->values_.fill(one); }
  ExpandingArrayWithOptionalElem(const std::array<T, D>& values)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(values)) {}
};

namespace detail {
RUSHLIGHT_API std::ostream& print_values(std::ostream& stream, ArrayRef<int64_t> values);
RUSHLIGHT_API std::ostream& print_values(std::ostream& stream, ArrayRef<double> values);
RUSHLIGHT_API std::ostream& print_values(std::ostream& stream, ArrayRef<std::optional<int64_t>> values);
}  // namespace detail

/// Writes one value as "3", several as "[3, 5]", an open one as "None".
template <size_t D, class T>
std::ostream& operator<<(std::ostream& stream, const ExpandingArray<D, T>& values) {
  return detail::print_values(stream, ArrayRef<T>(*values));
}
template <size_t D, class T>
std::ostream& operator<<(std::ostream& stream, const ExpandingArrayWithOptionalElem<D, T>& values) {
  return detail::print_values(stream, ArrayRef<std::optional<T>>(*values));
}

}  // namespace torch::inline rushlight
