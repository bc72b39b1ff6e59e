// QR, SVD, eigenvalues, pseudo-inverses and least squares: the factors' product, their orthogonality, and singular values
// and eigenvalues from rotations in plain loops.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "ops/linalg/linalg_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;
using Tensors = std::vector<Tensor>;
const std::vector<ScalarType> kReal{kFloat, kDouble};

Tensor turned(const Tensor& t) { return t.transpose(-2, -1); }
Tensor symmetric(const Tensor& x) { return x + turned(x); }
Plain symmetric(const Plain& x) {
  const Plain t = test::turned(x);
  Plain s = x;
  for (int64_t i = 0; i < s.numel(); ++i) s[i] += t[i];
  return s;
}
// Identities of size n for a batch.
Plain units(const Plain& batch, int64_t n) {
  return each_matrix(batch, [&](const Plain&) { return unit(n); });
}
int64_t smaller(const Plain& a) { return std::min(a.shape[a.shape.size() - 2], a.shape.back()); }

// Q and R with a positive diagonal of R by Gram and Schmidt, for at least as many rows as columns.
List gram_schmidt(const Plain& a) {
  const int64_t m = a.shape[0], n = a.shape[1];
  Plain q = a, r({n, n});
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t i = 0; i <= j; ++i) {
      double dot = 0;
      for (int64_t k = 0; k < m; ++k) dot += q[k * n + i] * q[k * n + j];
      r[i * n + j] = i < j ? dot : std::sqrt(dot);
      for (int64_t k = 0; k < m; ++k)
        q[k * n + j] = i < j ? q[k * n + j] - dot * q[k * n + i] : q[k * n + j] / r[j * n + j];
    }
  }
  return {q, r};
}

// The pseudo-inverse of a matrix of full rank.
Plain pinv_of(const Plain& a) {
  const Plain t = test::turned(a);
  return a.shape[0] >= a.shape[1] ? eliminated(times(t, a), t) : test::turned(eliminated(times(a, t), a));
}

const OpCases cases([] {
  op_case("linalg_qr",
          [](const Args& x) {
            const auto [q, r] = linalg_qr(x[0], x.i(0) ? "complete" : "reduced");
            return Results(Tensors{matmul(q, r), matmul(turned(q), q), r.tril(-1)});
          })
      .sample({{1, 1}}, {0})
      .sample({{3, 2}}, {0})
      .sample({{2, 4}}, {0})
      .sample({{2, 2, 2}}, {0})
      .sample({{33, 17}}, {0})
      .sample({{2, 3}}, {1})
      .reference([](const PlainArgs& x) {
        Shape r = x[0].shape;
        r[r.size() - 2] = smaller(x[0]);
        return List{x[0], units(x[0], smaller(x[0])), Plain(r)};
      })
      .dtypes(kReal)
      .tolerance(32)
      .error(
          [] {
            linalg_qr(ones({2, 2}), "some");
          },
          "linalg_qr: expected mode reduced, complete or r, got some")
      .error(
          [] {
            linalg_qr(ones({2, 2}, kLong));
          },
          "linalg_qr: expected a float32, float64, complex64 or complex128 tensor, got int64");
  op_case("linalg_qr factors",
          [](const Args& x) {
            const auto [q, r] = linalg_qr(x[0]);
            const Tensor sign = sgn(r.diagonal(0, -2, -1)).detach();
            return Results(Tensors{q * sign.unsqueeze(-2), r * sign.unsqueeze(-1)});
          })
      .sample({{3, 2}})
      .sample({{3, 3}})
      .sample({{9, 5}})
      .reference([](const PlainArgs& x) { return gram_schmidt(x[0]); })
      .dtypes(kReal)
      .tolerance(200);
  op_case("linalg_svd",
          [](const Args& x) {
            const auto [u, s, vh] = linalg_svd(x[0], false);
            return Results(Tensors{matmul(u * s.unsqueeze(-2), vh), s, matmul(turned(u), u)});
          })
      .sample({{1, 1}})
      .sample({{3, 2}})
      .sample({{2, 4}})
      .sample({{2, 2, 2}})
      .sample({{33, 17}})
      .reference([](const PlainArgs& x) {
        const auto values = [](const Plain& a) { return Plain({smaller(a)}, singular_values(a)); };
        return List{x[0], each_matrix(x[0], values), units(x[0], smaller(x[0]))};
      })
      .dtypes(kReal)
      .tolerance(64)
      .error([] { linalg_svd(ones({3})); }, "linalg_svd: expected a matrix or a batch of them, got shape [3]")
      .error(
          [] {
            linalg_svd(full({2, 2}, NAN));
          },
          "its values are not all finite")
      .error(
          [] {
            linalg_svd(ones({2, 2}), true, "gesvd");
          },
          "linalg_svd: expected no driver on a CPU tensor, got gesvd");
  op_case("linalg_svdvals", [](const Args& x) { return linalg_svdvals(x[0]); })
      .sample({{3, 3}})
      .sample({{2, 2, 3}})
      .reference([](const PlainArgs& x) {
        return List{
            each_matrix(x[0], [](const Plain& a) { return Plain({smaller(a)}, singular_values(a)); })};
      })
      .dtypes(kReal)
      .tolerance(64);
  op_case(
      "linalg_eigh",
      [](const Args& x) {
        const auto [values, v] = linalg_eigh(symmetric(x[0]), x.i(0) ? "U" : "L");
        return Results(Tensors{matmul(v * values.unsqueeze(-2), turned(v)), values, matmul(turned(v), v)});
      })
      .sample({{1, 1}}, {0})
      .sample({{3, 3}}, {0})
      .sample({{3, 3}}, {1})
      .sample({{17, 17}}, {0})
      .reference([](const PlainArgs& x) {
        const Plain a = symmetric(x[0]);
        return List{a, Plain({a.shape[0]}, jacobi(a)), unit(a.shape[0])};
      })
      .dtypes(kReal)
      .tolerance(64)
      .error([] { linalg_eigh(eye(2), "B"); }, "linalg_eigh: expected UPLO L or U, got B")
      .error(
          [] {
            linalg_eigh(ones({2, 3}));
          },
          "linalg_eigh: expected square matrices, got shape [2, 3]");
  op_case("linalg_eigvalsh", [](const Args& x) { return linalg_eigvalsh(symmetric(x[0])); })
      .sample({{3, 3}})
      .reference([](const PlainArgs& x) { return List{Plain({x[0].shape[0]}, jacobi(symmetric(x[0])))}; })
      .dtypes(kReal)
      .tolerance(64);
  op_case("linalg_pinv", [](const Args& x) { return linalg_pinv(x[0]); })
      .sample({{3, 2}})
      .sample({{2, 3}})
      .sample({{2, 2, 2}})
      .reference([](const PlainArgs& x) { return List{each_matrix(x[0], pinv_of)}; })
      .dtypes(kReal)
      .tolerance(200);
  op_case("linalg_lstsq", [](const Args& x) { return std::get<0>(linalg_lstsq(x[0], x[1])); })
      .sample({{3, 2}, {3, 1}})
      .sample({{2, 3}, {2, 1}})
      .sample({{9, 4}, {9, 3}})
      .reference([](const PlainArgs& x) { return List{times(pinv_of(x[0]), x[1])}; })
      .dtypes(kReal)
      .tolerance(200)
      .error(
          [] {
            linalg_lstsq(ones({3, 2}), ones({2, 1}));
          },
          "linalg_lstsq: expected as many rows in B as in A, got shapes [2, 1] and [3, 2]")
      .error(
          [] {
            linalg_lstsq(ones({3, 2}), ones({3, 1}), std::nullopt, "qr");
          },
          "linalg_lstsq: expected driver gels, gelsy, gelsd or gelss, got qr");
  op_case("linalg_householder_product", [](const Args& x) { return linalg_householder_product(x[0], x[1]); })
      .sample({{3, 2}, {2}})
      .sample({{2, 2, 2}, {2, 1}})
      .sample({{9, 5}, {5}})
      .reference([](const PlainArgs& x) {
        const int64_t k = x[1].shape.back();
        Plain out(x[0].shape);
        for (int64_t b = 0, at = 0; b < matrices_in(x[0]); ++b) {
          const Plain a = matrix_of(x[0], b);
          const int64_t m = a.shape[0], n = a.shape[1];
          Plain q = unit(m);
          for (int64_t i = 0; i < k; ++i) {
            Plain v({m, 1}), h = unit(m);
            for (int64_t r = i; r < m; ++r) v[r] = r == i ? 1 : a[r * n + i];
            const Plain outer = times(v, test::turned(v));
            for (int64_t e = 0; e < h.numel(); ++e) h[e] -= x[1][b * k + i] * outer[e];
            q = times(q, h);
          }
          for (int64_t r = 0; r < m; ++r)
            for (int64_t c = 0; c < n; ++c) out[at++] = q[r * m + c];
        }
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(200)
      .error(
          [] {
            linalg_householder_product(ones({2, 3}), ones({2}));
          },
          "linalg_householder_product: expected reflectors in columns, at least as long as there are, got "
          "shape [2, 3]");
  op_case("ormqr", [](const Args& x) { return ormqr(x[0], x[1], x[2], x.i(0), x.i(1)); })
      .sample({{3, 2}, {2}, {3, 1}}, {1, 0})
      .sample({{3, 2}, {2}, {2, 3}}, {0, 1})
      .reference([](const PlainArgs& x) {
        Plain q = unit(3);
        for (int64_t i = 0; i < 2; ++i) {
          Plain v({3, 1}), h = unit(3);
          for (int64_t r = i; r < 3; ++r) v[r] = r == i ? 1 : x[0][r * 2 + i];
          const Plain outer = times(v, test::turned(v));
          for (int64_t e = 0; e < 9; ++e) h[e] -= x[1][i] * outer[e];
          q = times(q, h);
        }
        if (x.i(1)) q = test::turned(q);
        return List{x.i(0) ? times(q, x[2]) : times(x[2], q)};
      })
      .dtypes(kReal)
      .tolerance(64)
      .error(
          [] {
            ormqr(ones({3, 2}), ones({2}), ones({2, 2}));
          },
          "ormqr: expected a matrix that Q of size 3 multiplies, got shape [2, 2]");
  // Other names of the above; their values are among the calls that LibTorch answered (linalg_calls_test.cpp).
  covered({"qr", "svd", "geqrf", "orgqr", "pinverse", "linalg_matrix_rank"});
});

// Gradients of the factors themselves: their signs do not change nearby.
TEST(Decompositions, GradientsOfFactors) {
  using L = autograd::variable_list;
  const auto check = [](const char* what, const auto& f, IntArrayRef shape) {
    manual_seed(7);
    const Tensor a = randn(shape, kDouble).set_requires_grad(true);
    EXPECT_EQ(autograd::gradcheck(f, {a}), "") << what;
    EXPECT_EQ(autograd::gradgradcheck(f, {a}), "") << what;
  };
  const auto svd_factors = [](const L& in) {
    const auto [u, s, vh] = linalg_svd(in[0], false);
    return L{u, s, vh};
  };
  check("svd, tall", svd_factors, {4, 2});
  check("svd, wide", svd_factors, {2, 3});
  check("svd, batch", svd_factors, {2, 2, 2});
  check("qr, wide",
        [](const L& in) {
          const auto [q, r] = linalg_qr(in[0]);
          return L{q, r};
        },
        {2, 4});
  check("eigh",
        [](const L& in) {
          const auto [values, v] = linalg_eigh(in[0] + turned(in[0]));
          return L{values, v};
        },
        {3, 3});
  for (const Shape& shape : {Shape{3, 3}, Shape{4, 2}, Shape{2, 3}})
    check(
        "lu", [](const L& in) { return L{std::get<0>(linalg_lu_factor_ex(in[0]))}; }, shape);
}

TEST(Decompositions, FullMatricesAreOrthogonal) {
  manual_seed(5);
  const Tensor a = randn({2, 5, 3}, kDouble);
  const auto [u, s, vh] = linalg_svd(a);
  EXPECT_EQ(u.sizes(), IntArrayRef({2, 5, 5}));
  EXPECT_TRUE(allclose(matmul(turned(u), u), eye(5, kDouble).expand({2, 5, 5})));
  EXPECT_TRUE(allclose(matmul(u.narrow(-1, 0, 3) * s.unsqueeze(-2), vh), a));
  const auto [q, r] = linalg_qr(a, "complete");
  EXPECT_TRUE(allclose(matmul(turned(q), q), eye(5, kDouble).expand({2, 5, 5})));
  EXPECT_TRUE(allclose(matmul(q, r), a));
  EXPECT_TRUE(equal(std::get<0>(linalg_svd(zeros({3, 0}))), eye(3)));
  EXPECT_TRUE(equal(std::get<0>(linalg_qr(zeros({3, 0}), "complete")), eye(3)));
}

TEST(Decompositions, LeastSquaresDriversAgree) {
  manual_seed(6);
  const Tensor a = randn({3, 6, 4}, kDouble), b = randn({3, 6, 2}, kDouble);
  const Tensor expected = matmul(linalg_pinv(a), b);
  for (const char* driver : {"gels", "gelsy", "gelsd", "gelss"})
    EXPECT_TRUE(allclose(std::get<0>(linalg_lstsq(a, b, std::nullopt, driver)), expected)) << driver;
}

}  // namespace
}  // namespace torch::inline rushlight::test
