// Callback<R(Args...)>: any callable (a lambda, a function, a std::function) behind one pointer. It stands in for
// std::function in the headers that every program reads, because <functional> alone costs as much as all of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "rushlight/core/intrusive_ptr.h"

namespace torch::inline rushlight {

template <class Signature> class Callback;

/// A callable that may be empty. Copies share it, and with it any state that it changes.
template <class R, class... Args> class Callback<R(Args...)> {
 public:
  Callback() = default;
  Callback(std::nullptr_t) {}
  template <class F>
  requires(!std::is_same_v<std::decay_t<F>, Callback> && std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
      Callback(F&& function) {
    using Stored = std::decay_t<F>;
    if constexpr (requires(const Stored& given) { given == nullptr; }) {
      const Stored& given = function;
      if (given == nullptr) return;  // an empty function of another kind makes an empty callback
    }
    target_ = IntrusivePtr<Target>::adopt(new Holder<Stored>(std::forward<F>(function)));
  }

  R operator()(Args... args) const { return target_->call(*target_, std::forward<Args>(args)...); }
  explicit operator bool() const noexcept { return static_cast<bool>(target_); }

 private:
  struct Target {
    std::atomic<uint32_t> refs{1};
    R (*call)(Target& self, Args... args);
    void (*destroy)(Target* self) noexcept;
    friend void release_last(Target* target) noexcept { target->destroy(target); }
  };
  template <class F> struct Holder : Target {
    template <class From> explicit Holder(From&& from) : function(std::forward<From>(from)) {
      this->call = [](Target& self, Args... args) -> R {
        return static_cast<R>(static_cast<Holder&>(self).function(std::forward<Args>(args)...));
      };
      this->destroy = [](Target* self) noexcept { delete static_cast<Holder*>(self); };
    }
    F function;
  };

  IntrusivePtr<Target> target_;
};

}  // namespace torch::inline rushlight
