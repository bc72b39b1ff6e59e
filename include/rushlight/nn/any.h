// AnyModule: a module of any class behind one call, whose argument and result types are checked when it runs. It keeps
// the shared pointer and one function that knows the class; Sequential (sequential.h) is a vector of these.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "rushlight/core/tensor.h"
#include "rushlight/nn/module.h"

namespace torch::inline rushlight {
namespace nn {

class AnyModule {
 public:
  AnyModule() = default;
  template <class M>
  requires detail::is_module_v<M>
  explicit AnyModule(std::shared_ptr<M> module)
      : module_(module), call_(caller<M>(&M::forward)), type_(&typeid(M)) {}
  template <class M>
  requires detail::is_module_v<M>
  explicit AnyModule(M&& module) : AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(module))) {}
  template <class M> explicit AnyModule(const ModuleHolder<M>& holder) : AnyModule(holder.ptr()) {}
  template <class M> AnyModule& operator=(std::shared_ptr<M> module) {
    return *this = AnyModule(std::move(module));
  }

  /// A deep copy of the module (copying an AnyModule shares it).
  AnyModule clone(std::optional<Device> device = std::nullopt) const {
    AnyModule copy = *this;
    if (module_) copy.module_ = module_->clone(device);
    return copy;
  }
  /// Calls forward(); an error when number or types of the arguments are not exactly those it takes.
  template <class... Args> AnyValue any_forward(Args&&... args) {
    check("forward");
    if constexpr (sizeof...(Args) == 0) {
      return call_(*module_, nullptr, 0);
    } else {
      AnyValue values[] = {AnyValue(std::forward<Args>(args))...};
      return call_(*module_, values, sizeof...(Args));
    }
  }
  template <class R = Tensor, class... Args> R forward(Args&&... args) {
    return any_forward(std::forward<Args>(args)...).template get<R>();
  }

  /// The module as its own class; an error when it is of another.
  template <class M>
  requires detail::is_module_v<M> M& get() const {
    check("get");
    RUSHLIGHT_CHECK(typeid(M) == *type_, "AnyModule: expected the type ", detail::type_name(*type_), ", got ",
                    detail::type_name(typeid(M)));
    return static_cast<M&>(*module_);
  }
  template <class Holder>
  requires detail::is_holder_v<Holder> Holder get()
  const { return Holder(ptr<typename Holder::ContainedType>()); }
  std::shared_ptr<Module> ptr() const {
    check("ptr");
    return module_;
  }
  template <class M>
  requires detail::is_module_v<M> std::shared_ptr<M> ptr()
  const {
    get<M>();
    return std::static_pointer_cast<M>(module_);
  }
  const std::type_info& type_info() const {
    check("type_info");
    return *type_;
  }
  bool is_empty() const noexcept { return module_ == nullptr; }

 private:
  using Call = AnyValue (*)(Module& module, AnyValue* args, size_t count);

  void check(const char* what) const {
    RUSHLIGHT_CHECK(module_, "AnyModule: expected a module for ", what, "(), got an empty AnyModule");
  }

  template <class T> static T&& argument(AnyValue* args, size_t i) {
    T* value = args[i].template try_get<T>();
    RUSHLIGHT_CHECK(value, "forward: expected argument ", i, " of type ", detail::type_name(typeid(T)),
                    ", got ", detail::type_name(args[i].type_info()));
    return std::move(*value);
  }
  template <class M, class... Args, size_t... I>
  static AnyValue invoke(M& module, AnyValue* args, std::index_sequence<I...>) {
    return AnyValue(module.forward(argument<std::decay_t<Args>>(args, I)...));
  }
  // Completes `args` with the defaults that the module gives for its last arguments.
  RUSHLIGHT_API static std::vector<AnyValue> complete(Module& module, AnyValue* args, size_t count,
                                                      size_t wanted);

  template <class M, class R, class C, class... Args> static Call caller(R (C::*)(Args...)) {
    static_assert(
        !(... || (std::is_lvalue_reference_v<Args> && !std::is_const_v<std::remove_reference_t<Args>>)),
        "A module inside AnyModule must not take references; use pointers");
    static_assert(!std::is_void_v<R>, "A module inside AnyModule must return something");
    return [](Module& base, AnyValue* args, size_t count) -> AnyValue {
      constexpr auto kPlaces = std::index_sequence_for<Args...>();
      M& module = static_cast<M&>(base);
      if (count == sizeof...(Args)) [[likely]]
        return invoke<M, Args...>(module, args, kPlaces);
      auto all = complete(base, args, count, sizeof...(Args));
      return invoke<M, Args...>(module, all.data(), kPlaces);
    };
  }
  template <class M, class R, class C, class... Args> static Call caller(R (C::*)(Args...) const) {
    return caller<M>(static_cast<R (C::*)(Args...)>(nullptr));
  }

  std::shared_ptr<Module> module_;
  Call call_ = nullptr;
  const std::type_info* type_ = nullptr;
};

/// A module with the name under which a Sequential registers it.
class NamedAnyModule {
 public:
  NamedAnyModule(std::string name, AnyModule module) : name_(std::move(name)), module_(std::move(module)) {}
  template <class M>
  requires(!std::is_same_v<std::decay_t<M>, AnyModule>) NamedAnyModule(std::string name, M&& module)
      : NamedAnyModule(std::move(name), AnyModule(std::forward<M>(module))) {}

  const std::string& name() const noexcept { return name_; }
  AnyModule& module() noexcept { return module_; }
  const AnyModule& module() const noexcept { return module_; }

 private:
  std::string name_;
  AnyModule module_;
};

}  // namespace nn
}  // namespace torch::inline rushlight
