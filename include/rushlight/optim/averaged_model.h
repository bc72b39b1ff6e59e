// AveragedModel: a copy of a model whose weights are an average over the training: all states alike (SWA, Izmailov et al.
// 2018) or recent ones more (EMA). It is often better than the last state, and is what one evaluates and ships.
//
//   optim::AveragedModel average(net, optim::get_ema_multi_avg_fn(0.999));
//   for (...) { ... optimizer.step(); average->update_parameters(net); }
//   average->eval();
//   Tensor output = average->forward(input);
//   save(average, "average.pt");
//
// Read next: swa.h, the learning rate and the batch norms of such a training.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "rushlight/nn/module.h"
#include "rushlight/nn/module_holder.h"

namespace torch::inline rushlight {
namespace optim {

/// Changes the averaged tensors in place, given the current ones (of the same shapes and order) and how many states the
/// averages hold already, at least 1.
using MultiAvgFn = std::function<void(TensorList averaged, TensorList current, int64_t num_averaged)>;

/// averaged = decay * averaged + (1 - decay) * current.
RUSHLIGHT_API MultiAvgFn get_ema_multi_avg_fn(double decay = 0.999);
/// The mean of all states: averaged += (current - averaged) / (num_averaged + 1).
RUSHLIGHT_API MultiAvgFn get_swa_multi_avg_fn();

namespace detail {

/// The part of AveragedModel that is the same for every class of model.
class RUSHLIGHT_API AveragedModelBase : public nn::Module {
 public:
  /// Takes the parameters of `model` into the average; the first time it becomes them. Buffers are averaged too with
  /// use_buffers, else copied.
  void update_parameters(const nn::Module& model);
  template <class M> void update_parameters(const nn::ModuleHolder<M>& model) { update_parameters(*model); }
  template <class M> void update_parameters(const std::shared_ptr<M>& model) {
    check_model(model.get());
    update_parameters(*model);
  }

  Tensor n_averaged;  // int64, how many states the average holds

 protected:
  AveragedModelBase(const std::shared_ptr<nn::Module>& copy, MultiAvgFn avg_fn, bool use_buffers);
  /// A deep copy of the model, which must not be null.
  static std::shared_ptr<nn::Module> clone_of(const nn::Module* model);
  MultiAvgFn avg_fn_;
  bool use_buffers_;

 private:
  static void check_model(const nn::Module* model);
  nn::Module* copy_;  // registered, so it lives as long
};

}  // namespace detail

/// The module behind AveragedModel. `M` is the class of the model, which must have clone() (derive it from Cloneable).
template <class M> class AveragedModelImpl : public detail::AveragedModelBase {
 public:
  explicit AveragedModelImpl(const std::shared_ptr<M>& model, MultiAvgFn avg_fn = get_swa_multi_avg_fn(),
                             bool use_buffers = false)
      : AveragedModelImpl(clone_of(model.get()), std::move(avg_fn), use_buffers, 0) {}
  explicit AveragedModelImpl(const nn::ModuleHolder<M>& model, MultiAvgFn avg_fn = get_swa_multi_avg_fn(),
                             bool use_buffers = false)
      : AveragedModelImpl(model.ptr(), std::move(avg_fn), use_buffers) {}

  /// What the averaged module makes of the arguments.
  template <class... Args> auto forward(Args&&... args) {
    return module->forward(std::forward<Args>(args)...);
  }
  std::shared_ptr<nn::Module> clone(const std::optional<Device>& device = std::nullopt) const override {
    std::shared_ptr<AveragedModelImpl> copy(new AveragedModelImpl(
        module->clone(device), avg_fn_, use_buffers_, n_averaged.template item<int64_t>()));
    copy->train(is_training());
    return copy;
  }

  std::shared_ptr<M> module;  ///< the averaged model

 private:
  AveragedModelImpl(const std::shared_ptr<nn::Module>& copy, MultiAvgFn avg_fn, bool use_buffers, int64_t n)
      : AveragedModelBase(copy, std::move(avg_fn), use_buffers), module(std::static_pointer_cast<M>(copy)) {
    n_averaged.fill_(n);
  }
};

/// The average of a model over its training. `M` is the class of the model or its holder, and may be left out.
template <class M>
class AveragedModel : public nn::ModuleHolder<AveragedModelImpl<nn::detail::contained_t<M>>> {
 public:
  using Impl = AveragedModelImpl<nn::detail::contained_t<M>>;
  using nn::ModuleHolder<Impl>::ModuleHolder;
};
template <class M, class... Args> AveragedModel(const nn::ModuleHolder<M>&, Args&&...) -> AveragedModel<M>;
template <class M, class... Args> AveragedModel(const std::shared_ptr<M>&, Args&&...) -> AveragedModel<M>;

}  // namespace optim
}  // namespace torch::inline rushlight
