// L D L^T of symmetric, L D L^H of Hermitian matrices that need not be positive definite, and systems solved with it.
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Input A^T; outputs (LD)^T, pivots as LAPACK counts them, info. The lower triangle of A counts for both.
struct LdlFactor {
  bool hermitian;
  static constexpr Traits traits{
      .name = "linalg_ldl_factor", .outputs = 3, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    const View& a = io.in(0);
    io.out(0, a.dtype, a.shape());
    io.out(1, kInt, batch_shape(a, {a.size(-1)}));
    io.out(2, kInt, batch_shape(a));
  }
  static void execute(const LdlFactor& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      const Matrices of(in[0]);
      const int n = of.rows;
      std::fill_n(out[2].as<int>(), out[2].numel, 0);
      std::copy_n(in[0].as<const T>(), in[0].numel, out[0].as<T>());
      if (n == 0) return;
      over_batch(of.count, cube(n), [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i) {
          T* ld = out[0].as<T>() + i * of.size();
          for (int r = 1; r < n; ++r) std::fill_n(ld + int64_t{r} * n, r, T(0));
          out[2].as<int>()[i] = Lapack<T>::sytrf(op.hermitian, n, ld, n, out[1].as<int>() + i * n);
        }
      });
    });
  }
  void backward(Backward&) const {
    RUSHLIGHT_CHECK(false, "linalg_ldl_factor: expected no gradient, got one; linalg_solve has a derivative");
  }
};

// Inputs (LD)^T, pivots and B^T of one batch shape; output X^T.
struct LdlSolve {
  bool hermitian;
  static constexpr Traits traits{.name = "linalg_ldl_solve", .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io, 0);
    check_matrices(io, 2);
    const View &ld = io.in(0), &pivots = io.in(1), &b = io.in(2);
    io.check(ld.dtype == b.dtype, "expected two tensors of one dtype, got ", ld.dtype, " and ", b.dtype);
    io.check(pivots.dtype == kInt && DimVector(pivots.shape()) == batch_shape(ld, {ld.size(-1)}),
             "expected int32 pivots of shape ", batch_shape(ld, {ld.size(-1)}), ", got shape ",
             pivots.shape());
    io.check(b.size(-1) == ld.size(-1), "expected ", ld.size(-1), " rows in B, got ", b.size(-1));
    io.out(0, b.dtype, b.shape());
  }
  static void execute(const LdlSolve& op, Views in, Views out) {
    with_element(out[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      const Matrices of(in[0]), of_b(in[2]);
      const int n = of.rows;
      std::copy_n(in[2].as<const T>(), in[2].numel, out[0].as<T>());
      if (out[0].numel == 0) return;
      over_batch(of.count, n * of_b.size(), [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
          Lapack<T>::sytrs(op.hermitian, n, of_b.rows, in[0].as<const T>() + i * of.size(), n,
                           in[1].as<const int>() + i * n, out[0].as<T>() + i * of_b.size(), n);
      });
    });
  }
  void backward(Backward&) const {
    RUSHLIGHT_CHECK(false, "linalg_ldl_solve: expected no gradient, got one; linalg_solve has a derivative");
  }
};

}  // namespace

TensorTriple linalg_ldl_factor_ex(const Tensor& self, bool hermitian, bool check_errors) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "linalg_ldl_factor: expected a matrix or a batch of them, got shape ",
                  self.sizes());
  const auto [ld, pivots, info] = run(LdlFactor{hermitian}, transposed(self));
  if (check_errors)
    check_info("linalg_ldl_factor_ex", info, "invertible matrices", "one that is singular at pivot");
  return {transposed(ld), pivots, info};
}
TensorPair linalg_ldl_factor(const Tensor& self, bool hermitian) {
  const auto [ld, pivots, info] = linalg_ldl_factor_ex(self, hermitian);
  check_info("linalg_ldl_factor", info, "invertible matrices", "one that is singular at pivot");
  return {ld, pivots};
}
Tensor linalg_ldl_solve(const Tensor& LD, const Tensor& pivots, const Tensor& B, bool hermitian) {
  const auto [ld, b] = broadcast_batches("linalg_ldl_solve", LD, B);
  const Tensor all =
      pivots.dim() + 1 == ld.dim() ? pivots.expand(batch_shape(ld, {pivots.size(-1)})) : pivots;
  return transposed(run(LdlSolve{hermitian}, transposed(ld), all, transposed(b))[0]);
}

}  // namespace torch::inline rushlight
