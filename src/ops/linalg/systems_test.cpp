// Systems of equations, inverses, determinants and triangular factors against elimination in plain loops; texts of errors.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "ops/linalg/linalg_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;
using Tensors = std::vector<Tensor>;

// Random matrices made well conditioned by a strong diagonal, and positive definite as M M^T + 1.
Tensor steady(const Tensor& x) { return x + 6 * eye(x.size(-1), x.options()); }
Tensor definite(const Tensor& x) { return matmul(x, x.transpose(-2, -1)) + eye(x.size(-1), x.options()); }
Plain steady(Plain m) {
  const int64_t n = m.shape.back();
  for (int64_t i = 0; i < m.numel(); ++i)
    if (i / n % n == i % n) m[i] += 6;
  return m;
}
Plain definite(const Plain& m) {
  Plain a = times(m, turned(m));
  for (int64_t i = 0; i < a.shape[0]; ++i) a[i * (a.shape[0] + 1)] += 1;
  return a;
}
double determinant(const Plain& a) {
  double det = 1;
  eliminated(a, Plain({a.shape[0], 0}), &det);
  return det;
}
// The part of a matrix on one side of the diagonal, with ones on it where `ones`.
Plain side(Plain a, bool upper, bool ones) {
  const int64_t n = a.shape[1];
  for (int64_t i = 0; i < a.numel(); ++i) {
    const int64_t r = i / n, c = i % n;
    if (upper ? c < r : c > r) a[i] = 0;
    if (r == c && ones) a[i] = 1;
  }
  return a;
}
const std::vector<ScalarType> kReal{kFloat, kDouble};

const OpCases cases([] {
  op_case("linalg_solve", [](const Args& x) { return linalg_solve(steady(x[0]), x[1]); })
      .sample({{1, 1}, {1, 1}})
      .sample({{3, 3}, {3, 2}})
      .sample({{2, 2, 2}, {2, 2, 1}})
      .sample({{33, 33}, {33, 5}})
      .sample({{3, 3}, {3, 0}})
      .reference([](const PlainArgs& x) {
        const Plain a = steady(x[0]);
        Plain out(x[1].shape);
        for (int64_t i = 0, at = 0; i < matrices_in(x[1]); ++i)
          for (double v : eliminated(matrix_of(a, i), matrix_of(x[1], i)).values) out[at++] = v;
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            linalg_solve(ones({2, 2}), ones({2}));
          },
          "linalg_solve: expected invertible matrices, got one that is singular at pivot 2")
      .error(
          [] {
            linalg_solve(ones({2, 3}), ones({2}));
          },
          "linalg_solve: expected square matrices, got shape [2, 3]")
      .error(
          [] {
            linalg_solve(eye(2), ones({3, 1}));
          },
          "linalg_solve: expected as many rows in B as in A, got shapes [3, 1] and [2, 2]")
      .error([] { linalg_solve(eye(2), ones({2}, kDouble)); },
             "linalg_solve: expected two tensors of one dtype, got float32 and float64")
      .error([] { linalg_solve(eye(2, kLong), ones({2}, kLong)); },
             "linalg_solve: expected a float32, float64, complex64 or complex128 tensor, got int64");
  op_case("linalg_solve right", [](const Args& x) { return linalg_solve(steady(x[0]), x[1], false); })
      .sample({{3, 3}, {2, 3}})
      .reference(
          [](const PlainArgs& x) { return List{turned(eliminated(turned(steady(x[0])), turned(x[1])))}; })
      .dtypes(kReal)
      .tolerance(16);
  op_case("linalg_inv", [](const Args& x) { return linalg_inv(steady(x[0])); })
      .sample({{1, 1}})
      .sample({{3, 3}})
      .sample({{3, 2, 2}})
      .sample({{17, 17}})
      .reference([](const PlainArgs& x) {
        return List{
            each_matrix(steady(x[0]), [](const Plain& a) { return eliminated(a, unit(a.shape[0])); })};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            linalg_inv(stack({eye(2), zeros({2, 2})}));
          },
          "linalg_inv: expected invertible matrices, got one that is singular at pivot 1 in batch element 1")
      .error([] { linalg_inv(ones({2})); },
             "linalg_inv: expected a matrix or a batch of them, got shape [2]");
  op_case("linalg_det", [](const Args& x) { return linalg_det(x[0]); })
      .sample({{1, 1}})
      .sample({{3, 3}})
      .sample({{3, 2, 2}})
      .sample({{7, 7}})
      .sample({given({2, 2}, {0, 1, 1, 0})})
      .reference([](const PlainArgs& x) {
        return List{each_matrix(x[0], [](const Plain& a) { return Plain({}, {determinant(a)}); })};
      })
      .dtypes(kReal)
      .tolerance(200)
      .error(
          [] {
            linalg_det(ones({2, 3}));
          },
          "linalg_det: expected square matrices, got shape [2, 3]");
  op_case("linalg_slogdet", [](const Args& x) { return linalg_slogdet(x[0]); })
      .sample({{3, 3}})
      .sample({{4, 2, 2}})
      .reference([](const PlainArgs& x) {
        return List{
            each_matrix(x[0], [](const Plain& a) { return Plain({}, {determinant(a) > 0 ? 1.0 : -1.0}); }),
            each_matrix(x[0],
                        [](const Plain& a) { return Plain({}, {std::log(std::fabs(determinant(a)))}); })};
      })
      .dtypes(kReal)
      .tolerance(16);
  op_case("logdet", [](const Args& x) { return logdet(steady(x[0])); })
      .sample({{3, 3}})
      .reference([](const PlainArgs& x) { return List{Plain({}, {std::log(determinant(steady(x[0])))})}; })
      .dtypes(kReal)
      .tolerance(16);
  op_case("linalg_solve_triangular",
          [](const Args& x) { return linalg_solve_triangular(steady(x[0]), x[1], x.i(0), x.i(1), x.i(2)); })
      .sample({{3, 3}, {3, 2}}, {1, 1, 0})
      .sample({{3, 3}, {3, 2}}, {0, 1, 1})
      .sample({{3, 3}, {2, 3}}, {1, 0, 1})
      .sample({{3, 3}, {2, 3}}, {0, 0, 0})
      .reference([](const PlainArgs& x) {
        const Plain a = side(steady(x[0]), x.i(0), x.i(2));
        return List{x.i(1) ? eliminated(a, x[1]) : turned(eliminated(turned(a), turned(x[1])))};
      })
      .dtypes(kReal)
      .tolerance(64)
      .error(
          [] {
            linalg_solve_triangular(eye(2), ones({3, 2}), true);
          },
          "linalg_solve_triangular: expected as many rows in B as in A, got shapes [3, 2] and [2, 2]");
  op_case("linalg_cholesky",
          [](const Args& x) {
            const Tensor l = linalg_cholesky(definite(x[0]), x.i(0));
            return Results(Tensors{x.i(0) ? matmul(transpose(l, -2, -1), l) : matmul(l, transpose(l, -2, -1)),
                                   x.i(0) ? l.tril(-1) : l.triu(1)});
          })
      .sample({{1, 1}}, {0})
      .sample({{3, 3}}, {0})
      .sample({{3, 3}}, {1})
      .sample({{2, 2, 2}}, {0})
      .sample({{17, 17}}, {1})
      .reference([](const PlainArgs& x) {
        return List{each_matrix(x[0], [](const Plain& m) { return definite(m); }), Plain(x[0].shape)};
      })
      .dtypes(kReal)
      .tolerance(32)
      .error([] { linalg_cholesky(-eye(2)); },
             "linalg_cholesky: expected positive-definite matrices, got one that is not, in its leading "
             "minor 1");
  op_case("linalg_lu",
          [](const Args& x) {
            const auto [p, l, u] = linalg_lu(x[0]);
            return Results(Tensors{matmul(p, matmul(l, u)), l.triu(1), u.tril(-1)});
          })
      .sample({{3, 3}})
      .sample({{3, 2}})
      .sample({{2, 4}})
      .sample({{2, 2, 2}})
      .sample({{17, 9}})
      .reference([](const PlainArgs& x) {
        const int64_t m = x[0].shape[x[0].shape.size() - 2], n = x[0].shape.back(), k = std::min(m, n);
        Shape l = x[0].shape, u = x[0].shape;
        l.back() = k, u[u.size() - 2] = k;
        return List{x[0], Plain(l), Plain(u)};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error([] { linalg_lu(eye(2), false); }, "linalg_lu: expected pivot = true, got false")
      .error(
          [] {
            linalg_lu_factor(zeros({2, 2}));
          },
          "got one that is singular at pivot 1");
  op_case("linalg_lu_solve",
          [](const Args& x) {
            const auto [lu, pivots] = linalg_lu_factor(steady(x[0]));
            return linalg_lu_solve(lu, pivots, x[1], true, x.i(0));
          })
      .sample({{3, 3}, {3, 2}}, {0})
      .sample({{3, 3}, {3, 2}}, {1})
      .reference([](const PlainArgs& x) {
        return List{eliminated(x.i(0) ? turned(steady(x[0])) : steady(x[0]), x[1])};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            linalg_lu_solve(eye(2), tensor({1, 5}, kInt), eye(2));
          },
          "lu_unpack: expected pivots in [1, 2], got 5")
      .error(
          [] {
            linalg_lu_solve(eye(2), tensor({1, 2}), eye(2));
          },
          "lu_unpack: expected int32 pivots, got int64");
  op_case("cholesky_solve",
          [](const Args& x) { return cholesky_solve(x[1], linalg_cholesky(definite(x[0]))); })
      .sample({{2, 2}, {2, 2}})
      .reference([](const PlainArgs& x) { return List{eliminated(definite(x[0]), x[1])}; })
      .dtypes(kReal)
      .tolerance(64);
  op_case("cholesky_inverse", [](const Args& x) { return cholesky_inverse(linalg_cholesky(definite(x[0]))); })
      .sample({{3, 3}})
      .reference([](const PlainArgs& x) { return List{eliminated(definite(x[0]), unit(x[0].shape[0]))}; })
      .dtypes(kReal)
      .tolerance(64);
  op_case("linalg_tensorinv",
          [](const Args& x) {
            return linalg_tensorinv(steady(x[0]).view({2, 2, 4}));
          })
      .sample({{4, 4}})
      .reference([](const PlainArgs& x) {
        Plain inverse = eliminated(steady(x[0]), unit(4));
        inverse.shape = {4, 2, 2};
        return List{inverse};
      })
      .dtypes(kReal)
      .tolerance(16);
  op_case("linalg_tensorsolve",
          [](const Args& x) {
            return linalg_tensorsolve(steady(x[0]).view({4, 2, 2}), x[1]);
          })
      .sample({{4, 4}, {4}})
      .reference([](const PlainArgs& x) {
        Plain b = x[1];
        b.shape = {4, 1};
        Plain y = eliminated(steady(x[0]), b);
        y.shape = {2, 2};
        return List{y};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            linalg_tensorsolve(ones({4, 3}), ones({4}));
          },
          "linalg_tensorsolve: expected a square matrix for 4 equations");
  // Other names of the above; their values are among the calls that LibTorch answered (linalg_calls_test.cpp).
  covered({"det", "slogdet", "inverse", "linalg_inv_ex", "linalg_solve_ex", "triangular_solve", "cholesky",
           "linalg_cholesky_ex", "linalg_lu_factor", "linalg_lu_factor_ex", "_lu_with_info", "lu_unpack",
           "lu_solve", "linalg_ldl_factor", "linalg_ldl_factor_ex", "linalg_ldl_solve"});
});

// LibTorch gives zeros here.
TEST(Det, GradientsOfSingularMatricesAreTheirCofactors) {
  const Tensor a = tensor({{1., 2.}, {2., 4.}}, kDouble).set_requires_grad(true);
  a.det().backward();
  EXPECT_TRUE(allclose(a.grad(), tensor({{4., -2.}, {-2., 1.}}, kDouble)));
  const auto det_of_rank_two = [](const autograd::variable_list& in) {
    return autograd::variable_list{in[0].det()};
  };
  const Tensor singular = tensor({{1., 2., 3.}, {4., 5., 6.}, {5., 7., 9.}}, kDouble).set_requires_grad(true);
  EXPECT_EQ(autograd::gradcheck(det_of_rank_two, {singular}), "");
}

TEST(Solve, BatchesBroadcastAndVectorsAreSolved) {
  manual_seed(3);
  const Tensor a = randn({4, 1, 3, 3}) + 5 * eye(3), b = randn({5, 3, 2}), v = randn({4, 1, 3});
  EXPECT_TRUE(allclose(matmul(a, linalg_solve(a, b)), b.expand({4, 5, 3, 2}), 1e-4, 1e-5));
  EXPECT_TRUE(allclose(matmul(a, linalg_solve(a, v).unsqueeze(-1)).squeeze(-1), v, 1e-4, 1e-5));
}

TEST(Solve, ThreadsShareABatch) {
  manual_seed(4);
  const Tensor a = randn({200, 20, 20}, kDouble) + 10 * eye(20, kDouble);
  const int before = get_num_threads();
  set_num_threads(1);
  const Tensor one = linalg_inv(a);
  set_num_threads(2);
  const Tensor two = linalg_inv(a);
  set_num_threads(before);
  EXPECT_TRUE(equal(one, two));
  EXPECT_TRUE(allclose(matmul(a, two), eye(20, kDouble).expand_as(a)));
}

}  // namespace
}  // namespace torch::inline rushlight::test
