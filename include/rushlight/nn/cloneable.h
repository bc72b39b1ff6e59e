// Cloneable<Derived>: gives a module class its deep copy. The class makes everything that is held by reference
// (parameters, buffers, submodules) in reset(); a clone is a copy, reset, whose tensors then get the original's values.
#pragma once

#include <memory>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/nn/module.h"
#include "rushlight/ops.h"

namespace rushlight {
namespace nn {

template <class Derived> class Cloneable : public Module {
 public:
  using Module::Module;

  /// Makes and initialises all parameters, buffers and submodules.
  virtual void reset() = 0;

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override {
    NoGradGuard no_grad;
    auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
    copy->parameters_.clear();
    copy->buffers_.clear();
    copy->children_.clear();
    copy->reset();
    copy_tensors(copy->parameters_, parameters_, device);
    copy_tensors(copy->buffers_, buffers_, device);
    check_sizes(copy->children_.size(), children_.size());
    for (const auto& child : children_) copy->children_[child.key()]->clone_(*child.value(), device);
    return copy;
  }

 private:
  static void check_sizes(size_t got, size_t expected) {
    RUSHLIGHT_CHECK(got == expected, "clone: expected reset() to register ", expected,
                    " members of a kind, got ", got, "; register them in reset(), not in the constructor");
  }
  static void copy_tensors(OrderedDict<std::string, Tensor>& to, const OrderedDict<std::string, Tensor>& from,
                           const std::optional<Device>& device) {
    check_sizes(to.size(), from.size());
    for (const auto& item : from) {
      const Tensor& tensor = item.value();
      if (!tensor.defined()) continue;
      to[item.key()].set_data(device && tensor.device() != *device ? tensor.to(*device) : tensor.clone());
    }
  }
  void clone_(Module& other, const std::optional<Device>& device) final {
    auto clone = std::dynamic_pointer_cast<Derived>(other.clone(device));
    RUSHLIGHT_CHECK(clone, "clone: expected reset() to register submodules of the same class, got another");
    static_cast<Derived&>(*this) = *clone;
  }
};

}  // namespace nn
}  // namespace rushlight
