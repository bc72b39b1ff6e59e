// ModuleHolder: a shared pointer to a module that is made together with it, `Linear fc(3, 4); fc->forward(x);`.
// TORCH_MODULE(Linear) declares the holder `Linear` for the class `LinearImpl`.
#pragma once

#include <iosfwd>
#include <memory>
#include <type_traits>
#include <utility>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace nn {

class Module;

namespace detail {

struct ModuleHolderIndicator {};

/// Takes over a new module. All holders share this one: a shared_ptr made from each class would cost every program that
/// includes the layers compile time, and again where it uses them.
RUSHLIGHT_API std::shared_ptr<Module> take_over(Module* module);

template <class T>
inline constexpr bool is_holder_v = std::is_base_of_v<ModuleHolderIndicator, std::decay_t<T>>;
template <class T> inline constexpr bool is_module_v = std::is_base_of_v<Module, std::decay_t<T>>;

template <class T, bool = is_holder_v<T>> struct Contained { using type = T; };
template <class T> struct Contained<T, true> { using type = typename T::ContainedType; };
// LinearImpl for both Linear and LinearImpl.
template <class T> using contained_t = typename Contained<T>::type;

// True for the one argument of a copy or move of a holder, or of a holder derived from it.
template <class Head, class C, bool = is_holder_v<Head>> inline constexpr bool is_holder_of_v = false;
template <class Head, class C>
inline constexpr bool is_holder_of_v<Head, C, true> = std::is_same_v<contained_t<std::decay_t<Head>>, C>;

}  // namespace detail

template <class C> class ModuleHolder : detail::ModuleHolderIndicator {
 protected:
  std::shared_ptr<Module>
      impl_;  // always a C: one class of pointer for all holders keeps the headers quick to read

 public:
  using ContainedType = C;

  /// Makes the module with its default constructor.
  ModuleHolder() {
    static_assert(
        std::is_default_constructible_v<C>,
        "This module has no default constructor; start it empty (`Linear fc{nullptr};`) or give arguments");
    if constexpr (std::is_default_constructible_v<C>) impl_ = detail::take_over(new C());
  }
  /// An empty holder; using it is an error until a module is assigned.
  ModuleHolder(std::nullptr_t) {}
  /// Makes the module from arguments of its constructor.
  template <class Head, class... Tail>
  requires(!(detail::is_holder_of_v<Head, C> && sizeof...(Tail) == 0)) explicit ModuleHolder(Head&& head,
                                                                                             Tail&&... tail)
      : impl_(detail::take_over(new C(std::forward<Head>(head), std::forward<Tail>(tail)...))) {}
  ModuleHolder(std::shared_ptr<C> module) : impl_(std::move(module)) {}

  explicit operator bool() const noexcept { return !is_empty(); }
  bool is_empty() const noexcept { return impl_ == nullptr; }
  C* operator->() { return get(); }
  const C* operator->() const { return get(); }
  C& operator*() { return *get(); }
  const C& operator*() const { return *get(); }
  std::shared_ptr<C> ptr() const {
    check();
    return std::static_pointer_cast<C>(impl_);
  }
  C* get() {
    check();
    return static_cast<C*>(impl_.get());
  }
  const C* get() const {
    check();
    return static_cast<const C*>(impl_.get());
  }
  /// Calls forward() of the module.
  template <class... Args, class M = C>
  auto operator()(Args&&... args) -> decltype(std::declval<M&>().forward(std::forward<Args>(args)...)) {
    return get()->forward(std::forward<Args>(args)...);
  }
  template <class Arg> auto operator[](Arg&& arg) { return (*get())[std::forward<Arg>(arg)]; }

 private:
  void check() const { RUSHLIGHT_CHECK(impl_, "ModuleHolder: expected a module, got an empty holder"); }
};

template <class M> std::ostream& operator<<(std::ostream& stream, const ModuleHolder<M>& module) {
  return stream << *module;
}

}  // namespace nn
}  // namespace torch::inline rushlight

/// Declares the holder `Name` for the module class `ImplType`.
#define TORCH_MODULE_IMPL(Name, ImplType)                        \
  class Name : public ::rushlight::nn::ModuleHolder<ImplType> {  \
   public:                                                       \
    using ::rushlight::nn::ModuleHolder<ImplType>::ModuleHolder; \
    using Impl [[maybe_unused]] = ImplType;                      \
  }

/// Declares the holder `Name` for the module class `NameImpl`.
#define TORCH_MODULE(Name) TORCH_MODULE_IMPL(Name, Name##Impl)
