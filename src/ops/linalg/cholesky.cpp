// L L^T (L L^H of complex numbers) of positive-definite matrices, and systems and inverses from it.
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

constexpr const char* kWanted = "positive-definite matrices";
constexpr const char* kFound = "one that is not, in its leading minor";

// Outputs L (or U = L^H) and info; one triangle of the input is read, and counts for both.
struct Cholesky {
  bool upper;
  static constexpr Traits traits{
      .name = "linalg_cholesky", .save_outputs = 1, .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    io.out(0, io.in(0).dtype, io.in(0).shape());
    io.out(1, kInt, batch_shape(io.in(0)));
  }
  static void execute(const Cholesky& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { op.factor<decltype(zero)>(in[0], out); });
  }
  template <class T> void factor(const View& a, Views out) const {
    const Matrices of(a);
    const int n = of.rows;
    std::fill_n(out[1].as<int>(), out[1].numel, 0);
    if (n == 0) return;
    over_batch(of.count, cube(n), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        const T* from = a.as<const T>() + i * of.size();
        T* to = out[0].as<T>() + i * of.size();
        for (int r = 0; r < n; ++r)
          for (int c = 0; c < n; ++c, ++from, ++to) *to = (upper ? c >= r : c <= r) ? *from : T(0);
        out[1].as<int>()[i] = Lapack<T>::potrf(upper ? 'L' : 'U', n, to - of.size(), n);
      }
    });
  }
  // L^-H S L^-1, where S has the lower triangle of L^H dL on both sides, halved.
  void backward(Backward& b) const {
    const Tensor l = upper ? adjoint(b.out(0)) : b.out(0);
    const Tensor inner = tril(matmul(adjoint(l), upper ? adjoint(b.grad()) : b.grad()));
    const Tensor half = (inner + adjoint(tril(inner, -1))) * 0.5;
    b.set(0, linalg_solve_triangular(l, linalg_solve_triangular(adjoint(l), half, true), false, false));
  }
};

}  // namespace

TensorPair linalg_cholesky_ex(const Tensor& self, bool upper, bool check_errors) {
  const auto [l, info] = run(Cholesky{upper}, self);
  if (check_errors) check_info("linalg_cholesky_ex", info, kWanted, kFound);
  return {l, info};
}
Tensor linalg_cholesky(const Tensor& self, bool upper) {
  const auto [l, info] = run(Cholesky{upper}, self);
  check_info("linalg_cholesky", info, kWanted, kFound);
  return l;
}
Tensor cholesky(const Tensor& self, bool upper) { return linalg_cholesky(self, upper); }

Tensor cholesky_solve(const Tensor& self, const Tensor& input2, bool upper) {
  const Tensor l = upper ? adjoint(input2) : input2;
  return linalg_solve_triangular(adjoint(l), linalg_solve_triangular(l, self, false), true);
}
Tensor cholesky_inverse(const Tensor& self, bool upper) {
  check_square("cholesky_inverse", self);
  return cholesky_solve(identity(self.size(-1), self), self, upper);
}

}  // namespace torch::inline rushlight
