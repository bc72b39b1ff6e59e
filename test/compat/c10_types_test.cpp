// Element types, devices, scalars and borrowed lists under LibTorch's names. The file compiles against LibTorch too.
#include <ATen/ATen.h>
#include <c10/core/Device.h>
#include <c10/core/DeviceType.h>
#include <c10/core/Scalar.h>
#include <c10/core/ScalarType.h>
#include <c10/util/accumulate.h>
#include <c10/util/ArrayRef.h>
#include <c10/util/BFloat16.h>
#include <c10/util/complex.h>
#include <c10/util/Half.h>
#include <c10/util/OptionalArrayRef.h>
#include <c10/util/SmallVector.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>
#include <sstream>
#include <unordered_map>

namespace {

template <class T> std::string text_of(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(C10Types, SixteenBitFloats) {
  c10::Half h = 1.5f;
  h += 2.0f;
  h *= h;
  EXPECT_EQ(static_cast<float>(h), 12.25f);
  h -= c10::Half(0.25f);
  h /= 4.0f;
  EXPECT_EQ(static_cast<float>(h), 3.0f);
  at::BFloat16 b(2.0f);
  b += b;
  EXPECT_EQ(static_cast<float>(b), 4.0f);
  EXPECT_EQ(static_cast<float>(c10::Half(0x3c00, c10::Half::from_bits())), 1.0f);
  using H = std::numeric_limits<at::Half>;
  using B = std::numeric_limits<at::BFloat16>;
  EXPECT_EQ(static_cast<float>(H::max()), 65504.0f);
  EXPECT_EQ(static_cast<float>(H::lowest()), -65504.0f);
  EXPECT_EQ(static_cast<float>(H::epsilon()), 0x1p-10f);
  EXPECT_EQ(static_cast<float>(H::min()), 0x1p-14f);
  EXPECT_TRUE(std::isinf(static_cast<float>(H::infinity())));
  EXPECT_TRUE(std::isnan(static_cast<float>(H::quiet_NaN())));
  EXPECT_EQ(static_cast<float>(H::denorm_min()), 0x1p-24f);
  EXPECT_EQ(static_cast<float>(B::epsilon()), 0x1p-7f);
  EXPECT_EQ(static_cast<float>(B::max()), 0x1.fep127f);
  EXPECT_TRUE(std::isinf(static_cast<float>(B::infinity())));
  static_assert(H::digits == 11 && H::digits10 == 3 && H::max_digits10 == 5 && H::max_exponent10 == 4);
  static_assert(B::digits == 8 && B::digits10 == 2 && B::max_digits10 == 4 && B::max_exponent10 == 38);
  static_assert(H::min_exponent == -13 && H::max_exponent == 16 && H::min_exponent10 == -4);
  static_assert(B::min_exponent == -125 && B::max_exponent == 128 && B::min_exponent10 == -37);
}

#define COUNT_TYPE(T, NAME) +static_cast<int>(sizeof(T))
TEST(C10Types, ScalarTypes) {
  EXPECT_STREQ(c10::toString(at::kBFloat16), "BFloat16");
  EXPECT_EQ(c10::elementSize(at::kComplexDouble), 16u);
  EXPECT_EQ(c10::promoteTypes(at::kInt, at::kHalf), at::kHalf);
  EXPECT_TRUE(c10::isIntegralType(at::kBool, true) && !c10::isIntegralType(at::kBool, false));
  EXPECT_TRUE(c10::isFloatingType(at::kDouble) && c10::isReducedFloatingType(at::kHalf));
  EXPECT_TRUE(c10::isComplexType(at::kComplexFloat) && !c10::isSignedType(at::kByte) &&
              c10::isSignedType(at::kInt));
  EXPECT_TRUE(c10::canCast(at::kInt, at::kFloat) && !c10::canCast(at::kFloat, at::kLong) &&
              !c10::canCast(at::kLong, at::kBool));
  EXPECT_EQ(c10::toComplexType(at::kDouble), at::kComplexDouble);
  EXPECT_EQ(c10::typeMetaToScalarType(caffe2::TypeMeta::Make<int64_t>()), torch::kInt64);
  EXPECT_EQ(c10::CppTypeToScalarType<c10::complex<float>>::value, at::kComplexFloat);
  static_assert(std::is_same_v<c10::impl::ScalarTypeToCPPTypeT<at::kLong>, int64_t>);
  static_assert(std::is_same_v<c10::impl::ScalarTypeToCPPType<at::ScalarType::Half>::type, at::Half>);
  EXPECT_EQ(0 AT_FORALL_SCALAR_TYPES(COUNT_TYPE), 1 + 1 + 2 + 4 + 8 + 4 + 8);
  EXPECT_EQ(0 AT_FORALL_INT_TYPES(COUNT_TYPE), 16);
  EXPECT_EQ(0 AT_FORALL_SCALAR_TYPES_AND2(Bool, Half, COUNT_TYPE), 28 + 3);
  EXPECT_EQ(c10::get_default_dtype_as_scalartype(), at::kFloat);
  EXPECT_EQ(at::get_default_complex_dtype().toScalarType(), at::kComplexFloat);
}

TEST(C10Types, Devices) {
  const c10::Device one("cuda:1"), cpu(c10::DeviceType::CPU);
  EXPECT_EQ(one.index(), 1);
  EXPECT_EQ(text_of(one) + text_of(cpu.type()), "cuda:1cpu");
  EXPECT_EQ(c10::DeviceTypeName(c10::DeviceType::CUDA), "CUDA");
  EXPECT_FALSE(cpu.is_mps() || cpu.is_meta() || cpu.has_index());
  std::unordered_map<at::Device, int> places;
  places[one] = 5;
  EXPECT_EQ(places.at(at::Device(at::kCUDA, 1)), 5);
  EXPECT_THROW(c10::Device("toaster"), c10::Error);
  const c10::Device::Type kind = one.type();
  EXPECT_EQ(kind, at::kCUDA);
}

TEST(C10Types, ScalarsAndComplexNumbers) {
  const c10::Scalar s(3.75);
  EXPECT_EQ(s.toByte(), 3);
  EXPECT_EQ(s.toShort(), 3);
  EXPECT_EQ(static_cast<float>(s.toHalf()), 3.75f);
  EXPECT_TRUE(s.isFloatingPoint() && at::Scalar(true).isBoolean() && at::Scalar(2).equal(2));
  const c10::complex<double> z(3, -4);
  EXPECT_EQ(std::abs(z), 5);
  EXPECT_EQ(std::real(z) + std::imag(z), -1);
  EXPECT_EQ(std::conj(z), (c10::complex<double>(3, 4)));
  EXPECT_EQ(std::norm(z), 25);
  EXPECT_NEAR(std::arg(c10::complex<double>(0, 1)), std::acos(-1.0) / 2, 1e-15);
  EXPECT_NEAR(std::exp(c10::complex<double>(0, std::acos(-1.0))).real(), -1, 1e-15);
  EXPECT_NEAR(std::sqrt(c10::complex<double>(-4, 0)).imag(), 2, 1e-15);
  EXPECT_EQ(z * 2.0, (c10::complex<double>(6, -8)));
  EXPECT_EQ(1.0 + z, (c10::complex<double>(4, -4)));
  EXPECT_EQ(std::polar(2.0, 0.0), std::complex<double>(2, 0));
}

int64_t product(c10::IntArrayRef sizes) { return c10::multiply_integers(sizes); }

TEST(C10Types, BorrowedLists) {
  const std::vector<int64_t> v{2, 3, 4};
  const auto a = c10::makeArrayRef(v);
  EXPECT_EQ(product(v) + c10::sum_integers(v), 33);
  EXPECT_EQ(c10::numelements_from_dim(1, a), 12);
  EXPECT_EQ(std::vector<int64_t>(a.rbegin(), a.rend()), (std::vector<int64_t>{4, 3, 2}));
  EXPECT_TRUE(a.allMatch([](int64_t x) { return x > 1; }));
  EXPECT_EQ(a.front() + a.back() + a.at(1), 9);
  EXPECT_THROW(a.at(3), c10::Error);
  EXPECT_THROW(at::IntArrayRef().front(), c10::Error);
  EXPECT_EQ(text_of(at::ArrayRef<float>({1.5f, 2.5f})), "[1.5, 2.5]");
  at::OptionalArrayRef<double> none, some(std::vector<double>{});
  EXPECT_FALSE(none.has_value());
  c10::SmallVector<int64_t, 4> small{1, 2};
  small.push_back(3);
  small.emplace_back(4);
  small.append({5, 6});
  EXPECT_EQ(product(small), 720);
  EXPECT_EQ(small.front() + small.back(), 7);
  at::DimVector dims(at::IntArrayRef{7, 8});
  EXPECT_EQ(dims.size(), 2u);
  EXPECT_EQ(at::infer_size({2, 1, 3}, {5, 1}), (std::vector<int64_t>{2, 5, 3}));
  EXPECT_THROW(at::infer_size({2}, {3}), c10::Error);
  EXPECT_TRUE(at::is_expandable_to(at::IntArrayRef{1, 3}, at::IntArrayRef{4, 2, 3}));
  EXPECT_FALSE(at::is_expandable_to(at::IntArrayRef{2}, at::IntArrayRef{3}));
  EXPECT_EQ(at::maybe_wrap_dim(-1, 4), 3);
  EXPECT_THROW(at::maybe_wrap_dim(4, 4), c10::IndexError);
}

TEST(C10Types, Options) {
  const auto o = torch::dtype(torch::kDouble).requires_grad(true);
  EXPECT_TRUE(o.has_dtype() && !o.has_device() && !o.has_memory_format());
  EXPECT_TRUE(o.requires_grad_opt().value());
  EXPECT_TRUE(o.type_equal(torch::ones({1}, torch::kDouble).options()));
  EXPECT_FALSE(o.pinned_memory() || o.is_sparse());
}

}  // namespace
