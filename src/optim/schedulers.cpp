// What all schedulers share: the learning rates of an optimizer's groups, now and when scheduling began.
#include "rushlight/optim/schedulers.h"

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace optim {

LRScheduler::LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {
  // Only the first scheduler sees the learning rate that the user chose; later ones would see what it made of that.
  for (auto& group : optimizer.param_groups())
    if (!group.initial_lr()) group.set_initial_lr(group.options().get_lr());
}
LRScheduler::~LRScheduler() = default;

void LRScheduler::step() {
  set_lrs(get_lrs());
  ++step_count_;
}

void LRScheduler::restart() {
  step_count_ = 0;
  set_lrs(get_first_lrs());
}

std::vector<double> LRScheduler::get_first_lrs() { return get_initial_lrs(); }

std::vector<double> LRScheduler::get_current_lrs() const {
  std::vector<double> lrs;
  for (const auto& group : optimizer_.param_groups()) lrs.push_back(group.options().get_lr());
  return lrs;
}

std::vector<double> LRScheduler::get_initial_lrs() const {
  std::vector<double> lrs;
  for (const auto& group : optimizer_.param_groups())
    lrs.push_back(group.initial_lr().value_or(group.options().get_lr()));
  return lrs;
}

void LRScheduler::set_lrs(const std::vector<double>& lrs) {
  auto& groups = optimizer_.param_groups();
  RUSHLIGHT_CHECK(lrs.size() == groups.size(), "LRScheduler: expected one learning rate for each of ",
                  groups.size(), " groups, got ", lrs.size());
  for (size_t i = 0; i < groups.size(); ++i) groups[i].options().set_lr(lrs[i]);
}

std::vector<double> StepLR::get_lrs() {
  std::vector<double> lrs = get_current_lrs();
  if (step_count_ > 0 && step_count_ % step_size_ == 0)
    for (double& lr : lrs) lr *= gamma_;
  return lrs;
}

}  // namespace optim
}  // namespace torch::inline rushlight
