// NAdam, RAdam, Adamax and Adadelta: paths against PyTorch's, groups, gradients that are missing, states that survive
// saving, bad settings.
#include <gtest/gtest.h>

#include <sstream>

#include "golden/descent.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using golden::Call;
using golden::path;
using test::error_of;
using Outputs = std::vector<Tensor>;

// The options that a case names: those that all four have, then those of Adam's relatives.
template <class Options> Options adam_like(const Call& c) {
  Options options(c.number("lr"));
  options.betas({c.number("beta1", 0.9), c.number("beta2", 0.999)}).eps(c.number("eps", 1e-8));
  return options.weight_decay(c.number("weight_decay", 0));
}

TEST(AdaptiveOptimizers, FollowPyTorch) {
  const golden::Operators operators = {
      {"nadam",
       [](const Call& c) {
         auto options = adam_like<optim::NAdamOptions>(c).momentum_decay(c.number("momentum_decay", 4e-3));
         return path<optim::NAdam>(c, options.decoupled_weight_decay(c.flag("decoupled_weight_decay")));
       }},
      {"radam",
       [](const Call& c) {
         auto options = adam_like<optim::RAdamOptions>(c);
         return path<optim::RAdam>(c, options.decoupled_weight_decay(c.flag("decoupled_weight_decay")));
       }},
      {"adamax", [](const Call& c) { return path<optim::Adamax>(c, adam_like<optim::AdamaxOptions>(c)); }},
      {"adadelta", [](const Call& c) {
         auto options = optim::AdadeltaOptions(c.number("lr")).rho(c.number("rho", 0.9));
         options.eps(c.number("eps", 1e-6)).weight_decay(c.number("weight_decay", 0));
         return path<optim::Adadelta>(c, options);
       }}};
  golden::expect_golden("adaptive.txt", operators, {1e-4, 1e-4});
}

TEST(AdaptiveOptimizers, DefaultsArePyTorchs) {
  EXPECT_EQ(optim::NAdamOptions().lr(), 2e-3);
  EXPECT_EQ(optim::NAdamOptions().momentum_decay(), 4e-3);
  EXPECT_EQ(optim::RAdamOptions().lr(), 1e-3);
  EXPECT_EQ(optim::AdamaxOptions().lr(), 2e-3);
  EXPECT_EQ(optim::AdamaxOptions().betas(), std::make_tuple(0.9, 0.999));
  EXPECT_EQ(optim::AdadeltaOptions().lr(), 1.0);
  EXPECT_EQ(optim::AdadeltaOptions().rho(), 0.9);
  EXPECT_EQ(optim::AdadeltaOptions().eps(), 1e-6);
}

Tensor parameter(double value) { return full({3}, value, kDouble).requires_grad_(); }
void give_grad(Tensor& p, double g) { p.mutable_grad() = full(p.sizes(), g, p.options()); }
double first(const Tensor& t) { return t.data_ptr<double>()[0]; }

// What every one of them does with groups, missing gradients and archives. `changed` are options that are not defaults.
template <class Optimizer, class Options> class AdaptiveCheck {
 public:
  explicit AdaptiveCheck(Options changed) : changed_(std::move(changed)) {}

  void late_parameter_takes_its_own_first_step() const {
    Tensor early = parameter(1), late = parameter(1), fresh = parameter(1);
    Optimizer both({early, late}, changed_), alone({fresh}, changed_);
    for (int step = 0; step < 7; ++step) {
      give_grad(early, 0.5);
      if (step >= 5) give_grad(late, 0.5);
      both.step();
      if (step < 5) { EXPECT_EQ(first(late), 1) << "no gradient, no step"; }
    }
    EXPECT_EQ(both.state().size(), 2u);
    for (int step = 0; step < 2; ++step) {
      give_grad(fresh, 0.5);
      alone.step();
    }
    EXPECT_EQ(first(late), first(fresh));
    EXPECT_NE(first(late), 1);
  }

  void groups_have_their_own_options() const {
    Tensor a = parameter(1), b = parameter(1), c = parameter(1);
    std::vector<optim::OptimizerParamGroup> groups;
    groups.emplace_back(std::vector<Tensor>{a});
    groups.emplace_back(std::vector<Tensor>{b}, std::make_unique<Options>(Options(changed_).lr(0)));
    Optimizer grouped(groups, changed_), alone({c}, changed_);
    for (Tensor* p : {&a, &b, &c}) give_grad(*p, 1);
    grouped.step();
    alone.step();
    EXPECT_EQ(first(a), first(c));
    EXPECT_EQ(first(b), 1);
  }

  void state_survives_saving() const {
    Tensor a = parameter(1), b = parameter(1);
    Optimizer before({a}, changed_), after({b}, Options());
    for (int step = 0; step < 3; ++step) {
      give_grad(a, 1 + step);
      before.step();
    }
    std::stringstream file;
    save(before, file);
    load(after, file);
    {
      const NoGradGuard guard;
      b.copy_(a);
    }
    for (int step = 0; step < 3; ++step) {
      for (Tensor* p : {&a, &b}) give_grad(*p, 2 - step);
      before.step();
      after.step();
      EXPECT_EQ(first(a), first(b)) << "step " << step;
    }
  }

 private:
  Options changed_;
};

template <class Optimizer, class Options> void check(const char* name, const Options& changed) {
  SCOPED_TRACE(name);
  const AdaptiveCheck<Optimizer, Options> all(changed);
  all.late_parameter_takes_its_own_first_step();
  all.groups_have_their_own_options();
  all.state_survives_saving();
}

TEST(AdaptiveOptimizers, GroupsMissingGradientsAndSaving) {
  using namespace optim;
  const std::tuple<double, double> betas{0.8, 0.95};
  check<NAdam>(
      "NAdam",
      NAdamOptions(0.1).betas(betas).eps(1e-4).weight_decay(0.1).momentum_decay(0.2).decoupled_weight_decay(
          true));
  check<RAdam>("RAdam",
               RAdamOptions(0.1).betas(betas).eps(1e-4).weight_decay(0.1).decoupled_weight_decay(true));
  check<Adamax>("Adamax", AdamaxOptions(0.1).betas(betas).eps(1e-4).weight_decay(0.1));
  check<Adadelta>("Adadelta", AdadeltaOptions(0.5).rho(0.7).eps(1e-3).weight_decay(0.1));
}

TEST(AdaptiveOptimizers, TheClosureComesFirst) {
  Tensor p = parameter(2);
  optim::Adadelta adadelta({p});
  const Tensor loss = adadelta.step([&] {
    Tensor value = p.square().sum();
    value.backward();
    return value;
  });
  EXPECT_EQ(loss.item<double>(), 12);
  EXPECT_LT(first(p), 2);
}

template <class Optimizer, class Options> std::string message(const Options& options) {
  return error_of([&] { Optimizer({parameter(1)}, options); });
}

TEST(AdaptiveOptimizers, BadSettings) {
  using namespace optim;
  EXPECT_EQ(message<NAdam>(NAdamOptions(-1)), "NAdam: expected a learning rate of 0 or more, got -1");
  EXPECT_EQ(message<NAdam>(NAdamOptions().betas({1, 0.5})), "NAdam: expected betas in [0, 1), got 1 and 0.5");
  EXPECT_EQ(message<NAdam>(NAdamOptions().eps(-1)), "NAdam: expected an eps of 0 or more, got -1");
  EXPECT_EQ(message<NAdam>(NAdamOptions().weight_decay(-1)),
            "NAdam: expected a weight decay of 0 or more, got -1");
  EXPECT_EQ(message<NAdam>(NAdamOptions().momentum_decay(-1)),
            "NAdam: expected a momentum decay of 0 or more, got -1");
  EXPECT_EQ(message<RAdam>(RAdamOptions(-1)), "RAdam: expected a learning rate of 0 or more, got -1");
  EXPECT_EQ(message<RAdam>(RAdamOptions().betas({0.5, -1})),
            "RAdam: expected betas in [0, 1), got 0.5 and -1");
  EXPECT_EQ(message<RAdam>(RAdamOptions().eps(-1)), "RAdam: expected an eps of 0 or more, got -1");
  EXPECT_EQ(message<RAdam>(RAdamOptions().weight_decay(-1)),
            "RAdam: expected a weight decay of 0 or more, got -1");
  EXPECT_EQ(message<Adamax>(AdamaxOptions(-1)), "Adamax: expected a learning rate of 0 or more, got -1");
  EXPECT_EQ(message<Adamax>(AdamaxOptions().betas({0.5, 2})),
            "Adamax: expected betas in [0, 1), got 0.5 and 2");
  EXPECT_EQ(message<Adamax>(AdamaxOptions().eps(-1)), "Adamax: expected an eps of 0 or more, got -1");
  EXPECT_EQ(message<Adamax>(AdamaxOptions().weight_decay(-1)),
            "Adamax: expected a weight decay of 0 or more, got -1");
  EXPECT_EQ(message<Adadelta>(AdadeltaOptions(-1)),
            "Adadelta: expected a learning rate of 0 or more, got -1");
  EXPECT_EQ(message<Adadelta>(AdadeltaOptions().rho(1.5)), "Adadelta: expected a rho in [0, 1], got 1.5");
  EXPECT_EQ(message<Adadelta>(AdadeltaOptions().eps(-1)), "Adadelta: expected an eps of 0 or more, got -1");
  EXPECT_EQ(message<Adadelta>(AdadeltaOptions().weight_decay(-1)),
            "Adadelta: expected a weight decay of 0 or more, got -1");
}

}  // namespace
}  // namespace torch::inline rushlight
