// P L U: the factorization with row exchanges, what is read out of it, and systems solved with it.
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Gradient of LU (m, n): with A = P L U, dA = P (dL U + L dU), split at k = min(m, n) into a square block and the rest
// below or to the right of it.
Tensor lu_gradient(const Tensor& lu, const Tensor& pivots, const Tensor& grad) {
  const int64_t m = lu.size(-2), n = lu.size(-1), k = std::min(m, n);
  const auto part = [k](const Tensor& t, bool below, bool right) {
    const Tensor rows = below ? t.narrow(-2, k, t.size(-2) - k) : t.narrow(-2, 0, k);
    return right ? rows.narrow(-1, k, t.size(-1) - k) : rows.narrow(-1, 0, k);
  };
  const Tensor square = part(lu, false, false), l2 = part(lu, true, false), u2 = part(lu, false, true);
  const Tensor g1 = part(grad, false, false), g_l2 = part(grad, true, false), g_u2 = part(grad, false, true);
  const Tensor l_h = adjoint(tril(square, -1) + identity(k, lu)), u_h = adjoint(triu(square));
  // L^-H x and x U^-H, of which the solver reads one triangle each.
  const auto over_l = [&](const Tensor& x) {
    return linalg_solve_triangular(adjoint(square), x, true, true, true);
  };
  const auto over_u = [&](const Tensor& x) {
    return linalg_solve_triangular(adjoint(square), x, false, false);
  };
  Tensor lower = matmul(l_h, tril(g1, -1)), upper = matmul(triu(g1), u_h);
  if (n > k) lower = lower - matmul(g_u2, adjoint(u2));
  if (m > k) upper = upper - matmul(adjoint(l2), g_l2);
  Tensor inner = over_u(over_l(tril(lower, -1) + triu(upper)));
  if (n > k) inner = cat({inner, over_l(g_u2)}, -1);
  if (m > k) inner = cat({inner, over_u(g_l2)}, -2);
  return matmul(std::get<0>(lu_unpack(lu, pivots, false, true)), inner);
}

// Input A^T (n, m); outputs (LU)^T, pivots counted from 1, info.
struct LuFactor {
  static constexpr Traits traits{.name = "linalg_lu_factor",
                                 .save_outputs = 3,
                                 .outputs = 3,
                                 .contiguous_inputs = true,
                                 .complex = true};
  void infer(Infer& io) const {
    check_matrices(io);
    const View& a = io.in(0);
    io.out(0, a.dtype, a.shape());
    io.out(1, kInt, batch_shape(a, {std::min(a.size(-1), a.size(-2))}));
    io.out(2, kInt, batch_shape(a));
  }
  static void execute(const LuFactor&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { factor<decltype(zero)>(in[0], out); });
  }
  template <class T> static void factor(const View& a, Views out) {
    const Matrices of(a);
    std::copy_n(a.as<const T>(), a.numel, out[0].as<T>());
    std::fill_n(out[2].as<int>(), out[2].numel, 0);
    if (a.numel == 0) return;
    over_batch(of.count, of.size() * of.smaller(), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i)
        out[2].as<int>()[i] = Lapack<T>::getrf(of.columns, of.rows, out[0].as<T>() + i * of.size(),
                                               of.columns, out[1].as<int>() + i * of.smaller());
    });
  }
  void backward(Backward& b) const {
    b.set(0, transposed(lu_gradient(transposed(b.out(0)), b.out(1), transposed(b.grad(0)))));
  }
};

// Pivots (k) to the row numbers (m) that they lead to: row i of the exchanged matrix was row out[i].
struct PivotRows {
  int64_t rows;
  static constexpr Traits traits{.name = "lu_unpack", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& pivots = io.in(0);
    io.check(pivots.dtype == kInt, "expected int32 pivots, got ", pivots.dtype);
    io.check(pivots.dims >= 1 && pivots.size(-1) <= rows, "expected at most ", rows, " pivots, got shape ",
             pivots.shape());
    DimVector shape(pivots.shape());
    shape.back() = rows;
    io.out(0, kLong, shape);
  }
  static void execute(const PivotRows& op, Views in, Views out) {
    const int64_t k = in[0].size(-1);
    for (int64_t b = 0; op.rows > 0 && b < out[0].numel / op.rows; ++b) {
      int64_t* row = out[0].as<int64_t>() + b * op.rows;
      const int* pivots = in[0].as<const int>() + b * k;
      for (int64_t i = 0; i < op.rows; ++i) row[i] = i;
      for (int64_t i = 0; i < k; ++i) {
        RUSHLIGHT_CHECK(pivots[i] >= 1 && pivots[i] <= op.rows, "lu_unpack: expected pivots in [1, ", op.rows,
                        "], got ", pivots[i]);
        std::swap(row[i], row[pivots[i] - 1]);
      }
    }
  }
};

// P with A = P L U.
Tensor permutation(const Tensor& pivots, int64_t rows, const Tensor& like) {
  const Tensor from = run(PivotRows{rows}, pivots)[0];
  return transposed(eq(from.unsqueeze(-1), arange(rows))).to(like.scalar_type());
}

void check_pivoting(const char* who, bool pivot) {
  RUSHLIGHT_CHECK(pivot, who,
                  ": expected pivot = true, got false; a factorization without pivoting is not stable");
}

}  // namespace

TensorTriple linalg_lu_factor_ex(const Tensor& A, bool pivot, bool check_errors) {
  check_pivoting("linalg_lu_factor_ex", pivot);
  RUSHLIGHT_CHECK(A.dim() >= 2, "linalg_lu_factor: expected a matrix or a batch of them, got shape ",
                  A.sizes());
  const auto [lu, pivots, info] = run(LuFactor{}, transposed(A));
  if (check_errors)
    check_info("linalg_lu_factor_ex", info, "invertible matrices", "one that is singular at pivot");
  return {transposed(lu), pivots, info};
}
TensorPair linalg_lu_factor(const Tensor& A, bool pivot) {
  check_pivoting("linalg_lu_factor", pivot);
  const auto [lu, pivots, info] = linalg_lu_factor_ex(A);
  check_info("linalg_lu_factor", info, "invertible matrices (linalg_lu_factor_ex and linalg_lu take others)",
             "one that is singular at pivot");
  return {lu, pivots};
}
TensorTriple linalg_lu(const Tensor& A, bool pivot) {
  check_pivoting("linalg_lu", pivot);
  const auto [lu, pivots, info] = linalg_lu_factor_ex(A);
  return lu_unpack(lu, pivots);
}
TensorTriple _lu_with_info(const Tensor& self, bool pivot, bool check_errors) {
  return linalg_lu_factor_ex(self, pivot, check_errors);
}

TensorTriple lu_unpack(const Tensor& LU_data, const Tensor& LU_pivots, bool unpack_data, bool unpack_pivots) {
  RUSHLIGHT_CHECK(LU_data.dim() >= 2, "lu_unpack: expected a matrix or a batch of them, got shape ",
                  LU_data.sizes());
  const int64_t m = LU_data.size(-2), n = LU_data.size(-1), k = std::min(m, n);
  Tensor none = empty({0}, LU_data.options()), l = none, u = none;
  const Tensor p = unpack_pivots ? permutation(LU_pivots, m, LU_data) : none;
  if (unpack_data) {
    l = tril(LU_data.narrow(-1, 0, k), -1) + eye(m, k, LU_data.options());
    u = triu(LU_data.narrow(-2, 0, k));
  }
  return {p, l, u};
}

Tensor linalg_lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left, bool adjoint) {
  // X A = B is A^H X^H = B^H.
  if (!left) return mH(linalg_lu_solve(LU, pivots, mH(B), true, !adjoint));
  check_square("linalg_lu_solve", LU);
  RUSHLIGHT_CHECK(B.dim() >= 2 && B.size(-2) == LU.size(-1), "linalg_lu_solve: expected ", LU.size(-1),
                  " rows in B for LU of shape ", LU.sizes(), ", got shape ", B.sizes());
  const Tensor p = permutation(pivots, LU.size(-1), LU);
  if (!adjoint) {
    const Tensor y = linalg_solve_triangular(LU, matmul(transposed(p), B), false, true, true);
    return linalg_solve_triangular(LU, y, true);
  }
  const Tensor y = linalg_solve_triangular(mH(LU), B, false);
  return matmul(p, linalg_solve_triangular(mH(LU), y, true, true, true));
}
Tensor lu_solve(const Tensor& self, const Tensor& LU_data, const Tensor& LU_pivots) {
  return linalg_lu_solve(LU_data, LU_pivots, self);
}

}  // namespace torch::inline rushlight
