// poisson and binomial: counts whose parameters differ from element to element. Small means are counted out; large ones
// come by transformed rejection (Hörmann 1993, "The transformed rejection method for generating Poisson random variables"
// and "The generation of binomial random variates"), with PyTorch's use of the stream: doubles of two words.
#include <cmath>

#include "core/random_draws.h"
#include "op/backward.h"
#include "op/operator.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/random.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

double uniform(CpuRandomState& state) {
  uint32_t words[2];
  for (uint32_t& word : words) word = state.engine.next();
  return unit_real(words, 0, double{});
}

double draw_poisson(CpuRandomState& state, double mean) {
  if (mean == 0) return 0;
  if (mean < 10) {
    const double end = std::exp(-mean);
    double count = 0;
    for (double product = uniform(state); product > end; product *= uniform(state)) ++count;
    return count;
  }
  const double log_mean = std::log(mean), b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = uniform(state) - 0.5, v = uniform(state), side = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / side + b) * u + mean + 0.43);
    if (side >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (side < 0.013 && v > side)) continue;
    int sign;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (side * side) + b) <=
        -mean + k * log_mean - ::lgamma_r(k + 1, &sign))
      return k;
  }
}

// log(k!) less Stirling's formula for it.
template <class T> T stirling_rest(T k) {
  if (k <= 9) {
    int sign;
    const double n = static_cast<double>(k) + 1;
    return static_cast<T>(::lgamma_r(n, &sign) - ((n - 0.5) * std::log(n) - n + 0.91893853320467274178));
  }
  const T square = (k + 1) * (k + 1);
  return (T(1.0 / 12) - (T(1.0 / 360) - T(1.0 / 1260) / square) / square) / (k + 1);
}

// Successes in `count` trials of probability p <= 1/2 of which ten or more are expected.
template <class T> T reject_binomial(CpuRandomState& state, T count, T p) {
  const T deviation = std::sqrt(count * p * (1 - p)), b = T(1.15) + T(2.53) * deviation;
  const T a = T(-0.0873) + T(0.0248) * b + T(0.01) * p, c = count * p + T(0.5),
          squeeze = T(0.92) - T(4.2) / b;
  const T odds = p / (1 - p), alpha = (T(2.83) + T(5.1) / b) * deviation, m = std::floor((count + 1) * p);
  for (;;) {
    const T u = static_cast<T>(uniform(state) - 0.5);
    T v = static_cast<T>(uniform(state));
    const T side = T(0.5) - std::abs(u), k = std::floor((2 * a / side + b) * u + c);
    if (side >= T(0.07) && v <= squeeze) return k;
    if (k < 0 || k > count) continue;
    v = std::log(v * alpha / (a / (side * side) + b));
    const T bound = (m + T(0.5)) * std::log((m + 1) / (odds * (count - m + 1))) +
                    (count + 1) * std::log((count - m + 1) / (count - k + 1)) +
                    (k + T(0.5)) * std::log(odds * (count - k + 1) / (k + 1)) + stirling_rest(m) +
                    stirling_rest(count - m) - stirling_rest(k) - stirling_rest(count - k);
    if (v <= bound) return k;
  }
}

// The same for few expected successes, by the waits between them.
template <class T> T count_binomial(CpuRandomState& state, T count, T p) {
  const T log_fail = std::log1p(-p);
  T trials = 0, successes = 0;
  for (;;) {
    trials += std::ceil(std::log(static_cast<T>(uniform(state))) / log_fail);
    if (trials > count) return successes;
    ++successes;
  }
}

template <class T> T draw_binomial(CpuRandomState& state, T count, T p) {
  if (!(count > 0 && p > 0)) return count != count || p != p ? count * p : 0;
  if (p >= 1) return count;
  if (!(p > T(0.5)))
    return count * p >= 10 ? reject_binomial(state, count, p) : count_binomial(state, count, p);
  const T q = 1 - p;
  return count - (count * q >= 10 ? reject_binomial(state, count, q) : count_binomial(state, count, q));
}

struct Poisson {
  Generator generator;
  static constexpr Traits traits{.name = "poisson", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, kDouble, io.in(0).shape()); }
  static void execute(const Poisson& op, Views in, Views out) {
    const std::lock_guard lock(op.generator.mutex());
    for (int64_t i = 0; i < in[0].numel; ++i) {
      const double mean = in[0].as<const double>()[i];
      RUSHLIGHT_CHECK(mean >= 0, "poisson: expected means of at least 0, got ", mean);
      out[0].as<double>()[i] = draw_poisson(op.generator.state(), mean);
    }
  }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }
};

struct Binomial {
  Generator generator;
  static constexpr Traits traits{.name = "binomial", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  template <class T>
  static void fill(CpuRandomState& state, const View& count, const View& p, const View& out) {
    for (int64_t i = 0; i < out.numel; ++i)
      out.as<T>()[i] = draw_binomial(state, count.as<const T>()[i], p.as<const T>()[i]);
  }
  static void execute(const Binomial& op, Views in, Views out) {
    const std::lock_guard lock(op.generator.mutex());
    if (in[0].dtype == kDouble) fill<double>(op.generator.state(), in[0], in[1], out[0]);
    else fill<float>(op.generator.state(), in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    for (int i = 0; i < 2; ++i) b.set(i, zeros_like(b.grad()));
  }
};

}  // namespace

Tensor poisson(const Tensor& self, std::optional<Generator> generator) {
  RUSHLIGHT_CHECK(isFloatingType(self.scalar_type()), "poisson: expected floating-point means, got ",
                  self.scalar_type());
  return run(Poisson{generator.value_or(default_generator())}, self.to(kDouble))[0].to(self.scalar_type());
}

Tensor binomial(const Tensor& count, const Tensor& prob, std::optional<Generator> generator) {
  const ScalarType t = count.scalar_type();
  RUSHLIGHT_CHECK(isFloatingType(t) && prob.scalar_type() == t,
                  "binomial: expected count and prob of one floating-point dtype, got ", t, " and ",
                  prob.scalar_type());
  const DimVector shape = broadcast_shapes("binomial", count.sizes(), prob.sizes());
  const ScalarType compute = t == kDouble ? kDouble : kFloat;
  return run(Binomial{generator.value_or(default_generator())}, count.to(compute).expand(shape),
             prob.to(compute).expand(shape))[0]
      .to(t);
}

}  // namespace torch::inline rushlight
