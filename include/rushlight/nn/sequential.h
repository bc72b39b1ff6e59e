// Sequential: modules that are called one after the other, each with the result of the one before.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "rushlight/nn/any.h"
#include "rushlight/nn/cloneable.h"

namespace torch::inline rushlight {
namespace nn {

class RUSHLIGHT_API SequentialImpl : public Cloneable<SequentialImpl> {
 public:
  using Iterator = std::vector<AnyModule>::iterator;
  using ConstIterator = std::vector<AnyModule>::const_iterator;

  SequentialImpl();
  ~SequentialImpl() override;
  /// Modules in the order of the call, named "0", "1", ...
  template <class... Modules>
  requires(
      sizeof...(Modules) > 1 ||
      !(... ||
        std::is_same_v<std::decay_t<Modules>, SequentialImpl>)) explicit SequentialImpl(Modules&&... modules)
      : SequentialImpl() {
    modules_.reserve(sizeof...(Modules));
    (push_back(std::forward<Modules>(modules)), ...);
  }
  explicit SequentialImpl(OrderedDict<std::string, AnyModule>&& modules);
  explicit SequentialImpl(std::initializer_list<NamedAnyModule> modules);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  /// Result of the last module; the inputs go to the first one. An error when a module gets or gives another type.
  template <class R = Tensor, class... Inputs> R forward(Inputs&&... inputs) {
    RUSHLIGHT_CHECK(!is_empty(), "Sequential: expected at least one module for forward(), got none");
    auto it = modules_.begin();
    AnyValue value = it->any_forward(std::forward<Inputs>(inputs)...);
    for (++it; it != modules_.end(); ++it) value = it->any_forward(std::move(value));
    R* result = value.template try_get<R>();
    RUSHLIGHT_CHECK(result, "Sequential: expected a result of type ", detail::type_name(typeid(R)), ", got ",
                    detail::type_name(value.type_info()));
    return std::move(*result);
  }

  void push_back(AnyModule module) { push_back(std::to_string(size()), std::move(module)); }
  void push_back(std::string name, AnyModule module);
  template <class M>
  requires(!std::is_same_v<std::decay_t<M>, AnyModule>) void push_back(M&& module) {
    push_back(AnyModule(std::forward<M>(module)));
  }
  template <class M>
  requires(!std::is_same_v<std::decay_t<M>, AnyModule>) void push_back(std::string name, M&& module) {
    push_back(std::move(name), AnyModule(std::forward<M>(module)));
  }
  /// Adds every module of a container.
  template <class Container> void extend(const Container& container) {
    for (const auto& module : container) push_back(module);
  }

  Iterator begin() { return modules_.begin(); }
  ConstIterator begin() const { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

  /// A module as its class; an error when it is of another.
  template <class M> M& at(size_t index) { return checked(index).get<M>(); }
  template <class M> const M& at(size_t index) const { return checked(index).get<M>(); }
  std::shared_ptr<Module> ptr(size_t index) const { return checked(index).ptr(); }
  template <class M> std::shared_ptr<M> ptr(size_t index) const { return checked(index).ptr<M>(); }
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }

 private:
  const AnyModule& checked(size_t index) const;
  std::vector<AnyModule> modules_;
};

class Sequential : public ModuleHolder<SequentialImpl> {
 public:
  using ModuleHolder<SequentialImpl>::ModuleHolder;
  using Impl [[maybe_unused]] = SequentialImpl;
  Sequential() = default;
  /// Modules with names of their own: `Sequential({{"fc", Linear(3, 4)}, {"act", ReLU()}})`.
  Sequential(std::initializer_list<NamedAnyModule> modules);
};

}  // namespace nn
}  // namespace torch::inline rushlight
