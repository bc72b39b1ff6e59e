// Arithmetic of c10::Half, c10::BFloat16 and c10::complex, and what a Scalar may become. The file compiles against LibTorch
// too, whose results the numbers here are.
#include <c10/util/BFloat16.h>
#include <c10/util/complex.h>
#include <c10/util/Half.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>
#include <sstream>

namespace {

template <class Expected, class T> constexpr bool is_a(const T&) { return std::is_same_v<T, Expected>; }

template <class T> class SixteenBits : public testing::Test {};
using SixteenBitTypes = testing::Types<c10::Half, c10::BFloat16>;
TYPED_TEST_SUITE(SixteenBits, SixteenBitTypes);

TYPED_TEST(SixteenBits, ArithmeticHasTheTypesOfLibTorch) {
  const TypeParam a = 3.f, b = 2.f;
  EXPECT_TRUE(is_a<TypeParam>(a + b) && is_a<TypeParam>(a - b) && is_a<TypeParam>(a * b) &&
              is_a<TypeParam>(a / b));
  EXPECT_TRUE(is_a<TypeParam>(a + 1) && is_a<TypeParam>(1 - a) && is_a<TypeParam>(a * int64_t{2}) &&
              is_a<TypeParam>(-a));
  EXPECT_TRUE(is_a<float>(a + 1.f) && is_a<float>(1.f / a) && is_a<double>(a * 1.) && is_a<double>(1. - a));
  EXPECT_TRUE(is_a<TypeParam>(a * true));
  EXPECT_EQ(static_cast<float>(a / b - 1), 0.5f);
  EXPECT_EQ(-a, -3.f);
  float sum = 1;
  sum += a;
  EXPECT_EQ(sum, 4.f);
  EXPECT_TRUE(a > b && a != b && a == 3 && a < 3.5);
}

TEST(SixteenBits, AreRoundedAfterEachOperation) {
  EXPECT_EQ(static_cast<float>(c10::Half(2048) + c10::Half(1)), 2048.f);
  EXPECT_EQ(static_cast<float>(c10::Half(2048) + 1 + 1), 2048.f);
  EXPECT_EQ(static_cast<float>(c10::Half(1) + 2049), 2048.f);  // the integer first
  EXPECT_EQ(c10::Half(2048) + 1.f, 2049.f);
  EXPECT_EQ(static_cast<float>(c10::BFloat16(256) + c10::BFloat16(1)), 256.f);
}

TEST(SixteenBits, Patterns) {
  EXPECT_EQ(c10::Half(1.f).x, 0x3c00);
  EXPECT_EQ(c10::BFloat16(1.f).x, 0x3f80);
  EXPECT_EQ(static_cast<float>(c10::BFloat16(0x4000, c10::BFloat16::from_bits())), 2.f);
}

using Z = c10::complex<double>;
using ZF = c10::complex<float>;

void expect_near(Z got, Z expected) {
  EXPECT_NEAR(got.real(), expected.real(), 1e-8);
  EXPECT_NEAR(got.imag(), expected.imag(), 1e-8);
}

TEST(ComplexNumbers, Functions) {
  const Z z(.5, .25);
  for (const auto& [f, inverse] : {std::pair<Z (*)(const Z&), Z (*)(const Z&)>{std::sin, std::asin},
                                   {std::cos, std::acos},
                                   {std::tan, std::atan},
                                   {std::sinh, std::asinh},
                                   {std::cosh, std::acosh},
                                   {std::tanh, std::atanh},
                                   {std::exp, std::log}})
    expect_near(inverse(f(z)), z);
  EXPECT_NEAR(std::asin(z).real(), 0.501608853, 1e-9);
  EXPECT_NEAR(std::acos(z).imag(), -0.281396056, 1e-9);
  EXPECT_NEAR(std::atanh(z).imag(), 0.314398143, 1e-9);
  EXPECT_NEAR(std::acosh(z).imag(), 1.06918747, 1e-8);
  EXPECT_NEAR(std::log2(z).imag(), 0.668902106, 1e-9);
  EXPECT_NEAR(std::log10(Z(0, 100)).real(), 2, 1e-12);
  EXPECT_NEAR(std::expm1(z).imag(), 0.40790017, 1e-8);
  EXPECT_NEAR(std::log1p(z).imag(), 0.165148677, 1e-9);
  EXPECT_DOUBLE_EQ(std::log1p(Z(1e-10, 1e-10)).real(), 1e-10);
  EXPECT_DOUBLE_EQ(std::log1p(Z(-1, 1e-9)).real(), -20.72326583694641);
  EXPECT_NEAR(std::log1p(Z(1e300, 1e300)).real(), 691.122101, 1e-6);
  EXPECT_DOUBLE_EQ(std::expm1(Z(1e-10, 1e-10)).real(), 1e-10);
  // By their plain names too.
  EXPECT_NEAR(sqrt(Z(-4, 0)).imag(), 2, 1e-15);
  EXPECT_NEAR(c10_complex_math::exp(Z(0, 1)).imag(), std::sin(1.0), 1e-15);
}

TEST(ComplexNumbers, Powers) {
  const Z z(.5, .25);
  EXPECT_NEAR(std::pow(z, Z(2, 1)).imag(), 0.0666083472, 1e-9);
  EXPECT_NEAR(std::pow(2., z).imag(), 0.243839897, 1e-9);
  EXPECT_NEAR(std::pow(z, 2.).imag(), .25, 1e-12);
  EXPECT_NEAR(std::pow(z, 2).imag(), .25, 1e-12);
  EXPECT_NEAR(std::pow(ZF(.5, .25), Z(1, 2)).imag(), -0.142390877, 1e-8);
  EXPECT_TRUE(is_a<Z>(std::pow(ZF(1), Z(1))) && is_a<Z>(std::pow(ZF(1), 2.)) && is_a<ZF>(std::pow(ZF(1), 2)));
}

TEST(ComplexNumbers, MakingAndReadingThem) {
  using namespace c10::complex_literals;
  EXPECT_EQ(2.0 + 3_id, Z(2, 3));
  EXPECT_EQ(1.5_if, ZF(0, 1.5f));
  EXPECT_NEAR(c10::polar(2., 1.).imag(), 1.68294197, 1e-8);
  EXPECT_EQ(c10::polar(2.f), ZF(2));
  Z read;
  std::istringstream("(1,2)") >> read;
  EXPECT_EQ(read, Z(1, 2));
  EXPECT_EQ(+read, read);
  EXPECT_TRUE(Z(1, 0) == 1.0 && 1.0 != Z(1, 1));
  read = std::complex<double>(1, 1);
  read += ZF(1, 1);
  EXPECT_EQ(read, Z(2, 2));
  EXPECT_EQ(1 / Z(1, 2), Z(.2, -.4));
  EXPECT_EQ(static_cast<std::complex<double>>(ZF(1, 2)), std::complex<double>(1, 2));
  static_assert(std::is_same_v<c10::scalar_value_type<ZF>::type, float> && c10::is_complex<ZF>::value);
}

TEST(Scalars, AreNotMadeInfiniteByConversion) {
  const at::Scalar large(1e40), infinite(std::numeric_limits<double>::infinity());
  EXPECT_THROW(large.toFloat(), std::runtime_error);
  EXPECT_THROW(at::Scalar(-1e40).to<float>(), std::runtime_error);
  EXPECT_THROW(large.toBFloat16(), std::runtime_error);
  EXPECT_THROW(at::Scalar(65510.).toHalf(), std::runtime_error);
  EXPECT_THROW(at::Scalar(70000).toHalf(), std::runtime_error);
  EXPECT_THROW(at::Scalar(Z(0, 1e40)).toComplexFloat(), std::runtime_error);
  EXPECT_EQ(large.toDouble(), 1e40);
  EXPECT_EQ(at::Scalar(1e38).toFloat(), 1e38f);
  EXPECT_EQ(static_cast<float>(at::Scalar(65504).toHalf()), 65504.f);
  EXPECT_TRUE(std::isinf(infinite.toFloat()) && std::isinf(static_cast<float>(infinite.toHalf())));
  EXPECT_TRUE(std::isnan(at::Scalar(std::nan("")).toFloat()));
  EXPECT_EQ(at::Scalar(int64_t{1} << 62).toFloat(), 0x1p62f);
  EXPECT_THROW(torch::tensor(1e40, torch::kDouble).item<float>(), std::runtime_error);
  EXPECT_THROW(torch::linspace(0, 1e40, 3), std::runtime_error);
  EXPECT_FALSE(torch::ones({1}).gt(1e40).item<bool>());
}

}  // namespace
