// ReduceLROnPlateauScheduler: lowers the learning rates when a metric stops getting better.
#pragma once

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Multiplies the learning rates by `factor` when the metric given to step() was not better for `patience` steps. Better
/// means below (or above, for `max`) the best by `threshold`, relative to it or absolute.
class RUSHLIGHT_API ReduceLROnPlateauScheduler {
 public:
  enum SchedulerMode { min, max };
  enum ThresholdMode { rel, abs };
  /// `min_lr`: no lower than these, one for each group or none; changes of at most `eps` are left out. `verbose` does
  /// nothing: the library never prints.
  ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode = min, float factor = 0.1f,
                             int patience = 10, double threshold = 1e-4, ThresholdMode threshold_mode = rel,
                             int cooldown = 0, const std::vector<float>& min_lr = {}, double eps = 1e-8,
                             bool verbose = false);
  virtual ~ReduceLROnPlateauScheduler();
  void step(float metric);

 private:
  bool is_better(double metric) const;
  void reduce();

  Optimizer& optimizer_;
  SchedulerMode mode_;
  double factor_;
  int patience_;
  double threshold_;
  ThresholdMode threshold_mode_;
  int cooldown_, cooldown_left_ = 0, bad_steps_ = 0;
  std::vector<double> lowest_;
  double eps_, best_;
};

}  // namespace optim
}  // namespace torch::inline rushlight
