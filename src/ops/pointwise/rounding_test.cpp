// Rounding and division: signs, halves, zeros and the refusals of PyTorch.
#include <cmath>
#include <tuple>
#include <vector>

#include "harness/each_isa.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

double floor_quotient(double a, double b) { return std::floor(a / b); }
double remainder_of(double a, double b) {
  const double r = std::fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
Tensor longs(std::initializer_list<double> v) {
  Tensor t = empty({static_cast<int64_t>(v.size())}, TensorOptions(kLong));
  int64_t i = 0;
  for (double x : v) t.data_ptr<int64_t>()[i++] = static_cast<int64_t>(x);
  return t;
}

const OpCases cases([] {
  op_case("abs", [](const Args& x) { return abs(x[0]); })
      .samples(unary(0.1, 2))
      .samples({{{given({4}, {-1, 2, -3, 0.5})}, {}}})
      .elementwise([](const double* x) { return std::fabs(x[0]); })
      .inplace([](Tensor& self, const Args&) { abs_(self); })
      .integers()
      .error([] { abs(ones({2}, TensorOptions(kBool))); }, "abs: expected numbers, got a bool tensor");
  op_case("sign", [](const Args& x) { return sign(x[0]); })
      .samples(unary(0.1, 2))
      .samples({{{given({4}, {-1, 2, -3, 0.5})}, {}}})
      .elementwise([](const double* x) { return x[0] > 0   ? 1
                                                : x[0] < 0 ? -1
                                                           : 0; })
      .inplace([](Tensor& self, const Args&) { sign_(self); })
      .integers();
  const auto step = [](const char* name, Tensor (*f)(const Tensor&), Tensor& (*f_)(Tensor&),
                       double (*reference)(double)) {
    op_case(name, [f](const Args& x) { return f(x[0]); })
        .samples(unary(0.55, 0.95))
        .samples({{{given({10}, {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.25, -2.25, 7, -7}).without_grad()}, {}}})
        .elementwise([reference](const double* x) { return reference(x[0]); })
        .inplace([f_](Tensor& self, const Args&) { f_(self); })
        .integers();
  };
  step("floor", floor, floor_, std::floor);
  step("ceil", ceil, ceil_, std::ceil);
  step("trunc", trunc, trunc_, std::trunc);
  step("round", round, round_, std::nearbyint);
  op_case("round decimals", [](const Args& x) { return round(x[0], x.i(0)); })
      .samples({{{given({2}, {0.125, 15.5625}).without_grad()}, {1}},
                {{given({3}, {125, 134, -166}).without_grad()}, {-1}}})
      .reference([](const PlainArgs& x) {
        Plain out(x[0].shape);
        const double p = std::pow(10, x.d(0));
        for (int64_t i = 0; i < out.numel(); ++i) out[i] = std::nearbyint(x[0][i] * p) / p;
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble})
      .error([] { round(longs({125}), -1); },
             "round: expected a floating-point tensor for rounding to decimals, got int64");
  op_case("frac", [](const Args& x) { return frac(x[0]); })
      .samples(unary(0.1, 0.9))
      .samples({{{given({4}, {-1.25, 2.5, -3.75, 0.5})}, {}}})
      .elementwise([](const double* x) { return x[0] - std::trunc(x[0]); })
      .inplace([](Tensor& self, const Args&) { frac_(self); })
      .error([] { frac(longs({1})); }, "frac: expected a floating-point tensor, got int64");

  // Both signs on both sides; gradients only where no step is near.
  const Samples quotients{{{given({8}, {7, -7, 7, -7, 5, -5, 6, 0}).without_grad(),
                            given({8}, {2, 2, -2, -2, 3, 3, 3, 5}).without_grad()},
                           {}}};
  op_case("fmod", [](const Args& x) { return fmod(x[0], x[1]); })
      .samples(binary(4.2, 4.8, 2.5, 2.9))
      .elementwise([](const double* x) { return std::fmod(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { fmod_(self, x[1]); })
      .tolerance(8)
      .error([] { fmod(longs({1}), longs({0})); },
             "fmod: expected integers to be divided by anything but zero, got a zero");
  op_case("fmod signs", [](const Args& x) { return fmod(x[0], x[1]); })
      .samples(quotients)
      .elementwise([](const double* x) { return std::fmod(x[0], x[1]); })
      .dtypes({kFloat, kDouble, kHalf, kInt, kLong, kShort, kChar});
  op_case("remainder", [](const Args& x) { return remainder(x[0], x[1]); })
      .samples(binary(4.2, 4.8, 2.5, 2.9))
      .elementwise([](const double* x) { return remainder_of(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { remainder_(self, x[1]); })
      .tolerance(8)
      .error([] { remainder(longs({1}), 0); },
             "remainder: expected integers to be divided by anything but zero, got a zero")
      .error([] { remainder(longs({1}), longs({0})); },
             "remainder: expected integers to be divided by anything but zero, got a zero")
      .error([] { remainder(ones({1}, TensorOptions(kBool)), true); },
             "remainder: expected numbers, got bool values");
  op_case("remainder signs", [](const Args& x) { return remainder(x[0], x[1]); })
      .samples(quotients)
      .elementwise([](const double* x) { return remainder_of(x[0], x[1]); })
      .dtypes({kFloat, kDouble, kHalf, kInt, kLong, kShort, kChar});
  op_case("floor_divide", [](const Args& x) { return floor_divide(x[0], x[1]); })
      .samples(quotients)
      .elementwise([](const double* x) { return floor_quotient(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { floor_divide_(self, x[1]); })
      .dtypes({kFloat, kDouble, kHalf, kInt, kLong, kShort, kChar})
      .error([] { floor_divide(longs({1}), longs({0})); },
             "div: expected integers to be divided by anything but zero, got a zero");
  op_case("div trunc", [](const Args& x) { return div(x[0], x[1], "trunc"); })
      .samples(quotients)
      .elementwise([](const double* x) { return std::trunc(x[0] / x[1]); })
      .inplace([](Tensor& self, const Args& x) { div_(self, x[1], "trunc"); })
      .dtypes({kFloat, kDouble, kHalf, kInt, kLong, kShort, kChar})
      .error([] { div(ones({1}), 2, "up"); }, "div: expected a rounding_mode of floor, trunc or none, got up")
      .error([] { div(ones({1}, TensorOptions(kBool)), true, "floor"); },
             "div: expected numbers, got bool values")
      .error([] { div(ones({1}, TensorOptions(kBool)), ones({1}, TensorOptions(kBool)), "floor"); },
             "div: expected numbers, got bool tensors")
      .error([] { div(longs({1}), 0, "trunc"); },
             "div: expected integers to be divided by anything but zero, got a zero");
});

TEST(Rounding, NumbersAsDivisor) {
  EXPECT_TRUE(equal(longs({-5, 5}).remainder(3), longs({1, 2})));
  EXPECT_TRUE(equal(longs({-5, 5}) % -3, longs({-2, -1})));
  EXPECT_TRUE(equal(5 % longs({3, -3}), longs({2, -1})));
  EXPECT_TRUE(equal(longs({-5, 5}).fmod(-3), longs({-2, 2})));
  EXPECT_TRUE(equal(floor_divide(longs({-5, 5}), 2), longs({-3, 2})));
  EXPECT_TRUE(equal(div(longs({-5, 5}), 2, "trunc"), longs({-2, 2})));
  EXPECT_EQ(div(longs({1, 2}), 1.5, "floor").scalar_type(), kFloat);
  EXPECT_EQ(div(longs({1, 2}), 2, std::nullopt)[0].item<float>(), 0.5f);
  const int64_t lowest = std::numeric_limits<int64_t>::min();
  const Tensor low = full({1}, lowest, TensorOptions(kLong));
  EXPECT_EQ(div(low, -1, "trunc").item<int64_t>(), lowest);
  EXPECT_EQ(remainder(low, -1).item<int64_t>(), 0);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(remainder(full({1}, -5.0), infinity).item<double>(), infinity);
  EXPECT_EQ(floor_divide(full({1}, -5.0), 0).item<double>(), -infinity);
  EXPECT_EQ(abs(full({1}, -128, TensorOptions(kChar))).item<int>(), -128);
}

// One division as schoolbooks have it, in more bits than any operand.
struct Division {
  int64_t down, to_zero, remainder, fmod;
  Division(int64_t a, int64_t b) {
    const __int128 x = a, y = b, q = x / y, r = x % y;
    const bool below = r != 0 && (r < 0) != (y < 0);
    to_zero = static_cast<int64_t>(q), fmod = static_cast<int64_t>(r);
    down = static_cast<int64_t>(q - below), remainder = static_cast<int64_t>(below ? r + y : r);
  }
};

// The ends of the types and what lies beside them and zero, each by each; then whole numbers times a divisor, and beside them.
std::vector<std::pair<int64_t, int64_t>> dividends_and_divisors(ScalarType t) {
  std::vector<int64_t> numbers;
  for (int bits : {7, 8, 15, 16, 31, 32, 53, 63})
    for (int64_t beside : {-2, -1, 0, 1, 2}) {
      const uint64_t end = uint64_t{1} << bits, near = end + static_cast<uint64_t>(beside);
      numbers.push_back(static_cast<int64_t>(near)), numbers.push_back(static_cast<int64_t>(-near));
    }
  for (int64_t small = -7; small <= 7; ++small) numbers.push_back(small);
  for (int64_t& v : numbers) v = full({1}, v, kLong).to(t).item<int64_t>();
  std::vector<std::pair<int64_t, int64_t>> pairs;
  for (int64_t a : numbers)
    for (int64_t b : numbers)
      if (b != 0) pairs.emplace_back(a, b);
  return pairs;
}

void expect_divided(const Tensor& a, const Tensor& b, const Tensor& wide_a, const Tensor& wide_b) {
  const Tensor down = floor_divide(a, b), to_zero = div(a, b, "trunc"), rest = remainder(a, b),
               left = fmod(a, b);
  Tensor expected[4];
  for (Tensor& e : expected) e = empty_like(wide_a);
  for (int64_t i = 0; i < a.numel(); ++i) {
    const Division d(wide_a.data_ptr<int64_t>()[i], wide_b.data_ptr<int64_t>()[i]);
    const int64_t results[] = {d.down, d.to_zero, d.remainder, d.fmod};
    for (size_t k = 0; k < 4; ++k) expected[k].data_ptr<int64_t>()[i] = results[k];
  }
  size_t k = 0;
  for (const Tensor& result : {down, to_zero, rest, left})
    EXPECT_TRUE(equal(result, expected[k++].to(a.scalar_type())))
        << k << " of " << dtype_name(a.scalar_type());
}

TEST(Rounding, IntegersAreDividedExactly) {
  each_isa([] {
    for (ScalarType t : {kByte, kChar, kShort, kInt, kLong}) {
      const auto pairs = dividends_and_divisors(t);
      const auto n = static_cast<int64_t>(pairs.size());
      Tensor a = empty({n}, kLong), b = empty({n}, kLong);
      for (int64_t i = 0; i < n; ++i)
        std::tie(a.data_ptr<int64_t>()[i], b.data_ptr<int64_t>()[i]) = pairs[static_cast<size_t>(i)];
      expect_divided(a.to(t), b.to(t), a, b);
      for (int64_t divisor : {1, 2, 3, 7, 100, 127, -1, -2, -100}) {
        const Tensor same = full({n}, divisor, kLong);
        if (t == kByte && divisor < 0) continue;
        expect_divided(a.to(t), same.to(t), a, same);
        EXPECT_TRUE(equal(floor_divide(a.to(t), divisor), floor_divide(a.to(t), same.to(t))));
        EXPECT_TRUE(equal(div(a.to(t), divisor, "trunc"), div(a.to(t), same.to(t), "trunc")));
        EXPECT_TRUE(equal(remainder(a.to(t), divisor), remainder(a.to(t), same.to(t))));
        EXPECT_TRUE(equal(fmod(a.to(t), divisor), fmod(a.to(t), same.to(t))));
      }
    }
  });
}

TEST(Rounding, QuotientsNextToWholeNumbersAreThose) {
  manual_seed(1);
  each_isa([] {
    for (ScalarType t : {kInt, kLong}) {
      const int64_t most = std::numeric_limits<int32_t>::max();
      const Tensor b = randint(1, most, {3000}, kLong), small = randint(1, 50, {3000}, kLong);
      for (const Tensor& divisor : {b, small, -b, -small})
        for (int64_t beside : {-1, 0, 1}) {
          const Tensor a = div(full({3000}, most, kLong), divisor, "trunc") * divisor + beside;
          for (const Tensor& x : {a, -a})
            expect_divided(x.clamp(-most, most).to(t), divisor.to(t), x.clamp(-most, most), divisor);
        }
    }
  });
}

// A divisor that the dtype lacks is none of its numbers, but a number.
TEST(Rounding, DivisorsThatTheDtypeLacks) {
  each_isa([] {
    const int64_t far = int64_t{1} << 40;
    const Tensor a = longs({-5, 0, 7}).to(kInt);
    EXPECT_TRUE(equal(floor_divide(a, far), longs({-1, 0, 0}).to(kInt)));
    EXPECT_TRUE(equal(div(a, far, "trunc"), longs({0, 0, 0}).to(kInt)));
    EXPECT_TRUE(equal(fmod(a, far), a));
    EXPECT_TRUE(equal(floor_divide(longs({5, 7}).to(kByte), -2), longs({-3, -4}).to(kByte)));
  });
}

TEST(Rounding, AZeroFarInsideIsFoundByEveryThread) {
  each_isa([] {
    for (ScalarType t : {kInt, kLong, kShort}) {
      const Tensor a = ones({100000}, t);
      Tensor b = ones({100000}, t);
      b[99999] = 0;
      for (auto f : {+[](const Tensor&x, const Tensor&y) { return remainder(x, y); },
                     +[](const Tensor&x, const Tensor&y) { return floor_divide(x, y); },
                     +[](const Tensor&x, const Tensor&y) { return fmod(x, y); },
                     +[](const Tensor&x, const Tensor&y) { return div(x, y, "trunc"); }}) {
        EXPECT_THROW(f(a, b), Error);
        EXPECT_THROW(f(a, b[99999]), Error);
      }
      EXPECT_THROW(floor_divide(a, 0), Error);
    }
  });
}

TEST(Rounding, StepsHaveTheGradientZero) {
  Tensor x = full({2}, 1.7).requires_grad_();
  (floor(x) + ceil(x) + trunc(x) + round(x) + sign(x) + div(x, 2, "floor") + frac(x)).sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 1);
}

}  // namespace
}  // namespace torch::inline rushlight::test
