// Cloning: the steps that are the same for every class of module. Next: module.cpp.
#include "rushlight/nn/cloneable.h"

namespace torch::inline rushlight {
namespace nn {
namespace detail {
namespace {

void check_sizes(size_t got, size_t expected) {
  RUSHLIGHT_CHECK(got == expected, "clone: expected reset() to register ", expected,
                  " members of a kind, got ", got, "; register them in reset(), not in the constructor");
}

void copy_tensors(OrderedDict<std::string, Tensor>& to, const OrderedDict<std::string, Tensor>& from,
                  const std::optional<Device>& device) {
  check_sizes(to.size(), from.size());
  for (const auto& item : from) {
    const Tensor& tensor = item.value();
    if (!tensor.defined()) continue;
    to[item.key()].set_data(device && tensor.device() != *device ? tensor.to(*device) : tensor.clone());
  }
}

}  // namespace

std::shared_ptr<Module> CloneableBase::finish_clone(CloneableBase* copy,
                                                    const std::optional<Device>& device) const {
  const std::shared_ptr<Module> owner(copy);
  const NoGradGuard no_grad;
  copy->parameters_.clear();
  copy->buffers_.clear();
  copy->children_.clear();
  copy->reset();
  copy_tensors(copy->parameters_, parameters_, device);
  copy_tensors(copy->buffers_, buffers_, device);
  check_sizes(copy->children_.size(), children_.size());
  for (const auto& child : children_) copy->children_[child.key()]->clone_(*child.value(), device);
  return owner;
}

void CloneableBase::check_class(bool same) {
  RUSHLIGHT_CHECK(same, "clone: expected reset() to register submodules of the same class, got another");
}

}  // namespace detail
}  // namespace nn
}  // namespace torch::inline rushlight
