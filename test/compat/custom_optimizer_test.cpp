// An optimizer of one's own, as people derive it from LibTorch's: options by OptimizerCloneableOptions, step() and no more.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <memory>
#include <vector>

namespace {

struct SignOptions : torch::optim::OptimizerCloneableOptions<SignOptions> {
  explicit SignOptions(double lr = 0.1) : lr_(lr) {}
  TORCH_ARG(double, lr) = 0.1;

 public:
  double get_lr() const override { return lr(); }
  void set_lr(const double lr) override { lr_ = lr; }
};

// Options without a learning rate.
struct BareOptions : torch::optim::OptimizerCloneableOptions<BareOptions> {
  TORCH_ARG(int64_t, period) = 3;
};

struct SignState : torch::optim::OptimizerCloneableParamState<SignState> {
  TORCH_ARG(int64_t, step) = 0;
};

class SignDescent : public torch::optim::Optimizer {
 public:
  explicit SignDescent(std::vector<torch::Tensor> params, SignOptions defaults)
      : Optimizer({torch::optim::OptimizerParamGroup(std::move(params))},
                  std::make_unique<SignOptions>(defaults)) {}

  torch::Tensor step(LossClosure = nullptr) override {
    torch::NoGradGuard no_grad;
    for (auto& group : param_groups_) {
      auto& options = static_cast<SignOptions&>(group.options());
      for (auto& p : group.params()) {
        if (!p.grad().defined()) continue;
        auto& state = state_[p.unsafeGetTensorImpl()];
        if (!state) state = std::make_unique<SignState>();
        auto& own = static_cast<SignState&>(*state);
        own.step(own.step() + 1);
        p.add_(p.grad().sign(), -options.lr() / static_cast<double>(own.step()));
      }
    }
    return {};
  }
};

TEST(CustomOptimizer, StepsAndTakesASchedule) {
  auto p = torch::tensor({1.0, -2.0}, torch::requires_grad());
  SignDescent optimizer({p}, SignOptions(0.5));
  torch::optim::StepLR schedule(optimizer, 1, 0.5);
  for (int i = 0; i < 2; ++i) {
    optimizer.zero_grad();
    p.pow(2).sum().backward();
    optimizer.step();
    schedule.step();
  }
  // The second step is halved by the state's count; the schedule's first step() leaves the learning rate as it is.
  EXPECT_TRUE(torch::allclose(p.detach(), torch::tensor({0.25, -1.25}, p.options().requires_grad(false))));
  EXPECT_DOUBLE_EQ(optimizer.param_groups()[0].options().get_lr(), 0.25);
  EXPECT_EQ(static_cast<SignState&>(*optimizer.state().at(p.unsafeGetTensorImpl())).step(), 2);
}

TEST(CustomOptimizer, WhatOptionsDoNotOverrideIsAnError) {
  BareOptions options;
  EXPECT_EQ(options.period(), 3);
  EXPECT_THROW(options.get_lr(), c10::Error);
  EXPECT_THROW(options.set_lr(1), c10::Error);
  torch::serialize::OutputArchive archive;
  EXPECT_THROW(options.serialize(archive), c10::Error);
  EXPECT_THROW(SignState().serialize(archive), c10::Error);
}

}  // namespace
