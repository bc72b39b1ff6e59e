// Activations against plain formulas in double, with first and second derivatives; dropout against PyTorch's masks.
#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

using Element = double (*)(const double*);
using InPlace = void (*)(Tensor&, const Args&);

Numbers numbers(const Tensor& t) { return plain(t).values; }

void activation(const char* name, OpCase::Operator f, Element reference, InPlace f_ = nullptr,
                double tolerance = 8) {
  OpCase& c = op_case(name, std::move(f)).samples(unary(-4, 4)).elementwise(reference).tolerance(tolerance);
  if (f_) c.inplace(f_);
}

// n numbers from first on, at equal steps.
Tensor steps(int n, double first, double step) {
  Tensor t = empty({n});
  for (int i = 0; i < n; ++i) t.data_ptr<float>()[i] = static_cast<float>(first + i * step);
  return t;
}

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

const OpCases cases([] {
  op_case("relu", [](const Args& x) { return relu(x[0]); })
      .samples(unary())
      .samples({specials()})
      .elementwise([](const double* x) { return x[0] < 0 ? 0 : x[0]; })
      .inplace([](Tensor& self, const Args&) { relu_(self); })
      .integers()
      .error([] { relu(ones({1}, TensorOptions(kBool))); }, "relu: expected numbers, got a bool tensor");
  activation(
      "relu6", [](const Args& x) { return relu6(x[0] * 2); },
      [](const double* x) { return std::min(std::max(2 * x[0], 0.0), 6.0); });
  activation(
      "leaky_relu", [](const Args& x) { return leaky_relu(x[0], 0.1); },
      [](const double* x) { return x[0] > 0 ? x[0] : 0.1 * x[0]; },
      [](Tensor& self, const Args&) { leaky_relu_(self, 0.1); });
  activation(
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
      [](Tensor& self, const Args&) { celu_(self, 1.5); });
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
  activation(
      "silu", [](const Args& x) { return silu(x[0]); },
      [](const double* x) { return x[0] * sigmoid_of(x[0]); },
      [](Tensor& self, const Args&) { silu_(self); });
  activation(
      "mish", [](const Args& x) { return mish(x[0]); },
      [](const double* x) { return x[0] * std::tanh(std::log1p(std::exp(x[0]))); },
      [](Tensor& self, const Args&) { mish_(self); });
  activation(
      "log_sigmoid", [](const Args& x) { return log_sigmoid(x[0]); },
      [](const double* x) { return -std::log1p(std::exp(-x[0])); });
  activation(
      "softplus", [](const Args& x) { return softplus(x[0], 2, 5); },
      [](const double* x) { return 2 * x[0] > 5 ? x[0] : std::log1p(std::exp(2 * x[0])) / 2; });
  activation(
      "hardtanh", [](const Args& x) { return hardtanh(x[0], -1.5, 0.5); },
      [](const double* x) { return std::min(std::max(x[0], -1.5), 0.5); },
      [](Tensor& self, const Args&) { hardtanh_(self, -1.5, 0.5); });
  activation(
      "hardsigmoid", [](const Args& x) { return hardsigmoid(x[0]); },
      [](const double* x) { return std::min(std::max(x[0] + 3, 0.0), 6.0) / 6; },
      [](Tensor& self, const Args&) { hardsigmoid_(self); });
  activation(
      "hardswish", [](const Args& x) { return hardswish(x[0]); },
      [](const double* x) { return x[0] * std::min(std::max(x[0] + 3, 0.0), 6.0) / 6; },
      [](Tensor& self, const Args&) { hardswish_(self); });
  activation(
      "hardshrink", [](const Args& x) { return hardshrink(x[0], 0.6); },
      [](const double* x) { return std::fabs(x[0]) > 0.6 ? x[0] : 0; });
  activation(
      "softshrink", [](const Args& x) { return softshrink(x[0], 0.6); },
      [](const double* x) { return x[0] > 0.6    ? x[0] - 0.6
                                   : x[0] < -0.6 ? x[0] + 0.6
                                                 : 0; });
  activation(
      "softsign", [](const Args& x) { return softsign(x[0]); },
      [](const double* x) { return x[0] / (1 + std::fabs(x[0])); });
  op_case("tanhshrink", [](const Args& x) { return tanhshrink(x[0]); })
      .samples(unary(1, 4))
      .elementwise([](const double* x) { return x[0] - std::tanh(x[0]); })
      .tolerance(20);
  activation(
      "threshold", [](const Args& x) { return threshold(x[0], 0.3, -7); },
      [](const double* x) { return x[0] > 0.3 ? x[0] : -7; },
      [](Tensor& self, const Args&) { threshold_(self, 0.3, -7); });
  op_case("prelu", [](const Args& x) { return prelu(x[0], x[1]); })
      .sample({{{7}}, {{1}}})
      .sample({{{2, 1, 3}}, {{1}}})
      .elementwise([](const double* x) { return x[0] > 0 ? x[0] : x[1] * x[0]; })
      .tolerance(8)
      .error(
          [] {
            prelu(ones({2, 3}), ones({2}));
          },
          "prelu: expected one weight, or one for each of 3 channels, got 2");
  op_case("glu", [](const Args& x) { return glu(x[0], -1); })
      .sample({{{3, 8}}})
      .sample({{{2, 3, 2}}})
      .reference([](const PlainArgs& x) {
        Shape shape = x[0].shape;
        const int64_t half = shape.back() /= 2;
        Plain out(shape);
        for (int64_t i = 0; i < out.numel(); ++i) {
          const int64_t at = i / half * 2 * half + i % half;
          out[i] = x[0][at] * sigmoid_of(x[0][at + half]);
        }
        return std::vector<Plain>{out};
      })
      .tolerance(8)
      .error([] { glu(ones({3})); }, "glu: expected an even size in dimension -1, got 3");
});

const OpCases plainly_tested([] {
  covered({"threshold_backward", "sigmoid_backward", "tanh_backward", "gelu_backward", "silu_backward",
           "mish_backward", "softplus_backward", "native_dropout_backward"});
  covered({"dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"});
});

TEST(Activation, DerivativesAsOperators) {
  const auto agrees = [](const Tensor& y, const Tensor& x, const Tensor& direct) {
    return allclose(autograd::grad({y.sum()}, {x})[0], direct);
  };
  const Tensor x = steps(33, -3, 0.1875).requires_grad_(), g = ones({33});
  EXPECT_TRUE(agrees(relu(x), x, threshold_backward(g, x.detach(), 0)));
  EXPECT_TRUE(agrees(sigmoid(x), x, sigmoid_backward(g, sigmoid(x.detach()))));
  EXPECT_TRUE(agrees(tanh(x), x, tanh_backward(g, tanh(x.detach()))));
  EXPECT_TRUE(agrees(gelu(x), x, gelu_backward(g, x.detach())));
  EXPECT_TRUE(agrees(silu(x), x, silu_backward(g, x.detach())));
  EXPECT_TRUE(agrees(mish(x), x, mish_backward(g, x.detach())));
  EXPECT_TRUE(agrees(softplus(x), x, softplus_backward(g, x.detach(), 1, 20)));
}

TEST(Activation, NanGoesThrough) {
  const Tensor x = full({3}, std::numeric_limits<double>::quiet_NaN());
  for (const Tensor& y : {relu(x), leaky_relu(x), elu(x), gelu(x), gelu(x, "tanh"), silu(x), mish(x),
                          softplus(x), log_sigmoid(x), hardtanh(x), hardsigmoid(x), hardswish(x),
                          hardshrink(x), softshrink(x), threshold(x, 0, 1), tanh(x), sigmoid(x)})
    EXPECT_TRUE(isnan(y)[0].item<bool>());
}

// Figures of torch.dropout(arange(1, 21), 0.3, True) and its relatives behind torch.manual_seed(7).
TEST(Dropout, MasksArePyTorchs) {
  const Tensor x = steps(20, 1, 1);
  manual_seed(7);
  const Numbers kept{1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0};
  const Numbers y = numbers(dropout(x, 0.3, true));
  for (size_t i = 0; i < 20; ++i)
    EXPECT_EQ(y[i], static_cast<float>(i + 1) * static_cast<float>(1 / 0.7f) * kept[i]);
  const Numbers a = numbers(alpha_dropout(x, 0.3, true));
  EXPECT_NEAR(a[0], -1.059548258781433, 1e-6);
  EXPECT_NEAR(a[2], 3.036949872970581, 1e-6);
  EXPECT_NEAR(a[3], 3.897902488708496, 1e-6);
  const Numbers f = numbers(feature_dropout(x.view({2, 5, 2}), 0.4, true));
  EXPECT_NEAR(f[1], 3.3333332538604736, 1e-6);
  EXPECT_EQ(f[2], 0);
  EXPECT_NEAR(f[17], 30, 1e-5);
  EXPECT_FLOAT_EQ(rand({1}).item<float>(), 0.1277543306350708f);
}

TEST(Dropout, GradientFollowsTheMask) {
  const Tensor x = ones({100000}).requires_grad_();
  const Tensor y = dropout(x, 0.25, true);
  y.sum().backward();
  EXPECT_TRUE(equal(x.grad(), y.detach()));
  EXPECT_NEAR(y.detach().mean().item<double>(), 1, 0.02);
  const Tensor t = ones({4, 6}).t();
  EXPECT_TRUE(dropout(t, 0.5, false).is_same(t));
  EXPECT_EQ(dropout(x, 1, true).sum().item<float>(), 0);
  Tensor z = ones({50});
  z.dropout_(0.5, true);
  for (double v : numbers(z)) EXPECT_TRUE(v == 0 || v == 2);
  try {
    dropout(t, 1.5, true);
    FAIL();
  } catch (const Error& e) { EXPECT_STREQ(e.what(), "dropout: expected a probability in [0, 1], got 1.5"); }
}

TEST(Dropout, AnyMemoryOrder) {
  const Tensor t = ones({40, 60}).t();
  const Tensor y = dropout(t, 0.5, true);
  EXPECT_EQ(y.sizes(), t.sizes());
  for (double v : numbers(y)) EXPECT_TRUE(v == 0 || v == 2);
  EXPECT_NEAR(y.mean().item<double>(), 1, 0.15);
}

}  // namespace
}  // namespace rushlight::test
