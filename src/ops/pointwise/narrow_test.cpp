// Integers of 8, 16 and 32 bits: results are those of int64 cut to the dtype, whatever type the kernels compute in.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "harness/each_isa.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr ScalarType kNarrow[] = {kByte, kChar, kShort, kInt};

int64_t lowest(ScalarType t) {
  return t == kByte    ? 0
         : t == kChar  ? std::numeric_limits<int8_t>::lowest()
         : t == kShort ? std::numeric_limits<int16_t>::lowest()
                       : std::numeric_limits<int32_t>::lowest();
}
int64_t highest(ScalarType t) { return t == kByte ? 255 : -(lowest(t) + 1); }

// Random numbers of the whole range, the ends of it and those beside them, 0 and 1 among them.
Tensor numbers(IntArrayRef shape, ScalarType t) {
  const int64_t low = lowest(t), high = highest(t);
  const Tensor x = randint(low, high + 1, shape, kLong), which = randint(0, 40, shape, kLong);
  const int64_t ends[] = {low, low + 1, high - 1, high, 0, 1};
  Tensor some = x;
  for (int64_t k = 0; k < 6; ++k) some = where(which == k, Scalar(ends[k]), some);
  return some.to(t);
}
Tensor wide(const Tensor& t) { return t.scalar_type() == kBool ? t : t.to(kLong); }

using Unary = std::function<Tensor(const Tensor&)>;
using Binary = std::function<Tensor(const Tensor&, const Tensor&)>;

#define CALL1(f)                          \
  {                                       \
#f, [](const Tensor& a) { return f; } \
  }
#define CALL2(f)                                           \
  {                                                        \
#f, [](const Tensor& a, const Tensor& b) { return f; } \
  }

// Shifts of int64 know no narrow width: what is shifted past it leaves 0 or the sign, as past 63 bits.
const std::vector<std::pair<const char*, Binary>> kBinary = {CALL2(a + b),
                                                             CALL2(a - b),
                                                             CALL2(a* b),
                                                             CALL2(add(a, b, 3)),
                                                             CALL2(sub(a, b, 7)),
                                                             CALL2(a == b),
                                                             CALL2(a != b),
                                                             CALL2(a < b),
                                                             CALL2(a <= b),
                                                             CALL2(a > b),
                                                             CALL2(a >= b),
                                                             CALL2(maximum(a, b)),
                                                             CALL2(minimum(a, b)),
                                                             CALL2(fmax(a, b)),
                                                             CALL2(fmin(a, b)),
                                                             CALL2(bitwise_and(a, b)),
                                                             CALL2(bitwise_or(a, b)),
                                                             CALL2(bitwise_xor(a, b)),
                                                             CALL2(logical_and(a, b)),
                                                             CALL2(logical_or(a, b)),
                                                             CALL2(logical_xor(a, b)),
                                                             CALL2(where(a < b, a, b)),
                                                             CALL2(masked_fill(a, a < b, 5)),
                                                             CALL2(bitwise_left_shift(a, b)),
                                                             CALL2(bitwise_right_shift(a, b)),
                                                             CALL2(clamp_min(a, b)),
                                                             CALL2(where(a < b, a, 7)),
                                                             CALL2(addcmul(a, a, b)),
                                                             CALL2(div(a, where(b == 0, 1, b), "floor")),
                                                             CALL2(div(a, where(b == 0, 1, b), "trunc")),
                                                             CALL2(remainder(a, where(b == 0, 1, b))),
                                                             CALL2(fmod(a, where(b == 0, 1, b)))};

const std::vector<std::pair<const char*, Unary>> kUnary = {
    CALL1(a + 5), CALL1(a - 5), CALL1(a * 3), CALL1(rsub(a, 100)), CALL1(add(a, 2, 3)), CALL1(-a),
    CALL1(bitwise_not(a)), CALL1(abs(a)), CALL1(sign(a)), CALL1(logical_not(a)), CALL1(a == 7), CALL1(a != 7),
    CALL1(a < 7), CALL1(a <= 7), CALL1(a > 7), CALL1(a >= 7), CALL1(clamp(a, 3, 90)), CALL1(clamp_min(a, 9)),
    CALL1(clamp_max(a, 9)), CALL1(bitwise_and(a, Scalar(12))), CALL1(bitwise_or(a, Scalar(12))),
    CALL1(bitwise_xor(a, Scalar(127))), CALL1(bitwise_left_shift(a, Scalar(3))),
    CALL1(bitwise_right_shift(a, Scalar(3))), CALL1(bitwise_left_shift(a, Scalar(8))),
    CALL1(bitwise_right_shift(a, Scalar(8))), CALL1(bitwise_right_shift(a, Scalar(20))),
    CALL1(bitwise_left_shift(a, Scalar(-1))), CALL1(bitwise_right_shift(a, Scalar(-1))), CALL1(pow(a, 0)),
    CALL1(pow(a, 1)), CALL1(pow(a, 2)), CALL1(pow(a, 3)), CALL1(pow(a, 7)), CALL1(div(a, 7, "floor")),
    CALL1(div(a, 7, "trunc")), CALL1(remainder(a, 7)), CALL1(fmod(a, 7)),
    // Numbers that the dtype may lack.
    CALL1(a < 300), CALL1(a == 300), CALL1(a > -1), CALL1(a >= -200), CALL1(a != (int64_t{1} << 32)),
    CALL1(a < (int64_t{1} << 40)), CALL1(a + tensor(1000)), CALL1(a < tensor(1000)),
    CALL1(maximum(a, tensor(int64_t{1} << 33))), CALL1(minimum(a, tensor(-1000))), CALL1(a* tensor(3)),
    CALL1(a + tensor(200, kByte)), CALL1(a < tensor(200, kByte)), CALL1(maximum(a, tensor(-3, kChar))),
    CALL1(a - tensor(-300, kShort)), CALL1(a <= -129), CALL1(a < 40000)};

void expect_as_wide(const char* what, const Tensor& result, const Tensor& expected) {
  const Tensor cut = expected.scalar_type() == kBool ? expected : expected.to(result.scalar_type());
  EXPECT_TRUE(equal(result, cut)) << what << " of " << static_cast<int>(result.scalar_type());
}

void check(const Tensor& a, const Tensor& b) {
  for (const auto& [what, f] : kBinary) expect_as_wide(what, f(a, b), f(wide(a), wide(b)));
  for (const auto& [what, f] : kUnary) expect_as_wide(what, f(a), f(wide(a)));
}

TEST(Narrow, ResultsAreThoseOfInt64) {
  manual_seed(1);
  each_isa([] {
    for (ScalarType t : kNarrow)
      for (int64_t n : {1, 31, 700, 5000}) check(numbers({n}, t), numbers({n}, t));
  });
}

TEST(Narrow, StridedAndBroadcastOperands) {
  manual_seed(2);
  each_isa([] {
    for (ScalarType t : kNarrow) {
      const Tensor a = numbers({40, 3, 70}, t);
      const DimVector shapes[] = {{70}, {3, 1}, {40, 1, 1}, {1}};
      for (const DimVector& shape : shapes) check(a, numbers(shape, t));
      check(a.permute({2, 0, 1}), numbers({70, 40, 3}, t));
      check(a.narrow(2, 3, 60), numbers({40, 3, 120}, t).slice(2, 0, 120, 2));
    }
  });
}

TEST(Narrow, ShiftsByDistancesAroundTheWidth) {
  manual_seed(7);
  each_isa([] {
    for (ScalarType t : kNarrow) {
      const Tensor a = numbers({3, 2001}, t);
      for (const Tensor& by :
           {randint(t == kByte ? 0 : -3, 40, {3, 2001}, kLong), arange(9, 12).view({3, 1})}) {
        const Tensor b = by.to(t);
        expect_as_wide("left", bitwise_left_shift(a, b), bitwise_left_shift(wide(a), by));
        expect_as_wide("right", bitwise_right_shift(a, b), bitwise_right_shift(wide(a), by));
      }
      for (int64_t by = -1; by < 34; ++by) {
        expect_as_wide("left", bitwise_left_shift(a, Scalar(by)), bitwise_left_shift(wide(a), Scalar(by)));
        expect_as_wide("right", bitwise_right_shift(a, Scalar(by)), bitwise_right_shift(wide(a), Scalar(by)));
      }
    }
  });
}

TEST(Narrow, OperandsOfTwoDtypes) {
  manual_seed(3);
  each_isa([] {
    for (ScalarType t : kNarrow)
      for (ScalarType other : kNarrow) check(numbers({900}, t), numbers({900}, other));
    for (ScalarType t : kNarrow) {
      const Tensor a = numbers({900}, t), bools = numbers({900}, kByte) > 100;
      expect_as_wide("a * bool", a * bools, wide(a) * bools);
      expect_as_wide("a + bool", a + bools, wide(a) + bools);
    }
  });
}

TEST(Narrow, InPlace) {
  manual_seed(4);
  each_isa([] {
    for (ScalarType t : kNarrow) {
      const Tensor a = numbers({3000}, t), b = numbers({3000}, t), more = numbers({3000}, kInt);
      expect_as_wide("add_", a.clone().add_(b), wide(a) + wide(b));
      expect_as_wide("mul_ of int32", a.clone().mul_(more), wide(a) * wide(more));
      expect_as_wide("sub_ of int64", a.clone().sub_(wide(more)), wide(a) - wide(more));
      Tensor part = cat({a, b}).narrow(0, 17, 3000), before = part.clone();
      part.bitwise_xor_(b);
      expect_as_wide("bitwise_xor_", part, bitwise_xor(wide(before), wide(b)));
    }
  });
}

TEST(Narrow, BoolStaysZeroOrOne) {
  manual_seed(5);
  each_isa([] {
    for (int64_t n : {1, 70, 5000}) {
      const Tensor a = randint(0, 2, {n}, kLong).to(kBool), b = randint(0, 2, {n}, kLong).to(kBool);
      const Tensor bytes = a.to(kByte) * 200;
      for (const Tensor& y :
           {a + b, a * b, add(a, b, 2), bitwise_and(a, b), bitwise_or(a, b), bitwise_xor(a, b),
            bitwise_not(a), logical_and(a, b), logical_not(a), logical_or(bytes, b), a == b, a < b,
            where(a, b, a), where(bytes, a, b), bytes.to(kBool), masked_fill(a, b, true), maximum(a, b),
            bytes == a, a + true}) {
        ASSERT_EQ(y.scalar_type(), kBool);
        EXPECT_LE(y.view(kByte).max().item<int64_t>(), 1);
      }
      EXPECT_TRUE(equal(a + b, (a.to(kLong) + b.to(kLong)) > 0));
      EXPECT_TRUE(equal(add(a, b, 2), (a.to(kLong) + b.to(kLong)) > 0));
      EXPECT_TRUE(equal(a * b, a.to(kLong) * b.to(kLong) > 0));
      EXPECT_TRUE(equal(bitwise_not(a), a.to(kLong) == 0));
      EXPECT_TRUE(equal(logical_or(bytes, b), (a.to(kLong) + b.to(kLong)) > 0));
      EXPECT_TRUE(equal(where(bytes, b, a), (a.to(kLong) * b.to(kLong)) > 0));
    }
  });
}

TEST(Narrow, ConversionsOfStridedIntegers) {
  manual_seed(6);
  each_isa([] {
    for (ScalarType t : kNarrow) {
      const Tensor a = numbers({50, 31, 3}, t), turned = a.permute({2, 0, 1});
      for (ScalarType to : {kByte, kChar, kShort, kInt, kLong, kFloat, kDouble, kBool, kHalf}) {
        const Tensor through = wide(a).to(kDouble), flat = to == kBool ? through != 0 : wide(a).to(to);
        EXPECT_TRUE(equal(turned.to(to), flat.permute({2, 0, 1}))) << static_cast<int>(to);
        EXPECT_TRUE(equal(a.to(to), flat)) << static_cast<int>(to);
      }
    }
  });
}

// Those of neighbours have a way of their own.
TEST(Narrow, ConversionsOfNeighboursAreThoseOfStrides) {
  manual_seed(8);
  const ScalarType types[] = {kByte, kChar, kShort, kInt, kLong, kFloat, kDouble, kBool, kBFloat16, kHalf};
  each_isa([&] {
    for (ScalarType from : types)
      for (int64_t range :
           {int64_t{100}, int64_t{40000}, int64_t{3000000000}})  // within int8, past int16 and past int32
        for (ScalarType to : types) {
          if ((from == kHalf || from == kBFloat16) && range > 40000) continue;
          const Tensor a = (randint(-range, range, {2003, 2}, kLong).to(kDouble) / 4).to(from);
          EXPECT_TRUE(equal(a.select(1, 0).contiguous().to(to), a.select(1, 0).to(to)))
              << static_cast<int>(from) << " to " << static_cast<int>(to);
        }
  });
}

}  // namespace
}  // namespace torch::inline rushlight::test
