// Operators on the parts and neighbours of numbers, and angles in other units.
#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Samples whole_numbers(double low, double high) {
  Samples samples = binary(low, high, low, high);
  for (Sample& s : samples)
    for (Arg& a : s.args) a.grad = false;
  return samples;
}

const OpCases cases([] {
  op_case("deg2rad", [](const Args& x) { return deg2rad(x[0]); })
      .samples(unary(-180, 180))
      .elementwise([](const double* x) { return x[0] * std::numbers::pi / 180; })
      .inplace([](Tensor& self, const Args&) { deg2rad_(self); });
  op_case("rad2deg", [](const Args& x) { return rad2deg(x[0]); })
      .samples(unary(-3, 3))
      .elementwise([](const double* x) { return x[0] * 180 / std::numbers::pi; })
      .inplace([](Tensor& self, const Args&) { rad2deg_(self); });
  op_case("logaddexp2", [](const Args& x) { return logaddexp2(x[0], x[1]); })
      .samples(binary(-2, 0, 1, 2))
      .elementwise([](const double* x) { return std::log2(std::exp2(x[0]) + std::exp2(x[1])); })
      .tolerance(4);
  op_case("ldexp", [](const Args& x) { return ldexp(x[0], x[1]); })
      .samples(binary(-2, 2, -3, 3))
      .elementwise([](const double* x) { return x[0] * std::exp2(x[1]); })
      .inplace([](Tensor& self, const Args& x) { ldexp_(self, x[1]); })
      .tolerance(4);
  op_case("frexp", [](const Args& x) { return Results(frexp(x[0])); })
      .samples(unary(0.6, 0.9))
      .samples({specials()})
      .reference([](const PlainArgs& x) {
        Plain mantissa(x[0].shape), exponent(x[0].shape);
        for (int64_t i = 0; i < x[0].numel(); ++i) {
          int e = 0;
          mantissa[i] = std::frexp(x[0][i], &e);
          exponent[i] = std::isfinite(x[0][i]) ? e : 0;
        }
        return std::vector<Plain>{mantissa, exponent};
      })
      .gives({Gives::same, Gives::anything})
      .dtypes({kFloat, kDouble})
      .error([] { frexp(ones({1}, kLong)); }, "frexp: expected a floating-point tensor, got int64");
  op_case("heaviside", [](const Args& x) { return heaviside(x[0], x[1]); })
      .samples(binary())
      .samples({specials(2)})
      .elementwise([](const double* x) { return std::isnan(x[0]) || x[0] < 0 ? 0
                                                : x[0] > 0                   ? 1
                                                                             : x[1]; })
      .inplace([](Tensor& self, const Args& x) { heaviside_(self, x[1]); })
      .integers()
      .not_differentiable()
      .error([] { heaviside(ones({1}), ones({1}, kLong)); },
             "heaviside: expected values of self's dtype float32, got int64");
  op_case("nextafter", [](const Args& x) { return nextafter(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return std::nextafter(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { nextafter_(self, x[1]); })
      .dtypes({kDouble})
      .tolerance(1e-6)  // one step is 2e-16
      .not_differentiable();
  const auto divisor = [](const char* name, Tensor (*f)(const Tensor&, const Tensor&),
                          Tensor& (*f_)(Tensor&, const Tensor&), int64_t (*reference)(int64_t, int64_t)) {
    op_case(name, [f](const Args& x) { return f(x[0], x[1]); })
        .samples(whole_numbers(0, 11))
        .elementwise([reference](const double* x) {
          return static_cast<double>(reference(static_cast<int64_t>(x[0]), static_cast<int64_t>(x[1])));
        })
        .inplace([f_](Tensor& self, const Args& x) { f_(self, x[1]); })
        .dtypes({kLong, kInt, kShort, kChar, kByte})
        .error([f] { f(ones({1}), ones({1})); }, "expected integers, got float32");
  };
  divisor("gcd", gcd, gcd_, [](int64_t a, int64_t b) { return std::gcd(a, b); });
  divisor("lcm", lcm, lcm_, [](int64_t a, int64_t b) { return std::lcm(a, b); });
});

const OpCases tested([] { covered({"float_power_"}); });

TEST(Number, Edges) {
  const int64_t lowest = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(gcd(tensor({int64_t{-18}}), tensor({int64_t{12}})).item<int64_t>(), 6);
  EXPECT_EQ(lcm(tensor({int64_t{-4}}), tensor({int64_t{6}})).item<int64_t>(), 12);
  EXPECT_EQ(lcm(tensor({int64_t{0}}), tensor({int64_t{0}})).item<int64_t>(), 0);
  EXPECT_EQ(gcd(tensor({lowest}), tensor({int64_t{6}})).item<int64_t>(), 2);
  EXPECT_EQ(nextafter(ones({}), full({}, 2.)).item<float>(), std::nextafter(1.f, 2.f));
  Tensor x = full({2}, 3., kDouble), y = ones({2});
  EXPECT_EQ(x.float_power_(2)[0].item<double>(), 9);
  EXPECT_EQ(x.float_power_(full({2}, 0.5))[0].item<double>(), 3);
  try {
    y.float_power_(2);
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "float_power_: expected a self of dtype float64, got float32");
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
