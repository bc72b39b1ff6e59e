// Cloneable<Derived>: gives a module class its deep copy. The class makes everything that is held by reference
// (parameters, buffers, submodules) in reset(); a clone is a copy, reset, whose tensors then get the original's values.
// What needs to know the class is kept to two lines each, because every layer's header instantiates it.
#pragma once

#include <memory>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/nn/module.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace nn {

namespace detail {

/// The part of Cloneable that is the same for every class.
class RUSHLIGHT_API CloneableBase : public Module {
 public:
  using Module::Module;

  /// Makes and initialises all parameters, buffers and submodules.
  virtual void reset() = 0;

 protected:
  /// Takes over `copy`, a copy of this module, resets it and fills it with this module's tensors and submodules.
  std::shared_ptr<Module> finish_clone(CloneableBase* copy, const std::optional<Device>& device) const;
  /// An error unless `same`: reset() has registered a submodule of another class.
  static void check_class(bool same);
};

}  // namespace detail

template <class Derived> class Cloneable : public detail::CloneableBase {
 public:
  using CloneableBase::CloneableBase;

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override {
    return finish_clone(new Derived(static_cast<const Derived&>(*this)), device);
  }

 private:
  void clone_(Module& other, const std::optional<Device>& device) final {
    const std::shared_ptr<Module> copy = other.clone(device);
    auto* clone = dynamic_cast<Derived*>(copy.get());
    check_class(clone != nullptr);
    static_cast<Derived&>(*this) = *clone;
  }
};

}  // namespace nn
}  // namespace torch::inline rushlight
