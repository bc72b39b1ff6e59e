// Module: a piece of a model. It owns parameters, buffers and submodules under names, in the order of registration.
// Modules are held by shared_ptr, usually inside a ModuleHolder (module_holder.h); layers derive from Cloneable
// (cloneable.h). The code is in src/nn/module.cpp.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rushlight/core/ordered_dict.h"
#include "rushlight/core/tensor.h"
#include "rushlight/nn/any_value.h"
#include "rushlight/nn/module_holder.h"

namespace torch::inline rushlight {

using Dtype = ScalarType;

namespace serialize {
class OutputArchive;
class InputArchive;
}  // namespace serialize

namespace nn {

namespace detail {
class CloneableBase;
}  // namespace detail

class RUSHLIGHT_API Module : public std::enable_shared_from_this<Module> {
 public:
  using ModuleApplyFunction = std::function<void(Module&)>;
  using ConstModuleApplyFunction = std::function<void(const Module&)>;
  using NamedModuleApplyFunction = std::function<void(const std::string&, Module&)>;
  using ConstNamedModuleApplyFunction = std::function<void(const std::string&, const Module&)>;
  using ModulePointerApplyFunction = std::function<void(const std::shared_ptr<Module>&)>;
  using NamedModulePointerApplyFunction =
      std::function<void(const std::string&, const std::shared_ptr<Module>&)>;

  explicit Module(std::string name);
  Module();
  Module(const Module&) = default;
  Module& operator=(const Module&) = default;
  Module(Module&&) noexcept = default;
  Module& operator=(Module&&) noexcept = default;
  virtual ~Module();

  /// Name given to the constructor, else the name of the class.
  const std::string& name() const noexcept;
  /// A deep copy, on `device` if one is given; an error unless the class derives from Cloneable.
  virtual std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const;

  /// Calls `function` for this module and then for each submodule, outermost first; names are dotted paths.
  void apply(const ModuleApplyFunction& function);
  void apply(const ConstModuleApplyFunction& function) const;
  void apply(const NamedModuleApplyFunction& function, const std::string& name_prefix = std::string());
  void apply(const ConstNamedModuleApplyFunction& function,
             const std::string& name_prefix = std::string()) const;
  void apply(const ModulePointerApplyFunction& function) const;
  void apply(const NamedModulePointerApplyFunction& function,
             const std::string& name_prefix = std::string()) const;

  /// All defined parameters, this module's first, then each submodule's; without `recurse` this module's only.
  std::vector<Tensor> parameters(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_parameters(bool recurse = true) const;
  /// All defined buffers, in the order of parameters().
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_buffers(bool recurse = true) const;
  /// This module (unless left out) and all modules below it.
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_modules(
      const std::string& name_prefix = std::string(), bool include_self = true) const;
  /// Modules registered in this one, without those below them.
  std::vector<std::shared_ptr<Module>> children() const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const;

  /// Sets training mode (dropout drops, batch norm counts) here and below.
  virtual void train(bool on = true);
  void eval();
  virtual bool is_training() const noexcept;

  /// Moves or converts all parameters and buffers, in place.
  virtual void to(Device device, Dtype dtype, bool non_blocking = false);
  virtual void to(Dtype dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);
  template <class Options>
  requires std::is_same_v<Options, TensorOptions>
  void to(const Options& options, bool non_blocking = false) {
    if (options.has_device()) to(options.device(), non_blocking);
    if (options.has_dtype()) to(options.scalar_type(), non_blocking);
  }
  /// Drops the gradients of all parameters, or sets them to zero.
  virtual void zero_grad(bool set_to_none = true);

  /// This module as another class (LinearImpl or Linear), or null if it is none.
  template <class M> auto* as() noexcept { return dynamic_cast<detail::contained_t<M>*>(this); }
  template <class M> const auto* as() const noexcept {
    return dynamic_cast<const detail::contained_t<M>*>(this);
  }

  /// Writes parameters and buffers under their names, and each submodule into an archive of its own.
  virtual void save(serialize::OutputArchive& archive) const;
  /// Reads what save() wrote; parameters and buffers keep their identity. Their shapes must be the same.
  virtual void load(serialize::InputArchive& archive);

  /// Writes one line without the submodules, "torch::nn::Linear(in_features=2, out_features=1, bias=true)".
  virtual void pretty_print(std::ostream& stream) const;
  /// False for modules that save() leaves out.
  virtual bool is_serializable() const;

  /// Adds a parameter, which may be undefined; an error for a name that is taken, empty or has a dot.
  Tensor& register_parameter(std::string name, Tensor tensor, bool requires_grad = true);
  /// Adds a tensor that is saved and moved with the module but not trained.
  Tensor& register_buffer(std::string name, Tensor tensor);
  /// Adds a submodule and returns it.
  template <class M> std::shared_ptr<M> register_module(std::string name, std::shared_ptr<M> module) {
    add_module(std::move(name), module);
    return module;
  }
  template <class M> std::shared_ptr<M> register_module(std::string name, ModuleHolder<M> holder) {
    return register_module(std::move(name), holder.ptr());
  }
  /// Puts another module in the place of a registered one.
  template <class M> std::shared_ptr<M> replace_module(const std::string& name, std::shared_ptr<M> module) {
    children_[name] = module;
    return module;
  }
  template <class M> std::shared_ptr<M> replace_module(const std::string& name, ModuleHolder<M> holder) {
    return replace_module(name, holder.ptr());
  }
  /// Removes a registered module; an error when there is none of that name.
  void unregister_module(const std::string& name);

 protected:
  /// Place and value of the last arguments of forward() that may be left out; see FORWARD_HAS_DEFAULT_ARGS. The
  /// library's own layers define it in their .cpp, which keeps their headers quick to read.
  using ForwardDefaults = std::vector<std::pair<unsigned, AnyValue>>;
  virtual ForwardDefaults _forward_default_args();

  OrderedDict<std::string, Tensor> parameters_;

 private:
  friend class detail::CloneableBase;
  friend class AnyModule;
  friend RUSHLIGHT_API std::ostream& operator<<(std::ostream& stream, const Module& module);

  virtual void clone_(Module& other, const std::optional<Device>& device);
  void add_module(std::string name, std::shared_ptr<Module> module);
  template <class Convert> void convert_tensors(const Convert& convert);
  void pretty_print_recursive(std::ostream& stream, const std::string& indentation) const;
  void apply_to_submodules(const NamedModulePointerApplyFunction& function,
                           const std::string& name_prefix = std::string()) const;
  std::shared_ptr<Module> shared_from_this_checked() const;

  OrderedDict<std::string, Tensor> buffers_;
  OrderedDict<std::string, std::shared_ptr<Module>> children_;
  mutable std::optional<std::string> name_;
  bool is_training_ = true;
};

/// Writes a module with all its submodules, one a line, indented.
RUSHLIGHT_API std::ostream& operator<<(std::ostream& stream, const Module& module);

/// Saves a module into an archive, or loads it from one.
RUSHLIGHT_API serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                                   const std::shared_ptr<Module>& module);
RUSHLIGHT_API serialize::InputArchive& operator>>(serialize::InputArchive& archive,
                                                  const std::shared_ptr<Module>& module);
template <class M>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const ModuleHolder<M>& module) {
  return archive << std::shared_ptr<Module>(module.ptr());
}
template <class M>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, ModuleHolder<M>& module) {
  return archive >> std::shared_ptr<Module>(module.ptr());
}

}  // namespace nn
}  // namespace torch::inline rushlight

/// Says which last arguments of a module's forward() may be left out when it is called through AnyModule or
/// Sequential: pairs of place and value, `FORWARD_HAS_DEFAULT_ARGS({1, AnyValue(Tensor())})`.
#define FORWARD_HAS_DEFAULT_ARGS(...)                                                            \
  std::vector<std::pair<unsigned, ::rushlight::nn::AnyValue>> _forward_default_args() override { \
    return {__VA_ARGS__};                                                                        \
  }
