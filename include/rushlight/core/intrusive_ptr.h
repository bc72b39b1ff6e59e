// IntrusivePtr<T>: a counted pointer to an object that carries its own count.
// T has `std::atomic<uint32_t> refs` that starts at 1 and a function `void release_last(T*)` found by lookup.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace torch::inline rushlight {

template <class T> class IntrusivePtr {
 public:
  constexpr IntrusivePtr() = default;
  constexpr IntrusivePtr(std::nullptr_t) {}
  /// Takes over a reference that the caller owns.
  static IntrusivePtr adopt(T* p) {
    IntrusivePtr r;
    r.p_ = p;
    return r;
  }
  /// Adds a reference.
  static IntrusivePtr share(T* p) {
    if (p) p->refs.fetch_add(1, std::memory_order_relaxed);
    return adopt(p);
  }
  IntrusivePtr(const IntrusivePtr& o) : p_(o.p_) {
    if (p_) p_->refs.fetch_add(1, std::memory_order_relaxed);
  }
  IntrusivePtr(IntrusivePtr&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  IntrusivePtr& operator=(const IntrusivePtr& o) {
    IntrusivePtr(o).swap(*this);
    return *this;
  }
  IntrusivePtr& operator=(IntrusivePtr&& o) noexcept {
    IntrusivePtr(std::move(o)).swap(*this);
    return *this;
  }
  ~IntrusivePtr() { drop(); }

  void reset() {
    drop();
    p_ = nullptr;
  }
  /// Gives the reference to the caller.
  T* release() { return std::exchange(p_, nullptr); }
  void swap(IntrusivePtr& o) noexcept { std::swap(p_, o.p_); }
  T* get() const { return p_; }
  T* operator->() const { return p_; }
  T& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }
  friend bool operator==(const IntrusivePtr& a, const IntrusivePtr& b) { return a.p_ == b.p_; }
  /// A sole owner sees all that former ones did to the object.
  uint32_t use_count() const { return p_ ? p_->refs.load(std::memory_order_acquire) : 0; }

 private:
  void drop() {
    if (!p_) return;
    // A sole owner cannot race with anybody: skip the locked instruction.
    if (p_->refs.load(std::memory_order_acquire) == 1 ||
        p_->refs.fetch_sub(1, std::memory_order_acq_rel) == 1)
      release_last(p_);
  }
  T* p_ = nullptr;
};

}  // namespace torch::inline rushlight
