// The optimizer updates against plain loops in double, within the bound of optimizer.h, over several steps: dtypes, memory
// orders, threads, instruction sets, errors. They write into lists of tensors and have no derivative, which an OpCase cannot
// describe, so these are plain tests. Figures made with PyTorch are replayed by test/golden.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/each_isa.h"
#include "harness/expect_error.h"
#include "harness/op_case.h"
#include "ops/optimizer/optimizer.h"
#include "rushlight/ops/adaptive_optimizer.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr size_t kStates = 3;
constexpr int64_t kSteps = 3;
using Lists = std::vector<std::vector<Tensor>>;

// One element of a parameter with its states; `number` counts steps from 1.
struct Element {
  double p, state[kStates];
};
using Rule = std::function<void(Element& e, double g, int64_t number)>;
// The operator: parameters, states and gradients; which states it takes is its own matter.
using Step = std::function<void(int64_t number, const std::vector<Tensor>& params, const Lists& states,
                                const std::vector<Tensor>& grads)>;

const std::vector<Shape> kShapes{{3, 2}, {}, {0, 4}, {33}, {5, 1, 7}};

// After all steps; parameters and gradients are of size 1. The other types round after every step.
double tolerance_of(ScalarType t) {
  return t == kDouble  ? kSteps * kStepUnits * 0x1p-53
         : t == kFloat ? kSteps * kStepUnits * 0x1p-24
         : t == kHalf  ? 6e-3
                       : 5e-2;
}

std::vector<Tensor> drawn(const std::vector<Shape>& shapes, ScalarType t, uint64_t seed, double low,
                          double high) {
  std::vector<Tensor> list;
  for (size_t k = 0; k < shapes.size(); ++k)
    list.push_back(make_args({{Arg(shapes[k], low, high)}, {}}, t, seed + k)[0]);
  return list;
}

// Runs the steps on tensors and on plain numbers, from states that begin at zero, and compares all of them.
void compare(const Step& step, const Rule& rule, const std::vector<Shape>& shapes, ScalarType t,
             Layout layout) {
  const auto laid = [&](std::vector<Tensor> list) {
    for (Tensor& one : list) one = relaid(one, layout);
    return list;
  };
  const std::vector<Tensor> params = laid(drawn(shapes, t, 1, -1, 1));
  Lists states;
  for (size_t s = 0; s < kStates; ++s) states.push_back(laid(drawn(shapes, t, 1, 0, 0)));
  std::vector<std::vector<Element>> expected(shapes.size());
  for (size_t k = 0; k < shapes.size(); ++k)
    for (double v : plain(params[k]).values) expected[k].push_back({v, {0, 0, 0}});
  for (int64_t number = 1; number <= kSteps; ++number) {
    const std::vector<Tensor> grads = laid(drawn(shapes, t, 100 * static_cast<uint64_t>(number), 0.2, 1));
    step(number, params, states, grads);
    for (size_t k = 0; k < shapes.size(); ++k) {
      const Plain g = plain(grads[k]);
      for (size_t i = 0; i < expected[k].size(); ++i) rule(expected[k][i], g.values[i], number);
    }
  }
  for (size_t k = 0; k < shapes.size(); ++k)
    for (size_t s = 0; s <= kStates; ++s) {
      Plain want(shapes[k]);
      for (size_t i = 0; i < expected[k].size(); ++i)
        want.values[i] = s == 0 ? expected[k][i].p : expected[k][i].state[s - 1];
      const double tolerance = tolerance_of(t);
      EXPECT_EQ(difference(plain(s == 0 ? params[k] : states[s - 1][k]), want, tolerance, tolerance), "")
          << (s == 0 ? "parameter " : "state ") << s << " of " << k << ", " << t << ", layout "
          << static_cast<int>(layout);
    }
}

void compare_everywhere(const Step& step, const Rule& rule) {
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16})
    for (Layout layout : {Layout::row_major, Layout::transposed, Layout::strided})
      compare(step, rule, kShapes, t, layout);
  each_isa([&] { compare(step, rule, kShapes, kFloat, Layout::row_major); });
  const int threads = get_num_threads();
  set_num_threads(3);
  compare(step, rule, {{7}, {30001}, {65, 401}}, kFloat, Layout::row_major);
  set_num_threads(threads);
}

const std::vector<Tensor> kNone;

const OpCases they_change_state([] {
  covered({"sgd_step_", "adam_step_", "rmsprop_step_", "adagrad_step_", "nadam_step_", "radam_step_",
           "adamax_step_", "adadelta_step_"});
});

TEST(Sgd, Plain) {
  const SgdStep s{.lr = 0.1, .weight_decay = 0.3};
  compare_everywhere([&](auto, const auto& p, const auto&, const auto& g) { sgd_step_(s, p, kNone, g); },
                     [&](Element& e, double g, auto) { e.p -= s.lr * (g + s.weight_decay * e.p); });
}
TEST(Sgd, MomentumDampeningAndNesterov) {
  for (bool nesterov : {false, true}) {
    SgdStep s{.lr = 0.1, .momentum = 0.7, .dampening = nesterov ? 0 : 0.2, .weight_decay = 0.3};
    s.nesterov = nesterov;
    const auto at = [s](int64_t number) {
      SgdStep now = s;
      now.first = number == 1;
      return now;
    };
    compare_everywhere([&](int64_t n, const auto& p, const auto& states,
                           const auto& g) { sgd_step_(at(n), p, states[0], g); },
                       [&](Element& e, double g, int64_t n) {
                         const double d = g + s.weight_decay * e.p;
                         e.state[0] = n == 1 ? d : s.momentum * e.state[0] + (1 - s.dampening) * d;
                         e.p -= s.lr * (s.nesterov ? d + s.momentum * e.state[0] : e.state[0]);
                       });
  }
}
TEST(Adam, CoupledDecoupledAndAmsgrad) {
  for (int form = 0; form < 4; ++form) {
    AdamStep s{.lr = 0.1, .beta1 = 0.8, .beta2 = 0.9, .eps = 1e-3, .weight_decay = 0.2};
    s.decoupled = form % 2 == 1;
    s.amsgrad = form / 2 == 1;
    compare_everywhere(
        [&](int64_t n, const auto& p, const auto& states, const auto& g) {
          AdamStep now = s;
          now.step = n;
          adam_step_(now, p, states[0], states[1], s.amsgrad ? states[2] : kNone, g);
        },
        [&](Element& e, double g, int64_t n) {
          const double d = s.decoupled ? g : g + s.weight_decay * e.p;
          if (s.decoupled) e.p *= 1 - s.lr * s.weight_decay;
          e.state[0] = s.beta1 * e.state[0] + (1 - s.beta1) * d;
          e.state[1] = s.beta2 * e.state[1] + (1 - s.beta2) * d * d;
          if (s.amsgrad) e.state[2] = std::fmax(e.state[2], e.state[1]);
          const double mean = e.state[0] / (1 - std::pow(s.beta1, n)),
                       square = (s.amsgrad ? e.state[2] : e.state[1]) / (1 - std::pow(s.beta2, n));
          e.p -= s.lr * mean / (std::sqrt(square) + s.eps);
        });
  }
}
TEST(Rmsprop, CenteredAndMomentum) {
  for (int form = 0; form < 4; ++form) {
    RmspropStep s{.lr = 0.05, .alpha = 0.8, .eps = 1e-2, .weight_decay = 0.1};
    s.centered = form % 2 == 1;
    s.momentum = form / 2 == 1 ? 0.6 : 0;
    compare_everywhere(
        [&](auto, const auto& p, const auto& states, const auto& g) {
          rmsprop_step_(s, p, states[0], s.centered ? states[1] : kNone, s.momentum > 0 ? states[2] : kNone,
                        g);
        },
        [&](Element& e, double g, auto) {
          const double d = g + s.weight_decay * e.p;
          e.state[0] = s.alpha * e.state[0] + (1 - s.alpha) * d * d;
          if (s.centered) e.state[1] = s.alpha * e.state[1] + (1 - s.alpha) * d;
          const double way = d / (std::sqrt(e.state[0] - e.state[1] * e.state[1]) + s.eps);
          if (s.momentum > 0) e.state[2] = s.momentum * e.state[2] + way;
          e.p -= s.lr * (s.momentum > 0 ? e.state[2] : way);
        });
  }
}
TEST(Adagrad, RateFalls) {
  AdagradStep s{.lr = 0.1, .lr_decay = 0.3, .weight_decay = 0.2, .eps = 1e-3};
  compare_everywhere(
      [&](int64_t n, const auto& p, const auto& states, const auto& g) {
        s.step = n;
        adagrad_step_(s, p, states[0], g);
      },
      [&](Element& e, double g, int64_t n) {
        const double d = g + s.weight_decay * e.p;
        e.state[0] += d * d;
        e.p -= s.lr / (1 + static_cast<double>(n - 1) * s.lr_decay) * d / (std::sqrt(e.state[0]) + s.eps);
      });
}

// The moments of Adam, which its relatives share.
void update_moments(Element& e, double d, double beta1, double beta2) {
  e.state[0] = beta1 * e.state[0] + (1 - beta1) * d;
  e.state[1] = beta2 * e.state[1] + (1 - beta2) * d * d;
}
TEST(Nadam, CoupledAndDecoupled) {
  for (bool decoupled : {false, true}) {
    NadamStep s{
        .lr = 0.1, .beta1 = 0.8, .beta2 = 0.9, .eps = 1e-3, .weight_decay = 0.2, .momentum_decay = 0.3};
    s.decoupled = decoupled;
    const auto mu = [](int64_t t) { return 0.8 * (1 - 0.5 * std::pow(0.96, 0.3 * static_cast<double>(t))); };
    const auto product = [mu](int64_t t) {
      double all = 1;
      for (int64_t k = 1; k <= t; ++k) all *= mu(k);
      return all;
    };
    compare_everywhere(
        [&](int64_t n, const auto& p, const auto& states, const auto& g) {
          NadamStep now = s;
          now.step = n;
          now.mu_product = product(n - 1);
          nadam_step_(now, p, states[0], states[1], g);
        },
        [&](Element& e, double g, int64_t n) {
          const double d = decoupled ? g : g + s.weight_decay * e.p;
          if (decoupled) e.p *= 1 - s.lr * s.weight_decay;
          update_moments(e, d, s.beta1, s.beta2);
          const double square = e.state[1] / (1 - std::pow(s.beta2, n));
          const double mean =
              (1 - mu(n)) * d / (1 - product(n)) + mu(n + 1) * e.state[0] / (1 - product(n + 1));
          e.p -= s.lr * mean / (std::sqrt(square) + s.eps);
        });
  }
}
TEST(Radam, PlainUntilTheVarianceIsKnown) {
  // With beta2 = 0.99 the moving average is longer than 5 from step 6 on.
  for (int64_t skipped : {0, 7})
    for (bool decoupled : {false, true}) {
      RadamStep s{.lr = 0.1, .beta1 = 0.8, .beta2 = 0.99, .eps = 1e-2, .weight_decay = 0.2};
      s.decoupled = decoupled;
      compare_everywhere(
          [&](int64_t n, const auto& p, const auto& states, const auto& g) {
            RadamStep now = s;
            now.step = n + skipped;
            radam_step_(now, p, states[0], states[1], g);
          },
          [&](Element& e, double g, int64_t n) {
            const double t = static_cast<double>(n + skipped);
            const double d = decoupled ? g : g + s.weight_decay * e.p;
            if (decoupled) e.p *= 1 - s.lr * s.weight_decay;
            update_moments(e, d, s.beta1, s.beta2);
            const double mean = e.state[0] / (1 - std::pow(s.beta1, t)), power = std::pow(s.beta2, t);
            const double last = 2 / (1 - s.beta2) - 1, length = last - 2 * t * power / (1 - power);
            EXPECT_EQ(length > 5, skipped > 0);
            double rate = s.lr;
            if (length > 5)
              rate *= std::sqrt((length - 4) * (length - 2) * last / ((last - 4) * (last - 2) * length)) *
                      std::sqrt(1 - power) / (std::sqrt(e.state[1]) + s.eps);
            e.p -= rate * mean;
          });
    }
}
TEST(Adamax, LargestGradient) {
  AdamaxStep s{.lr = 0.1, .beta1 = 0.8, .beta2 = 0.7, .eps = 1e-3, .weight_decay = 0.2};
  compare_everywhere(
      [&](int64_t n, const auto& p, const auto& states, const auto& g) {
        s.step = n;
        adamax_step_(s, p, states[0], states[1], g);
      },
      [&](Element& e, double g, int64_t n) {
        const double d = g + s.weight_decay * e.p;
        e.state[0] = s.beta1 * e.state[0] + (1 - s.beta1) * d;
        e.state[1] = std::fmax(s.beta2 * e.state[1], std::fabs(d) + s.eps);
        e.p -= s.lr / (1 - std::pow(s.beta1, n)) * e.state[0] / e.state[1];
      });
}
TEST(Adadelta, RateFromTheChangesBefore) {
  const AdadeltaStep s{.lr = 0.9, .rho = 0.8, .eps = 1e-2, .weight_decay = 0.2};
  compare_everywhere([&](auto, const auto& p, const auto& states,
                         const auto& g) { adadelta_step_(s, p, states[0], states[1], g); },
                     [&](Element& e, double g, auto) {
                       const double d = g + s.weight_decay * e.p;
                       e.state[0] = s.rho * e.state[0] + (1 - s.rho) * d * d;
                       const double change =
                           std::sqrt(e.state[1] + s.eps) / std::sqrt(e.state[0] + s.eps) * d;
                       e.state[1] = s.rho * e.state[1] + (1 - s.rho) * change * change;
                       e.p -= s.lr * change;
                     });
}

TEST(OptimizerSteps, NoParametersAndNoGradients) {
  sgd_step_({.lr = 0.1, .momentum = 0.9}, kNone, kNone, kNone);
  rmsprop_step_({.lr = 0.1, .alpha = 0.9, .eps = 0.1, .momentum = 0.9, .centered = true}, kNone, kNone, kNone,
                kNone, kNone);
  const Tensor p = ones({2}).requires_grad_();
  const auto before = p._version();
  sgd_step_({.lr = 0.5}, std::vector<Tensor>{p}, kNone, std::vector<Tensor>{ones({2})});
  EXPECT_TRUE(p.is_leaf());
  EXPECT_TRUE(equal(p.detach(), full({2}, 0.5)));
  EXPECT_GT(p._version(), before);
}
TEST(OptimizerSteps, NanStaysWithItsElement) {
  Tensor p = ones({9}), g = ones({9}), m = zeros({9}), v = zeros({9});
  g[4] = Scalar(std::nan(""));
  adam_step_({.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1}, std::vector<Tensor>{p},
             std::vector<Tensor>{m}, std::vector<Tensor>{v}, kNone, std::vector<Tensor>{g});
  for (const Tensor& t : {p, m, v})
    for (int64_t k = 0; k < 9; ++k) EXPECT_EQ(std::isnan(t[k].item<double>()), k == 4);
}
TEST(OptimizerSteps, NanInGradientOrNormOfAdamax) {
  Tensor p = ones({9}), g = ones({9}), m = zeros({9}), norm = zeros({9});
  g[2] = Scalar(std::nan(""));
  norm[6] = Scalar(std::nan(""));
  adamax_step_({.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1}, std::vector<Tensor>{p},
               std::vector<Tensor>{m}, std::vector<Tensor>{norm}, std::vector<Tensor>{g});
  for (int64_t k = 0; k < 9; ++k) {
    EXPECT_EQ(std::isnan(norm[k].item<double>()), k == 2 || k == 6);
    EXPECT_EQ(std::isnan(p[k].item<double>()), k == 2 || k == 6);
  }
}

std::vector<Tensor> list(IntArrayRef sizes = {2}, ScalarType t = kFloat) { return {ones(sizes, t)}; }

TEST(OptimizerSteps, Errors) {
  const std::vector<Tensor> two{ones({2}), ones({2})};
  const SgdStep sgd{.lr = 0.1}, momentum{.lr = 0.1, .momentum = 0.9};
  const AdamStep adam{.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1};
  expect_error([&] { sgd_step_(sgd, list(), kNone, kNone); },
               "sgd_step: expected states and gradients for each of 1 parameters, got a list of 0");
  expect_error(
      [&] {
        sgd_step_(momentum, two, list(), {ones({2}), ones({2}), ones({2})});
      },
      "sgd_step: expected states and gradients for each of 2 parameters, got a list of 1");
  expect_error([&] { sgd_step_(momentum, list(), kNone, list()); },
               "sgd_step: expected 1 states for each parameter, got 0");
  expect_error([&] { adam_step_(adam, list(), list(), kNone, kNone, list()); },
               "adam_step: expected 2 states for each parameter, got 1");
  expect_error(
      [&] {
        AdamStep s = adam;
        s.amsgrad = true;
        adam_step_(s, list(), list(), list(), kNone, list());
      },
      "adam_step: expected 3 states for each parameter, got 2");
  expect_error([&] { adagrad_step_({.lr = 0.1}, list(), kNone, list()); },
               "adagrad_step: expected 1 states for each parameter, got 0");
  expect_error(
      [&] {
        nadam_step_({.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1}, list(), list(), kNone, list());
      },
      "nadam_step: expected 2 states for each parameter, got 1");
  expect_error(
      [&] {
        radam_step_({.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1}, list(), list(), list(), kNone);
      },
      "radam_step: expected states and gradients for each of 1 parameters, got a list of 0");
  expect_error(
      [&] {
        adamax_step_({.lr = 0.1, .beta1 = 0.9, .beta2 = 0.9, .eps = 0.1}, list(), kNone, list(), list());
      },
      "adamax_step: expected 2 states for each parameter, got 1");
  expect_error(
      [&] { adadelta_step_({.lr = 0.1, .rho = 0.9, .eps = 0.1}, list(), list(), list({3}), list()); },
      "adadelta_step: expected states and gradients like their parameter, float32 of shape [2], got float32 "
      "of shape [3]");
  const RmspropStep rmsprop{.lr = 0.1, .alpha = 0.9, .eps = 0.1};
  expect_error([&] { rmsprop_step_(rmsprop, list(), kNone, kNone, kNone, list()); },
               "rmsprop_step: expected 1 states for each parameter, got 0");
  expect_error(
      [&] {
        RmspropStep s = rmsprop;
        s.centered = true;
        rmsprop_step_(s, list(), list(), kNone, list(), list());
      },
      "rmsprop_step: expected grad_avgs for a centered step, got none");
  expect_error(
      [&] {
        RmspropStep s = rmsprop;
        s.momentum = 0.5;
        rmsprop_step_(s, list(), list(), list(), kNone, list());
      },
      "rmsprop_step: expected momentum_buffers for a step with momentum, got none");
  expect_error(
      [&] { sgd_step_(sgd, list(), kNone, list({3})); },
      "sgd_step: expected states and gradients like their parameter, float32 of shape [2], got float32 of "
      "shape [3]");
  expect_error(
      [&] { sgd_step_(sgd, list(), kNone, list({2}, kDouble)); },
      "sgd_step: expected states and gradients like their parameter, float32 of shape [2], got float64 of "
      "shape [2]");
  expect_error([&] { sgd_step_(sgd, list({2}, kLong), kNone, list({2}, kLong)); },
               "sgd_step: expected floating-point parameters, got int64");
  expect_error([&] { sgd_step_(sgd, list(), kNone, std::vector<Tensor>{Tensor()}); },
               "sgd_step: expected defined tensors, got an undefined one");
}

}  // namespace
}  // namespace torch::inline rushlight::test
