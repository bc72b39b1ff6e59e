// SequentialLR, ChainedScheduler and SWALR: learning rates against PyTorch's, schedulers inside schedulers, bad settings.
#include <gtest/gtest.h>

#include <cmath>

#include "golden/golden_call.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using namespace optim;
using test::error_of;
using Made = std::shared_ptr<LRScheduler>;
using Rates = std::vector<std::vector<double>>;

template <class Scheduler, class... Args> Made make(Optimizer& o, Args... args) {
  return std::make_shared<Scheduler>(o, args...);
}
Made in_row(Optimizer& o, std::vector<Made> schedulers, std::vector<int64_t> milestones) {
  return std::make_shared<SequentialLR>(o, std::move(schedulers), std::move(milestones));
}
Made at_once(std::vector<Made> schedulers) {
  return std::make_shared<ChainedScheduler>(std::move(schedulers));
}

// An optimizer of two groups, with learning rates 0.5 and 0.2.
struct TwoGroups {
  SGD sgd{groups(), SGDOptions(0.5)};
  static std::vector<OptimizerParamGroup> groups() {
    std::vector<OptimizerParamGroup> two;
    for (double lr : {0.5, 0.2})
      two.emplace_back(std::vector<Tensor>{zeros({1}).requires_grad_()}, std::make_unique<SGDOptions>(lr));
    return two;
  }
  std::vector<double> rates() {
    std::vector<double> now;
    for (auto& group : sgd.param_groups()) now.push_back(group.options().get_lr());
    return now;
  }
};

std::vector<Tensor> twelve(TwoGroups& two, const std::function<void(int)>& step) {
  std::vector<Tensor> rates;
  for (int t = 0; t < 12; ++t) {
    rates.push_back(tensor(two.rates(), kDouble));
    step(t);
  }
  return {stack(rates)};
}

golden::Operator rates_of(const std::function<Made(Optimizer&)>& scheduler_for) {
  return [=](golden::Call&) {
    TwoGroups two;
    const Made scheduler = scheduler_for(two.sgd);
    return twelve(two, [&](int) { scheduler->step(); });
  };
}

// SWALR begins where another scheduler has brought the learning rates meanwhile.
std::vector<Tensor> decay_then_swa(golden::Call&) {
  TwoGroups two;
  ExponentialLR decay(two.sgd, 0.8);
  SWALR swa(two.sgd, 0.05, 3, AnnealStrategy::linear);
  return twelve(two, [&](int t) { t < 4 ? decay.step() : swa.step(); });
}

TEST(SchedulerChains, FollowPyTorch) {
  using O = Optimizer;
  using Milestones = std::vector<int64_t>;
  const golden::Operators operators = {
      {"warm_up", rates_of([](O& o) {
         return in_row(o, {make<LinearLR>(o, 0.1, 1.0, 4), make<CosineAnnealingLR>(o, 6, 0.01)}, {4});
       })},
      {"three", rates_of([](O& o) {
         return in_row(
             o, {make<ConstantLR>(o, 0.5, 2), make<PolynomialLR>(o, 4, 2.0), make<ExponentialLR>(o, 0.9)},
             {3, 6});
       })},
      {"from_zero", rates_of([](O& o) {
         return in_row(o, {make<ConstantLR>(o, 0.5, 2), make<ExponentialLR>(o, 0.9)}, {0});
       })},
      {"chained", rates_of([](O& o) {
         return at_once({make<ConstantLR>(o, 0.1, 3), make<ExponentialLR>(o, 0.9)});
       })},
      {"chained_three", rates_of([](O& o) {
         return at_once({make<LinearLR>(o, 0.25, 1.0, 4), make<MultiStepLR>(o, Milestones{2, 6}, 0.5),
                         make<CosineAnnealingLR>(o, 20)});
       })},
      {"swa_cos", rates_of([](O& o) { return make<SWALR>(o, 0.05, 4); })},
      {"swa_linear", rates_of([](O& o) {
         return make<SWALR>(o, std::vector<double>{0.05, 0.9}, 5, AnnealStrategy::linear);
       })},
      {"swa_at_once", rates_of([](O& o) { return make<SWALR>(o, 0.05, 0); })},
      {"decay_then_swa", decay_then_swa}};
  golden::expect_golden("schedules.txt", operators);
}

void expect_rates(TwoGroups& two, LRScheduler& scheduler, const std::function<double(int)>& factor) {
  for (int t = 0; t < 8; ++t) {
    EXPECT_NEAR(two.rates()[0], 0.5 * factor(t), 1e-12) << "after " << t << " steps";
    EXPECT_NEAR(two.rates()[1], 0.2 * factor(t), 1e-12) << "after " << t << " steps";
    scheduler.step();
  }
}

// PyTorch's inner row and chain run one step ahead of the outer row, so these are no figures of PyTorch's.
TEST(SchedulerChains, RowsInsideOfRows) {
  TwoGroups two;
  const Made first =
      in_row(two.sgd, {make<LinearLR>(two.sgd, 0.2, 1.0, 2), make<ExponentialLR>(two.sgd, 0.8)}, {2});
  const Made row = in_row(two.sgd, {first, make<ConstantLR>(two.sgd, 0.5, 2)}, {5});
  const std::vector<double> expected{0.2, 0.6, 1, 0.8, 0.64, 0.5, 0.5, 1};
  expect_rates(two, *row, [&](int t) { return expected[static_cast<size_t>(t)]; });
}

TEST(SchedulerChains, ChainsInsideOfRowsBeginAnew) {
  TwoGroups two;
  const Made both = at_once({make<LinearLR>(two.sgd, 0.5, 1.0, 2), make<ExponentialLR>(two.sgd, 0.9)});
  const Made row = in_row(two.sgd, {make<ExponentialLR>(two.sgd, 0.5), both}, {3});
  const auto factor = [](int t) {
    if (t < 3) return std::pow(0.5, t);
    return std::pow(0.9, t - 3) * (t == 3 ? 0.5 : t == 4 ? 0.75 : 1.0);
  };
  expect_rates(two, *row, factor);
  row->restart();
  expect_rates(two, *row, factor);
}

TEST(SchedulerChains, RowsInsideOfChains) {
  TwoGroups two;
  const Made row =
      in_row(two.sgd, {make<ConstantLR>(two.sgd, 0.5, 10), make<ExponentialLR>(two.sgd, 0.9)}, {2});
  const Made both = at_once({row, make<StepLR>(two.sgd, 3u, 0.1)});
  // StepLR falls one call later than Python's, as LibTorch's does.
  expect_rates(two, *both, [](int t) {
    return (t < 2 ? 0.5 : std::pow(0.9, t - 2)) * std::pow(0.1, t == 0 ? 0 : (t - 1) / 3);
  });
}

TEST(SchedulerChains, ALearningRateOfZeroStaysZero) {
  SGD sgd({zeros({1}).requires_grad_()}, SGDOptions(0));
  ChainedScheduler both({make<LinearLR>(sgd, 0.5, 1.0, 2), make<ExponentialLR>(sgd, 0.9)});
  both.step();
  EXPECT_EQ(sgd.param_groups()[0].options().get_lr(), 0);
}

TEST(SchedulerChains, SecondSchedulerCountsFromTheFirstLearningRate) {
  TwoGroups two;
  const LinearLR warm_up(two.sgd, 0.1, 1.0, 5);
  ExponentialLR decay(two.sgd, 0.5);
  EXPECT_DOUBLE_EQ(two.rates()[0], 0.5);
  decay.step();
  EXPECT_DOUBLE_EQ(two.rates()[0], 0.25);
  EXPECT_EQ(two.sgd.param_groups()[1].initial_lr(), 0.2);
}

TEST(SchedulerChains, BadSettings) {
  TwoGroups two, others;
  const Made a = make<ExponentialLR>(two.sgd, 0.9), b = make<ExponentialLR>(two.sgd, 0.8),
             other = make<ExponentialLR>(others.sgd, 0.8);
  EXPECT_EQ(error_of([&] { SequentialLR(two.sgd, {}, {}); }),
            "SequentialLR: expected at least one scheduler, got none");
  EXPECT_EQ(error_of([&] {
              SequentialLR(two.sgd, {a, nullptr}, {1});
            }),
            "SequentialLR: expected schedulers, got a null pointer at index 1");
  EXPECT_EQ(error_of([&] {
              SequentialLR(two.sgd, {a, other}, {1});
            }),
            "SequentialLR: expected schedulers of one optimizer, got one of another at index 1");
  EXPECT_EQ(error_of([&] {
              SequentialLR(two.sgd, {a, b}, {});
            }),
            "SequentialLR: expected 1 milestones for 2 schedulers, got 0");
  EXPECT_EQ(error_of([&] {
              SequentialLR(two.sgd, {a, b, a}, {5, 3});
            }),
            "SequentialLR: expected rising milestones, got [5, 3]");
  EXPECT_EQ(error_of([&] { ChainedScheduler chained({}); }),
            "ChainedScheduler: expected at least one scheduler, got none");
  EXPECT_EQ(error_of([&] {
              ChainedScheduler chained({a, other});
            }),
            "ChainedScheduler: expected schedulers of one optimizer, got one of another at index 1");
  EXPECT_EQ(error_of([&] { SWALR(two.sgd, std::vector<double>{0.1}); }),
            "SWALR: expected a swa_lr for each of 2 groups, got 1");
  EXPECT_EQ(error_of([&] { SWALR(two.sgd, 0.1, -1); }), "SWALR: expected anneal_epochs of 0 or more, got -1");
}

}  // namespace
}  // namespace torch::inline rushlight
