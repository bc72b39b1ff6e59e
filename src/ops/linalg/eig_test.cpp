// Eigenvalues of matrices that need not be symmetric, and systems, inverses and determinants of complex ones.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "harness/outcome.h"
#include "rushlight/linalg.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases tested([] { covered({"linalg_eig", "linalg_eigvals"}); });

class Eig : public ::testing::Test {
 protected:
  void SetUp() override { manual_seed(3); }
};

TEST_F(Eig, VectorsTimesValuesAreTheMatrixTimesVectors) {
  for (const ScalarType dtype : {kFloat, kDouble, kComplexFloat, kComplexDouble})
    for (const int64_t n : {1, 2, 5, 17}) {
      const Tensor a = randn({2, n, n}, dtype);
      const auto [values, v] = linalg_eig(a);
      EXPECT_EQ(values.scalar_type(), toComplexType(dtype));
      EXPECT_EQ(values.sizes(), (IntArrayRef{2, n}));
      const double tolerance = dtype == kFloat || dtype == kComplexFloat ? 1e-4 : 1e-11;
      EXPECT_LT((matmul(a.to(v.scalar_type()), v) - v * values.unsqueeze(-2)).abs().max().item<double>(),
                tolerance);
      EXPECT_LT((v.abs().pow(2).sum(-2) - 1).abs().max().item<double>(), tolerance);
      EXPECT_LT((linalg_eigvals(a) - values).abs().max().item<double>(), tolerance);
    }
  EXPECT_EQ(std::get<1>(linalg_eig(ones({0, 0}))).sizes(), (IntArrayRef{0, 0}));
}

TEST_F(Eig, ARotationHasComplexValues) {
  const auto [values, v] = linalg::eig(tensor({{0.0, -1.0}, {1.0, 0.0}}));
  EXPECT_NEAR(real(values).abs().max().item<double>(), 0, 1e-6);
  EXPECT_NEAR(imag(values).abs().min().item<double>(), 1, 1e-6);
  EXPECT_NEAR(imag(values).sum().item<double>(), 0, 1e-6);
}

TEST_F(Eig, GradientsByDifferences) {
  const auto of_values = [](const autograd::variable_list& x) {
    const Tensor values = linalg_eigvals(x[0]);
    return autograd::variable_list{values.abs().pow(3).sum(), real(values.pow(2)).sum()};
  };
  // The phase of an eigenvector is free: only its absolute values count.
  const auto of_vectors = [](const autograd::variable_list& x) {
    const auto [values, v] = linalg_eig(x[0]);
    return autograd::variable_list{(v.abs().pow(3) * values.abs().unsqueeze(-2)).sum()};
  };
  const Tensor a = randn({2, 3, 3}, kDouble).set_requires_grad(true);
  EXPECT_EQ(autograd::gradcheck(of_values, {a}), "");
  EXPECT_EQ(autograd::gradcheck(of_vectors, {a}), "");
  EXPECT_EQ(
      autograd::gradgradcheck(of_vectors, {randn({2, 2}, kDouble).set_requires_grad(true)}, 1e-6, 1e-4, 1e-3),
      "");
}

TEST_F(Eig, ErrorsNameTheArgument) {
  EXPECT_EQ(error_of([] {
              linalg_eig(ones({2, 3}));
            }),
            "linalg_eig: expected square matrices, got shape [2, 3]");
  EXPECT_EQ(error_of([] {
              linalg_eig(ones({2, 2}, kLong));
            }),
            "linalg_eig: expected a float32, float64, complex64 or complex128 tensor, got int64");
  for (const double bad : {double(NAN), double(INFINITY)}) {
    const std::string text = "linalg_eig: expected finite numbers, got NaN or infinity";
    EXPECT_EQ(error_of([=] { linalg_eigvals(full({2, 2}, bad)); }), text);
    EXPECT_EQ(error_of([=] { linalg_eig(full({1, 2, 2}, bad, kComplexDouble)); }), text);
  }
}

TEST_F(Eig, ComplexSystemsInversesAndDeterminants) {
  for (const ScalarType dtype : {kComplexFloat, kComplexDouble}) {
    const Tensor a = randn({3, 4, 4}, dtype), b = randn({3, 4, 2}, dtype);
    const double tolerance = dtype == kComplexFloat ? 1e-4 : 1e-11;
    const auto off = [](const Tensor& x, const Tensor& y) { return (x - y).abs().max().item<double>(); };
    EXPECT_LT(off(matmul(a, linalg_solve(a, b)), b), tolerance);
    EXPECT_LT(off(matmul(linalg_solve(a, b.mH(), false), a), b.mH()), tolerance);
    EXPECT_LT(off(matmul(a, linalg_inv(a)), eye(4, a.options()).expand_as(a)), tolerance);
    EXPECT_LT(off(linalg_det(a), linalg_eigvals(a).prod(-1)), 10 * tolerance);
  }
}

TEST_F(Eig, ComplexGradientsByDifferences) {
  // Real inputs, from which complex matrices are made.
  const auto complex_of = [](const Tensor& x) { return view_as_complex(x.contiguous()); };
  const auto outputs = [&](const autograd::variable_list& x) {
    const Tensor a = complex_of(x[0]), b = complex_of(x[1]);
    return autograd::variable_list{view_as_real(linalg_solve(a, b)), view_as_real(linalg_inv(a)),
                                   view_as_real(linalg_det(a))};
  };
  const Tensor a = randn({3, 3, 2}, kDouble).set_requires_grad(true);
  const Tensor b = randn({3, 2, 2}, kDouble).set_requires_grad(true);
  EXPECT_EQ(autograd::gradcheck(outputs, {a, b}), "");
  EXPECT_EQ(autograd::gradgradcheck(outputs, {a, b}), "");
}

}  // namespace
}  // namespace torch::inline rushlight::test
