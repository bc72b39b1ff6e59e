// List<T>: a list that is shared, not copied, when it is assigned, as c10::List is. Next: dict.h, ivalue.h.
#pragma once

#include <initializer_list>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/core/array_ref.h"

namespace torch::inline rushlight {

/// Names the type of the elements when an empty list or dictionary is made; it is accepted and ignored, as elements know
/// what they are. `c10::AnyType::get()` and its like in LibTorch programs.
struct ElementType {
  static ElementType get() { return {}; }
};
using AnyType = ElementType;
using TensorType = ElementType;
using StringType = ElementType;
using IntType = ElementType;
using FloatType = ElementType;
using BoolType = ElementType;

/// A handle to a sequence; copies of the handle show the same sequence.
template <class T> class List {
 public:
  using value_type = T;
  using size_type = size_t;
  using iterator = typename std::vector<T>::iterator;

  List() : values_(std::make_shared<std::vector<T>>()) {}
  explicit List(ElementType) : List() {}
  List(std::initializer_list<T> values) : List(std::vector<T>(values)) {}
  explicit List(ArrayRef<T> values) : List(values.vec()) {}
  explicit List(std::vector<T> values) : values_(std::make_shared<std::vector<T>>(std::move(values))) {}

  size_t size() const { return values_->size(); }
  bool empty() const { return values_->empty(); }
  iterator begin() const { return values_->begin(); }
  iterator end() const { return values_->end(); }
  T get(size_t i) const { return (*values_)[checked("List", i)]; }
  decltype(auto) operator[](size_t i) const { return (*values_)[checked("List", i)]; }
  void set(size_t i, T value) const { (*values_)[checked("List", i)] = std::move(value); }
  /// Takes the value at i and leaves an empty one.
  T extract(size_t i) const { return std::exchange((*values_)[checked("List", i)], T()); }

  void push_back(T value) const { values_->push_back(std::move(value)); }
  template <class... Args> void emplace_back(Args&&... args) const {
    values_->emplace_back(std::forward<Args>(args)...);
  }
  iterator insert(iterator at, T value) const { return values_->insert(at, std::move(value)); }
  iterator erase(iterator at) const { return values_->erase(at); }
  iterator erase(iterator first, iterator last) const { return values_->erase(first, last); }
  void append(const List& other) const {
    const std::vector<T> more = *other.values_;  // a copy: the two may be one
    values_->insert(values_->end(), more.begin(), more.end());
  }
  void pop_back() const {
    checked("List", size() - 1);
    values_->pop_back();
  }
  void clear() const { values_->clear(); }
  void reserve(size_t capacity) const { values_->reserve(capacity); }
  void resize(size_t count, const T& value = T()) const { values_->resize(count, value); }

  /// A list of its own with the same values.
  List copy() const { return List(*values_); }
  std::vector<T> vec() const { return *values_; }
  /// Whether both handles show the same list.
  bool is(const List& other) const { return values_ == other.values_; }
  size_t use_count() const { return static_cast<size_t>(values_.use_count()); }
  friend bool operator==(const List& a, const List& b) { return *a.values_ == *b.values_; }

 private:
  size_t checked(const char* who, size_t i) const {
    if (i >= values_->size()) [[unlikely]]
      detail::fail_element(who, i, values_->size());
    return i;
  }

  std::shared_ptr<std::vector<T>> values_;
};

}  // namespace torch::inline rushlight
