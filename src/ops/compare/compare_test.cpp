// Comparisons, logic and masks against the answers of PyTorch.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/each_isa.h"
#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Tensor make(std::vector<double> v, ScalarType t = kFloat) {
  return from_blob(v.data(), {static_cast<int64_t>(v.size())}, TensorOptions(kDouble)).to(t, false, true);
}
using V = std::vector<double>;
using test::error_of;
using test::values;

TEST(Compare, SixKinds) {
  const Tensor a = make({1, 2, 3, kNan}), b = make({2, 2, 2, 2});
  EXPECT_EQ(values(a == b), (V{0, 1, 0, 0}));
  EXPECT_EQ(values(a != b), (V{1, 0, 1, 1}));
  EXPECT_EQ(values(a < b), (V{1, 0, 0, 0}));
  EXPECT_EQ(values(a <= b), (V{1, 1, 0, 0}));
  EXPECT_EQ(values(a > b), (V{0, 0, 1, 0}));
  EXPECT_EQ(values(a >= b), (V{0, 1, 1, 0}));
  EXPECT_EQ((a == b).scalar_type(), kBool);
  for (ScalarType t : {kByte, kChar, kShort, kInt, kLong, kHalf, kBFloat16, kDouble}) {
    const Tensor x = make({1, 2, 3}, t);
    EXPECT_EQ(values(x.lt(2)), (V{1, 0, 0})) << t;
    EXPECT_EQ(values(x.le(2)), (V{1, 1, 0})) << t;
    EXPECT_EQ(values(x.gt(2)), (V{0, 0, 1})) << t;
    EXPECT_EQ(values(2 <= x), (V{0, 1, 1})) << t;
    EXPECT_EQ(values(2 < x), (V{0, 0, 1})) << t;
    EXPECT_EQ(values(2 > x), (V{1, 0, 0})) << t;
    EXPECT_EQ(values(2 >= x), (V{1, 1, 0})) << t;
    EXPECT_EQ(values(2 == x), (V{0, 1, 0})) << t;
    EXPECT_EQ(values(2 != x), (V{1, 0, 1})) << t;
  }
}

TEST(Compare, NumbersTakeThePrecisionOfTheTensor) {
  EXPECT_EQ(values(make({0.1}, kHalf) == 0.1), V{1});
  EXPECT_EQ(values(make({0.1}, kBFloat16) <= 0.1), V{1});
  EXPECT_EQ(values(make({0.1}) == 0.1), V{1});
  EXPECT_EQ(values(make({1, 2}, kLong) < 1.5), (V{1, 0}));
  const Tensor big = full({2}, int64_t{9007199254740993}, TensorOptions(kLong));
  EXPECT_EQ(values(big == int64_t{9007199254740992}), (V{0, 0}));
}

TEST(Compare, BroadcastStridedEmptyAndLarge) {
  const Tensor a = make({0, 1, 2, 3, 4, 5}).view({2, 3}), b = make({0, 4, 2});
  EXPECT_EQ(values(a > b), (V{0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(values(a.t() > b.unsqueeze(1)), (V{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ((empty({0, 3}) == b).sizes(), IntArrayRef({0, 3}));
  EXPECT_EQ((scalar_tensor(1.0) == 1).dim(), 0);
  const Tensor x = ones({70001});
  EXPECT_EQ((x > 0.5).sum().item<int64_t>(), 70001);
  EXPECT_EQ(error_of([&] {
              a == make({1, 2});
            }),
            "eq: expected shapes that broadcast together, got [2, 3] and [2]");
}

TEST(Compare, InPlaceWritesTruthIntoTheDtypeOfSelf) {
  Tensor x = make({1, 2, 3});
  x.gt_(1.5);
  EXPECT_EQ(values(x), (V{0, 1, 1}));
  EXPECT_EQ(x.scalar_type(), kFloat);
  Tensor leaf = make({1, 2}).requires_grad_(), y = leaf * 3;
  y.lt_(4);
  y.sum().backward();
  EXPECT_FALSE(leaf.grad().defined());  // nothing of leaf is left in y
}

TEST(Logic, EveryValueButZeroIsTrue) {
  const Tensor a = make({0, 0, 2, kNan}), b = make({0, -1, 0, 1}, kLong);
  EXPECT_EQ(values(logical_and(a, b)), (V{0, 0, 0, 1}));
  EXPECT_EQ(values(logical_or(a, b)), (V{0, 1, 1, 1}));
  EXPECT_EQ(values(logical_xor(a, b)), (V{0, 1, 1, 0}));
  EXPECT_EQ(values(!a), (V{1, 1, 0, 0}));
}

TEST(Logic, NanAndInfinity) {
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16}) {
    const Tensor x = make({0, -0.0, kNan, kInf, -kInf, -3}, t);
    EXPECT_EQ(values(x.isnan()), (V{0, 0, 1, 0, 0, 0}));
    EXPECT_EQ(values(x.isinf()), (V{0, 0, 0, 1, 1, 0}));
    EXPECT_EQ(values(x.isfinite()), (V{1, 1, 0, 0, 0, 1}));
    EXPECT_EQ(values(x.isposinf()), (V{0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(values(x.isneginf()), (V{0, 0, 0, 0, 1, 0}));
    EXPECT_EQ(values(make({0, -0.0, kInf, -kInf, -3}, t).signbit()), (V{0, 1, 0, 1, 1}));
  }
  EXPECT_EQ(values(make({1, 0}, kLong).isfinite()), (V{1, 1}));
  EXPECT_EQ(values(make({1, 0}, kBool).isnan()), (V{0, 0}));
  EXPECT_EQ(values(make({1, -1}, kInt).signbit()), (V{0, 1}));
}

TEST(Logic, Closeness) {
  const Tensor a = make({1, 1, kInf, kNan, kInf}), b = make({1.000001, 1.1, kInf, kNan, -kInf});
  EXPECT_EQ(values(isclose(a, b)), (V{1, 0, 1, 0, 0}));
  EXPECT_EQ(values(isclose(a, b, 1e-5, 1e-8, true)), (V{1, 0, 1, 1, 0}));
  EXPECT_EQ(values(isclose(make({100}, kLong), make({101}, kLong), 0, 1)), V{1});
  EXPECT_TRUE(allclose(make({1, 2}), make({1, 2.000001})));
  EXPECT_FALSE(allclose(make({1, 2}), make({1, 2.1})));
  EXPECT_TRUE(allclose(empty({0}), empty({0})));
  EXPECT_EQ(error_of([&] { isclose(a, a.to(kDouble)); }),
            "isclose: expected tensors of one dtype, got float32 and float64");
  EXPECT_EQ(error_of([&] { isclose(a, a, -1); }).substr(0, 50),
            "isclose: expected tolerances that are not negative");
}

TEST(Logic, EqualComparesShapesAndValues) {
  const Tensor a = make({0, 1, 2, 3, 4, 5}).view({2, 3});
  EXPECT_TRUE(equal(a, a.clone()));
  EXPECT_TRUE(a.equal(a.t().contiguous().t()));
  EXPECT_FALSE(equal(a, a.view({3, 2})));
  EXPECT_FALSE(equal(make({kNan}), make({kNan})));
  Tensor big = zeros({200001}), other = zeros({200001});
  EXPECT_TRUE(equal(big, other));
  other[200000] = 1;
  EXPECT_FALSE(equal(big, other));
  EXPECT_TRUE(equal(a, a.to(kLong)));
  EXPECT_FALSE(equal(make({1.5}), make({1}, kLong)));
  EXPECT_TRUE(equal(make({1}, kBool), make({1}, kHalf)));
}

TEST(Logic, EqualComparesEveryElementOfEveryDtype) {
  test::each_isa([] {
    for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte, kBool,
                         kComplexFloat, kComplexDouble})
      for (int64_t n : {1, 40, 3000}) {
        const Tensor a = arange(n, kLong).remainder(2).to(t);
        EXPECT_TRUE(equal(a, a.clone())) << t;
        for (int64_t place : {int64_t{0}, n / 2, n - 1}) {
          Tensor b = a.clone();
          b[place] = 1 - place % 2;
          EXPECT_FALSE(equal(a, b)) << t << " at " << place << " of " << n;
        }
      }
    for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16}) {
      EXPECT_TRUE(equal(make({0., -0., kInf, -kInf}, t), make({-0., 0., kInf, -kInf}, t))) << t;
      EXPECT_FALSE(equal(make({kInf}, t), make({-kInf}, t))) << t;
      EXPECT_FALSE(equal(make({1, kNan}, t), make({1, kNan}, t))) << t;
    }
  });
}

TEST(Where, ChoosesAndPromotes) {
  const Tensor c = make({1, 0, 1}, kBool), a = make({1, 2, 3}), b = make({-1, -2, -3}, kLong);
  EXPECT_EQ(values(where(c, a, b)), (V{1, -2, 3}));
  EXPECT_EQ(where(c, a, b).scalar_type(), kFloat);
  EXPECT_EQ(values(where(c, b, 7)), (V{-1, 7, -3}));
  EXPECT_EQ(where(c, b, 7).scalar_type(), kLong);
  EXPECT_EQ(where(c, b, 7.5).scalar_type(), kFloat);
  EXPECT_EQ(where(c, 1, 2.5).scalar_type(), kFloat);
  EXPECT_EQ(where(c, 1, 2).scalar_type(), kLong);
  EXPECT_EQ(where(c, a.to(kHalf), 2.5).scalar_type(), kHalf);
  EXPECT_EQ(values(a.where(c, 0)), (V{1, 0, 3}));
  EXPECT_EQ(values(where(c.unsqueeze(1), a, 0)), (V{1, 2, 3, 0, 0, 0, 1, 2, 3}));
  EXPECT_EQ(error_of([&] { where(a, a, a); }), "where: expected a bool condition, got float32");
}

TEST(Where, GradientGoesToTheChosenSide) {
  Tensor a = make({1, 2, 3}).requires_grad_(), b = make({4}).requires_grad_();
  where(make({1, 0, 0}, kBool), a, b).sum().backward();
  EXPECT_EQ(values(a.grad()), (V{1, 0, 0}));
  EXPECT_EQ(values(b.grad()), V{2});
}

TEST(MaskedFill, NumbersAndTensors) {
  const Tensor m = make({1, 0, 1}, kBool);
  EXPECT_EQ(values(make({1, 2, 3}).masked_fill(m, -kInf)), (V{-kInf, 2, -kInf}));
  EXPECT_EQ(values(make({1, 2, 3}, kLong).masked_fill(m, 1.5)), (V{1, 2, 1}));
  EXPECT_EQ(values(make({1, 2, 3}).masked_fill(m, scalar_tensor(9.0))), (V{9, 2, 9}));
  Tensor x = make({1, 2, 3, 4, 5, 6}).view({2, 3});
  x.masked_fill_(m, 0);
  EXPECT_EQ(values(x), (V{0, 2, 0, 0, 5, 0}));
  EXPECT_EQ(values(make({1}).masked_fill(m, 0)), (V{0, 1, 0}));
  EXPECT_EQ(error_of([&] { x.masked_fill(x, 0); }), "masked_fill: expected a bool mask, got float32");
  EXPECT_EQ(error_of([&] { x.masked_fill(m, make({1})); }),
            "masked_fill: expected a 0-dim value, got shape [1]");
  Tensor leaf = make({1, 2, 3}).requires_grad_(), v = scalar_tensor(5.0).requires_grad_();
  leaf.masked_fill(m, v).sum().backward();
  EXPECT_EQ(values(leaf.grad()), (V{0, 1, 0}));
  EXPECT_EQ(values(v.grad()), V{2});
}

}  // namespace
}  // namespace torch::inline rushlight
