// The bounds that loss.h states on the errors of binary cross-entropy, of the losses of a difference and of Kullback-Leibler
// divergence, against long double, with every instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/sweep.h"
#include "op/kernels.h"
#include "ops/loss/loss.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;
using test::Real;

// A loss of (x, target), and the sum of the magnitudes that make it up.
struct Loss {
  TileKernel LossKernels::*kernel;
  Real (*value)(Real x, Real t);
  Real (*size)(Real x, Real t);
};
Real bounded(Real logarithm) { return std::max<Real>(logarithm, -100); }
const Loss kOfProbabilities{
    &LossKernels::binary,
    [](Real x, Real t) { return (t - 1) * bounded(std::log1p(-x)) - t * bounded(std::log(x)); },
    [](Real x, Real t) {
      return std::abs((1 - t) * bounded(std::log1p(-x))) + std::abs(t * bounded(std::log(x)));
    }};
const Loss kOfLogits{
    &LossKernels::logits,
    [](Real x, Real t) { return (1 - t) * x + std::max<Real>(-x, 0) + std::log1p(std::exp(-std::abs(x))); },
    [](Real x, Real t) { return std::abs((1 - t) * x) + std::max<Real>(-x, 0) + 1; }};

template <class T> void check(const Loss& loss, T low, T high) {
  std::vector<T> all = test::sweep<T>();
  std::erase_if(all, [&](T x) { return !(x >= low && x <= high); });
  const int64_t n = static_cast<int64_t>(all.size());
  Array<T> x({n}), target({n}), got({n});
  Array<double> want({n}), size({n});
  target.random(3, 0, 1);
  for (int64_t i = 0; i < n; ++i) {
    x.at(i) = all[static_cast<size_t>(i)];
    if (i % 3 < 2) target.at(i) = static_cast<T>(i % 3);
    want.at(i) = static_cast<double>(loss.value(x.at(i), target.at(i)));
    size.at(i) = static_cast<double>(loss.size(x.at(i), target.at(i)));
  }
  test::each_isa([&] {
    void* out = got.data();
    const void* in[] = {x.data(), target.data()};
    const TileKernel& kernel = cpu_kernels<LossKernels>().*loss.kernel;
    (sizeof(T) == 4 ? kernel.f32 : kernel.f64)(nullptr, &out, in, n, 0);
    expect_units(got, want, size, kBinaryUnits);
  });
}

TEST(LossBounds, CrossEntropyOfProbabilitiesAndLogits) {
  check<float>(kOfProbabilities, 0, 1);
  check<double>(kOfProbabilities, 0, 1);
  check<float>(kOfLogits, -1e30f, 1e30f);
  check<double>(kOfLogits, -1e200, 1e200);
}

// A loss of the difference a - b, or its gradient for g, and the sum of the magnitudes that make it up.
struct DifferenceLoss {
  const char* name;
  TileKernel LossKernels::*kernel;
  bool is_gradient;
  Real (*value)(Real g, Real d);
  Real (*size)(Real g, Real d);
};
constexpr Real kKnee = 0.7;  // the double: float32 has no such number
Real sign_of(Real x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
Real smooth(Real, Real d) { return std::abs(d) < kKnee ? d * d / (2 * kKnee) : std::abs(d) - kKnee / 2; }
Real smooth_size(Real, Real d) { return std::abs(d) < kKnee ? d * d / (2 * kKnee) : std::abs(d) + kKnee / 2; }
Real smooth_slope(Real g, Real d) { return std::abs(d) < kKnee ? g * d / kKnee : g * sign_of(d); }

const DifferenceLoss kDifferenceLosses[] = {
    {"square", &LossKernels::square, false, [](Real, Real d) { return d * d; },
     [](Real, Real d) { return d * d; }},
    {"square_backward", &LossKernels::square_backward, true, [](Real g, Real d) { return 2 * g * d; },
     [](Real g, Real d) { return std::abs(2 * g * d); }},
    {"absolute", &LossKernels::absolute, false, [](Real, Real d) { return std::abs(d); },
     [](Real, Real d) { return std::abs(d); }},
    {"absolute_backward", &LossKernels::absolute_backward, true,
     [](Real g, Real d) { return g * sign_of(d); }, [](Real g, Real d) { return std::abs(g * sign_of(d)); }},
    {"smooth", &LossKernels::smooth, false, smooth, smooth_size},
    {"smooth_backward", &LossKernels::smooth_backward, true, smooth_slope,
     [](Real g, Real d) { return std::abs(smooth_slope(g, d)); }},
};

template <class T> void check(const DifferenceLoss& loss) {
  SCOPED_TRACE(::testing::Message() << loss.name << " in float" << 8 * sizeof(T));
  constexpr int64_t n = 20011;
  Array<T> g({n}), a({n}), b({n}), got({n});
  Array<double> want({n}), size({n});
  g.random(1).mix_sizes(1), a.random(2).mix_sizes(2), b.random(3).mix_sizes(3);
  for (int64_t i = 0; i < n; ++i) {
    if (i % 9 == 0) b.at(i) = a.at(i);
    if (i % 9 == 1) b.at(i) = a.at(i) * T(1.001);
    if (i % 9 == 2)
      b.at(i) = a.at(i) + static_cast<T>(kKnee) * (1 + T(i % 7 - 3) * std::numeric_limits<T>::epsilon());
    const Real d = Real(a.at(i)) - Real(b.at(i));
    want.at(i) = static_cast<double>(loss.value(g.at(i), d));
    size.at(i) = static_cast<double>(loss.size(g.at(i), d));
  }
  test::each_isa([&] {
    const Knee knee{static_cast<double>(kKnee)};
    void* out = got.data();
    const void* in[] = {g.data(), a.data(), b.data()};
    const TileKernel& kernel = cpu_kernels<LossKernels>().*loss.kernel;
    (sizeof(T) == 4 ? kernel.f32 : kernel.f64)(&knee, &out, in + (loss.is_gradient ? 0 : 1), n, 0);
    expect_units(got, want, size, kDifferenceUnits);
  });
}
TEST(LossBounds, LossesOfDifferences) {
  for (const DifferenceLoss& loss : kDifferenceLosses) {
    check<float>(loss);
    check<double>(loss);
  }
}

// Numbers of all sizes for the operators that are formulas of others; the magnitudes are those of their terms.
template <class F>
void check_formula(const Tensor& got, const Tensor& x, const Tensor& target, const F& terms) {
  const Array<float> values(x), targets(target);
  Array<double> want(values.shape()), size(values.shape());
  for (int64_t i = 0; i < values.count(); ++i) {
    const auto [first, second] = terms(Real(values.at(i)), Real(targets.at(i)));
    want.at(i) = static_cast<double>(first - second);
    size.at(i) = static_cast<double>(std::abs(first) + std::abs(second));
  }
  expect_units(Array<float>(got), want, size, kDifferenceUnits);
}
TEST(LossBounds, HuberAndKullbackLeibler) {
  using Pair = std::pair<Real, Real>;
  manual_seed(3);
  const Tensor x = randn({5003}).mul_(exp(2 * randn({5003}))), p = rand({5003}).pow_(4), t = p.log();
  test::each_isa([&] {
    check_formula(huber_loss(x, p, 0, 0.7), x, p, [](Real a, Real b) {
      const Real d = std::abs(a - b);
      return d < kKnee ? Pair{d * d / 2, 0} : Pair{kKnee * d, kKnee * kKnee / 2};
    });
    check_formula(kl_div(x, p, 0), x, p, [](Real a, Real b) { return Pair{b * std::log(b), b * a}; });
    check_formula(kl_div(x, t, 0, true), x, t, [](Real a, Real b) {
      return Pair{std::exp(b) * b, std::exp(b) * a};
    });
  });
}

}  // namespace
}  // namespace torch::inline rushlight
