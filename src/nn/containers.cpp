// The containers' code that needs no template: cloning, printing, and the rarer changes.
#include "rushlight/nn/containers.h"

#include <algorithm>
#include <ostream>

#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/sequential.h"

namespace torch::inline rushlight {

namespace {

template <class T, class Print>
std::ostream& print_list(std::ostream& stream, ArrayRef<T> values, const Print& print) {
  if (values.size() == 1) {
    print(values[0]);
    return stream;
  }
  stream << '[';
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) stream << ", ";
    print(values[i]);
  }
  return stream << ']';
}

}  // namespace

std::ostream& detail::print_values(std::ostream& stream, ArrayRef<int64_t> values) {
  return print_list(stream, values, [&](int64_t v) { stream << v; });
}
std::ostream& detail::print_values(std::ostream& stream, ArrayRef<double> values) {
  return print_list(stream, values, [&](double v) { stream << v; });
}
std::ostream& detail::print_values(std::ostream& stream, ArrayRef<std::optional<int64_t>> values) {
  return print_list(stream, values, [&](std::optional<int64_t> v) {
    if (v) stream << *v;
    else stream << "None";
  });
}

namespace nn {

std::vector<AnyValue> AnyModule::complete(Module& module, AnyValue* args, size_t count, size_t wanted) {
  std::vector<AnyValue> all(args, args + count);
  auto defaults = module._forward_default_args();
  const size_t required = wanted - std::min(wanted, defaults.size());
  RUSHLIGHT_CHECK(count >= required && count <= wanted, "forward: expected ", required,
                  required == wanted ? "" : " to " + std::to_string(wanted), " arguments for ", module.name(),
                  ", got ", count);
  for (auto& [place, value] : defaults)
    if (place >= count) all.push_back(std::move(value));
  return all;
}

SequentialImpl::SequentialImpl() = default;
SequentialImpl::~SequentialImpl() = default;
SequentialImpl::SequentialImpl(OrderedDict<std::string, AnyModule>&& modules) {
  for (auto& item : modules) push_back(item.key(), std::move(item.value()));
}
SequentialImpl::SequentialImpl(std::initializer_list<NamedAnyModule> modules) {
  for (const auto& item : modules) push_back(item.name(), item.module());
}
Sequential::Sequential(std::initializer_list<NamedAnyModule> modules)
    : ModuleHolder(std::make_shared<SequentialImpl>(modules)) {}
void SequentialImpl::reset() {}
const AnyModule& SequentialImpl::checked(size_t index) const {
  RUSHLIGHT_CHECK(index < size(), "Sequential: expected an index below ", size(), ", got ", index);
  return modules_[index];
}
std::shared_ptr<Module> SequentialImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<SequentialImpl>();
  const auto children = named_children();
  for (size_t i = 0; i < size(); ++i) copy->push_back(children[i].key(), modules_[i].clone(device));
  copy->train(is_training());
  return copy;
}
void SequentialImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Sequential"; }
void SequentialImpl::push_back(std::string name, AnyModule module) {
  register_module(std::move(name), module.ptr());
  modules_.push_back(std::move(module));
}

ModuleListImpl::ModuleListImpl() = default;
ModuleListImpl::~ModuleListImpl() = default;
std::shared_ptr<Module> ModuleListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleListImpl>();
  for (const auto& module : modules_) copy->push_back(module->clone(device));
  copy->train(is_training());
  return copy;
}
void ModuleListImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::ModuleList"; }
void ModuleListImpl::push_back(std::shared_ptr<Module> module) {
  register_module(std::to_string(size()), module);
  modules_.push_back(std::move(module));
}
void ModuleListImpl::insert(size_t index, std::shared_ptr<Module> module) {
  RUSHLIGHT_CHECK(index <= size(), "ModuleList: expected an index of at most ", size(), ", got ", index);
  RUSHLIGHT_CHECK(module, "ModuleList: expected a module, got null");
  register_module(std::to_string(size()), module);
  modules_.insert(modules_.begin() + static_cast<std::ptrdiff_t>(index), std::move(module));
  for (size_t i = index; i < size(); ++i) replace_module(std::to_string(i), modules_[i]);
}
std::shared_ptr<Module> ModuleListImpl::ptr(size_t index) const {
  RUSHLIGHT_CHECK(index < size(), "ModuleList: expected an index below ", size(), ", got ", index);
  return modules_[index];
}

ModuleDictImpl::ModuleDictImpl() : modules_("Module") {}
ModuleDictImpl::ModuleDictImpl(const Pairs& modules) : ModuleDictImpl() { update(modules); }
ModuleDictImpl::ModuleDictImpl(const Dict& modules) : ModuleDictImpl() { update(modules); }
ModuleDictImpl::Pairs ModuleDictImpl::items() const { return modules_.pairs(); }
std::vector<std::string> ModuleDictImpl::keys() const { return modules_.keys(); }
std::vector<std::shared_ptr<Module>> ModuleDictImpl::values() const { return modules_.values(); }
bool ModuleDictImpl::contains(const std::string& key) const noexcept { return modules_.contains(key); }
std::shared_ptr<Module> ModuleDictImpl::operator[](const std::string& key) const { return modules_[key]; }
void ModuleDictImpl::update(const Pairs& modules) {
  for (const auto& item : modules) insert(item.first, item.second);
}
std::shared_ptr<Module> ModuleDictImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleDictImpl>();
  for (const auto& item : modules_) copy->insert(item.key(), item.value()->clone(device));
  copy->train(is_training());
  return copy;
}
void ModuleDictImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::ModuleDict"; }
void ModuleDictImpl::insert(const std::string& key, std::shared_ptr<Module> module) {
  if (contains(key)) {
    replace_module(key, module);
    modules_[key] = std::move(module);
  } else {
    register_module(key, module);
    modules_.insert(key, std::move(module));
  }
}
std::shared_ptr<Module> ModuleDictImpl::pop(const std::string& key) {
  auto module = modules_[key];
  modules_.erase(key);
  unregister_module(key);
  return module;
}
void ModuleDictImpl::clear() {
  for (const auto& key : modules_.keys()) pop(key);
}

namespace {

void print_parameters(std::ostream& stream, const char* name,
                      const OrderedDict<std::string, Tensor>& parameters) {
  stream << name << "(\n";
  for (const auto& item : parameters)
    stream << '(' << item.key() << "): Parameter containing: [" << item.value().scalar_type() << " of size "
           << rushlight::detail::concat({item.value().sizes()}) << "]\n";
  stream << ')';
}

Tensor copy_parameter(const Tensor& parameter, const std::optional<Device>& device) {
  Tensor copy = parameter.detach().clone();
  if (device) copy = copy.to(*device);
  return copy.set_requires_grad(parameter.requires_grad());
}

}  // namespace

ParameterListImpl::ParameterListImpl() = default;
ParameterListImpl::~ParameterListImpl() = default;
void ParameterListImpl::append(const Tensor& parameter) {
  register_parameter(std::to_string(size()), parameter, parameter.requires_grad());
}
void ParameterListImpl::append(const OrderedDict<std::string, Tensor>::Item& item) { append(item.value()); }
Tensor& ParameterListImpl::at(size_t index) { return parameters_[index].value(); }
const Tensor& ParameterListImpl::at(size_t index) const { return parameters_[index].value(); }
std::shared_ptr<Module> ParameterListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ParameterListImpl>();
  for (const auto& item : parameters_) copy->append(copy_parameter(item.value(), device));
  return copy;
}
void ParameterListImpl::pretty_print(std::ostream& stream) const {
  print_parameters(stream, "torch::nn::ParameterList", parameters_);
}

ParameterDictImpl::ParameterDictImpl() = default;
ParameterDictImpl::ParameterDictImpl(const OrderedDict<std::string, Tensor>& parameters) {
  update(parameters);
}
std::vector<std::string> ParameterDictImpl::keys() const { return parameters_.keys(); }
std::vector<Tensor> ParameterDictImpl::values() const { return parameters_.values(); }
Tensor& ParameterDictImpl::insert(const std::string& key, const Tensor& parameter) {
  return register_parameter(key, parameter, parameter.requires_grad());
}
const Tensor& ParameterDictImpl::get(const std::string& key) const { return parameters_[key]; }
Tensor& ParameterDictImpl::get(const std::string& key) { return parameters_[key]; }
void ParameterDictImpl::clear() { parameters_.clear(); }
bool ParameterDictImpl::contains(const std::string& key) const noexcept { return parameters_.contains(key); }
Tensor ParameterDictImpl::pop(const std::string& key) {
  Tensor parameter = parameters_[key];
  parameters_.erase(key);
  return parameter;
}
std::shared_ptr<Module> ParameterDictImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ParameterDictImpl>();
  for (const auto& item : parameters_) copy->insert(item.key(), copy_parameter(item.value(), device));
  return copy;
}
void ParameterDictImpl::pretty_print(std::ostream& stream) const {
  print_parameters(stream, "torch::nn::ParameterDict", parameters_);
}

FunctionalImpl::~FunctionalImpl() = default;
FunctionalImpl::FunctionalImpl(Function function) : function_(std::move(function)) {}
Tensor FunctionalImpl::forward(Tensor input) { return function_(std::move(input)); }
void FunctionalImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Functional()"; }

}  // namespace nn
}  // namespace torch::inline rushlight
