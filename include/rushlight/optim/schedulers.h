// Learning-rate schedulers: they change the lr of an optimizer's groups as epochs go by.
// Next: lr_formulas.h (most of them), scheduler_chains.h (several in a row or at once), plateau.h.
#pragma once

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Base of schedulers that give each group's learning rate as a function of the step count.
class RUSHLIGHT_API LRScheduler {
 public:
  explicit LRScheduler(Optimizer& optimizer);
  virtual ~LRScheduler();
  /// Sets the learning rates for the next epoch.
  void step();
  /// Begins again: no step was taken, and the learning rates are those of the beginning.
  virtual void restart();
  /// The optimizer whose learning rates it sets.
  Optimizer& optimizer() const { return optimizer_; }

 protected:
  virtual std::vector<double> get_lrs() = 0;
  /// The learning rates before the first step; without a formula of its own, the initial ones.
  virtual std::vector<double> get_first_lrs();
  std::vector<double> get_current_lrs() const;
  /// The learning rates that the groups had when their first scheduler was made.
  std::vector<double> get_initial_lrs() const;
  void set_lrs(const std::vector<double>& lrs);
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
}  // namespace torch::inline rushlight
