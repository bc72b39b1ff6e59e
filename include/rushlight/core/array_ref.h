// ArrayRef<T>: a borrowed, read-only run of elements, the type of every `sizes`, `dims` and `strides` argument.
// It owns nothing, so it must not outlive the full expression or the container it was made from.
// Next: small_vector.h, the owner used for shapes inside the library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

namespace detail {
[[noreturn, gnu::cold]] RUSHLIGHT_API void fail_element(const char* what, size_t index, size_t size);
[[noreturn, gnu::cold]] RUSHLIGHT_API void fail_slice(size_t first, size_t count, size_t size);
}

template <class T> class ArrayRef {
 public:
  using value_type = T;
  using iterator = const T*;
  using const_iterator = const T*;
  using reverse_iterator = std::reverse_iterator<const T*>;
  using size_type = size_t;

  constexpr ArrayRef() = default;
  constexpr ArrayRef(std::nullopt_t) {}
  constexpr ArrayRef(const T& one) : data_(&one), size_(1) {}
  constexpr ArrayRef(const T* data, size_t size) : data_(data), size_(size) {}
  constexpr ArrayRef(const T* begin, const T* end) : data_(begin), size_(static_cast<size_t>(end - begin)) {}
  template <class A> ArrayRef(const std::vector<T, A>& v) : data_(v.data()), size_(v.size()) {}
  template <size_t N> constexpr ArrayRef(const std::array<T, N>& v) : data_(v.data()), size_(N) {}
  /// Any other container of consecutive T, std::span for one.
  template <class C>
  requires(std::is_same_v<decltype(std::declval<const C&>().data()), const T*> ||
           std::is_same_v<decltype(std::declval<const C&>().data()), T*>) constexpr ArrayRef(const C& v)
      : data_(v.data()), size_(v.size()) {}
  template <size_t N> constexpr ArrayRef(const T (&v)[N]) : data_(v), size_(N) {}
  constexpr ArrayRef(const std::initializer_list<T>& v) : ArrayRef(v.begin(), v.size()) {}

  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr const T* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T* cbegin() const { return begin(); }
  constexpr const T* cend() const { return end(); }
  constexpr reverse_iterator rbegin() const { return reverse_iterator(end()); }
  constexpr reverse_iterator rend() const { return reverse_iterator(begin()); }
  constexpr const T& operator[](size_t i) const { return data_[i]; }
  // These check.
  constexpr const T& front() const { return checked("front", 0); }
  constexpr const T& back() const { return checked("back", size_ - 1); }
  constexpr const T& at(size_t i) const { return checked("at", i); }
  template <class Accepts> constexpr bool allMatch(const Accepts& accepts) const {
    for (const T& v : *this)
      if (!accepts(v)) return false;
    return true;
  }
  constexpr ArrayRef slice(size_t first, size_t count) const {
    if (first > size_ || count > size_ - first) [[unlikely]]
      detail::fail_slice(first, count, size_);
    return {data_ + first, count};
  }
  constexpr ArrayRef slice(size_t first) const { return slice(first, first > size_ ? 0 : size_ - first); }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }

  constexpr bool equals(ArrayRef other) const {
    if (size_ != other.size_) return false;
    for (size_t i = 0; i < size_; ++i)
      if (!(data_[i] == other.data_[i])) return false;
    return true;
  }
  friend constexpr bool operator==(ArrayRef a, ArrayRef b) { return a.equals(b); }

 private:
  constexpr const T& checked(const char* what, size_t i) const {
    if (i >= size_) [[unlikely]]
      detail::fail_element(what, i, size_);
    return data_[i];
  }

  const T* data_ = nullptr;
  size_t size_ = 0;
};

template <class C> ArrayRef(const C&) -> ArrayRef<typename C::value_type>;

template <class T> bool operator==(const std::vector<T>& a, ArrayRef<T> b) {
  return ArrayRef<T>(a).equals(b);
}
template <class T> bool operator==(ArrayRef<T> a, const std::vector<T>& b) {
  return a.equals(ArrayRef<T>(b));
}

using IntArrayRef = ArrayRef<int64_t>;

/// An ArrayRef or nothing; "nothing" means all dimensions wherever a `dim` argument has this type.
template <class T> class OptionalArrayRef {
 public:
  constexpr OptionalArrayRef() = default;
  constexpr OptionalArrayRef(std::nullopt_t) {}
  constexpr OptionalArrayRef(ArrayRef<T> v) : value_(v), has_(true) {}
  constexpr OptionalArrayRef(const T& one) : value_(one), has_(true) {}
  OptionalArrayRef(const std::vector<T>& v) : value_(v), has_(true) {}
  constexpr OptionalArrayRef(const std::initializer_list<T>& v) : value_(v), has_(true) {}
  constexpr bool has_value() const { return has_; }
  constexpr explicit operator bool() const { return has_; }
  constexpr ArrayRef<T> value() const { return value_; }
  constexpr ArrayRef<T> operator*() const { return value_; }
  constexpr const ArrayRef<T>* operator->() const { return &value_; }

 private:
  ArrayRef<T> value_;
  bool has_ = false;
};
using OptionalIntArrayRef = OptionalArrayRef<int64_t>;

using std::nullopt;
using std::optional;

}  // namespace torch::inline rushlight
