// Module: registration, the walks over a tree of modules, modes, conversion and printing.
// Saving and loading is in module_save.cpp.
#include "rushlight/nn/module.h"

#include <cxxabi.h>

#include <cstdlib>
#include <ostream>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

std::string detail::type_name(const std::type_info& type) {
  int status = 0;
  char* readable = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string name = status == 0 ? readable : type.name();
  std::free(readable);
  // Modules of the library go by the names that LibTorch gives them.
  const std::string ours = "torch::rushlight::", theirs = "torch::";
  for (size_t at = name.find(ours); at != std::string::npos; at = name.find(ours, at + theirs.size()))
    name.replace(at, ours.size(), theirs);
  return name;
}

namespace {

std::string join_name(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

void check_name(const char* what, const std::string& name) {
  RUSHLIGHT_CHECK(!name.empty(), what, ": expected a name, got an empty one");
  RUSHLIGHT_CHECK(name.find('.') == std::string::npos, what, ": expected a name without a dot, got '", name,
                  "'");
}

OrderedDict<std::string, Tensor> defined_only(const OrderedDict<std::string, Tensor>& all) {
  OrderedDict<std::string, Tensor> result;
  for (const auto& item : all)
    if (item.value().defined()) result.insert(item.key(), item.value());
  return result;
}

}  // namespace

std::shared_ptr<Module> detail::take_over(Module* module) { return std::shared_ptr<Module>(module); }

Module::Module(std::string name) : Module() { name_ = std::move(name); }
Module::Module() : parameters_("Parameter"), buffers_("Buffer"), children_("Submodule") {}
Module::~Module() = default;

const std::string& Module::name() const noexcept {
  // Not known in the constructor, where the object is not yet of its own class.
  if (!name_) name_ = detail::type_name(typeid(*this));
  return *name_;
}

std::shared_ptr<Module> Module::clone(const std::optional<Device>&) const {
  RUSHLIGHT_CHECK(false, "clone: expected a class that implements clone(), got ", name(),
                  "; derive it from torch::nn::Cloneable<", name(), ">");
}

void Module::clone_(Module&, const std::optional<Device>&) {
  RUSHLIGHT_CHECK(false, "clone: expected a class that implements clone(), got ", name(),
                  "; derive it from torch::nn::Cloneable<", name(), ">");
}

std::vector<std::pair<unsigned, AnyValue>> Module::_forward_default_args() { return {}; }

std::shared_ptr<Module> Module::shared_from_this_checked() const {
  auto self = weak_from_this().lock();
  RUSHLIGHT_CHECK(self, "modules: expected ", name(),
                  " to be held by a shared_ptr, got an object of its own; make it ",
                  "with std::make_shared or a ModuleHolder, or leave it out with include_self=false");
  return std::const_pointer_cast<Module>(self);
}

void Module::apply_to_submodules(const NamedModulePointerApplyFunction& function,
                                 const std::string& prefix) const {
  for (const auto& child : children_) {
    const std::string path = join_name(prefix, child.key());
    function(path, child.value());
    child.value()->apply_to_submodules(function, path);
  }
}

void Module::apply(const ModuleApplyFunction& function) {
  function(*this);
  apply_to_submodules([&](const std::string&, const std::shared_ptr<Module>& module) { function(*module); });
}
void Module::apply(const ConstModuleApplyFunction& function) const {
  function(*this);
  apply_to_submodules([&](const std::string&, const std::shared_ptr<Module>& module) { function(*module); });
}
void Module::apply(const NamedModuleApplyFunction& function, const std::string& prefix) {
  function(prefix, *this);
  apply_to_submodules(
      [&](const std::string& path, const std::shared_ptr<Module>& module) { function(path, *module); },
      prefix);
}
void Module::apply(const ConstNamedModuleApplyFunction& function, const std::string& prefix) const {
  function(prefix, *this);
  apply_to_submodules(
      [&](const std::string& path, const std::shared_ptr<Module>& module) { function(path, *module); },
      prefix);
}
void Module::apply(const ModulePointerApplyFunction& function) const {
  function(shared_from_this_checked());
  apply_to_submodules([&](const std::string&, const std::shared_ptr<Module>& module) { function(module); });
}
void Module::apply(const NamedModulePointerApplyFunction& function, const std::string& prefix) const {
  function(prefix, shared_from_this_checked());
  apply_to_submodules(function, prefix);
}

OrderedDict<std::string, Tensor> Module::named_parameters(bool recurse) const {
  OrderedDict<std::string, Tensor> result = defined_only(parameters_);
  if (!recurse) return result;
  apply_to_submodules([&](const std::string& path, const std::shared_ptr<Module>& module) {
    for (const auto& item : module->parameters_)
      if (item.value().defined()) result.insert(join_name(path, item.key()), item.value());
  });
  return result;
}
OrderedDict<std::string, Tensor> Module::named_buffers(bool recurse) const {
  OrderedDict<std::string, Tensor> result = defined_only(buffers_);
  if (!recurse) return result;
  apply_to_submodules([&](const std::string& path, const std::shared_ptr<Module>& module) {
    for (const auto& item : module->buffers_)
      if (item.value().defined()) result.insert(join_name(path, item.key()), item.value());
  });
  return result;
}
std::vector<Tensor> Module::parameters(bool recurse) const { return named_parameters(recurse).values(); }
std::vector<Tensor> Module::buffers(bool recurse) const { return named_buffers(recurse).values(); }

std::vector<std::shared_ptr<Module>> Module::modules(bool include_self) const {
  std::vector<std::shared_ptr<Module>> result;
  if (include_self) result.push_back(shared_from_this_checked());
  apply_to_submodules(
      [&](const std::string&, const std::shared_ptr<Module>& module) { result.push_back(module); });
  return result;
}
OrderedDict<std::string, std::shared_ptr<Module>> Module::named_modules(const std::string& prefix,
                                                                        bool include_self) const {
  OrderedDict<std::string, std::shared_ptr<Module>> result;
  if (include_self) result.insert(prefix, shared_from_this_checked());
  apply_to_submodules(
      [&](const std::string& path, const std::shared_ptr<Module>& module) { result.insert(path, module); },
      prefix);
  return result;
}
std::vector<std::shared_ptr<Module>> Module::children() const { return children_.values(); }
OrderedDict<std::string, std::shared_ptr<Module>> Module::named_children() const { return children_; }

void Module::train(bool on) {
  for (auto& child : children_) child.value()->train(on);
  is_training_ = on;
}
void Module::eval() { train(false); }
bool Module::is_training() const noexcept { return is_training_; }

template <class Convert> void Module::convert_tensors(const Convert& convert) {
  NoGradGuard no_grad;
  for (auto* dict : {&parameters_, &buffers_})
    for (auto& item : *dict)
      if (item->defined()) item->set_data(convert(*item));
}
void Module::to(Device device, Dtype dtype, bool non_blocking) {
  for (auto& child : children_) child.value()->to(device, dtype, non_blocking);
  convert_tensors([&](const Tensor& t) { return t.to(device, dtype, non_blocking); });
}
void Module::to(Dtype dtype, bool non_blocking) {
  for (auto& child : children_) child.value()->to(dtype, non_blocking);
  convert_tensors([&](const Tensor& t) { return t.to(dtype, non_blocking); });
}
void Module::to(Device device, bool non_blocking) {
  for (auto& child : children_) child.value()->to(device, non_blocking);
  convert_tensors([&](const Tensor& t) { return t.to(device, non_blocking); });
}

void Module::zero_grad(bool set_to_none) {
  for (auto& child : children_) child.value()->zero_grad(set_to_none);
  for (auto& item : parameters_) {
    if (!item->defined() || !item->grad().defined()) continue;
    Tensor& grad = item->mutable_grad();
    if (set_to_none) {
      grad.reset();
    } else {
      grad = grad.detach();
      grad.zero_();
    }
  }
}

Tensor& Module::register_parameter(std::string name, Tensor tensor, bool requires_grad) {
  check_name("register_parameter", name);
  if (tensor.defined()) {
    const bool floating = isFloatingType(tensor.scalar_type()) || isComplexType(tensor.scalar_type());
    RUSHLIGHT_CHECK(floating || !requires_grad, "register_parameter: expected a floating dtype for '", name,
                    "', got ", tensor.scalar_type(), "; give requires_grad=false or register a buffer");
    tensor.set_requires_grad(requires_grad);
  }
  return parameters_.insert(std::move(name), std::move(tensor));
}
Tensor& Module::register_buffer(std::string name, Tensor tensor) {
  check_name("register_buffer", name);
  return buffers_.insert(std::move(name), std::move(tensor));
}
void Module::add_module(std::string name, std::shared_ptr<Module> module) {
  check_name("register_module", name);
  RUSHLIGHT_CHECK(module, "register_module: expected a module for '", name, "', got null");
  children_.insert(std::move(name), std::move(module));
}
void Module::unregister_module(const std::string& name) {
  RUSHLIGHT_CHECK(children_.contains(name), "unregister_module: expected the name of a submodule, got '",
                  name, "'");
  children_.erase(name);
}

bool Module::is_serializable() const { return true; }

void Module::pretty_print(std::ostream& stream) const { stream << name(); }
void Module::pretty_print_recursive(std::ostream& stream, const std::string& indentation) const {
  pretty_print(stream);
  if (children_.is_empty()) return;
  stream << "(\n";
  const std::string inner = indentation + "  ";
  for (const auto& child : children_) {
    stream << inner << "(" << child.key() << "): ";
    child.value()->pretty_print_recursive(stream, inner);
    stream << '\n';
  }
  stream << indentation << ")";
}
std::ostream& operator<<(std::ostream& stream, const Module& module) {
  module.pretty_print_recursive(stream, "");
  return stream;
}

}  // namespace torch::inline rushlight::nn
