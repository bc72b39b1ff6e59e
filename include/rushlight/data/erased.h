// A value on the heap whose type only its maker knows. Batches and requests pass through the threads and queues of a
// loader in this form, so that these are compiled once, in the library. Read next: loader_core.h.
#pragma once

#include <utility>

namespace torch::inline rushlight::data::detail {

class Erased {
 public:
  Erased() = default;
  /// Takes over `value`, which `new` made.
  template <class T>
  explicit Erased(T* value) : value_(value), destroy_([](void* v) { delete static_cast<T*>(v); }) {}
  Erased(Erased&& other) noexcept : value_(std::exchange(other.value_, nullptr)), destroy_(other.destroy_) {}
  Erased& operator=(Erased&& other) noexcept {
    Erased taken(std::move(other));
    std::swap(value_, taken.value_);
    std::swap(destroy_, taken.destroy_);
    return *this;
  }
  ~Erased() {
    if (value_) destroy_(value_);
  }

  explicit operator bool() const noexcept { return value_ != nullptr; }
  void* get() const noexcept { return value_; }
  /// The value, which the caller must know the type of.
  template <class T> T& as() const noexcept { return *static_cast<T*>(value_); }

 private:
  void* value_ = nullptr;
  void (*destroy_)(void*) = nullptr;
};

}  // namespace torch::inline rushlight::data::detail
