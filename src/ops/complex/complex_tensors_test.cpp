// Complex tensors in everyday use: literals, numbers, promotion, views of the parts and what happens to gradients when
// they are written, random numbers, and the operators that refuse them.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Z = Complex<double>;

template <class F> std::string message(F f) {
  try {
    f();
  } catch (const Error& e) { return e.what_without_backtrace(); }
  return "no error";
}

TEST(ComplexTensors, LiteralsAndNumbers) {
  const Tensor z = tensor({Z(1, 2), Z(3, -4)});
  EXPECT_EQ(z.scalar_type(), kComplexDouble);
  EXPECT_EQ(z[1].item().toComplexDouble(), Z(3, -4));
  EXPECT_EQ(z[0].item<Complex<float>>(), Complex<float>(1, 2));
  EXPECT_EQ(full({2}, Z(0, 1)).scalar_type(), kComplexFloat);
  EXPECT_EQ(zeros({2}, kComplexDouble).fill_(Z(1, 1)).sum().item().toComplexDouble(), Z(2, 2));
  std::ostringstream out;
  out << Scalar(Z(1, -2));
  EXPECT_EQ(out.str(), "(1,-2)");
  EXPECT_EQ(message([&] { z[0].item<float>(); }),
            "Scalar: expected a real number, got a complex one with an imaginary part");
  EXPECT_EQ(message([] { zeros({2}).fill_(Z(0, 1)); }),
            "fill: expected a real number for dtype float32, got (0,1)");
}

TEST(ComplexTensors, Promotion) {
  const Tensor f = ones({2}), d = ones({2}, kDouble), i = ones({2}, kLong), z = ones({2}, kComplexFloat);
  EXPECT_EQ((f + Z(0, 1)).scalar_type(), kComplexFloat);
  EXPECT_EQ((d + Z(0, 1)).scalar_type(), kComplexDouble);
  EXPECT_EQ((i * Z(0, 1)).scalar_type(), kComplexFloat);
  EXPECT_EQ((z + d).scalar_type(), kComplexDouble);
  EXPECT_EQ((z + 1.5).scalar_type(), kComplexFloat);
  EXPECT_EQ((z + i).scalar_type(), kComplexFloat);
  EXPECT_EQ(abs(z).scalar_type(), kFloat);
  EXPECT_EQ(z.to(kFloat).scalar_type(), kFloat);
  EXPECT_NE(message([] { ones({2}).add_(Z(0, 1)); }).find("expected a result that fits self's dtype float32"),
            std::string::npos);
}

TEST(ComplexTensors, MovesAndComparisons) {
  const Tensor z = view_as_complex(arange(12, kFloat).view({2, 3, 2}));
  EXPECT_TRUE(equal(cat({z, z}, 1).narrow(1, 3, 3), z));
  EXPECT_TRUE(equal(z.t().contiguous().t(), z));
  EXPECT_TRUE(equal(z.index_select(1, tensor({2, 0})).select(1, 0), z.select(1, 2)));
  EXPECT_TRUE(equal(z.gather(1, tensor({{2}, {1}})).squeeze(1), stack({z[0][2], z[1][1]})));
  EXPECT_TRUE(equal(z.flip(1).select(1, 0), z.select(1, 2)));
  EXPECT_FALSE(equal(z, conj(z)));
  EXPECT_TRUE(equal(z == z, ones({2, 3}, kBool)));
  EXPECT_TRUE(allclose(z, z * (1 + 1e-7)));
  EXPECT_FALSE(allclose(z, z * Z(1, 1e-3)));
  EXPECT_TRUE(equal(cumsum(z, 1).select(1, 2), z.sum(1)));
  EXPECT_TRUE(allclose(mean(z), z.sum() / 6));
  EXPECT_TRUE(isnan(tensor({Z(0, NAN), Z(1, 1)}))[0].item<bool>());
  EXPECT_TRUE(equal(isreal(tensor({Z(1, 0), Z(1, 1)})), tensor({true, false})));
  EXPECT_TRUE(equal(angle(tensor({-1.0, 0.0, 2.0})), tensor({3.14159265358979, 0.0, 0.0})));
}

TEST(ComplexTensors, PartsShareMemory) {
  Tensor z = zeros({2, 3}, kComplexFloat);
  real(z).fill_(1);
  imag(z).select(1, 2).fill_(5);
  EXPECT_EQ(z[1][2].item().toComplexDouble(), Z(1, 5));
  EXPECT_EQ(z[0][0].item().toComplexDouble(), Z(1, 0));
  Tensor pairs = zeros({3, 2});
  view_as_complex(pairs).fill_(Z(2, 3));
  EXPECT_TRUE(equal(pairs.select(1, 1), full({3}, 3.0)));
  EXPECT_TRUE(real(pairs).is_same(pairs));
}

TEST(ComplexTensors, WritingAPartIsRecorded) {
  const Tensor x = tensor({1.0, 2.0}, kDouble).set_requires_grad(true);
  Tensor z = zeros({2}, kComplexDouble) + Z(1, 1);
  Tensor part = imag(z);
  part.mul_(x);  // z = 1 + i x
  (real(z) * imag(z) * imag(z)).sum().backward();
  EXPECT_TRUE(equal(x.grad(), x.detach() * 2));

  const Tensor y = tensor({1.0, 2.0, 3.0, 4.0}, kDouble).set_requires_grad(true);
  Tensor pairs = y.view({2, 2}) * 1;
  view_as_complex(pairs).mul_(Z(0, 1));  // (a, b) becomes (-b, a)
  (pairs * tensor({{1.0, 10.0}, {100.0, 1000.0}}, kDouble)).sum().backward();
  EXPECT_TRUE(equal(y.grad(), tensor({10.0, -1.0, 1000.0, -100.0}, kDouble)));
}

TEST(ComplexTensors, GradientsPointUphill) {
  const Tensor z = tensor({Z(3, 4)}, kComplexDouble).set_requires_grad(true);
  abs(z).sum().backward();
  EXPECT_TRUE(allclose(z.grad(), tensor({Z(0.6, 0.8)}, kComplexDouble)));
  const Tensor x = tensor({2.0}, kDouble).set_requires_grad(true);
  real(x * Z(3, 4)).sum().backward();
  EXPECT_EQ(x.grad().item<double>(), 3) << "the gradient of a real tensor is real";
}

TEST(ComplexTensors, Products) {
  const Tensor z = view_as_complex(tensor({{1.0, 2.0}, {0.0, 1.0}, {3.0, -1.0}}));
  // (1 + 2i) i (3 - i) = (-2 + i) (3 - i) = -5 + 5i
  EXPECT_EQ(z.prod().item().toComplexDouble(), Complex<double>(-5, 5));
  EXPECT_EQ(z.prod(0, true).sizes(), (IntArrayRef{1}));
  EXPECT_EQ(z.narrow(0, 0, 0).prod().item().toComplexDouble(), Complex<double>(1, 0));
  const Tensor rows = z.reshape({3, 1}).expand({3, 2});
  EXPECT_EQ(rows.prod(0).sizes(), (IntArrayRef{2}));
  EXPECT_EQ(rows.prod(-1)[0].item().toComplexDouble(), Complex<double>(-3, 4));
}

// The figures are PyTorch 2.13's for torch.manual_seed(0): randn(3, dtype=torch.complex64).
TEST(ComplexTensors, RandomNumbersArePairs) {
  manual_seed(0);
  const Tensor pairs = randn({3, 2}) * std::sqrt(0.5);
  manual_seed(0);
  EXPECT_TRUE(allclose(view_as_real(randn({3}, kComplexFloat)), pairs));
  manual_seed(0);
  const Tensor uniform = rand({3, 2});
  manual_seed(0);
  EXPECT_TRUE(equal(view_as_real(rand({3}, kComplexFloat)), uniform));
}

TEST(ComplexTensors, RefusedWhereTheyHaveNoMeaning) {
  const Tensor z = ones({2, 2}, kComplexFloat);
  EXPECT_EQ(message([&] { floor(z); }), "floor: expected tensors of real numbers, got one of complex64");
  EXPECT_EQ(message([&] { z < z; }), "lt: expected tensors of real numbers, got one of complex64");
  EXPECT_EQ(message([&] { max(z); }), "max: expected tensors of real numbers, got one of complex64");
  EXPECT_EQ(message([&] { view_as_complex(ones({3})); }),
            "view_as_complex: expected a last dimension of size 2, got shape [3]");
  EXPECT_EQ(message([&] {
              view_as_complex(ones({2, 3}).t());
            }),
            "view_as_complex: expected a last dimension of stride 1, got 3; use contiguous()");
  EXPECT_EQ(message([&] {
              view_as_complex(ones({3, 3}).narrow(1, 0, 2));
            }),
            "view_as_complex: expected even strides in front of the last dimension, got [3, 1]");
  EXPECT_EQ(message([&] { view_as_real(ones({2})); }),
            "view_as_real: expected a complex tensor, got float32");
}

}  // namespace
}  // namespace torch::inline rushlight::test
