// What the optimizers' steps share: the loss closure, and the parameters that have gradients. Fields of archives and
// checks of options are in fields.h.
#pragma once

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"
#include "rushlight/optim/optimizer.h"

namespace rushlight {
namespace optim {

/// The loss, computed with gradients on when there is a closure.
inline Tensor call_closure(const Optimizer::LossClosure& closure) {
  if (!closure) return {};
  AutoGradMode mode(true);
  return closure();
}

/// Lists that run in parallel: parameters that have gradients, their gradients and up to three states.
struct StepLists {
  std::vector<Tensor> params, grads, states[3];
  void add(const Tensor& param) {
    params.push_back(param);
    grads.push_back(param.grad());
  }
};

inline Tensor zeros_of(const Tensor& param) { return zeros(param.sizes(), param.options()); }

}  // namespace optim
}  // namespace rushlight
