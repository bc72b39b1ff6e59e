// ReduceLROnPlateauScheduler: counts steps without improvement.
#include "rushlight/optim/plateau.h"

#include <algorithm>
#include <limits>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace optim {

ReduceLROnPlateauScheduler::ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode, float factor,
                                                       int patience, double threshold,
                                                       ThresholdMode threshold_mode, int cooldown,
                                                       const std::vector<float>& min_lr, double eps, bool)
    : optimizer_(optimizer),
      mode_(mode),
      factor_(factor),
      patience_(patience),
      threshold_(threshold),
      threshold_mode_(threshold_mode),
      cooldown_(cooldown),
      lowest_(min_lr.begin(), min_lr.end()),
      eps_(eps),
      best_(mode == min ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::min()) {
  const size_t groups = optimizer.param_groups().size();
  RUSHLIGHT_CHECK(factor < 1, "ReduceLROnPlateauScheduler: expected a factor below 1, got ", factor_);
  RUSHLIGHT_CHECK(min_lr.empty() || min_lr.size() == groups,
                  "ReduceLROnPlateauScheduler: expected a min_lr for each of ", groups, " groups, got ",
                  min_lr.size());
  if (lowest_.empty()) lowest_.assign(groups, 0.0);
}
ReduceLROnPlateauScheduler::~ReduceLROnPlateauScheduler() = default;

// As LibTorch's C++ has it: where metrics shall rise they begin above 0, and an absolute threshold is a factor of the best
// one. Python's scheduler begins at -inf and adds the threshold.
bool ReduceLROnPlateauScheduler::is_better(double metric) const {
  if (mode_ == min) return metric < (threshold_mode_ == rel ? best_ * (1 - threshold_) : best_ - threshold_);
  return metric > best_ * (threshold_mode_ == rel ? 1 + threshold_ : threshold_);
}

void ReduceLROnPlateauScheduler::step(float metric) {
  if (is_better(metric)) {
    best_ = metric;
    bad_steps_ = 0;
  } else {
    ++bad_steps_;
  }
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    bad_steps_ = 0;  // does not count while the last change settles
  }
  if (bad_steps_ <= patience_) return;
  reduce();
  cooldown_left_ = cooldown_;
  bad_steps_ = 0;
}

void ReduceLROnPlateauScheduler::reduce() {
  auto& groups = optimizer_.param_groups();
  for (size_t i = 0; i < groups.size(); ++i) {
    const double now = groups[i].options().get_lr(), next = std::max(now * factor_, lowest_[i]);
    if (now - next > eps_) groups[i].options().set_lr(next);
  }
}

}  // namespace optim
}  // namespace torch::inline rushlight
