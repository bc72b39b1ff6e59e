// Decompositions of complex matrices: the factors' product, what they are known for, and gradients of both orders by
// differences, of what does not depend on the free phases of vectors. LibTorch's figures are in linalg.txt.
#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using L = autograd::variable_list;

class ComplexMatrices : public ::testing::TestWithParam<ScalarType> {
 protected:
  void SetUp() override { manual_seed(3); }
  Tensor made(IntArrayRef sizes) const { return randn(sizes, GetParam()); }
  void expect_close(const Tensor& a, const Tensor& b) const {
    EXPECT_LT((a - b).abs().max().item<double>(), GetParam() == kComplexFloat ? 2e-4 : 1e-11);
  }
  void expect_unitary(const Tensor& columns) const {
    expect_close(matmul(columns.mH(), columns), eye(columns.size(-1), columns.options()));
  }
};
INSTANTIATE_TEST_SUITE_P(Dtypes, ComplexMatrices, ::testing::Values(kComplexFloat, kComplexDouble),
                         [](const auto& info) { return std::string(toString(info.param)); });

TEST_P(ComplexMatrices, SingularValues) {
  for (const auto& [m, n] : {std::pair{1, 1}, {3, 2}, {2, 4}, {33, 17}}) {
    const Tensor a = made({2, m, n});
    const auto [u, s, vh] = linalg_svd(a, false);
    EXPECT_EQ(s.scalar_type(), toRealValueType(GetParam()));
    expect_close(matmul(u * s.unsqueeze(-2), vh), a);
    expect_unitary(u);
    expect_unitary(vh.mH());
    expect_close(linalg_svdvals(a), s);
  }
  const auto [u, s, vh] = linalg_svd(made({5, 3}));
  EXPECT_EQ(u.sizes(), (IntArrayRef{5, 5}));
  expect_unitary(u);
}

TEST_P(ComplexMatrices, Qr) {
  for (const auto& [m, n] : {std::pair{1, 1}, {3, 2}, {2, 4}, {33, 17}}) {
    const Tensor a = made({2, m, n});
    const auto [q, r] = linalg_qr(a);
    expect_close(matmul(q, r), a);
    expect_unitary(q);
    EXPECT_EQ(r.tril(-1).abs().sum().item<double>(), 0);
    const auto [reflectors, tau] = geqrf(a);
    expect_close(reflectors.narrow(-2, 0, r.size(-2)).triu(), r);
  }
  const auto [q, r] = linalg_qr(made({5, 3}), "complete");
  EXPECT_EQ(q.sizes(), (IntArrayRef{5, 5}));
  expect_unitary(q);
}

TEST_P(ComplexMatrices, HermitianMatrices) {
  for (const int64_t n : {1, 2, 5, 17}) {
    const Tensor x = made({2, n, n}), a = matmul(x, x.mH()) + eye(n, x.options());
    for (const char* triangle : {"L", "U"}) {
      const Tensor half = triangle[0] == 'L' ? a.tril() : a.triu();
      const auto [values, v] = linalg_eigh(half, triangle);
      EXPECT_EQ(values.scalar_type(), toRealValueType(GetParam()));
      expect_close(matmul(v * values.unsqueeze(-2), v.mH()) / n, a / n);
      expect_unitary(v);
      expect_close(linalg_eigvalsh(half, triangle) / n, values / n);
    }
    const Tensor l = linalg_cholesky(a);
    expect_close(matmul(l, l.mH()) / n, a / n);
    expect_close(linalg_cholesky(a, true), l.mH());
    const Tensor b = made({2, n, 3});
    for (const bool hermitian : {false, true}) {
      const Tensor whole = hermitian ? a : a + a.mT();
      const auto [ld, pivots] = linalg_ldl_factor(whole, hermitian);
      expect_close(matmul(whole, linalg_ldl_solve(ld, pivots, b, hermitian)), b);
    }
  }
}

TEST_P(ComplexMatrices, LuAndLeastSquares) {
  const Tensor a = made({2, 5, 5}), b = made({2, 5, 3});
  const auto [p, l, u] = linalg_lu(a);
  expect_close(matmul(p, matmul(l, u)), a);
  const auto [lu, pivots] = linalg_lu_factor(a);
  for (const bool adjoint : {false, true})
    expect_close(matmul(adjoint ? a.mH() : a, linalg_lu_solve(lu, pivots, b, true, adjoint)), b);
  const auto [sign, logarithm] = linalg_slogdet(a);
  expect_close(sign * exp(logarithm), linalg_det(a));
  const Tensor tall = made({2, 6, 4}), c = made({2, 6, 2}), p_inverse = linalg_pinv(tall);
  expect_close(matmul(p_inverse, tall), eye(4, tall.options()));
  for (const char* driver : {"gels", "gelsy", "gelsd", "gelss"})
    expect_close(std::get<0>(linalg_lstsq(tall, c, std::nullopt, driver)), matmul(p_inverse, c));
}

// f of a complex matrix, its results as real numbers, by real inputs.
template <class F> void check_gradients(const char* what, IntArrayRef pairs, const F& f) {
  manual_seed(11);
  const Tensor x = randn(pairs, kDouble).set_requires_grad(true);
  const auto outputs = [&](const L& in) {
    const Tensor y = f(view_as_complex(in[0].contiguous()));
    return L{y.is_complex() ? view_as_real(y) : y};
  };
  EXPECT_EQ(autograd::gradcheck(outputs, {x}), "") << what;
  EXPECT_EQ(autograd::gradgradcheck(outputs, {x}, 1e-6, 1e-4, 1e-3), "") << what;
}

TEST(ComplexMatrixGradients, OfBothOrders) {
  const auto hermitian = [](const Tensor& a) { return matmul(a, a.mH()) + eye(a.size(-1), a.options()); };
  for (const auto& [m, n] : {std::pair<int64_t, int64_t>{3, 3}, {3, 2}, {2, 3}}) {
    check_gradients("svdvals", {m, n, 2}, [](const Tensor& a) { return linalg_svdvals(a); });
    check_gradients("svd", {m, n, 2}, [](const Tensor& a) {
      const auto [u, s, vh] = linalg_svd(a, false);
      return matmul(u * cos(s).unsqueeze(-2), vh);
    });
    check_gradients("qr", {m, n, 2}, [](const Tensor& a) {
      const auto [q, r] = linalg_qr(a);
      return cat({q, r}, -1 - (q.size(-2) != r.size(-2)));
    });
    check_gradients("lu", {m, n, 2}, [](const Tensor& a) { return std::get<0>(linalg_lu_factor_ex(a)); });
    check_gradients("pinv", {m, n, 2}, [](const Tensor& a) { return linalg_pinv(a); });
    check_gradients("lstsq", {m, n, 2},
                    [](const Tensor& a) { return std::get<0>(linalg_lstsq(a, a.conj() + 1)); });
  }
  check_gradients("eigh", {3, 3, 2}, [&](const Tensor& a) {
    const auto [values, v] = linalg_eigh(hermitian(a));
    return matmul(v * cos(values).unsqueeze(-2), v.mH());
  });
  check_gradients("cholesky", {3, 3, 2}, [&](const Tensor& a) { return linalg_cholesky(hermitian(a)); });
  check_gradients("slogdet", {3, 3, 2}, [](const Tensor& a) {
    const auto [sign, logarithm] = linalg_slogdet(a);
    return sign * (logarithm + 2);
  });
  check_gradients("matrix_exp", {3, 3, 2}, [](const Tensor& a) { return linalg_matrix_exp(a * 0.5); });
  check_gradients("solve_triangular", {3, 3, 2}, [](const Tensor& a) {
    return linalg_solve_triangular(a + eye(3, a.options()) * 3, a.mT(), true, false);
  });
}

}  // namespace
}  // namespace torch::inline rushlight::test
