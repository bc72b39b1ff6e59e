// An optimizer of one's own, as people derive it from LibTorch's: options by OptimizerCloneableOptions, step() and no more,
// or saved and loaded too, by LibTorch's macros. And the groups of the optimizers that there are.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <deque>
#include <memory>
#include <sstream>
#include <tuple>
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

using torch::optim::deque_to_list;
using torch::optim::list_to_deque;

struct DriftOptions : torch::optim::OptimizerCloneableOptions<DriftOptions> {
  DriftOptions(double lr = 1e-3) : lr_(lr) {}
  TORCH_ARG(double, lr) = 1e-3;
  TORCH_ARG(bool, backwards) = false;
  using Range = std::tuple<double, double>;
  TORCH_ARG(Range, range) = std::make_tuple(-1., 1.);

 public:
  void serialize(torch::serialize::InputArchive& archive) override {
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(double, lr);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(bool, backwards);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(Range, range);
  }
  void serialize(torch::serialize::OutputArchive& archive) const override {
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(lr);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(backwards);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(range);
  }
  double get_lr() const override { return lr(); }
  void set_lr(const double lr) override { lr_ = lr; }
};

struct DriftParamState : torch::optim::OptimizerCloneableParamState<DriftParamState> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(torch::Tensor, last);
  TORCH_ARG(torch::Tensor, never);
  TORCH_ARG(std::optional<int64_t>, limit) = std::nullopt;
  TORCH_ARG(std::deque<torch::Tensor>, past);

 public:
  void serialize(torch::serialize::InputArchive& archive) override {
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(int64_t, step);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(torch::Tensor, last);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(torch::Tensor, never);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG_OPTIONAL(int64_t, limit);
    _TORCH_OPTIM_DESERIALIZE_TORCH_ARG_DEQUE(std::deque<torch::Tensor>, past);
  }
  void serialize(torch::serialize::OutputArchive& archive) const override {
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(step);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(last);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(never);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG(limit);
    _TORCH_OPTIM_SERIALIZE_TORCH_ARG_DEQUE(past);
  }
};

class Drift : public torch::optim::Optimizer {
 public:
  explicit Drift(std::vector<torch::Tensor> params, DriftOptions defaults)
      : Optimizer({torch::optim::OptimizerParamGroup(std::move(params))},
                  std::make_unique<DriftOptions>(defaults)) {}
  torch::Tensor step(LossClosure = nullptr) override {
    for (auto& p : param_groups_[0].params()) {
      auto& slot = state_[p.unsafeGetTensorImpl()];
      if (!slot) slot = std::make_unique<DriftParamState>();
      auto& own = static_cast<DriftParamState&>(*slot);
      own.step(own.step() + 1).last(p.grad().clone()).limit(7);
      own.past().push_back(p.detach().clone());
    }
    return {};
  }
  void save(torch::serialize::OutputArchive& archive) const override { serialize(*this, archive); }
  void load(torch::serialize::InputArchive& archive) override {
    c10::IValue version;
    EXPECT_TRUE(archive.try_read("pytorch_version", version));
    serialize(*this, archive);
  }

 private:
  template <typename Self, typename Archive> static void serialize(Self& self, Archive& archive) {
    _TORCH_OPTIM_SERIALIZE_WITH_TEMPLATE_ARG(Drift);
  }
};

TEST(CustomOptimizer, SavesAndLoadsByMacros) {
  auto p = torch::tensor({1.0, -2.0}, torch::requires_grad());
  Drift saved({p}, DriftOptions(0.5).backwards(true).range({-2., 3.}));
  p.sum().backward();
  saved.step();
  saved.step();
  std::stringstream stream;
  torch::save(saved, stream);
  auto q = torch::zeros({2}, torch::requires_grad());
  Drift loaded({q}, DriftOptions(0.1));
  torch::load(loaded, stream);
  const auto& options = static_cast<DriftOptions&>(loaded.param_groups()[0].options());
  EXPECT_EQ(options.lr(), 0.5);
  EXPECT_TRUE(options.backwards());
  EXPECT_EQ(options.range(), std::make_tuple(-2., 3.));
  const auto& state = static_cast<DriftParamState&>(*loaded.state().at(q.unsafeGetTensorImpl()));
  EXPECT_EQ(state.step(), 2);
  EXPECT_TRUE(torch::equal(state.last(), torch::ones({2})));
  EXPECT_FALSE(state.never().defined());
  EXPECT_EQ(state.limit(), 7);
  ASSERT_EQ(state.past().size(), 2u);
  EXPECT_TRUE(torch::equal(state.past()[1], p.detach()));
}

// The options that a group has in an optimizer with those defaults.
template <class Optimizer, class Options> Options of_group(const Options& own, const Options& defaults) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<torch::Tensor>{torch::ones({1}, torch::requires_grad())},
                      std::make_unique<Options>(own));
  Optimizer optimizer(groups, defaults);
  return static_cast<Options&>(optimizer.param_groups()[0].options());
}

TEST(ParamGroups, TakeFromTheDefaultsWhatTheyDoNotSet) {
  using namespace torch::optim;
  EXPECT_TRUE(of_group<SGD>(SGDOptions(0.5), SGDOptions(0.7).momentum(0.9).weight_decay(0.1)) ==
              SGDOptions(0.5).momentum(0.9).weight_decay(0.1));
  EXPECT_TRUE(of_group<SGD>(SGDOptions(0.5).weight_decay(0.25), SGDOptions(0.7).weight_decay(0.1)) ==
              SGDOptions(0.5).weight_decay(0.25));
  EXPECT_TRUE(of_group<SGD>(SGDOptions(1e-3), SGDOptions(0.7)) == SGDOptions(0.7));
  EXPECT_TRUE(
      of_group<Adam>(AdamOptions().betas({0.9, 0.6}), AdamOptions(0.7).betas({0.1, 0.2}).amsgrad(true)) ==
      AdamOptions(0.7).betas({0.9, 0.6}).amsgrad(true));
  EXPECT_TRUE(of_group<AdamW>(AdamWOptions(0.2).eps(1e-3), AdamWOptions(0.7).weight_decay(0.9)) ==
              AdamWOptions(0.2).eps(1e-3).weight_decay(0.9));
  EXPECT_TRUE(of_group<Adagrad>(AdagradOptions().lr_decay(0.1), AdagradOptions(0.7).eps(0.4)) ==
              AdagradOptions(0.7).lr_decay(0.1).eps(0.4));
  EXPECT_TRUE(of_group<RMSprop>(RMSpropOptions().alpha(0.1), RMSpropOptions(0.7).centered(true)) ==
              RMSpropOptions(0.7).alpha(0.1).centered(true));
  EXPECT_TRUE(of_group<LBFGS>(LBFGSOptions().history_size(5), LBFGSOptions(0.7).max_iter(7).max_eval(9)) ==
              LBFGSOptions(0.7).history_size(5).max_iter(7).max_eval(9));
}

TEST(ParamGroups, OptionsOfAnotherOptimizerGiveWayToTheDefaults) {
  using namespace torch::optim;
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<torch::Tensor>{torch::ones({1}, torch::requires_grad())},
                      std::make_unique<AdamOptions>(0.3));
  SGD optimizer(groups, SGDOptions(0.1));
  EXPECT_EQ(optimizer.param_groups()[0].options().get_lr(), 0.1);
}

TEST(ParamGroups, AddedLater) {
  using namespace torch::optim;
  SGD optimizer({torch::ones({1}, torch::requires_grad())}, SGDOptions(0.7).momentum(0.9));
  const OptimizerParamGroup group({torch::ones({2}, torch::requires_grad())},
                                  std::make_unique<SGDOptions>(SGDOptions(0.5)));
  optimizer.add_param_group(group);
  EXPECT_TRUE(static_cast<SGDOptions&>(optimizer.param_groups()[1].options()) ==
              SGDOptions(0.5).momentum(0.9));
  EXPECT_EQ(static_cast<const SGDOptions&>(group.options()).momentum(), 0);
}

TEST(OptimizerValues, OptionsAndStatesCompare) {
  using namespace torch::optim;
  EXPECT_TRUE(SGDOptions(0.1) == SGDOptions(0.1));
  EXPECT_FALSE(SGDOptions(0.1) == SGDOptions(0.1).nesterov(true));
  EXPECT_FALSE(AdamOptions(0.1) == AdamOptions(0.1).betas({0.1, 0.2}));
  EXPECT_FALSE(LBFGSOptions(0.1) == LBFGSOptions(0.1).max_eval(3));
  SGDParamState a, b;
  a.momentum_buffer(torch::ones({2}));
  b.momentum_buffer(torch::ones({2}));
  EXPECT_TRUE(a == b);
  b.momentum_buffer(torch::zeros({2}));
  EXPECT_FALSE(a == b);
  LBFGSParamState c, d;
  EXPECT_TRUE(c == d);
  c.old_dirs({torch::ones({1})});
  EXPECT_FALSE(c == d);
  d.old_dirs({torch::ones({1})});
  EXPECT_TRUE(c == d);
}

}  // namespace
