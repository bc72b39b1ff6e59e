// Systems with a triangular matrix: linalg_solve_triangular and the forms made of it.
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// A X = B, or X A = B when not `left`, with batches of one shape. Only the triangle of A is read, and with
// `unitriangular` its diagonal counts as ones.
struct SolveTriangular {
  bool upper, left, unitriangular;
  static constexpr Traits traits{.name = "linalg_solve_triangular",
                                 .save_inputs = 1,
                                 .save_outputs = 1,
                                 .contiguous_inputs = true,
                                 .complex = true};
  void infer(Infer& io) const {
    check_system(io, left);
    io.out(0, io.in(1).dtype, io.in(1).shape());
  }
  static void execute(const SolveTriangular& op, Views in, Views out) {
    with_element(out[0].dtype, [&](auto zero) { op.solve<decltype(zero)>(in[0], in[1], out[0]); });
  }
  // Transposed, the sides and the triangles change places: X^T A^T = B^T.
  template <class T> void solve(const View& a, const View& b, const View& out) const {
    const Matrices of_a(a), of_b(b);
    std::copy_n(b.as<const T>(), b.numel, out.as<T>());
    if (out.numel == 0) return;
    const int n = of_a.rows;
    over_batch(of_b.count, int64_t{n} * of_b.size(), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i)
        Lapack<T>::trsm(left ? 'R' : 'L', upper ? 'L' : 'U', unitriangular ? 'U' : 'N', of_b.columns,
                        of_b.rows, a.as<const T>() + i * of_a.size(), n, out.as<T>() + i * of_b.size(),
                        of_b.columns);
    });
  }
  void backward(Backward& b) const {
    const Tensor a = b.in(0), x = b.out(0);
    const Tensor grad = linalg_solve_triangular(adjoint(a), b.grad(), !upper, left, unitriangular);
    if (b.needs(0)) {
      const Tensor full = left ? matmul(grad, adjoint(x)) : matmul(adjoint(x), grad);
      const int64_t skipped = unitriangular ? 1 : 0;
      b.set(0, upper ? triu(-full, skipped) : tril(-full, -skipped));
    }
    b.set(1, grad);
  }
};

}  // namespace

Tensor linalg_solve_triangular(const Tensor& self, const Tensor& B, bool upper, bool left,
                               bool unitriangular) {
  const auto [a, b] = broadcast_batches("linalg_solve_triangular", self, B);
  return run(SolveTriangular{upper, left, unitriangular}, a, b)[0];
}

TensorPair triangular_solve(const Tensor& self, const Tensor& A, bool upper, bool transpose,
                            bool unitriangular) {
  const auto [a, b] = broadcast_batches("triangular_solve", A, self);
  const Tensor x = transpose ? linalg_solve_triangular(transposed(a), b, !upper, true, unitriangular)
                             : linalg_solve_triangular(a, b, upper, true, unitriangular);
  return {x, a.clone(MemoryFormat::Contiguous)};
}

}  // namespace torch::inline rushlight
