// copy_, clone, contiguous, to and their kind.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/each_isa.h"
#include "harness/expect_error.h"
#include "harness/op_case.h"
#include "harness/sweep.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

double same(const double* x) { return x[0]; }

const OpCases cases([] {
  op_case("copy_", [](const Args& x) { return x[0].clone().copy_(x[1]); })
      .sample({{}, {}})
      .sample({{0, 3}, {3}})
      .sample({{33, 17}, {33, 17}})
      .sample({{7}, indices({7}, -5, 5)})
      .sample({{2, 3}, {3}})
      .sample({{2, 3}, {2, 1}})
      .sample({{4}, {}})
      .reference([](const PlainArgs& x) {
        const Plain& src = x.arrays.back();
        return std::vector<Plain>{rearranged(src, x[0].shape, [&](const Shape& i) {
          Shape from(i.end() - static_cast<std::ptrdiff_t>(src.shape.size()), i.end());
          for (size_t d = 0; d < from.size(); ++d) from[d] = src.shape[d] == 1 ? 0 : from[d];
          return from;
        })};
      })
      .integers(true)
      .error(
          [] {
            ones({2, 3}).copy_(ones({2}));
          },
          "copy_: expected shapes that broadcast together")
      .error(
          [] {
            ones({3}).copy_(ones({2, 3}));
          },
          "copy: expected a source that broadcasts to [3], got shape [2, 3]");
  op_case("copy", [](const Args& x) { return copy(x[0], x[1]); })
      .sample({{2, 3}, {2, 3}})
      .sample({{0, 3}, {0, 3}})
      .sample({{}, {}})
      .elementwise([](const double* x) { return x[1]; })
      .integers(true);
  op_case("clone", [](const Args& x) { return clone(x[0]); })
      .samples(unary())
      .elementwise(same)
      .integers(true);
  op_case("contiguous",
          [](const Args& x) {
            const Tensor t = contiguous(x[0]);
            EXPECT_TRUE(t.is_contiguous());
            return t;
          })
      .samples(unary())
      .elementwise(same)
      .integers(true);
  op_case("to", [](const Args& x) { return to(x[0], kDouble); })
      .samples(unary())
      .elementwise(same)
      .integers(true)
      .gives({Gives::anything});
  op_case("to copy", [](const Args& x) { return to(x[0], x[0].scalar_type(), false, true); })
      .samples(unary())
      .elementwise(same);
  op_case("to long", [](const Args& x) { return to(x[0], kLong); })
      .samples(unary(-200, 200))
      .elementwise([](const double* x) { return std::trunc(x[0]); })
      .integers(true)
      .gives({Gives::int64})
      .not_differentiable();
  op_case("toType", [](const Args& x) { return toType(x[0], kBool); })
      .samples(unary(0, 1))
      .elementwise([](const double* x) { return x[0] != 0 ? 1.0 : 0.0; })
      .integers(true)
      .gives({Gives::boolean})
      .not_differentiable();
  op_case("type_as", [](const Args& x) { return type_as(x[0], ones({1}, kDouble)); })
      .samples(unary())
      .elementwise(same)
      .gives({Gives::anything});
  op_case("cpu", [](const Args& x) { return cpu(x[0]); }).sample({{2, 3}}).elementwise(same);
});

TEST(Copy, ToADeviceThatIsNotThere) {
  expect_error([] { ones({2}).cuda(); }, "to: expected a device that is available, got cuda");
}

TEST(Copy, KeepsOrGivesUpTheMemoryOrder) {
  const Tensor x = ones({2, 3, 4, 5}).transpose(1, 3);
  EXPECT_EQ(x.clone().strides(), x.strides());
  EXPECT_TRUE(x.clone(MemoryFormat::Contiguous).is_contiguous());
  EXPECT_TRUE(x.to(kDouble).is_same(x) == false);
  EXPECT_TRUE(x.to(kFloat).is_same(x));
  EXPECT_TRUE(
      ones({2, 3, 4, 5}).contiguous(MemoryFormat::ChannelsLast).is_contiguous(MemoryFormat::ChannelsLast));
  const Tensor y = ones({2, 3, 4, 5});
  EXPECT_TRUE(
      y.to(kFloat, false, false, MemoryFormat::ChannelsLast).is_contiguous(MemoryFormat::ChannelsLast));
  EXPECT_TRUE(y.to(kCPU, false, false, MemoryFormat::Contiguous).is_same(y));
  expect_error(
      [&] { y.to(TensorOptions(MemoryFormat::ChannelsLast), false, false, MemoryFormat::ChannelsLast); },
      "to: expected one memory format, got one in the options and one as an argument");
}

TEST(Copy, ConvertsBetweenAllTypes) {
  const ScalarType types[] = {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte, kBool};
  const Numbers values{0, 1, 2, 100, 127};
  for (ScalarType from : types)
    for (ScalarType to : types) {
      const Tensor x = make_args({{given({5}, values)}, {}}, from, 1)[0];
      Numbers want = values;
      for (double& v : want) v = wrapped(wrapped(v, from), to);
      EXPECT_EQ(plain(x.to(to)).values, want) << dtype_name(from) << " to " << dtype_name(to);
    }
}

// Many numbers at once, neighbours or not on either side: pairs of dtypes have loops of their own, or go through a third.
TEST(Copy, ConvertsManyNumbersBetweenAllTypesAndStrides) {
  const ScalarType types[] = {kFloat, kDouble, kHalf, kBFloat16, kLong,         kInt,
                              kShort, kChar,   kByte, kBool,     kComplexFloat, kComplexDouble};
  const Tensor numbers = (arange(700, kLong) * 37).remainder(257).to(kDouble) / 2 - 64;
  const auto cut = [](double v, ScalarType t) { return wrapped(isIntegralType(t) ? std::trunc(v) : v, t); };
  each_isa([&] {
    for (ScalarType from : types)
      for (ScalarType to : types) {
        const Tensor flat = numbers.to(from), steps = stack({flat, flat}, 1).select(1, 1);
        Tensor expected = empty({700}, to);
        for (int64_t i = 0; i < 700; ++i)
          expected[i].fill_(cut(cut(numbers.data_ptr<double>()[i], from), to));
        Tensor places = zeros({700, 3}, to);
        places.select(1, 1).copy_(steps);
        EXPECT_TRUE(equal(flat.to(to), expected)) << dtype_name(from) << " to " << dtype_name(to);
        EXPECT_TRUE(equal(steps.to(to), expected)) << dtype_name(from) << " to " << dtype_name(to);
        EXPECT_TRUE(equal(places.select(1, 1), expected)) << dtype_name(from) << " to " << dtype_name(to);
        EXPECT_FALSE(places.select(1, 2).any().item<bool>());
      }
  });
}

// A 16-bit float: binary digits, the exponent of its last digit where it is smallest, and its largest number.
struct Narrow {
  ScalarType dtype;
  int digits, least;
  double largest;
  // The nearest number, the even one of two.
  double nearest(double v) const {
    if (v == 0 || !std::isfinite(v)) return v;
    const int unit = std::max(std::ilogb(v) - digits + 1, least);
    const double near = std::ldexp(std::nearbyint(std::ldexp(v, -unit)), unit);
    return std::abs(near) > largest ? std::copysign(HUGE_VAL, v) : near;
  }
};
// Numbers between all neighbours of a 16-bit float, just beside those, and all sizes of float32.
std::vector<float> between_all(const Narrow& narrow) {
  std::vector<float> all = sweep<float>();
  for (int bits = 0; bits < 0x10000; ++bits) {
    const auto value = [&](int pattern) {
      const auto b = static_cast<uint16_t>(pattern);
      return narrow.dtype == kHalf ? float(Half(b, Half::from_bits()))
                                   : float(BFloat16(b, BFloat16::from_bits()));
    };
    const float low = value(bits), high = value(bits + 1), middle = low + (high - low) / 2;
    for (float v : {low, middle, std::nextafter(middle, low), std::nextafter(middle, high)})
      if (std::isfinite(v)) all.push_back(v);
  }
  return all;
}
// The bound of cpu/convert.h: one rounding from float32, and that to float32 before it from wider types.
TEST(Copy, RoundsToSixteenBitsOnce) {
  for (const Narrow& narrow : {Narrow{kHalf, 11, -24, 65504}, Narrow{kBFloat16, 8, -133, 0x1.fep127}}) {
    const std::vector<float> all = between_all(narrow);
    const auto n = static_cast<int64_t>(all.size());
    Tensor x = empty({n}), want = empty({n}, kDouble), wide = empty({n}, kDouble);
    for (int64_t i = 0; i < n; ++i) {
      const float v = all[static_cast<size_t>(i)];
      x.data_ptr<float>()[i] = v, want.data_ptr<double>()[i] = narrow.nearest(double(v));
      wide.data_ptr<double>()[i] = double(v) * (1 + (i % 3 - 1) * 0x1p-50);
    }
    const Plain expected = plain(want);
    each_isa([&] {
      for (const Tensor& from : {x, wide, stack({x, x}, 1).select(1, 1)})
        EXPECT_EQ(difference(plain(from.to(narrow.dtype)), expected, 0, 0), "")
            << dtype_name(from.scalar_type()) << " to " << dtype_name(narrow.dtype);
    });
  }
}

// The elements of `x` in row-major order, read one by one through its strides.
template <class T> std::vector<T> elements(const Tensor& x) {
  std::vector<T> result;
  for (int64_t i = 0; i < x.numel(); ++i) {
    int64_t rest = i, offset = 0;
    for (int64_t d = x.dim() - 1; d >= 0; --d) {
      offset += rest % x.size(d) * x.stride(d);
      rest /= x.size(d);
    }
    result.push_back(x.data_ptr<T>()[offset]);
  }
  return result;
}

template <class T> void expect_copies_of_every_order(const Tensor& flat) {
  const auto check = [](const Tensor& x, const char* what) {
    const Tensor copy = x.clone(MemoryFormat::Contiguous);
    EXPECT_EQ(elements<T>(copy), elements<T>(x)) << what << " of " << dtype_name(x.scalar_type());
  };
  for (const Shape& shape : {Shape{67, 35}, Shape{128, 64}, Shape{3, 700}, Shape{700, 3}, Shape{5, 2}}) {
    const Tensor x = flat.narrow(0, 0, shape[0] * shape[1]).view(shape);
    check(x.t(), "transposed matrix");
    check(x.narrow(1, 1, shape[1] - 1), "columns");
    check(x.unsqueeze(1).expand({shape[0], 3, shape[1]}).transpose(0, 2), "expanded");
  }
  const Tensor images = flat.narrow(0, 0, 2 * 5 * 18 * 19).view({2, 5, 18, 19});
  check(images.permute({0, 2, 3, 1}), "channels last");
  check(images.permute({2, 3, 0, 1}), "batch last");
  check(images.permute({3, 0, 2, 1}), "mixed");
  check(images.transpose(1, 2).slice(3, 0, 19, 3), "strided");
  EXPECT_EQ(elements<T>(images.contiguous(MemoryFormat::ChannelsLast)), elements<T>(images));
}

TEST(Copy, MovesEveryElementWhateverTheOrder) {
  const Tensor flat = arange(8192, kLong);
  expect_copies_of_every_order<uint8_t>(flat.to(kByte));
  expect_copies_of_every_order<int16_t>(flat.to(kShort));
  expect_copies_of_every_order<float>(flat.to(kFloat));
  expect_copies_of_every_order<int64_t>(flat);
  expect_copies_of_every_order<Complex<double>>(flat.to(kComplexDouble));
}

TEST(Copy, CopiesOnAllThreadsWhatOneThreadCopies) {
  const Tensor x = arange(300 * 1000, kFloat).view({300, 1000}),
               long_rows = arange(400000, kFloat).view({2, -1});
  EXPECT_EQ(elements<float>(x.t().contiguous()), elements<float>(x.t()));
  EXPECT_EQ(elements<float>(long_rows.narrow(1, 1, 150000).contiguous()),
            elements<float>(long_rows.narrow(1, 1, 150000)));
  EXPECT_TRUE(equal(x.flip({1}).flip({1}), x));
}

// Conversions go through int32 where all of a block fits, and must not where one number does not.
TEST(Copy, ConvertsNumbersBeyondInt32) {
  for (int64_t place : {0, 255, 256, 999}) {
    Tensor wide = arange(1000, kLong), real = arange(1000, kDouble);
    wide.data_ptr<int64_t>()[place] = int64_t{1} << 40;
    real.data_ptr<double>()[place] = -0x1p40;
    EXPECT_EQ(wide.to(kDouble).data_ptr<double>()[place], 0x1p40);
    EXPECT_EQ(wide.to(kFloat).data_ptr<float>()[place], 0x1p40f);
    EXPECT_EQ(wide.to(kInt).data_ptr<int32_t>()[place], 0);
    EXPECT_EQ(real.to(kLong).data_ptr<int64_t>()[place], -(int64_t{1} << 40));
    EXPECT_EQ(real.to(kFloat).to(kLong).data_ptr<int64_t>()[place], -(int64_t{1} << 40));
    EXPECT_EQ(real.to(kByte).data_ptr<uint8_t>()[place], 0);
    EXPECT_EQ(real.to(kLong).data_ptr<int64_t>()[500], 500);
    real.data_ptr<double>()[place] = -2147483648.0;
    EXPECT_EQ(real.to(kLong).data_ptr<int64_t>()[place], -2147483648LL);
    real.data_ptr<double>()[place] = 2147483647.0;
    EXPECT_EQ(real.to(kLong).data_ptr<int64_t>()[place], 2147483647LL);
    EXPECT_EQ(real.to(kFloat).to(kShort).data_ptr<int16_t>()[place], 0);  // 2^31
    real.data_ptr<double>()[place] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(real.to(kChar).data_ptr<int8_t>()[place], 0);
    EXPECT_EQ(real.to(kChar).data_ptr<int8_t>()[place == 0 ? 1 : 0], place == 0 ? 1 : 0);
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
