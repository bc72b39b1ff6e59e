// _standard_gamma and _sample_dirichlet: rejection from a transformed normal number (Marsaglia & Tsang 2000, "A simple method
// for generating gamma variables"), with PyTorch's use of the stream: doubles of two words, normal numbers in pairs.
#include <cmath>
#include <limits>

#include "core/random_draws.h"
#include "op/backward.h"
#include "op/operator.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

double uniform(CpuRandomState& state) {
  double u;
  fill_uniform(state, &u, 1);
  return u;
}
double normal(CpuRandomState& state) {
  double x;
  fill_normal_serial(state, &x, 1);
  return x;
}

// The shape's arithmetic is of its own type, as PyTorch's.
template <class T> double draw_gamma(CpuRandomState& state, T shape) {
  double scale = 1;
  if (shape < 1) {  // a power of a uniform number brings the shape above 1 (their section 6)
    if (shape == 0) return 0;
    scale = std::pow(1 - uniform(state), static_cast<double>(1 / shape));
    shape += 1;
  }
  const double d = shape - T(1.f / 3), c = 1 / std::sqrt(9 * d);
  for (;;) {
    double x, root;
    do {
      x = normal(state);
      root = 1 + c * x;
    } while (root <= 0);
    const double v = root * root * root, u = 1 - uniform(state), square = x * x;
    if (u < 1 - double{0.0331f} * square * square || std::log(u) < square / 2 + d * (1 - v + std::log(v)))
      return scale * d * v;
  }
}

// The derivative by a of the probability of numbers below x, or, where that is close to 1, of those above: differences of
// fourth order, over steps that the function bends little in.
Tensor slope_by_shape(const Tensor& a, const Tensor& x) {
  const Tensor step = minimum(a, sqrt(a)) * 1e-3;
  const auto slope = [&](const auto& probability) {
    const auto pair = [&](double k) { return probability(a + step * k, x) - probability(a - step * k, x); };
    return (pair(1) * 8 - pair(2)) / (step * 12);
  };
  return where(x < a, slope(igamma), -slope(igammac));
}

struct StandardGamma {
  Generator generator;
  static constexpr Traits traits{
      .name = "_standard_gamma", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(t == kFloat || t == kDouble, "expected shapes of float32 or float64, got ", t);
    io.out(0, t, io.in(0).shape());
  }
  template <class T> static void fill(CpuRandomState& state, const View& in, const View& out) {
    for (int64_t i = 0; i < in.numel; ++i)
      out.as<T>()[i] =
          std::max(std::numeric_limits<T>::min(), static_cast<T>(draw_gamma(state, in.as<const T>()[i])));
  }
  static void execute(const StandardGamma& op, Views in, Views out) {
    const std::lock_guard lock(op.generator.mutex());
    if (in[0].dtype == kDouble) fill<double>(op.generator.state(), in[0], out[0]);
    else fill<float>(op.generator.state(), in[0], out[0]);
  }
  // The probability of numbers below x stays where it is: dx = -dP/da / density.
  void backward(Backward& b) const {
    const Tensor a = b.in(0).to(kDouble), x = b.out(0).to(kDouble);
    const Tensor density = exp(xlogy(a - 1, x) - x - lgamma(a));
    b.set(0, b.grad() * (slope_by_shape(a, x) / -density));
  }
};

}  // namespace

Tensor _standard_gamma(const Tensor& self, std::optional<Generator> generator) {
  return run(StandardGamma{generator.value_or(default_generator())}, self)[0];
}

Tensor _sample_dirichlet(const Tensor& self, std::optional<Generator> generator) {
  const ScalarType t = self.scalar_type();
  RUSHLIGHT_CHECK(t == kFloat || t == kDouble,
                  "_sample_dirichlet: expected concentrations of float32 or float64, got ", t);
  RUSHLIGHT_CHECK(self.dim() > 0, "_sample_dirichlet: expected at least one dimension, got a 0-dim tensor");
  const Tensor parts = _standard_gamma(self.to(kDouble), std::move(generator));
  const Tensor shares = (parts / parts.sum(-1, true)).to(t);
  if (t == kDouble) return clamp(shares, std::numeric_limits<double>::min(), std::nextafter(1., 0.));
  return clamp(shares, double{std::numeric_limits<float>::min()}, double{std::nextafter(1.f, 0.f)});
}

}  // namespace torch::inline rushlight
