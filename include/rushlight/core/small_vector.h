// SmallVector<T, N>: a vector of plain values that needs no memory of its own up to N elements.
// Shapes and strides are built in it, so working out a shape costs no allocation up to five dimensions.
#pragma once

#include <cstring>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

#include "rushlight/core/array_ref.h"

namespace torch::inline rushlight {

template <class T, size_t N> class SmallVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;
  using size_type = size_t;

  SmallVector() = default;
  explicit SmallVector(size_t count, T value = T()) { assign(count, value); }
  SmallVector(ArrayRef<T> v) { append(v.begin(), v.size()); }
  SmallVector(std::initializer_list<T> v) { append(v.begin(), v.size()); }
  template <class It> SmallVector(It first, It last) {
    for (; first != last; ++first) push_back(*first);
  }
  SmallVector(const SmallVector& o) { append(o.data_, o.size_); }
  SmallVector(SmallVector&& o) noexcept { steal(o); }
  SmallVector& operator=(const SmallVector& o) {
    if (this != &o) {
      size_ = 0;
      append(o.data_, o.size_);
    }
    return *this;
  }
  SmallVector& operator=(SmallVector&& o) noexcept {
    if (this != &o) {
      release();
      steal(o);
    }
    return *this;
  }
  ~SmallVector() { release(); }

  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  const T* cbegin() const { return data_; }
  const T* cend() const { return data_ + size_; }
  std::reverse_iterator<T*> rbegin() { return std::reverse_iterator(end()); }
  std::reverse_iterator<T*> rend() { return std::reverse_iterator(begin()); }
  size_t capacity() const { return capacity_; }
  T& front() { return data_[0]; }
  const T& front() const { return data_[0]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }
  operator ArrayRef<T>() const { return {data_, size_}; }
  std::vector<T> vec() const { return {begin(), end()}; }

  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    T* fresh = new T[capacity];
    if (size_ != 0) std::memcpy(fresh, data_, size_ * sizeof(T));
    release();
    data_ = fresh;
    capacity_ = capacity;
  }
  void push_back(T v) {
    if (size_ == capacity_) reserve(2 * capacity_);
    data_[size_++] = v;
  }
  template <class... Args> T& emplace_back(Args&&... args) {
    push_back(T(std::forward<Args>(args)...));
    return back();
  }
  void pop_back() { --size_; }
  T pop_back_val() { return data_[--size_]; }
  void resize(size_t count, T value = T()) {
    reserve(count);
    for (size_t i = size_; i < count; ++i) data_[i] = value;
    size_ = count;
  }
  void assign(size_t count, T value) {
    size_ = 0;
    resize(count, value);
  }
  void clear() { size_ = 0; }
  void append(const T* from, size_t count) {
    reserve(size_ + count);
    if (count != 0) std::memcpy(data_ + size_, from, count * sizeof(T));
    size_ += count;
  }
  void append(std::initializer_list<T> v) { append(v.begin(), v.size()); }
  void insert(size_t at, T v) {
    push_back(v);
    for (size_t i = size_ - 1; i > at; --i) data_[i] = data_[i - 1];
    data_[at] = v;
  }
  void erase(size_t at) {
    for (size_t i = at; i + 1 < size_; ++i) data_[i] = data_[i + 1];
    --size_;
  }
  friend bool operator==(const SmallVector& a, const SmallVector& b) {
    return ArrayRef<T>(a).equals(ArrayRef<T>(b));
  }

 private:
  void release() {
    if (data_ != inline_) delete[] data_;
  }
  void steal(SmallVector& o) {
    if (o.data_ == o.inline_) {
      data_ = inline_;
      if (o.size_ != 0) std::memcpy(inline_, o.inline_, o.size_ * sizeof(T));
    } else {
      data_ = o.data_;
    }
    size_ = o.size_;
    capacity_ = o.capacity_;
    o.data_ = o.inline_;
    o.size_ = 0;
    o.capacity_ = N;
  }

  T* data_ = inline_;
  size_t size_ = 0;
  size_t capacity_ = N;
  T inline_[N];
};

/// Sizes or strides of a tensor.
using DimVector = SmallVector<int64_t, 5>;

}  // namespace torch::inline rushlight
