// Optimizers: steps against formulas written out, groups, schedulers, states that survive saving, bad settings.
// Trajectories against PyTorch's are in test/golden/optim_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/optim.h"
#include "rushlight/rushlight.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace {

Tensor parameter(double value, int64_t n = 5) { return full({n}, value, kDouble).requires_grad_(); }
void give_grad(Tensor& p, double g) { p.mutable_grad() = full(p.sizes(), g, p.options()); }
double first(const Tensor& t) { return t.data_ptr<double>()[0]; }
using test::error_of;

TEST(Sgd, MomentumBeginsWithTheGradient) {
  Tensor p = parameter(1);
  optim::SGD sgd({p}, optim::SGDOptions(0.1).momentum(0.9).dampening(0.5).weight_decay(0.01));
  double value = 1, buffer = 0;
  for (int step = 0; step < 4; ++step) {
    give_grad(p, 2);
    sgd.step();
    const double d = 2 + 0.01 * value;
    buffer = step == 0 ? d : 0.9 * buffer + 0.5 * d;
    value -= 0.1 * buffer;
    EXPECT_NEAR(first(p), value, 1e-14) << "step " << step;
  }
}

TEST(Adam, FollowsThePaper) {
  Tensor p = parameter(1), late = parameter(2);
  optim::Adam adam({p, late}, optim::AdamOptions(0.1));
  double value = 1, m = 0, v = 0;
  for (int step = 1; step <= 5; ++step) {
    const double g = std::sin(step);
    give_grad(p, g);
    if (step >= 3) give_grad(late, 1);
    adam.step();
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    value -= 0.1 * (m / (1 - std::pow(0.9, step))) / (std::sqrt(v / (1 - std::pow(0.999, step))) + 1e-8);
    EXPECT_NEAR(first(p), value, 1e-9) << "step " << step;
  }
  EXPECT_NEAR(first(late), 2 - 3 * 0.1, 1e-6);  // its own count: constant gradients move it by lr a step
}

TEST(Optimizer, UnevenSizesStepAlikeOnOneAndTwoThreads) {
  const int threads = get_num_threads();
  std::vector<double> results;
  for (int n : {1, 2}) {
    set_num_threads(n);
    Tensor big = parameter(1, 50001), small = parameter(2, 3);
    optim::AdamW adamw({big, small}, optim::AdamWOptions(0.01).amsgrad(true));
    for (int i = 0; i < 3; ++i) {
      give_grad(big, 0.3);
      give_grad(small, -0.7);
      adamw.step();
    }
    results.push_back(big.sum().item<double>() + small.sum().item<double>());
    EXPECT_EQ(big.data_ptr<double>()[0], big.data_ptr<double>()[50000]);
  }
  set_num_threads(threads);
  EXPECT_NEAR(results[0], results[1], 1e-8);
}

TEST(Optimizer, GroupsHaveTheirOwnOptions) {
  Tensor a = parameter(1), b = parameter(1);
  std::vector<optim::OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<Tensor>{a});
  groups.emplace_back(std::vector<Tensor>{b}, std::make_unique<optim::SGDOptions>(1.0));
  optim::SGD sgd(groups, optim::SGDOptions(0.5));
  give_grad(a, 1);
  give_grad(b, 1);
  sgd.step();
  EXPECT_EQ(first(a), 0.5);
  EXPECT_EQ(first(b), 0);
  EXPECT_EQ(sgd.size(), 2u);
  sgd.zero_grad();
  EXPECT_FALSE(a.grad().defined());
}

TEST(Optimizer, StepLrFallsAfterStepSizeCalls) {
  Tensor p = parameter(1);
  optim::SGD sgd({p}, optim::SGDOptions(1.0));
  optim::StepLR scheduler(sgd, 2, 0.1);
  std::vector<double> rates;
  for (int i = 0; i < 6; ++i) {
    scheduler.step();
    rates.push_back(sgd.param_groups()[0].options().get_lr());
  }
  EXPECT_NEAR(rates[1], 1.0, 1e-12);
  EXPECT_NEAR(rates[2], 0.1, 1e-12);  // LibTorch's C++ scheduler falls one call later than Python's
  EXPECT_NEAR(rates[4], 0.01, 1e-12);
}

TEST(Optimizer, StateSurvivesSaving) {
  Tensor a = parameter(1), b = parameter(1);
  optim::RMSprop before({a}, optim::RMSpropOptions(0.1).momentum(0.5).centered(true)),
      after({b}, optim::RMSpropOptions(0.7));
  give_grad(a, 1);
  before.step();
  std::stringstream file;
  save(before, file);
  load(after, file);
  {
    NoGradGuard guard;
    b.copy_(a);
  }
  give_grad(a, 2);
  give_grad(b, 2);
  before.step();
  after.step();
  EXPECT_EQ(first(a), first(b));
}

TEST(Optimizer, NonContiguousAndNarrowParameters) {
  Tensor p = full({3, 2}, 1.0, kDouble).t().detach().requires_grad_();
  p.mutable_grad() = ones({2, 3}, kDouble);
  optim::SGD({p}, optim::SGDOptions(0.25)).step();
  EXPECT_EQ(p.sum().item<double>(), 6 * 0.75);
  Tensor half = full({4}, 1.0, kBFloat16).requires_grad_();
  half.mutable_grad() = ones({4}, kBFloat16);
  optim::Adagrad({half}, optim::AdagradOptions(0.5)).step();
  EXPECT_NEAR(half.to(kFloat).sum().item<double>(), 2, 0.05);
}

TEST(Optimizer, Errors) {
  Tensor p = parameter(1);
  EXPECT_NE(error_of([&] {
              optim::SGD({p}, optim::SGDOptions(-1.0));
            }).find("SGD: expected a learning rate of 0 or more, got -1"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              optim::Adam({p}, optim::AdamOptions(1e-3).betas({1.0, 0.9}));
            }).find("Adam: expected betas in [0, 1)"),
            std::string::npos);
  EXPECT_NE(error_of([&] { optim::SGD({p * 2.0}, optim::SGDOptions(0.1)); }).find("expected leaf tensors"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              optim::SGD({p, p}, optim::SGDOptions(0.1)).add_param_group({{p}});
            }).find("one in two"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              sgd_step_({0.1}, std::vector<Tensor>{p}, {}, std::vector<Tensor>{ones({2}, kDouble)});
            }).find("sgd_step: expected states and gradients like their parameter"),
            std::string::npos);
}

}  // namespace
}  // namespace torch::inline rushlight
