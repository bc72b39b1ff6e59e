// c10::make_scope_exit: calls a function at the end of the scope.
#pragma once

#include <type_traits>
#include <utility>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class F> class scope_exit {
 public:
  explicit scope_exit(F f) : f_(std::move(f)) {}
  scope_exit(scope_exit&& o) noexcept : f_(std::move(o.f_)), on_(std::exchange(o.on_, false)) {}
  scope_exit(const scope_exit&) = delete;
  scope_exit& operator=(const scope_exit&) = delete;
  ~scope_exit() {
    if (on_) f_();
  }
  void release() { on_ = false; }

 private:
  F f_;
  bool on_ = true;
};
template <class F> scope_exit<std::decay_t<F>> make_scope_exit(F&& f) {
  return scope_exit<std::decay_t<F>>(std::forward<F>(f));
}

}  // namespace torch::inline rushlight
