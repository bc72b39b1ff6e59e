// Schedulers made of schedulers: one after another (a warm-up, then a decay), or several at once. All of them belong to
// one optimizer and are stepped through the chain only.
#pragma once

#include <memory>

#include "rushlight/optim/schedulers.h"

namespace torch::inline rushlight {
namespace optim {

/// Schedulers that follow each other: after `milestones[i]` steps, scheduler i + 1 takes over and begins anew.
///
///   SequentialLR scheduler(optimizer, {std::make_shared<LinearLR>(optimizer, 0.1, 1, 5),
///                                      std::make_shared<CosineAnnealingLR>(optimizer, 95)}, {5});
class RUSHLIGHT_API SequentialLR : public LRScheduler {
 public:
  SequentialLR(Optimizer& optimizer, std::vector<std::shared_ptr<LRScheduler>> schedulers,
               std::vector<int64_t> milestones);
  void restart() override;

 private:
  std::vector<double> get_lrs() override;
  size_t index_after(int64_t steps) const;
  std::vector<std::shared_ptr<LRScheduler>> schedulers_;
  std::vector<int64_t> milestones_;
};

/// Schedulers that act at once: each is a factor, what it alone would make of the initial learning rate.
class RUSHLIGHT_API ChainedScheduler : public LRScheduler {
 public:
  explicit ChainedScheduler(std::vector<std::shared_ptr<LRScheduler>> schedulers);
  void restart() override;

 private:
  std::vector<double> get_lrs() override;
  template <class Advance> void advance_each(const Advance& advance);
  std::vector<double> product() const;
  std::vector<std::shared_ptr<LRScheduler>> schedulers_;
  std::vector<std::vector<double>>
      alone_;  // by scheduler, then by group: the learning rate without the others
};

}  // namespace optim
}  // namespace torch::inline rushlight
