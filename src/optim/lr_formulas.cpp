// The formulas of the learning-rate schedulers (see lr_formulas.h).
#include "rushlight/optim/lr_formulas.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

// From `from` to `to` as `part` goes from 0 to 1, along half a cosine.
double along_cosine(double from, double to, double part) {
  return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * part));
}

int64_t positive(const char* who, const char* what, int64_t n) {
  RUSHLIGHT_CHECK(n > 0, who, ": expected a positive ", what, ", got ", n);
  return n;
}

double share(const char* who, const char* what, double factor) {
  RUSHLIGHT_CHECK(factor >= 0 && factor <= 1, who, ": expected ", what, " from 0 to 1, got ", factor);
  return factor;
}

double as_real(int64_t n) { return static_cast<double>(n); }

}  // namespace

FormulaLR::FormulaLR(Optimizer& optimizer, Formula formula)
    : LRScheduler(optimizer), formula_(std::move(formula)), bases_(get_initial_lrs()) {
  set_lrs(lrs_after(0));
}

std::vector<double> FormulaLR::lrs_after(int64_t t) const {
  std::vector<double> lrs;
  for (double base : bases_) lrs.push_back(formula_(base, t));
  return lrs;
}

std::vector<double> FormulaLR::get_first_lrs() { return lrs_after(0); }
std::vector<double> FormulaLR::get_lrs() { return lrs_after(int64_t{step_count_} + 1); }

LambdaLR::LambdaLR(Optimizer& optimizer, std::function<double(int64_t)> factor)
    : FormulaLR(optimizer,
                [factor = std::move(factor)](double base, int64_t t) { return base * factor(t); }) {}

MultiStepLR::MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma)
    : FormulaLR(optimizer, [milestones = std::move(milestones), gamma](double base, int64_t t) {
        const auto passed =
            std::count_if(milestones.begin(), milestones.end(), [t](int64_t m) { return m <= t; });
        return base * std::pow(gamma, as_real(passed));
      }) {}

ExponentialLR::ExponentialLR(Optimizer& optimizer, double gamma)
    : FormulaLR(optimizer, [gamma](double base, int64_t t) { return base * std::pow(gamma, as_real(t)); }) {}

ConstantLR::ConstantLR(Optimizer& optimizer, double factor, int64_t total_iters)
    : FormulaLR(optimizer, [=, by = share("ConstantLR", "a factor", factor)](double base, int64_t t) {
        return t < total_iters ? base * by : base;
      }) {}

LinearLR::LinearLR(Optimizer& optimizer, double start_factor, double end_factor, int64_t total_iters)
    : FormulaLR(optimizer, [first = share("LinearLR", "a start_factor", start_factor),
                            last = share("LinearLR", "an end_factor", end_factor),
                            n = positive("LinearLR", "total_iters", total_iters)](double base, int64_t t) {
        return base * (first + (last - first) * as_real(std::min(t, n)) / as_real(n));
      }) {
  RUSHLIGHT_CHECK(start_factor > 0, "LinearLR: expected a start_factor above 0, got ", start_factor);
}

PolynomialLR::PolynomialLR(Optimizer& optimizer, int64_t total_iters, double power)
    : FormulaLR(optimizer,
                [=, n = positive("PolynomialLR", "total_iters", total_iters)](double base, int64_t t) {
                  return base * std::pow(1 - as_real(std::min(t, n)) / as_real(n), power);
                }) {}

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min)
    : FormulaLR(optimizer, [=, n = positive("CosineAnnealingLR", "T_max", T_max)](double base, int64_t t) {
        return along_cosine(base, eta_min, as_real(t) / as_real(n));
      }) {}

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult,
                                                         double eta_min)
    : FormulaLR(optimizer,
                [=, first = positive("CosineAnnealingWarmRestarts", "T_0", T_0),
                 growth = positive("CosineAnnealingWarmRestarts", "T_mult", T_mult)](double base, int64_t t) {
                  int64_t length = first;
                  for (; t >= length; length *= growth) t -= length;
                  return along_cosine(base, eta_min, as_real(t) / as_real(length));
                }) {}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, double pct_start,
                       double div_factor, double final_div_factor)
    : FormulaLR(optimizer, [=, n = positive("OneCycleLR", "total_steps", total_steps)](double, int64_t t) {
        RUSHLIGHT_CHECK(t <= n, "OneCycleLR: expected at most ", n, " steps, got ", t);
        const double first = max_lr / div_factor, last = first / final_div_factor;
        const double top = pct_start * as_real(n) - 1, end = as_real(n) - 1;
        return as_real(t) <= top ? along_cosine(first, max_lr, as_real(t) / top)
                                 : along_cosine(max_lr, last, (as_real(t) - top) / (end - top));
      }) {}

CyclicLR::CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, int64_t step_size_up,
                   int64_t step_size_down, CyclicMode mode, double gamma)
    : FormulaLR(optimizer, [=, up = positive("CyclicLR", "step_size_up", step_size_up)](double, int64_t t) {
        const double length = as_real(up + (step_size_down > 0 ? step_size_down : up)),
                     ratio = as_real(up) / length;
        const double round = std::floor(as_real(t) / length), part = as_real(t) / length - round;
        const double height = (max_lr - base_lr) * (part <= ratio ? part / ratio : (part - 1) / (ratio - 1));
        if (mode == CyclicMode::triangular2) return base_lr + height / std::exp2(round);
        return base_lr + height * (mode == CyclicMode::exp_range ? std::pow(gamma, as_real(t)) : 1);
      }) {}

}  // namespace optim
}  // namespace torch::inline rushlight
