// What the optimizers' steps share: the loss closure, and lists of the parameters that have gradients. Fields of archives and
// checks of options are in fields.h.
#pragma once

#include <optional>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"
#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// The loss, computed with gradients on when there is a closure.
inline Tensor call_closure(const Optimizer::LossClosure& closure) {
  if (!closure) return {};
  AutoGradMode mode(true);
  return closure();
}

/// Lists that run in parallel: parameters that have gradients, these (negated to maximize) and up to three states.
struct StepLists {
  bool maximize = false;
  std::vector<Tensor> params = {}, grads = {}, states[3] = {};
  void add(const Tensor& param) {
    params.push_back(param);
    grads.push_back(maximize ? -param.grad() : param.grad());
  }
};

/// Gathers parameters with two states that take the same step, for one call of the operator; a parameter that joined
/// at another time takes a step of its own.
template <class Step> class StepCalls {
 public:
  using Operator = void (*)(const Step&, TensorList params, TensorList first, TensorList second,
                            TensorList grads);
  StepCalls(Operator call, bool maximize) : call_(call), lists_{maximize} {}
  void add(const Step& step, const Tensor& param, const Tensor& first, const Tensor& second) {
    if (step_ && *step_ != step) run();
    step_ = step;
    lists_.add(param);
    lists_.states[0].push_back(first);
    lists_.states[1].push_back(second);
  }
  /// Takes the step of all that was added.
  void run() {
    if (step_) call_(*step_, lists_.params, lists_.states[0], lists_.states[1], lists_.grads);
    lists_ = {lists_.maximize};
  }

 private:
  Operator call_;
  std::optional<Step> step_;
  StepLists lists_;
};

inline Tensor zeros_of(const Tensor& param) { return zeros(param.sizes(), param.options()); }

}  // namespace optim
}  // namespace torch::inline rushlight
