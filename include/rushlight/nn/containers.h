// Containers that register what they hold but have no forward() of their own: ModuleList, ModuleDict, ParameterList,
// ParameterDict; and Functional, a function of one tensor as a module. Sequential is in sequential.h.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "rushlight/nn/cloneable.h"

namespace torch::inline rushlight {
namespace nn {

/// A list of modules, named "0", "1", ...
class RUSHLIGHT_API ModuleListImpl : public Cloneable<ModuleListImpl> {
 public:
  using Iterator = std::vector<std::shared_ptr<Module>>::iterator;
  using ConstIterator = std::vector<std::shared_ptr<Module>>::const_iterator;

  ModuleListImpl();
  ~ModuleListImpl() override;
  template <class... Modules>
  requires(
      sizeof...(Modules) > 1 ||
      !(... ||
        std::is_same_v<std::decay_t<Modules>, ModuleListImpl>)) explicit ModuleListImpl(Modules&&... modules)
      : ModuleListImpl() {
    (push_back(std::forward<Modules>(modules)), ...);
  }

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  void push_back(std::shared_ptr<Module> module);
  template <class M>
  requires detail::is_module_v<M>
  void push_back(M&& module) { push_back(std::make_shared<std::decay_t<M>>(std::forward<M>(module))); }
  template <class M> void push_back(const ModuleHolder<M>& holder) {
    push_back(std::shared_ptr<Module>(holder.ptr()));
  }
  template <class Container> void extend(const Container& container) {
    for (const auto& module : container) push_back(module);
  }
  /// Puts a module before the one at `index`; the names behind it move on by one.
  void insert(size_t index, std::shared_ptr<Module> module);
  template <class M>
  requires detail::is_module_v<M>
  void insert(size_t index, M&& module) {
    insert(index, std::make_shared<std::decay_t<M>>(std::forward<M>(module)));
  }
  template <class M> void insert(size_t index, const ModuleHolder<M>& holder) {
    insert(index, std::shared_ptr<Module>(holder.ptr()));
  }

  Iterator begin() { return modules_.begin(); }
  ConstIterator begin() const { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

  /// A module as its class; an error when it is of another.
  template <class M> M& at(size_t index) { return *cast<M>(index); }
  template <class M> const M& at(size_t index) const { return *cast<M>(index); }
  std::shared_ptr<Module> ptr(size_t index) const;
  template <class M> std::shared_ptr<M> ptr(size_t index) const {
    return std::dynamic_pointer_cast<M>(ptr(index));
  }
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }

 private:
  template <class M> M* cast(size_t index) const {
    M* module = ptr(index)->template as<M>();
    RUSHLIGHT_CHECK(module, "ModuleList: expected the type ", detail::type_name(typeid(M)), " at ", index,
                    ", got ", modules_[index]->name());
    return module;
  }
  std::vector<std::shared_ptr<Module>> modules_;
};
TORCH_MODULE(ModuleList);

/// Modules under names of their own.
class RUSHLIGHT_API ModuleDictImpl : public Cloneable<ModuleDictImpl> {
 public:
  using Pairs = std::vector<std::pair<std::string, std::shared_ptr<Module>>>;
  using Dict = OrderedDict<std::string, std::shared_ptr<Module>>;
  using Iterator = Dict::Iterator;
  using ConstIterator = Dict::ConstIterator;

  ModuleDictImpl();
  explicit ModuleDictImpl(const Pairs& modules);
  explicit ModuleDictImpl(const Dict& modules);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  Pairs items() const;
  std::vector<std::string> keys() const;
  std::vector<std::shared_ptr<Module>> values() const;
  Iterator begin() { return modules_.begin(); }
  ConstIterator begin() const { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool empty() const noexcept { return modules_.is_empty(); }
  bool contains(const std::string& key) const noexcept;
  void clear();
  std::shared_ptr<Module> operator[](const std::string& key) const;
  template <class M> M& at(const std::string& key) { return *cast<M>(key); }
  template <class M> const M& at(const std::string& key) const { return *cast<M>(key); }
  /// Removes a module and returns it.
  std::shared_ptr<Module> pop(const std::string& key);
  /// Adds modules, or puts them in the place of those of the same name.
  void update(const Pairs& modules);
  template <class Container> void update(const Container& container) {
    for (const auto& item : container) insert(item.key(), item.value());
  }

 private:
  template <class M> M* cast(const std::string& key) const {
    const std::shared_ptr<Module> held = (*this)[key];
    M* module = held->template as<M>();
    RUSHLIGHT_CHECK(module, "ModuleDict: expected the type ", detail::type_name(typeid(M)), " for '", key,
                    "', got ", held->name());
    return module;
  }
  void insert(const std::string& key, std::shared_ptr<Module> module);
  Dict modules_;
};
TORCH_MODULE(ModuleDict);

/// Parameters named "0", "1", ...; each keeps its requires_grad.
class RUSHLIGHT_API ParameterListImpl : public Cloneable<ParameterListImpl> {
 public:
  using Iterator = OrderedDict<std::string, Tensor>::Iterator;
  using ConstIterator = OrderedDict<std::string, Tensor>::ConstIterator;

  ParameterListImpl();
  ~ParameterListImpl() override;
  template <class... Tensors>
  requires(sizeof...(Tensors) > 1 ||
           !(... || std::is_same_v<std::decay_t<Tensors>,
                                   ParameterListImpl>)) explicit ParameterListImpl(Tensors&&... tensors)
      : ParameterListImpl() {
    (append(std::forward<Tensors>(tensors)), ...);
  }

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  void append(const Tensor& parameter);
  void append(const OrderedDict<std::string, Tensor>::Item& item);
  template <class Container> void extend(const Container& container) {
    for (const auto& parameter : container) append(parameter);
  }
  Iterator begin() { return parameters_.begin(); }
  ConstIterator begin() const { return parameters_.begin(); }
  Iterator end() { return parameters_.end(); }
  ConstIterator end() const { return parameters_.end(); }
  Tensor& at(size_t index);
  const Tensor& at(size_t index) const;
  Tensor& operator[](size_t index) { return at(index); }
  const Tensor& operator[](size_t index) const { return at(index); }
  size_t size() const noexcept { return parameters_.size(); }
  bool is_empty() const noexcept { return parameters_.is_empty(); }
  template <class Container> ParameterListImpl& operator+=(const Container& other) {
    extend(other);
    return *this;
  }
};
TORCH_MODULE(ParameterList);

/// Parameters under names of their own; each keeps its requires_grad.
class RUSHLIGHT_API ParameterDictImpl : public Cloneable<ParameterDictImpl> {
 public:
  using Iterator = OrderedDict<std::string, Tensor>::Iterator;
  using ConstIterator = OrderedDict<std::string, Tensor>::ConstIterator;

  ParameterDictImpl();
  explicit ParameterDictImpl(const OrderedDict<std::string, Tensor>& parameters);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  Tensor& insert(const std::string& key, const Tensor& parameter);
  /// Removes a parameter and returns it.
  Tensor pop(const std::string& key);
  std::vector<std::string> keys() const;
  std::vector<Tensor> values() const;
  Iterator begin() { return parameters_.begin(); }
  ConstIterator begin() const { return parameters_.begin(); }
  Iterator end() { return parameters_.end(); }
  ConstIterator end() const { return parameters_.end(); }
  size_t size() const noexcept { return parameters_.size(); }
  bool empty() const noexcept { return parameters_.is_empty(); }
  /// Adds parameters, or puts them in the place of those of the same name.
  template <class Container> void update(const Container& container) {
    for (const auto& item : container) {
      if (contains(item.key())) get(item.key()) = item.value();
      else insert(item.key(), item.value());
    }
  }
  void clear();
  bool contains(const std::string& key) const noexcept;
  const Tensor& get(const std::string& key) const;
  Tensor& get(const std::string& key);
  Tensor& operator[](const std::string& key) { return get(key); }
  const Tensor& operator[](const std::string& key) const { return get(key); }
};
TORCH_MODULE(ParameterDict);

/// A function of a tensor as a module; further arguments are bound to it.
class RUSHLIGHT_API FunctionalImpl : public Cloneable<FunctionalImpl> {
 public:
  using Function = std::function<Tensor(Tensor)>;

  explicit FunctionalImpl(Function function);
  ~FunctionalImpl() override;
  template <class F, class... Args>
  requires(sizeof...(Args) > 0) explicit FunctionalImpl(F function, Args&&... args)
      : FunctionalImpl(Function(std::bind(function, std::placeholders::_1, std::forward<Args>(args)...))) {}

  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(Tensor input);
  Tensor operator()(Tensor input) { return forward(std::move(input)); }
  bool is_serializable() const override { return false; }

 private:
  Function function_;
};
TORCH_MODULE(Functional);

}  // namespace nn
}  // namespace torch::inline rushlight
