// Learning-rate schedulers: they change the lr of an optimizer's groups as epochs go by.
#pragma once

#include "rushlight/optim/optimizer.h"

namespace rushlight {
namespace optim {

/// Base of schedulers that give each group's learning rate as a function of the step count.
class RUSHLIGHT_API LRScheduler {
 public:
  explicit LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {}
  virtual ~LRScheduler();
  /// Sets the learning rates for the next epoch.
  void step();

 protected:
  virtual std::vector<double> get_lrs() = 0;
  std::vector<double> get_current_lrs() const;
  unsigned step_count_ = 0;
  Optimizer& optimizer_;
};

/// Multiplies the learning rates by `gamma` every `step_size` steps.
class RUSHLIGHT_API StepLR : public LRScheduler {
 public:
  StepLR(Optimizer& optimizer, unsigned step_size, double gamma = 0.1)
      : LRScheduler(optimizer), step_size_(step_size), gamma_(gamma) {}

 private:
  std::vector<double> get_lrs() override;
  unsigned step_size_;
  double gamma_;
};

}  // namespace optim
}  // namespace rushlight
