// MaybeOwned<T>: a T of its own, or one that belongs to somebody else, who keeps it for as long; `*m` and `m->` are the same
// for both. What Tensor::expect_contiguous returns: the tensor itself, or a contiguous copy of it.
#pragma once

#include <optional>
#include <utility>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

template <class T> class MaybeOwned {
 public:
  MaybeOwned() = default;
  static MaybeOwned borrowed(const T& value) {
    MaybeOwned result;
    result.borrowed_ = &value;
    return result;
  }
  static MaybeOwned owned(T&& value) { return owned(std::in_place, std::move(value)); }
  template <class... Args> static MaybeOwned owned(std::in_place_t, Args&&... args) {
    MaybeOwned result;
    result.own_.emplace(std::forward<Args>(args)...);
    return result;
  }

  bool unsafeIsBorrowed() const { return !own_; }
  const T& operator*() const& { return own_ ? *own_ : *borrowed_; }
  /// Gives away what it owns; what is borrowed is copied.
  T operator*() && { return own_ ? T(std::move(*own_)) : T(*borrowed_); }
  const T* operator->() const { return own_ ? &*own_ : borrowed_; }

 private:
  const T* borrowed_ = nullptr;
  std::optional<T> own_;
};

inline MaybeOwned<Tensor> Tensor::expect_contiguous(MemoryFormat format) const& {
  return is_contiguous(format) ? MaybeOwned<Tensor>::borrowed(*this)
                               : MaybeOwned<Tensor>::owned(contiguous(format));
}

}  // namespace torch::inline rushlight
