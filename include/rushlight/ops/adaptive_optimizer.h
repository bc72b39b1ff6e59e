// More optimizer updates over lists of tensors, each as one operator like those of optimizer.h. Not part of ops.h: only
// the optimizers call them. Read next: src/ops/optimizer/optimizer.cpp.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Settings of NAdam (Dozat 2016), Adam with Nesterov momentum; `step` counts from 1. The momentum of step t is
/// beta1 * (1 - 0.96^(t * momentum_decay) / 2).
struct NadamStep {
  double lr, beta1, beta2, eps, weight_decay = 0, momentum_decay = 4e-3;
  int64_t step = 1;
  double mu_product = 1;   ///< product of the momenta of all steps before this one
  bool decoupled = false;  ///< weights decay by themselves, not through the gradient
  /// The momentum of step `t`.
  RUSHLIGHT_API double mu(int64_t t) const;
  bool operator==(const NadamStep&) const = default;
};
/// Settings of RAdam (Liu et al. 2020): Adam whose rate is rectified by how much is known of the variance; `step` counts
/// from 1.
struct RadamStep {
  double lr, beta1, beta2, eps, weight_decay = 0;
  int64_t step = 1;
  bool decoupled = false;
  bool operator==(const RadamStep&) const = default;
};
/// Settings of Adamax (Kingma and Ba 2015): Adam with the infinity norm; `step` counts from 1.
struct AdamaxStep {
  double lr, beta1, beta2, eps, weight_decay = 0;
  int64_t step = 1;
  bool operator==(const AdamaxStep&) const = default;
};
/// Settings of Adadelta (Zeiler 2012).
struct AdadeltaStep {
  double lr, rho, eps, weight_decay = 0;
  bool operator==(const AdadeltaStep&) const = default;
};

/// One step of NAdam.
RUSHLIGHT_API void nadam_step_(const NadamStep& step, TensorList params, TensorList exp_avgs,
                               TensorList exp_avg_sqs, TensorList grads);  // [function]
/// One step of RAdam.
RUSHLIGHT_API void radam_step_(const RadamStep& step, TensorList params, TensorList exp_avgs,
                               TensorList exp_avg_sqs, TensorList grads);  // [function]
/// One step of Adamax.
RUSHLIGHT_API void adamax_step_(const AdamaxStep& step, TensorList params, TensorList exp_avgs,
                                TensorList exp_infs, TensorList grads);  // [function]
/// One step of Adadelta.
RUSHLIGHT_API void adadelta_step_(const AdadeltaStep& step, TensorList params, TensorList square_avgs,
                                  TensorList acc_deltas, TensorList grads);  // [function]

}  // namespace torch::inline rushlight
