// Eigenvalues and eigenvectors of symmetric and Hermitian matrices.
#include <string_view>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Outputs the eigenvalues (n), rising, and the adjoint of the eigenvectors (n, n), which are those that LAPACK finds in the
// columns of what it sees, the conjugate matrix. One triangle of the input counts for both.
struct Eigh {
  bool upper, vectors;
  static constexpr Traits traits{
      .name = "linalg_eigh", .save_outputs = 3, .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    const View& a = io.in(0);
    io.out(0, toRealValueType(a.dtype), batch_shape(a, {a.size(-1)}));
    io.out(1, a.dtype, vectors ? DimVector(a.shape()) : DimVector{0});
  }
  static void execute(const Eigh& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { op.decompose<decltype(zero)>(in[0], out); });
  }
  template <class T> void decompose(const View& a, Views out) const {
    const Matrices of(a);
    const int n = of.rows;
    if (n == 0) return;
    over_batch(of.count, 4 * cube(n), [&](int64_t first, int64_t last) {
      std::vector<T> scratch(vectors ? 0 : static_cast<size_t>(of.size()));
      for (int64_t i = first; i < last; ++i) {
        T* work = vectors ? out[1].as<T>() + i * of.size() : scratch.data();
        std::copy_n(a.as<const T>() + i * of.size(), of.size(), work);
        const int info = Lapack<T>::syevd(vectors ? 'V' : 'N', upper ? 'L' : 'U', n, work, n,
                                          out[0].as<typename Lapack<T>::Real>() + i * n);
        RUSHLIGHT_CHECK(
            info == 0,
            "linalg_eigh: expected matrices whose eigenvalues LAPACK finds, got one where it gave up");
      }
    });
  }
  // V (diag(gL) + skew part of V^H gV over the gaps between eigenvalues) V^H; without gV the gaps do not matter. The phase
  // of complex vectors is free, so a loss must not depend on it.
  void backward(Backward& b) const {
    const Tensor values = b.out(0), rows = b.out(1), v = adjoint(rows);
    if (!b.has_grad(1)) return b.set(0, matmul(v * b.grad(0).unsqueeze(-2), rows));
    const Tensor gaps = values.unsqueeze(-2) - values.unsqueeze(-1) + identity(values.size(-1), values);
    const Tensor turn = matmul(rows, adjoint(b.grad(1)));
    const Tensor inner = (turn - adjoint(turn)) * 0.5 / gaps + diag_embed(b.grad(0));
    b.set(0, matmul(matmul(v, inner), rows));
  }
};

bool reads_upper(const char* who, std::string_view uplo) {
  const char c = uplo.size() == 1 ? uplo[0] : ' ';
  RUSHLIGHT_CHECK(c == 'L' || c == 'U' || c == 'l' || c == 'u', who, ": expected UPLO L or U, got ", uplo);
  return c == 'U' || c == 'u';
}

}  // namespace

TensorPair linalg_eigh(const Tensor& self, std::string_view UPLO) {
  const auto [values, rows] = run(Eigh{reads_upper("linalg_eigh", UPLO), true}, self);
  return {values, adjoint(rows)};
}
Tensor linalg_eigvalsh(const Tensor& self, std::string_view UPLO) {
  return run(Eigh{reads_upper("linalg_eigvalsh", UPLO), wants_gradient(self)}, self)[0];
}

}  // namespace torch::inline rushlight
