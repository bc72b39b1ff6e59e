// The elementary functions against the C library in double, and at infinities, NaN and zeros.
#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Function = Tensor (*)(const Tensor&);
using InPlace = Tensor& (*)(Tensor&);
using Plain1 = double (*)(double);

// One elementary function on [low, high]; values around the C library's corner cases are given too.
void elementary(const char* name, Function f, InPlace f_, Plain1 reference, double low, double high,
                double tolerance = 1) {
  op_case(name, [f](const Args& x) { return f(x[0]); })
      .samples(unary(low, high))
      .elementwise([reference](const double* x) { return reference(x[0]); })
      .inplace([f_](Tensor& self, const Args&) { f_(self); })
      .integers(true)
      .gives({Gives::floats})
      .tolerance(tolerance);
  op_case(std::string(name) + " specials", [f](const Args& x) { return f(x[0]); })
      .samples({specials()})
      .elementwise([reference](const double* x) { return reference(x[0]); })
      .dtypes({kFloat, kDouble})
      .not_differentiable()
      .tolerance(tolerance);
}

const OpCases cases([] {
  elementary("sqrt", sqrt, sqrt_, std::sqrt, 0.1, 9);
  elementary(
      "rsqrt", rsqrt, rsqrt_, [](double x) { return 1 / std::sqrt(x); }, 0.2, 4);
  elementary(
      "reciprocal", reciprocal, reciprocal_, [](double x) { return 1 / x; }, 0.3, 4);
  elementary("exp", exp, exp_, std::exp, -3, 3);
  elementary("exp2", exp2, exp2_, std::exp2, -3, 3);
  elementary("expm1", expm1, expm1_, std::expm1, -2, 2);
  elementary("log", log, log_, std::log, 0.2, 9);
  elementary("log2", log2, log2_, std::log2, 0.2, 9);
  elementary("log10", log10, log10_, std::log10, 0.2, 9);
  elementary("log1p", log1p, log1p_, std::log1p, -0.5, 4);
  elementary("sin", sin, sin_, std::sin, -7, 7);
  elementary("cos", cos, cos_, std::cos, -7, 7);
  elementary("tan", tan, tan_, std::tan, -1.2, 1.2, 4);
  elementary("asin", asin, asin_, std::asin, -0.8, 0.8);
  elementary("acos", acos, acos_, std::acos, -0.8, 0.8);
  elementary("atan", atan, atan_, std::atan, -4, 4);
  elementary("sinh", sinh, sinh_, std::sinh, -3, 3);
  elementary("cosh", cosh, cosh_, std::cosh, -3, 3);
  elementary("tanh", tanh, tanh_, std::tanh, -3, 3);
  elementary("asinh", asinh, asinh_, std::asinh, -3, 3);
  elementary("acosh", acosh, acosh_, std::acosh, 1.2, 5);
  elementary("atanh", atanh, atanh_, std::atanh, -0.8, 0.8);
  elementary(
      "sigmoid", sigmoid, sigmoid_, [](double x) { return 1 / (1 + std::exp(-x)); }, -6, 6);
  elementary("erf", erf, erf_, std::erf, -2, 2);
  elementary("erfc", erfc, erfc_, std::erfc, -2, 2);
});

TEST(Math, LargeAnglesAreReduced) {
  const Tensor x = full({5}, 1e6, TensorOptions(kDouble));
  EXPECT_NEAR(sin(x)[0].item<double>(), std::sin(1e6), 1e-15);
  EXPECT_NEAR(cos(x.to(kFloat))[0].item<double>(), std::cos(1e6), 1e-6);
}

TEST(Math, CosineOfNothingIsOne) {
  for (const ScalarType t : {kFloat, kDouble}) {
    EXPECT_EQ(cos(zeros({9}, t)).sum().item<double>(), 9);
    EXPECT_EQ(cos(full({9}, -1e-9, t)).sum().item<double>(), 9);
  }
  EXPECT_EQ(hann_window(8, kDouble)[0].item<double>(), 0);
}

}  // namespace
}  // namespace torch::inline rushlight::test
