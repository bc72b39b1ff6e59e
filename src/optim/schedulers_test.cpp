// Learning rates over the steps, against PyTorch 2.13's schedulers in Python (SGD, lr 0.5).
#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/optim.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

template <class Make> void expect_rates(const char* name, Make make, const std::vector<double>& expected) {
  Tensor p = zeros({1}).requires_grad_();
  optim::SGD sgd({p}, optim::SGDOptions(0.5));
  auto scheduler = make(sgd);
  for (size_t t = 0; t < expected.size(); ++t) {
    EXPECT_NEAR(sgd.param_groups()[0].options().get_lr(), expected[t], 1e-9)
        << name << " after " << t << " steps";
    if (t + 1 < expected.size()) scheduler.step();
  }
}

TEST(Schedulers, FollowPyTorch) {
  using O = optim::Optimizer;
  expect_rates(
      "LambdaLR",
      [](O& o) { return optim::LambdaLR(o, [](int64_t t) { return 1.0 / (1.0 + static_cast<double>(t)); }); },
      {0.5, 0.25, 0.166666667, 0.125, 0.1});
  expect_rates("MultiStepLR",
               [](O& o) {
                 return optim::MultiStepLR(o, {2, 5, 5});
               },
               {0.5, 0.5, 0.05, 0.05, 0.05, 0.0005, 0.0005});
  expect_rates("ExponentialLR", [](O& o) { return optim::ExponentialLR(o, 0.9); },
               {0.5, 0.45, 0.405, 0.3645, 0.32805, 0.295245});
  expect_rates("ConstantLR", [](O& o) { return optim::ConstantLR(o); },
               {0.166666667, 0.166666667, 0.166666667, 0.166666667, 0.166666667, 0.5, 0.5});
  expect_rates("LinearLR", [](O& o) { return optim::LinearLR(o); },
               {0.166666667, 0.233333333, 0.3, 0.366666667, 0.433333333, 0.5, 0.5});
  expect_rates("PolynomialLR", [](O& o) { return optim::PolynomialLR(o, 8, 2); },
               {0.5, 0.3828125, 0.28125, 0.1953125, 0.125, 0.0703125, 0.03125, 0.0078125, 0, 0});
  expect_rates("CosineAnnealingLR", [](O& o) { return optim::CosineAnnealingLR(o, 5, 0.1); },
               {0.5, 0.461803399, 0.361803399, 0.238196601, 0.138196601, 0.1, 0.138196601, 0.238196601});
  expect_rates(
      "CosineAnnealingWarmRestarts", [](O& o) { return optim::CosineAnnealingWarmRestarts(o, 3, 2, 0.05); },
      {0.5, 0.3875, 0.1625, 0.5, 0.469855716, 0.3875, 0.275, 0.1625, 0.0801442841, 0.5, 0.492333311});
  expect_rates("OneCycleLR", [](O& o) { return optim::OneCycleLR(o, 1, 13); },
               {0.04, 0.295163948, 0.789369791, 0.999702071, 0.964378263, 0.874255877, 0.739969779,
                0.577366358, 0.40563358, 0.245036718, 0.114526955, 0.0295050543, 4e-06, 0.0295050543});
  expect_rates("CyclicLR", [](O& o) { return optim::CyclicLR(o, 0.1, 1, 3, 2); },
               {0.1, 0.4, 0.7, 1, 0.55, 0.1, 0.4, 0.7, 1, 0.55, 0.1});
  expect_rates("CyclicLR, halved",
               [](O& o) { return optim::CyclicLR(o, 0.1, 1, 3, 0, optim::CyclicMode::triangular2); },
               {0.1, 0.4, 0.7, 1, 0.7, 0.4, 0.1, 0.25, 0.4, 0.55, 0.4, 0.25, 0.1});
  expect_rates("CyclicLR, decaying",
               [](O& o) { return optim::CyclicLR(o, 0.1, 1, 2, 3, optim::CyclicMode::exp_range, 0.9); },
               {0.1, 0.505, 0.829, 0.5374, 0.29683, 0.1, 0.33914845, 0.53046721, 0.358280326});
}

TEST(Schedulers, BadSettings) {
  Tensor p = zeros({1}).requires_grad_();
  optim::SGD sgd({p}, optim::SGDOptions(0.5));
  EXPECT_EQ(error_of([&] { optim::LinearLR(sgd, 0.5, 1, 0); }),
            "LinearLR: expected a positive total_iters, got 0");
  EXPECT_EQ(error_of([&] { optim::LinearLR(sgd, 0, 1, 3); }),
            "LinearLR: expected a start_factor above 0, got 0");
  EXPECT_EQ(error_of([&] { optim::LinearLR(sgd, 1, 2, 3); }),
            "LinearLR: expected an end_factor from 0 to 1, got 2");
  EXPECT_EQ(error_of([&] { optim::ConstantLR(sgd, -1); }),
            "ConstantLR: expected a factor from 0 to 1, got -1");
  optim::OneCycleLR once(sgd, 1, 2);
  once.step();  // as many steps as it was made for
  once.step();
  EXPECT_EQ(error_of([&] { once.step(); }), "OneCycleLR: expected at most 2 steps, got 3");
  EXPECT_EQ(
      error_of([&] { optim::ReduceLROnPlateauScheduler(sgd, optim::ReduceLROnPlateauScheduler::min, 1); }),
      "ReduceLROnPlateauScheduler: expected a factor below 1, got 1");
}

TEST(Plateau, LowersTheRateWhenNothingImproves) {
  Tensor p = zeros({1}).requires_grad_();
  optim::SGD sgd({p}, optim::SGDOptions(1));
  using Plateau = optim::ReduceLROnPlateauScheduler;
  Plateau scheduler(sgd, Plateau::min, 0.5, 1, 1e-4, Plateau::rel, 1, {0.2f});
  std::vector<double> rates;
  for (float metric :
       {1.0f, 0.9f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.8f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f}) {
    scheduler.step(metric);
    rates.push_back(sgd.param_groups()[0].options().get_lr());
  }
  // patience 1: the second bad step lowers the rate; the step behind a change does not count; 0.2 is the lowest.
  const std::vector<double> expected{1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2};
  for (size_t i = 0; i < rates.size(); ++i) EXPECT_NEAR(rates[i], expected[i], 1e-7) << "step " << i;
}

// LibTorch's figures, which are not Python's.
TEST(Plateau, RisingMetricsAsInLibTorch) {
  using Plateau = optim::ReduceLROnPlateauScheduler;
  const auto rates = [](Plateau::ThresholdMode mode, double threshold, const std::vector<float>& metrics) {
    Tensor p = zeros({1}).requires_grad_();
    optim::SGD sgd({p}, optim::SGDOptions(1));
    Plateau scheduler(sgd, Plateau::max, 0.5f, 0, threshold, mode);
    std::vector<double> list;
    for (float metric : metrics) {
      scheduler.step(metric);
      list.push_back(sgd.param_groups()[0].options().get_lr());
    }
    return list;
  };
  using List = std::vector<double>;
  EXPECT_EQ(rates(Plateau::abs, 0.1, {1, 0.5f, 0.04f, 0.03f, 2}), (List{1, 1, 0.5, 0.25, 0.25}));
  EXPECT_EQ(rates(Plateau::rel, 0.1, {-1, -0.5f, 0.5f, 0.54f, 0.6f}), (List{0.5, 0.25, 0.25, 0.125, 0.125}));
}

}  // namespace
}  // namespace torch::inline rushlight
