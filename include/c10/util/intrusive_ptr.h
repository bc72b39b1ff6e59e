// intrusive_ptr<T>: a counted pointer to an object that derives from intrusive_ptr_target and so carries its own counts;
// weak_intrusive_ptr<T> does not keep the object alive. make_intrusive<T>(...) makes one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class T> class intrusive_ptr;
template <class T> class weak_intrusive_ptr;

/// Base of what intrusive_ptr counts.
class intrusive_ptr_target {
 public:
  intrusive_ptr_target() = default;
  // A copy is another object, with counts of its own.
  intrusive_ptr_target(const intrusive_ptr_target&) noexcept {}
  intrusive_ptr_target& operator=(const intrusive_ptr_target&) noexcept { return *this; }

 protected:
  virtual ~intrusive_ptr_target() = default;
  /// Called when the last intrusive_ptr is gone while weak ones are left: the place to let go of large things.
  virtual void release_resources() {}

 private:
  template <class T> friend class intrusive_ptr;
  template <class T> friend class weak_intrusive_ptr;

  void add_strong() const { strong_.fetch_add(1, std::memory_order_relaxed); }
  void add_weak() const { weak_.fetch_add(1, std::memory_order_relaxed); }
  /// A strong reference unless the last one is gone.
  bool add_strong_unless_gone() const {
    uint32_t n = strong_.load(std::memory_order_relaxed);
    while (n != 0)
      if (strong_.compare_exchange_weak(n, n + 1, std::memory_order_acq_rel)) return true;
    return false;
  }
  void drop_strong() const {
    if (strong_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (weak_.load(std::memory_order_acquire) != 1)
      const_cast<intrusive_ptr_target*>(this)->release_resources();
    drop_weak();
  }
  void drop_weak() const {
    if (weak_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  mutable std::atomic<uint32_t> strong_{0};
  mutable std::atomic<uint32_t> weak_{1};  // one for all strong references together
};

template <class T> class intrusive_ptr {
 public:
  using element_type = T;

  intrusive_ptr() noexcept = default;
  intrusive_ptr(std::nullptr_t) noexcept {}
  explicit intrusive_ptr(std::unique_ptr<T> fresh) noexcept : intrusive_ptr(of(fresh.release())) {}
  intrusive_ptr(const intrusive_ptr& o) noexcept : p_(o.p_) {
    if (p_) p_->add_strong();
  }
  intrusive_ptr(intrusive_ptr&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  template <class U>
  requires std::is_convertible_v<U*, T*> intrusive_ptr(intrusive_ptr<U> o)
  noexcept : p_(o.release()) {}
  intrusive_ptr& operator=(intrusive_ptr o) noexcept {
    swap(o);
    return *this;
  }
  ~intrusive_ptr() {
    if (p_) p_->drop_strong();
  }

  /// A pointer to a new T.
  template <class... Args> static intrusive_ptr make(Args&&... args) {
    return of(new T(std::forward<Args>(args)...));
  }
  /// Takes over a reference that release() gave away.
  static intrusive_ptr reclaim(T* p) noexcept {
    intrusive_ptr result;
    result.p_ = p;
    return result;
  }
  T* release() noexcept { return std::exchange(p_, nullptr); }
  void reset() noexcept { *this = nullptr; }
  void swap(intrusive_ptr& o) noexcept { std::swap(p_, o.p_); }

  T* get() const noexcept { return p_; }
  T& operator*() const noexcept { return *p_; }
  T* operator->() const noexcept { return p_; }
  explicit operator bool() const noexcept { return p_ != nullptr; }
  bool defined() const noexcept { return p_ != nullptr; }
  uint32_t use_count() const noexcept { return p_ ? p_->strong_.load(std::memory_order_acquire) : 0; }
  uint32_t weak_use_count() const noexcept { return p_ ? p_->weak_.load(std::memory_order_acquire) : 0; }
  bool unique() const noexcept { return use_count() == 1; }
  friend bool operator==(const intrusive_ptr& a, const intrusive_ptr& b) noexcept { return a.p_ == b.p_; }
  friend bool operator==(const intrusive_ptr& a, std::nullptr_t) noexcept { return !a.p_; }
  friend bool operator<(const intrusive_ptr& a, const intrusive_ptr& b) noexcept { return a.p_ < b.p_; }

 private:
  friend class weak_intrusive_ptr<T>;
  static intrusive_ptr of(T* fresh) noexcept {
    if (fresh) fresh->add_strong();
    return reclaim(fresh);
  }

  T* p_ = nullptr;
};

template <class T> class weak_intrusive_ptr {
 public:
  weak_intrusive_ptr(const intrusive_ptr<T>& strong) noexcept : p_(strong.p_) {
    if (p_) p_->add_weak();
  }
  weak_intrusive_ptr(const weak_intrusive_ptr& o) noexcept : p_(o.p_) {
    if (p_) p_->add_weak();
  }
  weak_intrusive_ptr(weak_intrusive_ptr&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  weak_intrusive_ptr& operator=(weak_intrusive_ptr o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~weak_intrusive_ptr() {
    if (p_) p_->drop_weak();
  }
  /// The object while it lives, else null.
  intrusive_ptr<T> lock() const noexcept {
    return p_ && p_->add_strong_unless_gone() ? intrusive_ptr<T>::reclaim(p_) : intrusive_ptr<T>();
  }
  uint32_t use_count() const noexcept { return p_ ? p_->strong_.load(std::memory_order_acquire) : 0; }
  bool expired() const noexcept { return use_count() == 0; }
  void reset() noexcept { *this = weak_intrusive_ptr(intrusive_ptr<T>()); }

 private:
  T* p_;
};

/// A new T with its counted pointer.
template <class T, class... Args> intrusive_ptr<T> make_intrusive(Args&&... args) {
  return intrusive_ptr<T>::make(std::forward<Args>(args)...);
}

}  // namespace torch::inline rushlight

namespace torch {
using CustomClassHolder = rushlight::intrusive_ptr_target;
}

template <class T> struct std::hash<rushlight::intrusive_ptr<T>> {
  size_t operator()(const rushlight::intrusive_ptr<T>& p) const noexcept { return std::hash<T*>()(p.get()); }
};
