// Activations and their derivatives against plain formulas in double. Dropout: dropout_test.cpp.
#include <cmath>

#include "harness/each_isa.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Element = double (*)(const double*);
using InPlace = void (*)(Tensor&, const Args&);

OpCase& activation(const char* name, OpCase::Operator f, Element reference, InPlace f_ = nullptr,
                   double tolerance = 8) {
  OpCase& c = op_case(name, std::move(f)).samples(unary(-4, 4)).elementwise(reference).tolerance(tolerance);
  c.samples({specials()});
  if (f_) c.inplace(f_);
  return c;
}
// The same for those that take floats only.
OpCase& floating(const char* name, OpCase::Operator f, Element reference, InPlace f_ = nullptr) {
  OpCase& c = activation(name, f, reference, f_);
  return c.error(
      [f] {
        f({{ones({1}, kLong)}, {}});
      },
      std::string(name) + ": expected a floating-point tensor, got int64");
}
// Comparisons let NaN through.
double at_most(double x, double top) { return x > top ? top : x; }
double at_least(double x, double bottom) { return x < bottom ? bottom : x; }

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

const OpCases cases([] {
  op_case("relu", [](const Args& x) { return relu(x[0]); })
      .samples(unary())
      .samples({specials()})
      .elementwise([](const double* x) { return x[0] < 0 ? 0 : x[0]; })
      .inplace([](Tensor& self, const Args&) { relu_(self); })
      .integers()
      .error([] { relu(ones({1}, TensorOptions(kBool))); }, "relu: expected numbers, got a bool tensor");
  op_case("relu6", [](const Args& x) { return relu6(x[0]); })
      .samples(unary(-4, 10))
      .samples({specials()})
      .elementwise([](const double* x) { return at_most(at_least(x[0], 0), 6); })
      .inplace([](Tensor& self, const Args&) { relu6_(self); })
      .integers();
  floating(
      "leaky_relu", [](const Args& x) { return leaky_relu(x[0], 0.1); },
      [](const double* x) { return x[0] > 0 ? x[0] : 0.1 * x[0]; },
      [](Tensor& self, const Args&) { leaky_relu_(self, 0.1); });
  floating(
      "elu", [](const Args& x) { return elu(x[0], 1.5, 0.8, 0.7); },
      [](const double* x) { return 0.8 * (x[0] >= 0 ? x[0] : 1.5 * std::expm1(0.7 * x[0])); },
      [](Tensor& self, const Args&) { elu_(self, 1.5, 0.8, 0.7); });
  activation(
      "selu", [](const Args& x) { return selu(x[0]); },
      [](const double* x) {
        return 1.0507009873554805 * (x[0] >= 0 ? x[0] : 1.6732632423543772 * std::expm1(x[0]));
      },
      [](Tensor& self, const Args&) { selu_(self); });
  activation(
      "celu", [](const Args& x) { return celu(x[0], 1.5); },
      [](const double* x) { return x[0] >= 0 ? x[0] : 1.5 * std::expm1(x[0] / 1.5); },
      [](Tensor& self, const Args&) { celu_(self, 1.5); })
      .error([] { celu(ones({1}), 0); }, "celu: expected an alpha other than 0, got 0");
  op_case("gelu", [](const Args& x) { return gelu(x[0]); })
      .samples(unary(-2, 4))
      .elementwise([](const double* x) { return 0.5 * x[0] * (1 + std::erf(x[0] * std::sqrt(0.5))); })
      .inplace([](Tensor& self, const Args&) { gelu_(self); })
      .tolerance(8)
      .error([] { gelu(ones({1}), "tan"); }, "gelu: expected approximate to be none or tanh, got tan")
      .error([] { gelu(ones({1}, TensorOptions(kLong))); },
             "gelu: expected a floating-point tensor, got int64");
  op_case("gelu tanh", [](const Args& x) { return gelu(x[0], "tanh"); })
      .samples(unary(-2, 4))
      .elementwise([](const double* x) {
        const double u = 0.7978845608028654 * (x[0] + 0.044715 * x[0] * x[0] * x[0]);
        return 0.5 * x[0] * (1 + std::tanh(u));
      })
      .inplace([](Tensor& self, const Args&) { gelu_(self, "tanh"); })
      .tolerance(8);
  floating(
      "silu", [](const Args& x) { return silu(x[0]); },
      [](const double* x) { return x[0] * sigmoid_of(x[0]); },
      [](Tensor& self, const Args&) { silu_(self); });
  floating(
      "mish", [](const Args& x) { return mish(x[0]); },
      [](const double* x) { return x[0] * std::tanh(std::log1p(std::exp(x[0]))); },
      [](Tensor& self, const Args&) { mish_(self); });
  floating(
      "log_sigmoid", [](const Args& x) { return log_sigmoid(x[0]); },
      [](const double* x) { return at_most(x[0], 0) - std::log1p(std::exp(-std::fabs(x[0]))); });
  floating(
      "softplus", [](const Args& x) { return softplus(x[0], 2, 5); },
      [](const double* x) { return 2 * x[0] > 5 ? x[0] : std::log1p(std::exp(2 * x[0])) / 2; });
  activation(
      "hardtanh", [](const Args& x) { return hardtanh(x[0], -1.5, 0.5); },
      [](const double* x) { return at_most(at_least(x[0], -1.5), 0.5); },
      [](Tensor& self, const Args&) { hardtanh_(self, -1.5, 0.5); });
  floating(
      "hardsigmoid", [](const Args& x) { return hardsigmoid(x[0]); },
      [](const double* x) { return at_most(at_least(x[0] + 3, 0), 6) / 6; },
      [](Tensor& self, const Args&) { hardsigmoid_(self); });
  floating(
      "hardswish", [](const Args& x) { return hardswish(x[0]); },
      [](const double* x) { return x[0] * at_most(at_least(x[0] + 3, 0), 6) / 6; },
      [](Tensor& self, const Args&) { hardswish_(self); });
  floating(
      "hardshrink", [](const Args& x) { return hardshrink(x[0], 0.6); },
      [](const double* x) { return std::fabs(x[0]) <= 0.6 ? 0 : x[0]; });
  floating(
      "softshrink", [](const Args& x) { return softshrink(x[0], 0.6); },
      [](const double* x) { return std::fabs(x[0]) <= 0.6 ? 0 : x[0] - std::copysign(0.6, x[0]); })
      .error([] { softshrink(ones({1}), -1); }, "softshrink: expected a lambd that is not negative, got -1");
  activation(
      "softsign", [](const Args& x) { return softsign(x[0]); },
      [](const double* x) { return x[0] / (1 + std::fabs(x[0])); })
      .integers()
      .gives({Gives::floats});
  op_case("tanhshrink", [](const Args& x) { return tanhshrink(x[0]); })
      .samples(unary(1, 4))
      .samples({specials()})
      .elementwise([](const double* x) { return x[0] - std::tanh(x[0]); })
      .tolerance(20);
  activation(
      "threshold", [](const Args& x) { return threshold(x[0], 0.3, -7); },
      [](const double* x) { return x[0] <= 0.3 ? -7 : x[0]; },
      [](Tensor& self, const Args&) { threshold_(self, 0.3, -7); });
  op_case("rrelu", [](const Args& x) { return rrelu(x[0], 0.1, 0.4); })
      .samples(unary())
      .elementwise([](const double* x) { return x[0] > 0 ? x[0] : 0.25 * x[0]; })
      .inplace([](Tensor& self, const Args&) { rrelu_(self, 0.1, 0.4); })
      .error([] { rrelu(ones({1}), 0.5, 0.1); }, "rrelu: expected lower <= upper, got 0.5 and 0.1");
  op_case("prelu", [](const Args& x) { return prelu(x[0], x[1]); })
      .sample({{7}, {1}})
      .sample({{}, {}})
      .sample({{2, 2}, {}})
      .sample({{2, 1, 3}, {1}})
      .sample({{0, 3}, {1}})
      .elementwise([](const double* x) { return x[0] > 0 ? x[0] : x[1] * x[0]; })
      .tolerance(8)
      .error(
          [] {
            prelu(ones({2, 3}), ones({2}));
          },
          "prelu: expected one weight, or one for each of 3 channels, got 2")
      .error([] { prelu(ones({3}), ones({3})); },
             "prelu: expected one weight, or one for each of 1 channels, got 3")
      .error(
          [] {
            prelu(ones({2, 3}), ones({3, 1}));
          },
          "prelu: expected a weight of at most 1 dimension, got shape [3, 1]")
      .error([] { prelu(ones({2}), ones({1}, kDouble)); },
             "prelu: expected self and weight of one floating dtype, got float32 and float64");
  op_case("prelu channels", [](const Args& x) { return prelu(x[0], x[1]); })
      .sample({{2, 3}, {3}})
      .sample({{2, 2, 3}, {2}})
      .sample({{3, 17, 9}, {17}})
      .reference([](const PlainArgs& x) {
        Plain out = x[0];
        const int64_t channels = x[0].shape[1], inner = x[0].dim() == 3 ? x[0].shape[2] : 1;
        for (int64_t k = 0; k < out.numel(); ++k)
          if (!(out[k] > 0)) out[k] *= x[1][k / inner % channels];
        return std::vector<Plain>{out};
      })
      .tolerance(8);
  op_case("glu", [](const Args& x) { return glu(x[0], x.i(0)); })
      .sample({{3, 8}}, {-1})
      .sample({{2, 3, 2}}, {2})
      .sample({{4, 3}}, {0})
      .sample({{2, 2, 2}}, {-2})
      .sample({{0}}, {0})
      .sample({{5, 34, 7}}, {1})
      .reference([](const PlainArgs& x) {
        Shape shape = x[0].shape;
        const size_t dim = static_cast<size_t>(x.i(0) < 0 ? x.i(0) + x[0].dim() : x.i(0));
        const int64_t half = shape[dim] /= 2;
        Plain out = rearranged(x[0], shape, [](const Shape& i) { return i; });
        const Plain gate = rearranged(x[0], shape, [&](Shape i) { return i[dim] += half, i; });
        for (int64_t k = 0; k < out.numel(); ++k) out[k] *= sigmoid_of(gate[k]);
        return std::vector<Plain>{out};
      })
      .tolerance(8)
      .error([] { glu(ones({3})); }, "glu: expected an even size in dimension -1, got 3")
      .error([] { glu(ones({})); }, "glu: expected at least 1 dimension, got a 0-dim tensor");
});

// The derivatives that are operators of their own: inputs are the gradient, and what the derivative is taken at.
const OpCases derivatives([] {
  const auto derivative = [](const char* name, OpCase::Operator f, Element reference, double low,
                             double high) -> OpCase& {
    return op_case(name, std::move(f)).samples(binary(-2, 2, low, high)).elementwise(reference).tolerance(16);
  };
  derivative(
      "threshold_backward", [](const Args& x) { return threshold_backward(x[0], x[1], 0.5); },
      [](const double* x) { return x[1] <= 0.5 ? 0 : x[0]; }, -2, 2)
      .samples({specials(2)});
  derivative(
      "sigmoid_backward", [](const Args& x) { return sigmoid_backward(x[0], x[1]); },
      [](const double* x) { return x[0] * x[1] * (1 - x[1]); }, 0, 1);
  derivative(
      "tanh_backward", [](const Args& x) { return tanh_backward(x[0], x[1]); },
      [](const double* x) { return x[0] * (1 - x[1] * x[1]); }, -1, 1);
  derivative(
      "gelu_backward", [](const Args& x) { return gelu_backward(x[0], x[1]); },
      [](const double* x) {
        return x[0] * (0.5 * (1 + std::erf(x[1] * std::sqrt(0.5))) +
                       x[1] * std::exp(-0.5 * x[1] * x[1]) * 0.3989422804014327);
      },
      -4, 4)
      .error([] { gelu_backward(ones({1}), ones({1}), "tan"); },
             "gelu_backward: expected approximate to be none or tanh, got tan")
      .error([] { gelu_backward(ones({1}, kLong), ones({1}, kLong)); },
             "gelu_backward: expected a floating-point tensor, got int64");
  derivative(
      "gelu_backward tanh", [](const Args& x) { return gelu_backward(x[0], x[1], "tanh"); },
      [](const double* x) {
        const double v = x[1], t = std::tanh(0.7978845608028654 * (v + 0.044715 * v * v * v));
        const double slope = 0.7978845608028654 * (1 + 3 * 0.044715 * v * v);
        return x[0] * 0.5 * (1 + t + v * (1 - t * t) * slope);
      },
      -4, 4);
  derivative(
      "silu_backward", [](const Args& x) { return silu_backward(x[0], x[1]); },
      [](const double* x) {
        const double s = sigmoid_of(x[1]);
        return x[0] * s * (1 + x[1] * (1 - s));
      },
      -4, 4);
  derivative(
      "mish_backward", [](const Args& x) { return mish_backward(x[0], x[1]); },
      [](const double* x) {
        const double t = std::tanh(std::log1p(std::exp(x[1])));
        return x[0] * (t + x[1] * (1 - t * t) * sigmoid_of(x[1]));
      },
      -4, 4);
  derivative(
      "softplus_backward", [](const Args& x) { return softplus_backward(x[0], x[1], 2, 5); },
      [](const double* x) { return 2 * x[1] > 5 ? x[0] : x[0] * sigmoid_of(2 * x[1]); }, -4, 4);
  op_case("native_dropout_backward", [](const Args& x) { return native_dropout_backward(x[0], x[1], 1.25); })
      .sample({{5}, mask({5})})
      .sample({{2, 3, 17}, mask({2, 3, 17})})
      .sample({{0}, mask({0})})
      .elementwise([](const double* x) { return x[0] * x[1] * 1.25; });
});

// The bound that curves_cpu.cpp states, beyond the ends of its formula too.
TEST(Gelu, IsAsExactAsItsFormulaSays) {
  const Tensor x = linspace(-9, 9, 36001, kDouble).to(kFloat), exact = gelu(x.to(kDouble));
  each_isa([&] {
    const Tensor error = (gelu(x).to(kDouble) - exact).abs() / x.to(kDouble).abs().clamp_min(1e-3);
    EXPECT_LE(error.max().item<double>(), 2.5e-7);
    EXPECT_EQ(gelu(full({9}, -20.f)).abs().max().item<float>(), 0);
    EXPECT_EQ(gelu(full({9}, 20.f)).max().item<float>(), 20);
  });
}

}  // namespace
}  // namespace torch::inline rushlight::test
