// SmallVector<T, N>: a vector that needs no memory of its own up to N elements; T has a default and can be assigned.
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
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;
  using size_type = size_t;

  SmallVector() = default;
  explicit SmallVector(size_t count, T value = T()) { assign(count, value); }
  SmallVector(ArrayRef<T> v) { append(v.begin(), v.size()); }
  SmallVector(std::initializer_list<T> v) { append(v.begin(), v.size()); }
  template <class It>
  requires(!std::is_integral_v<It>) SmallVector(It first, It last) { append(first, last); }
  SmallVector(const SmallVector& o) { append(o.data_, o.size_); }
  SmallVector(SmallVector&& o) noexcept { steal(o); }
  SmallVector& operator=(const SmallVector& o) {
    if (this != &o) {
      clear();
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
    move_to(fresh, data_, size_);
    release();
    data_ = fresh;
    capacity_ = capacity;
  }
  void push_back(T v) {
    if (size_ == capacity_) reserve(2 * capacity_);
    data_[size_++] = std::move(v);
  }
  template <class... Args> T& emplace_back(Args&&... args) {
    push_back(T(std::forward<Args>(args)...));
    return back();
  }
  void pop_back() { shrink(size_ - 1); }
  T pop_back_val() {
    T last = std::move(back());
    pop_back();
    return last;
  }
  void resize(size_t count, T value = T()) {
    if (count < size_) return shrink(count);
    reserve(count);
    for (size_t i = size_; i < count; ++i) data_[i] = value;
    size_ = count;
  }
  void assign(size_t count, T value) {
    clear();
    resize(count, std::move(value));
  }
  void assign(std::initializer_list<T> v) {
    clear();
    append(v);
  }
  template <class It>
  requires(!std::is_integral_v<It>) void assign(It first, It last) {
    clear();
    append(first, last);
  }
  void clear() { shrink(0); }
  void append(const T* from, size_t count) {
    reserve(size_ + count);
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (count != 0) std::memcpy(static_cast<void*>(data_ + size_), from, count * sizeof(T));
    } else {
      for (size_t i = 0; i < count; ++i) data_[size_ + i] = from[i];
    }
    size_ += count;
  }
  void append(std::initializer_list<T> v) { append(v.begin(), v.size()); }
  void append(size_t count, T value) { resize(size_ + count, std::move(value)); }
  template <class It>
  requires(!std::is_integral_v<It>) void append(It first, It last) {
    for (; first != last; ++first) push_back(*first);
  }
  void swap(SmallVector& o) { std::swap(*this, o); }

  // Each returns where the first new element is, or the one behind those that went. What is inserted must not be in this
  // vector.
  T* insert(const T* at, T v) {
    T* place = open(at, 1);
    *place = std::move(v);
    return place;
  }
  T* insert(const T* at, size_t count, const T& v) {
    T* place = open(at, count);
    for (size_t i = 0; i < count; ++i) place[i] = v;
    return place;
  }
  template <class It>
  requires(!std::is_integral_v<It>) T* insert(const T* at, It first, It last) {
    T* place = open(at, static_cast<size_t>(std::distance(first, last)));
    for (T* p = place; first != last; ++first, ++p) *p = *first;
    return place;
  }
  T* insert(const T* at, std::initializer_list<T> v) { return insert(at, v.begin(), v.end()); }
  T* erase(const T* at) { return erase(at, at + 1); }
  T* erase(const T* first, const T* last) {
    T* place = data_ + (first - data_);
    if (first == last) return place;
    T* to = place;
    for (T* from = data_ + (last - data_); from != end(); ++from, ++to) *to = std::move(*from);
    shrink(static_cast<size_t>(to - data_));
    return place;
  }

  friend bool operator==(const SmallVector& a, const SmallVector& b) {
    return ArrayRef<T>(a).equals(ArrayRef<T>(b));
  }
  friend bool operator<(const SmallVector& a, const SmallVector& b) {
    for (size_t i = 0; i < a.size_ && i < b.size_; ++i)
      if (a[i] < b[i] || b[i] < a[i]) return a[i] < b[i];
    return a.size_ < b.size_;
  }

 private:
  static void move_to(T* to, T* from, size_t count) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (count != 0) std::memcpy(static_cast<void*>(to), from, count * sizeof(T));
    } else {
      for (size_t i = 0; i < count; ++i) to[i] = std::move(from[i]);
    }
  }
  // Elements past the end hold nothing.
  void shrink(size_t size) {
    if constexpr (!std::is_trivially_copyable_v<T>)
      for (size_t i = size; i < size_; ++i) data_[i] = T();
    size_ = size;
  }
  // Makes room for `count` elements at `at`, and returns where that is.
  T* open(const T* at, size_t count) {
    const size_t place = static_cast<size_t>(at - data_);
    reserve(size_ + count);
    for (size_t i = size_; i-- > place;) data_[i + count] = std::move(data_[i]);
    size_ += count;
    return data_ + place;
  }
  void release() {
    if (data_ != inline_) delete[] data_;
  }
  void steal(SmallVector& o) {
    if (o.data_ == o.inline_) {
      data_ = inline_;
      move_to(inline_, o.inline_, o.size_);
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
