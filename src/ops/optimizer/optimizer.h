// Kernels of the optimizer updates: one run of n elements of one parameter, its states and its gradient.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"
#include "rushlight/ops/adaptive_optimizer.h"
#include "rushlight/ops/optimizer.h"

namespace torch::inline rushlight {

/// Where one run lies: the parameter, up to three states (null where there is none) and the gradient.
struct StepRun {
  void* param;
  void* state[3];
  const void* grad;
  int64_t n;
};

/// How far a step may take a parameter or a state from that of exact arithmetic: in units of 2^-24 (float32) or 2^-53 (float64)
/// of the magnitudes that went into it. A centered step of RMSprop has the cancellation of its variance besides. Tested in
/// optimizer_test.cpp.
constexpr double kStepUnits = 3;

struct OptimizerKernels {
  void (*sgd)(const SgdStep& step, const StepRun& run, ScalarType dtype);
  void (*adam)(const AdamStep& step, const StepRun& run, ScalarType dtype);
  void (*rmsprop)(const RmspropStep& step, const StepRun& run, ScalarType dtype);
  void (*adagrad)(const AdagradStep& step, const StepRun& run, ScalarType dtype);
  void (*nadam)(const NadamStep& step, const StepRun& run, ScalarType dtype);
  void (*radam)(const RadamStep& step, const StepRun& run, ScalarType dtype);
  void (*adamax)(const AdamaxStep& step, const StepRun& run, ScalarType dtype);
  void (*adadelta)(const AdadeltaStep& step, const StepRun& run, ScalarType dtype);
};

}  // namespace torch::inline rushlight
