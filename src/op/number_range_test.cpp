// Numbers that their dtype has no place for are refused by whatever writes them or multiplies by them.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The text of the std::runtime_error that `f` throws, which is LibTorch's type for these.
std::string range_error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::runtime_error& e) { return e.what(); }
  return "no error";
}

struct NumberCase {
  const char* name;
  std::function<void(const Scalar& value, ScalarType dtype)> call;
};

Tensor two(ScalarType t) { return zeros({2}, t); }
const Tensor mask() { return tensor({true, false}); }
Tensor place() { return tensor({0}); }

const NumberCase kCases[] = {
    {"full", [](const Scalar& v, ScalarType t) { full({2}, v, t); }},
    {"full_like", [](const Scalar& v, ScalarType t) { full_like(two(t), v); }},
    {"fill", [](const Scalar& v, ScalarType t) { two(t).fill_(v); }},
    {"fill_diagonal_",
     [](const Scalar& v, ScalarType t) {
       zeros({2, 2}, t).fill_diagonal_(v);
     }},
    {"where", [](const Scalar& v, ScalarType t) { where(mask(), two(t), v); }},
    {"where", [](const Scalar& v, ScalarType t) { where(mask(), v, two(t)); }},
    {"masked_fill", [](const Scalar& v, ScalarType t) { two(t).masked_fill(mask(), v); }},
    {"masked_fill",
     [](const Scalar& v, ScalarType t) { two(t).masked_fill(mask(), scalar_tensor(v, v.type())); }},
    {"index_fill", [](const Scalar& v, ScalarType t) { two(t).index_fill(0, place(), v); }},
    {"scatter", [](const Scalar& v, ScalarType t) { two(t).scatter(0, place(), v); }},
    {"pad",
     [](const Scalar& v, ScalarType t) {
       constant_pad_nd(two(t), {1, 1}, v);
     }},
    {"clamp", [](const Scalar& v, ScalarType t) { two(t).clamp(0, v); }},
    {"threshold", [](const Scalar& v, ScalarType t) { threshold(two(t), 0, v); }},
    {"linspace", [](const Scalar& v, ScalarType t) { linspace(0, v, 3, t); }},
    {"add", [](const Scalar& v, ScalarType t) { add(two(t), two(t), v); }},
    {"add", [](const Scalar& v, ScalarType t) { add(two(t), 1, v); }},
    {"sub", [](const Scalar& v, ScalarType t) { sub(two(t), two(t), v); }},
    {"addcmul", [](const Scalar& v, ScalarType t) { addcmul(two(t), two(t), two(t), v); }},
    {"index_add", [](const Scalar& v, ScalarType t) { index_add(two(t), 0, place(), ones({1}, t), v); }},
    {"addmm",
     [](const Scalar& v, ScalarType t) {
       addmm(zeros({2, 2}, t), eye(2, t), eye(2, t), v, 1);
     }},
    {"addmm",
     [](const Scalar& v, ScalarType t) {
       addmm(zeros({2, 2}, t), eye(2, t), eye(2, t), 1, v);
     }},
    {"addr",
     [](const Scalar& v, ScalarType t) {
       addr(zeros({2, 2}, t), two(t), two(t), 1, v);
     }},
};

TEST(NumberRange, NumbersBeyondADtypeAreRefused) {
  for (const NumberCase& c : kCases) {
    SCOPED_TRACE(c.name);
    const std::string start = std::string(c.name) + ": expected a number within the range of ";
    EXPECT_EQ(range_error_of([&] { c.call(1e300, kFloat); }), start + "float32, got 1e+300");
    EXPECT_EQ(range_error_of([&] { c.call(300, kByte); }), start + "uint8, got 300");
    EXPECT_NO_THROW(c.call(3e38, kFloat));
    EXPECT_NO_THROW(c.call(255, kByte));
  }
}

TEST(NumberRange, CurvesOfFloats) {
  const Tensor x = two(kFloat);
  for (const auto& call :
       {std::function<void()>([&] { elu(x, 1e300); }), std::function<void()>([&] { leaky_relu(x, 1e300); }),
        std::function<void()>([&] { hardtanh(x, 0, 1e300); }),
        std::function<void()>([&] { softplus(x, 1e300); }),
        std::function<void()>([&] { addcdiv(x, x, x, 1e300); }),
        std::function<void()>([&] { lerp(x, x, 1e300); })})
    EXPECT_NE(range_error_of(call).find("expected a number within the range of float32, got 1e+300"),
              std::string::npos);
}

TEST(NumberRange, EachDtype) {
  EXPECT_EQ(range_error_of([] { full({1}, 70000, kHalf); }),
            "full: expected a number within the range of float16, got 70000");
  EXPECT_EQ(range_error_of([] { full({1}, 4e38, kBFloat16); }),
            "full: expected a number within the range of bfloat16, got 4e+38");
  EXPECT_EQ(range_error_of([] { full({1}, 1e19, kLong); }),
            "full: expected a number within the range of int64, got 1e+19");
  EXPECT_EQ(range_error_of([] { full({1}, -129, kChar); }),
            "full: expected a number within the range of int8, got -129");
  EXPECT_EQ(range_error_of([] { full({1}, std::nan(""), kInt); }),
            "full: expected a number within the range of int32, got nan");
  EXPECT_EQ(range_error_of([] {
              tensor({1.0, 1e300});
            }),
            "tensor: expected a number within the range of float32, got 1e+300");
  EXPECT_EQ(range_error_of([] { full({1}, Complex<double>(0, 1e300), kComplexFloat); }),
            "full: expected a number within the range of complex64, got (0,1e+300)");
  EXPECT_EQ(full({1}, -127.9, kChar).item<int>(), -127);
  EXPECT_THROW(full({1}, 127.9, kChar), std::runtime_error);
  EXPECT_EQ(full({1}, -1, kByte).item<int>(), 255);
  EXPECT_TRUE(full({1}, 300, kBool).item<bool>());
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(full({1}, infinity, kHalf).item<double>(), infinity);
  // What becomes of a sum is not a number that is written.
  EXPECT_EQ((two(kFloat) + 1e300)[0].item<double>(), infinity);
}

}  // namespace
}  // namespace torch::inline rushlight::test
