// Learning-rate schedulers that PyTorch has in Python only: each is a formula for the learning rate after t steps, from
// the one that its group began with. It holds from the construction on (t = 0). Formulas are PyTorch's closed forms.
// Next: schedulers.h (the schedulers of LibTorch), src/optim/lr_formulas.cpp.
#pragma once

#include <functional>

#include "rushlight/optim/schedulers.h"

namespace torch::inline rushlight {
namespace optim {

/// Gives every group the learning rate formula(the group's first learning rate, number of steps so far).
class RUSHLIGHT_API FormulaLR : public LRScheduler {
 public:
  using Formula = std::function<double(double base, int64_t t)>;
  FormulaLR(Optimizer& optimizer, Formula formula);

 private:
  std::vector<double> get_lrs() override;
  std::vector<double> get_first_lrs() override;
  std::vector<double> lrs_after(int64_t t) const;
  Formula formula_;
  std::vector<double> bases_;
};

/// The first learning rate times `factor(t)`.
struct RUSHLIGHT_API LambdaLR : FormulaLR {
  LambdaLR(Optimizer& optimizer, std::function<double(int64_t t)> factor);
};
/// Times `gamma` at each of the milestones.
struct RUSHLIGHT_API MultiStepLR : FormulaLR {
  MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma = 0.1);
};
/// Times `gamma` every step.
struct RUSHLIGHT_API ExponentialLR : FormulaLR {
  ExponentialLR(Optimizer& optimizer, double gamma);
};
/// Times `factor` for the first `total_iters` steps: the simplest warm-up.
struct RUSHLIGHT_API ConstantLR : FormulaLR {
  ConstantLR(Optimizer& optimizer, double factor = 1.0 / 3, int64_t total_iters = 5);
};
/// From `start_factor` to `end_factor` of it along a line of `total_iters` steps: a warm-up.
struct RUSHLIGHT_API LinearLR : FormulaLR {
  LinearLR(Optimizer& optimizer, double start_factor = 1.0 / 3, double end_factor = 1,
           int64_t total_iters = 5);
};
/// Down to 0 within `total_iters` steps, as a power of what is left of them.
struct RUSHLIGHT_API PolynomialLR : FormulaLR {
  PolynomialLR(Optimizer& optimizer, int64_t total_iters = 5, double power = 1);
};
/// Down to `eta_min` along half a cosine of `T_max` steps (Loshchilov and Hutter 2017), and up again behind it.
struct RUSHLIGHT_API CosineAnnealingLR : FormulaLR {
  CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min = 0);
};
/// The same from the top again after T_0 steps; each round is `T_mult` times as long as the one before.
struct RUSHLIGHT_API CosineAnnealingWarmRestarts : FormulaLR {
  CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult = 1, double eta_min = 0);
};
/// Up to `max_lr` in the first `pct_start` of the steps and down to nearly 0 in the rest, along cosines (Smith and Topin
/// 2018). The learning rate that the groups had does not count; momentum stays as it is.
struct RUSHLIGHT_API OneCycleLR : FormulaLR {
  OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, double pct_start = 0.3,
             double div_factor = 25, double final_div_factor = 1e4);
};
/// How CyclicLR's peaks change: not, halved each time, or times gamma every step.
enum class CyclicMode { triangular, triangular2, exp_range };
/// Up and down between `base_lr` and `max_lr` along lines (Smith 2017). `step_size_down` 0: as long as up.
struct RUSHLIGHT_API CyclicLR : FormulaLR {
  CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, int64_t step_size_up = 2000,
           int64_t step_size_down = 0, CyclicMode mode = CyclicMode::triangular, double gamma = 1);
};

}  // namespace optim
}  // namespace torch::inline rushlight
