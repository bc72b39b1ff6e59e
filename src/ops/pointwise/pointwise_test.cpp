// Arithmetic, powers, limits, mixtures and bits.
#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Tensor of(std::initializer_list<double> v, ScalarType t = kFloat) {
  Tensor d = empty({static_cast<int64_t>(v.size())}, TensorOptions(kDouble));
  std::copy(v.begin(), v.end(), d.data_ptr<double>());
  return d.to(t);
}
bool same(const Tensor& a, const Tensor& b) { return a.scalar_type() == b.scalar_type() && equal(a, b); }

/// The same samples for operators without a gradient or with steps.
Samples without_gradients(Samples samples) {
  for (Sample& s : samples)
    for (Arg& a : s.args) a.grad = false;
  return samples;
}

const OpCases arithmetic([] {
  covered({"positive"});
  op_case("add numbers", [](const Args& x) { return 3 / ((1 - (x[0] + 1.5)) * 2 / 4 - 3); })
      .samples(unary(-1, 1))
      .elementwise([](const double* x) { return 3 / ((1 - (x[0] + 1.5)) * 2 / 4 - 3); })
      .tolerance(8);
});

const OpCases powers([] {
  op_case("pow tensors", [](const Args& x) { return pow(x[0], x[1]); })
      .samples(binary(0.3, 2, -2, 2))
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { pow_(self, x[1]); })
      .tolerance(4);
  op_case("pow specials", [](const Args& x) { return pow(x[0], x[1]); })
      .samples({specials(2)})
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .dtypes({kFloat, kDouble})
      .not_differentiable()
      .tolerance(4);
  op_case("pow signs", [](const Args& x) { return pow(x[0], x[1]); })
      .samples(
          {{{given({20},
                   {-2, -2, -2, 0, -0.0, 0, -0.0, 0, -0.0, 0, -0.0, -1.5, -3, -1, -1, -7, 5, -2.5, -2, -0.0})
                 .without_grad(),
             given({20}, {3, 2, -3, 2, 3, -3, -3, -2, 2.5, 0, 0, 2.5, 0.5, -1, 1e9, 0, -2.5, -1, 1e-3, -0.5})
                 .without_grad()},
            {}}})
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .dtypes({kFloat, kDouble})
      .not_differentiable()
      .tolerance(4);
  op_case("pow integers", [](const Args& x) { return pow(x[0], x[1]); })
      .samples({{{given({6}, {2, -3, -1, 1, 2, 0}).without_grad(),
                  given({6}, {3, 2, -3, -2, -1, 0}).without_grad()},
                 {}}})
      .elementwise([](const double* x) { return std::trunc(std::pow(x[0], x[1])); })
      .dtypes({kLong, kInt, kShort, kChar});
  for (double e : {2.0, 3.0, 0.5, -0.5, -1.0, -2.0, 1.7, 1.0, 0.0})
    op_case("pow number " + std::to_string(static_cast<int>(e * 10 + 50)),
            [](const Args& x) { return pow(x[0], x.d(0)); })
        .samples(unary(0.3, 2, {e}))
        .reference([](const PlainArgs& x) {
          Plain out(x[0].shape);
          for (int64_t i = 0; i < out.numel(); ++i) out[i] = std::pow(x[0][i], x.d(0));
          return std::vector<Plain>{out};
        })
        .inplace([](Tensor& self, const Args& x) { pow_(self, x.d(0)); })
        .tolerance(4);
  op_case("pow of a number", [](const Args& x) { return pow(1.7, x[0]); })
      .samples(unary(-2, 2))
      .elementwise([](const double* x) { return std::pow(1.7, x[0]); })
      .tolerance(4);
  op_case("square", [](const Args& x) { return square(x[0]); })
      .samples(unary())
      .elementwise([](const double* x) { return x[0] * x[0]; })
      .inplace([](Tensor& self, const Args&) { square_(self); })
      .integers();
  op_case("float_power", [](const Args& x) { return float_power(x[0], x[1]); })
      .samples(binary(0.5, 2, -1, 1))
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .gives({Gives::anything});
  op_case("hypot", [](const Args& x) { return hypot(x[0], x[1]); })
      .samples(binary(0.5, 2, 2.5, 4))
      .elementwise([](const double* x) { return std::hypot(x[0], x[1]); })
      .tolerance(4);
  op_case("logaddexp", [](const Args& x) { return logaddexp(x[0], x[1]); })
      .samples(binary(-2, 0, 1, 2))
      .elementwise([](const double* x) { return std::log(std::exp(x[0]) + std::exp(x[1])); })
      .tolerance(4);
  op_case("copysign", [](const Args& x) { return copysign(x[0], x[1]); })
      .samples(binary(0.5, 2, -3, -1))
      .elementwise([](const double* x) { return std::copysign(x[0], x[1]); });
  op_case("logit", [](const Args& x) { return logit(x[0]); })
      .samples(unary(0.1, 0.9))
      .elementwise([](const double* x) { return std::log(x[0] / (1 - x[0])); })
      .tolerance(20);
});

const OpCases limits([] {
  op_case("clamp", [](const Args& x) { return clamp(x[0], -0.5, 0.75); })
      .samples(unary())
      .samples({specials()})
      .elementwise([](const double* x) { return x[0] < -0.5   ? -0.5
                                                : x[0] > 0.75 ? 0.75
                                                              : x[0]; })
      .inplace([](Tensor& self, const Args&) { clamp_(self, -0.5, 0.75); })
      .error([] { clamp(ones({1}), std::optional<Scalar>(), std::nullopt); },
             "clamp: expected a min, a max or both, got neither")
      .error([] { of({1}, kLong).clamp_(1.5); },
             "clamp_: expected a result that fits self's dtype int64, got float32");
  op_case("clamp tensors", [](const Args& x) { return clamp(x[0], x[1], x[1] + 1); })
      .samples(binary())
      .elementwise([](const double* x) { return x[0] < x[1]       ? x[1]
                                                : x[0] > x[1] + 1 ? x[1] + 1
                                                                  : x[0]; })
      .inplace([](Tensor& self, const Args& x) { clamp_(self, x[1], x[1] + 1); });
  op_case("clamp_min", [](const Args& x) { return clamp_min(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return x[0] < x[1] ? x[1] : x[0]; })
      .inplace([](Tensor& self, const Args& x) { clamp_min_(self, x[1]); })
      .integers();
  op_case("clamp_max", [](const Args& x) { return clamp_max(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return x[0] > x[1] ? x[1] : x[0]; })
      .inplace([](Tensor& self, const Args& x) { clamp_max_(self, x[1]); })
      .integers();
  op_case("clip", [](const Args& x) { return clip(x[0], 0, 1); })
      .samples(unary(-1.9, 2))
      .elementwise([](const double* x) { return x[0] < 0   ? 0
                                                : x[0] > 1 ? 1
                                                           : x[0]; })
      .inplace([](Tensor& self, const Args&) { clip_(self, 0, 1); })
      .integers();
  const auto choice = [](const char* name, Tensor (*f)(const Tensor&, const Tensor&),
                         double (*reference)(double, double)) {
    op_case(name, [f](const Args& x) { return f(x[0], x[1]); })
        .samples(binary())
        .samples({specials(2)})
        .elementwise([reference](const double* x) { return reference(x[0], x[1]); })
        .integers(true);
  };
  choice("maximum", maximum, [](double a, double b) {
    return std::isnan(a) ? a : std::isnan(b) ? b : a > b ? a : b;
  });
  choice("minimum", minimum, [](double a, double b) {
    return std::isnan(a) ? a : std::isnan(b) ? b : a < b ? a : b;
  });
  choice("fmax", fmax, [](double a, double b) { return std::fmax(a, b); });
  choice("fmin", fmin, [](double a, double b) { return std::fmin(a, b); });
});

const OpCases mixtures([] {
  op_case("lerp", [](const Args& x) { return lerp(x[0], x[1], x[2]); })
      .sample({{{3, 5}}, Arg(Shape{3, 5}, 2, 4), Arg(Shape{5}, 0, 1)})
      .sample({{{7}}, {{1}}, Arg(Shape{7}, -1, 2)})
      .elementwise([](const double* x) { return x[0] + x[2] * (x[1] - x[0]); })
      .inplace([](Tensor& self, const Args& x) { lerp_(self, x[1], x[2]); })
      .tolerance(8)
      .error([] { lerp(ones({1}), ones({1}).to(kDouble), 0.5); },
             "lerp: expected tensors of one dtype, got float32 and float64")
      .error([] { lerp(of({1}, kLong), of({1}, kLong), 0.5); },
             "lerp: expected floating-point tensors, got int64");
  op_case("lerp number", [](const Args& x) { return lerp(x[0], x[1], 0.75); })
      .samples(binary())
      .elementwise([](const double* x) { return x[0] + 0.75 * (x[1] - x[0]); })
      .inplace([](Tensor& self, const Args& x) { lerp_(self, x[1], 0.75); })
      .tolerance(8);
  op_case("addcmul", [](const Args& x) { return addcmul(x[0], x[1], x[2], 2); })
      .sample({{{3, 5}}, {{3, 5}}, {{5}}})
      .sample({{{3, 5}}, {{3, 1}}, {}})
      .sample({{{67}}, {{67}}, {{67}}})
      .elementwise([](const double* x) { return x[0] + 2 * x[1] * x[2]; })
      .inplace([](Tensor& self, const Args& x) { addcmul_(self, x[1], x[2], 2); })
      .tolerance(8);
  op_case("addcdiv", [](const Args& x) { return addcdiv(x[0], x[1], x[2], 2); })
      .sample({{{3, 5}}, {{3, 5}}, Arg(Shape{5}, 0.5, 2)})
      .sample({{{67}}, {{67}}, Arg(Shape{67}, 0.5, 2)})
      .elementwise([](const double* x) { return x[0] + 2 * x[1] / x[2]; })
      .inplace([](Tensor& self, const Args& x) { addcdiv_(self, x[1], x[2], 2); })
      .tolerance(8)
      .error([] { addcdiv(of({1}, kLong), of({1}, kLong), of({1}, kLong)); },
             "addcdiv: expected floating-point tensors, got int64");
  op_case("atan2", [](const Args& x) { return atan2(x[0], x[1]); })
      .samples(binary(-2, 2, 0.5, 2))
      .samples({specials(2)})
      .elementwise([](const double* x) { return std::atan2(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { atan2_(self, x[1]); })
      .tolerance(2);
  op_case("xlogy", [](const Args& x) { return xlogy(x[0], x[1]); })
      .samples(binary(-2, 2, 0.5, 2))
      .elementwise([](const double* x) {
        return std::isnan(x[1]) ? x[1] : x[0] == 0 ? 0 : x[0] * std::log(x[1]);
      })
      .inplace([](Tensor& self, const Args& x) { xlogy_(self, x[1]); })
      .tolerance(4);
  op_case("xlogy specials", [](const Args& x) { return xlogy(x[0], x[1]); })
      .samples({specials(2)})
      .elementwise([](const double* x) {
        return std::isnan(x[1]) ? x[1] : x[0] == 0 ? 0 : x[0] * std::log(x[1]);
      })
      .dtypes({kFloat, kDouble});
  op_case("nan_to_num", [](const Args& x) { return nan_to_num(x[0], 3, 4, -5); })
      .samples(unary())
      .samples({specials()})
      .elementwise([](const double* x) {
        return std::isnan(x[0]) ? 3 : std::isinf(x[0]) ? (x[0] > 0 ? 4 : -5) : x[0];
      })
      .inplace([](Tensor& self, const Args&) { nan_to_num_(self, 3, 4, -5); })
      .integers();
});

const OpCases bits([] {
  const auto bitwise = [](const char* name, Tensor (*f)(const Tensor&, const Tensor&),
                          Tensor& (*f_)(Tensor&, const Tensor&), int64_t (*reference)(int64_t, int64_t),
                          const char* text) {
    op_case(name, [f](const Args& x) { return f(x[0], x[1]); })
        .samples(without_gradients(binary(0, 9, 0, 9)))
        .elementwise([reference](const double* x) {
          return static_cast<double>(reference(static_cast<int64_t>(x[0]), static_cast<int64_t>(x[1])));
        })
        .inplace([f_](Tensor& self, const Args& x) { f_(self, x[1]); })
        .dtypes({kByte, kChar, kShort, kInt, kLong})
        .error([f] { f(ones({1}), ones({1})); }, text);
  };
  bitwise(
      "bitwise_and", bitwise_and, bitwise_and_, [](int64_t a, int64_t b) { return a & b; },
      "bitwise_and: expected integers or bool, got float32");
  bitwise(
      "bitwise_or", bitwise_or, bitwise_or_, [](int64_t a, int64_t b) { return a | b; },
      "bitwise_or: expected integers or bool, got float32");
  bitwise(
      "bitwise_xor", bitwise_xor, bitwise_xor_, [](int64_t a, int64_t b) { return a ^ b; },
      "bitwise_xor: expected integers or bool, got float32");
  op_case("bitwise_not", [](const Args& x) { return bitwise_not(x[0]); })
      .samples(without_gradients(unary(0, 9)))
      .elementwise([](const double* x) { return -1 - x[0]; })
      .inplace([](Tensor& self, const Args&) { bitwise_not_(self); })
      .dtypes({kByte, kChar, kShort, kInt, kLong})
      .error([] { bitwise_not(ones({1})); }, "bitwise_not: expected integers or bool, got float32");
  op_case("bitwise_left_shift", [](const Args& x) { return bitwise_left_shift(x[0], x[1]); })
      .samples(without_gradients(binary(-9, 9, 0, 5)))
      .elementwise([](const double* x) { return x[0] * std::exp2(x[1]); })
      .inplace([](Tensor& self, const Args& x) { bitwise_left_shift_(self, x[1]); })
      .dtypes({kByte, kChar, kShort, kInt, kLong})
      .error([] { bitwise_left_shift(ones({1}), ones({1})); },
             "bitwise_left_shift: expected integers, got float32")
      .error([] { bitwise_left_shift(of({1}, kLong), 1.5); },
             "bitwise_left_shift: expected integers, got float32");
  op_case("bitwise_right_shift", [](const Args& x) { return bitwise_right_shift(x[0], x[1]); })
      .samples(without_gradients(binary(-99, 99, 0, 5)))
      .elementwise([](const double* x) { return std::floor(x[0] / std::exp2(x[1])); })
      .inplace([](Tensor& self, const Args& x) { bitwise_right_shift_(self, x[1]); })
      .dtypes({kByte, kChar, kShort, kInt, kLong})
      .error([] { bitwise_right_shift(ones({1}, TensorOptions(kBool)), of({1}, kBool)); },
             "bitwise_right_shift: expected integers, got bool");
});

TEST(Bits, NotShiftsAndOperators) {
  EXPECT_TRUE(same(~of({44, 1}, kByte), of({211, 254}, kByte)));
  EXPECT_TRUE(same(~of({1, 0}, kBool), of({0, 1}, kBool)));
  EXPECT_TRUE(same(of({1, 0}, kBool) & of({1, 2}, kLong), of({1, 0}, kLong)));
  EXPECT_TRUE(same((6 & of({3}, kInt)) | 8, of({10}, kInt)));
  EXPECT_TRUE(same(of({6}, kInt) ^ 3, of({5}, kInt)));
  const Tensor x = of({-5, 5}, kInt);
  EXPECT_TRUE(
      same(bitwise_left_shift(x, 31), full({2}, std::numeric_limits<int32_t>::min(), TensorOptions(kInt))));
  EXPECT_TRUE(same(bitwise_left_shift(x, 32), of({0, 0}, kInt)));
  EXPECT_TRUE(same(bitwise_left_shift(of({1, 2}, kLong), -1), of({0, 0}, kLong)));
  EXPECT_TRUE(same(bitwise_right_shift(x, 40), of({-1, 0}, kInt)));
  EXPECT_TRUE(same(bitwise_right_shift(of({200}, kByte), 3), of({25}, kByte)));
  EXPECT_TRUE(same(bitwise_left_shift(1, of({3}, kLong)), of({8}, kLong)));
  Tensor y = of({6, 1}, kLong);
  y &= of({3, 3}, kLong);
  y |= of({8, 8}, kLong);
  y ^= of({1, 1}, kLong);
  EXPECT_TRUE(same(y, of({11, 8}, kLong)));
}

TEST(Arithmetic, PositiveIsSelfAndRefusesBool) {
  const Tensor x = of({-1, 2});
  EXPECT_TRUE(positive(x).is_same(x));
  try {
    positive(of({1}, kBool));
    FAIL();
  } catch (const Error& e) { EXPECT_STREQ(e.what(), "positive: expected numbers, got a bool tensor"); }
}

TEST(Limits, DtypesAndNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(same(of({1, 2}, kLong).clamp(1.5), of({1.5, 2})));
  EXPECT_TRUE(same(of({1, 0}, kBool).clamp(0, 1), of({1, 0}, kLong)));
  EXPECT_TRUE(same(of({1.5}).clamp(2, 1), of({1})));
  EXPECT_TRUE(isnan(of({1.5}).clamp(nan)).item<bool>());
  EXPECT_TRUE(same(of({250}, kByte).clamp(-5, 255), of({250}, kByte)));
  Tensor a = of({1, 2}).requires_grad_(), b = of({1, 5}).requires_grad_();
  maximum(a, b).sum().backward();
  EXPECT_TRUE(same(a.grad(), of({0.5, 0})) && same(b.grad(), of({0.5, 1})));
}

TEST(Powers, IntegersRefuseNegativeExponents) {
  try {
    pow(of({2}, kLong), -1);
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(
        e.what(),
        "pow: expected a non-negative exponent for integers, got -1; convert self to a floating dtype");
  }
  EXPECT_TRUE(same(of({1, 0}, kBool).square(), of({1, 0}, kLong)));
}

}  // namespace
}  // namespace torch::inline rushlight::test
