// SWALR, and the batch norms of update_bn.
#include "rushlight/optim/swa.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rushlight/nn/norm.h"

namespace torch::inline rushlight {
namespace optim {

SWALR::SWALR(Optimizer& optimizer, double swa_lr, int64_t anneal_epochs, AnnealStrategy anneal_strategy)
    : SWALR(optimizer, std::vector<double>(optimizer.param_groups().size(), swa_lr), anneal_epochs,
            anneal_strategy) {}

SWALR::SWALR(Optimizer& optimizer, std::vector<double> swa_lrs, int64_t anneal_epochs,
             AnnealStrategy anneal_strategy)
    : LRScheduler(optimizer),
      swa_lrs_(std::move(swa_lrs)),
      anneal_epochs_(anneal_epochs),
      anneal_strategy_(anneal_strategy) {
  const size_t groups = optimizer.param_groups().size();
  RUSHLIGHT_CHECK(swa_lrs_.size() == groups, "SWALR: expected a swa_lr for each of ", groups, " groups, got ",
                  swa_lrs_.size());
  RUSHLIGHT_CHECK(anneal_epochs >= 0, "SWALR: expected anneal_epochs of 0 or more, got ", anneal_epochs);
  set_lrs(SWALR::get_first_lrs());
}

double SWALR::part_after(int64_t steps) const {
  if (steps >= anneal_epochs_) return 1;
  const double t = static_cast<double>(steps) / static_cast<double>(anneal_epochs_);
  return anneal_strategy_ == AnnealStrategy::linear ? t : (1 - std::cos(std::numbers::pi * t)) / 2;
}

std::vector<double> SWALR::get_first_lrs() { return anneal_epochs_ == 0 ? swa_lrs_ : get_current_lrs(); }

// Where it comes from is told by where it is, because another scheduler may have moved it before the first step.
std::vector<double> SWALR::get_lrs() {
  const double before = part_after(step_count_), now = part_after(int64_t{step_count_} + 1);
  std::vector<double> lrs = get_current_lrs();
  for (size_t g = 0; g < lrs.size(); ++g) {
    const double from = before == 1 ? swa_lrs_[g] : (lrs[g] - before * swa_lrs_[g]) / (1 - before);
    lrs[g] = swa_lrs_[g] * now + from * (1 - now);
  }
  return lrs;
}

namespace detail {

FreshStatistics::FreshStatistics(nn::Module& module) : module_(module), was_training_(module.is_training()) {
  const auto add = [this](auto* norm) {
    if (!norm) return;
    norm->reset_running_stats();
    std::optional<double>& momentum = norm->options.momentum();
    momenta_.emplace_back(&momentum, momentum);
    momentum = std::nullopt;  // a plain mean of what it sees
  };
  module.apply([&](nn::Module& m) {
    add(m.as<nn::BatchNorm1d>());
    add(m.as<nn::BatchNorm2d>());
    add(m.as<nn::BatchNorm3d>());
  });
  if (!empty()) module.train();
}

bool FreshStatistics::empty() const { return momenta_.empty(); }
FreshStatistics::~FreshStatistics() {
  if (empty()) return;
  for (auto& [momentum, before] : momenta_) *momentum = before;
  module_.train(was_training_);
}

}  // namespace detail

}  // namespace optim
}  // namespace torch::inline rushlight
