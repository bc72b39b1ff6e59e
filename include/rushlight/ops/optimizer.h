// Optimizer updates over lists of tensors, each as one operator: one pass over all parameters and their state.
// Lists run in parallel: state[i] and grads[i] belong to params[i], all of one shape. Parameters and states change in place.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Settings of stochastic gradient descent (Sutskever et al. 2013 for momentum, as PyTorch writes it).
struct SgdStep {
  double lr, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false;
  bool first = false;  ///< the momentum buffers hold nothing yet: they become the gradients
};
/// Settings of Adam (Kingma and Ba 2015) and, with `decoupled`, AdamW (Loshchilov and Hutter 2019); `step` counts from 1.
struct AdamStep {
  double lr, beta1, beta2, eps, weight_decay = 0;
  int64_t step = 1;
  bool decoupled = false;
  bool amsgrad = false;  ///< max_exp_avg_sqs takes part (Reddi et al. 2018)
};
/// Settings of RMSprop (Hinton 2012); `centered` subtracts the squared mean of the gradient.
struct RmspropStep {
  double lr, alpha, eps, weight_decay = 0, momentum = 0;
  bool centered = false;
};
/// Settings of Adagrad (Duchi et al. 2011); `step` counts from 1.
struct AdagradStep {
  double lr, lr_decay = 0, weight_decay = 0, eps = 1e-10;
  int64_t step = 1;
};

/// One step of SGD; `momentum_buffers` is empty without momentum.
RUSHLIGHT_API void sgd_step_(const SgdStep& step, TensorList params, TensorList momentum_buffers,
                             TensorList grads);  // [function]
/// One step of Adam or AdamW; `max_exp_avg_sqs` is empty without amsgrad.
RUSHLIGHT_API void adam_step_(const AdamStep& step, TensorList params, TensorList exp_avgs,
                              TensorList exp_avg_sqs,  // [function]
                              TensorList max_exp_avg_sqs, TensorList grads);
/// One step of RMSprop; `grad_avgs` and `momentum_buffers` are empty when not centered or without momentum.
RUSHLIGHT_API void rmsprop_step_(const RmspropStep& step, TensorList params, TensorList square_avgs,
                                 TensorList grad_avgs,  // [function]
                                 TensorList momentum_buffers, TensorList grads);
/// One step of Adagrad.
RUSHLIGHT_API void adagrad_step_(const AdagradStep& step, TensorList params, TensorList sums,
                                 TensorList grads);  // [function]

}  // namespace torch::inline rushlight
