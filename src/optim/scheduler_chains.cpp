// SequentialLR and ChainedScheduler: they step other schedulers and pass on the learning rates that those set.
#include "rushlight/optim/scheduler_chains.h"

#include <algorithm>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

using Schedulers = std::vector<std::shared_ptr<LRScheduler>>;

Optimizer& optimizer_of(const char* who, const Schedulers& schedulers) {
  RUSHLIGHT_CHECK(!schedulers.empty(), who, ": expected at least one scheduler, got none");
  for (size_t i = 0; i < schedulers.size(); ++i)
    RUSHLIGHT_CHECK(schedulers[i], who, ": expected schedulers, got a null pointer at index ", i);
  return schedulers[0]->optimizer();
}

void check_optimizer(const char* who, const Schedulers& schedulers, const Optimizer& optimizer) {
  optimizer_of(who, schedulers);
  for (size_t i = 0; i < schedulers.size(); ++i)
    RUSHLIGHT_CHECK(&schedulers[i]->optimizer() == &optimizer, who,
                    ": expected schedulers of one optimizer, got one of another at index ", i);
}

}  // namespace

SequentialLR::SequentialLR(Optimizer& optimizer, Schedulers schedulers, std::vector<int64_t> milestones)
    : LRScheduler(optimizer), schedulers_(std::move(schedulers)), milestones_(std::move(milestones)) {
  check_optimizer("SequentialLR", schedulers_, optimizer);
  RUSHLIGHT_CHECK(milestones_.size() + 1 == schedulers_.size(), "SequentialLR: expected ",
                  schedulers_.size() - 1, " milestones for ", schedulers_.size(), " schedulers, got ",
                  milestones_.size());
  RUSHLIGHT_CHECK(std::is_sorted(milestones_.begin(), milestones_.end()),
                  "SequentialLR: expected rising milestones, got ", IntArrayRef(milestones_));
  SequentialLR::restart();
}

size_t SequentialLR::index_after(int64_t steps) const {
  const auto next = std::upper_bound(milestones_.begin(), milestones_.end(), steps);
  return static_cast<size_t>(next - milestones_.begin());
}

void SequentialLR::restart() {
  step_count_ = 0;
  set_lrs(get_initial_lrs());
  schedulers_[index_after(0)]->restart();
}

std::vector<double> SequentialLR::get_lrs() {
  const int64_t steps = int64_t{step_count_} + 1;
  const size_t i = index_after(steps);
  if (i > 0 && milestones_[i - 1] == steps) schedulers_[i]->restart();
  else schedulers_[i]->step();
  return get_current_lrs();
}

ChainedScheduler::ChainedScheduler(Schedulers schedulers)
    : LRScheduler(optimizer_of("ChainedScheduler", schedulers)),
      schedulers_(std::move(schedulers)),
      alone_(schedulers_.size()) {
  check_optimizer("ChainedScheduler", schedulers_, optimizer_);
  ChainedScheduler::restart();
}

// Lets each scheduler find the learning rates as it left them, and keeps what it makes of them.
template <class Advance> void ChainedScheduler::advance_each(const Advance& advance) {
  for (size_t i = 0; i < schedulers_.size(); ++i) {
    set_lrs(alone_[i]);
    advance(*schedulers_[i]);
    alone_[i] = get_current_lrs();
  }
}

void ChainedScheduler::restart() {
  step_count_ = 0;
  std::fill(alone_.begin(), alone_.end(), get_initial_lrs());
  advance_each([](LRScheduler& scheduler) { scheduler.restart(); });
  set_lrs(product());
}

std::vector<double> ChainedScheduler::get_lrs() {
  advance_each([](LRScheduler& scheduler) { scheduler.step(); });
  return product();
}

std::vector<double> ChainedScheduler::product() const {
  const std::vector<double> initial = get_initial_lrs();
  std::vector<double> lrs = initial;
  for (const auto& alone : alone_)
    for (size_t g = 0; g < lrs.size(); ++g)
      if (initial[g] != 0) lrs[g] *= alone[g] / initial[g];  // a learning rate of 0 stays 0
  return lrs;
}

}  // namespace optim
}  // namespace torch::inline rushlight
