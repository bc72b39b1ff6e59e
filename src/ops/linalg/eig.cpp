// Eigenvalues and eigenvectors of square matrices that need not be symmetric. Both are complex, whatever the matrix is.
#include <algorithm>
#include <cmath>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Outputs the eigenvalues (n) and the eigenvectors as rows (n, n). LAPACK sees the transposed matrix, so it gets a copy that
// is transposed, and the columns that it writes are our rows.
struct Eig {
  bool vectors;
  static constexpr Traits traits{
      .name = "linalg_eig", .save_outputs = 3, .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    const View& a = io.in(0);
    const ScalarType dtype = toComplexType(a.dtype);
    io.out(0, dtype, batch_shape(a, {a.size(-1)}));
    io.out(1, dtype, vectors ? DimVector(a.shape()) : DimVector{0});
  }
  static void execute(const Eig& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { op.decompose<decltype(zero)>(in[0], out); });
  }

  template <class T> void decompose(const View& a, Views out) const {
    const Matrices of(a);
    const int n = of.rows;
    if (n == 0) return;
    over_batch(of.count, 10 * cube(n), [&](int64_t first, int64_t last) {
      std::vector<T> work(static_cast<size_t>(of.size()));
      for (int64_t i = first; i < last; ++i) {
        const T* matrix = a.as<const T>() + i * of.size();
        for (int64_t r = 0; r < n; ++r)
          for (int64_t c = 0; c < n; ++c) work[static_cast<size_t>(c * n + r)] = matrix[r * n + c];
        check_finite(work);
        if constexpr (is_complex_v<T>) of_complex(n, work, i, out);
        else of_real(n, work, i, out);
      }
    });
  }

  template <class T> void of_complex(int n, std::vector<T>& work, int64_t i, Views out) const {
    T* rows = vectors ? out[1].as<T>() + i * n * n : nullptr;
    check(Lapack<T>::geev(vectors ? 'V' : 'N', n, work.data(), n, out[0].as<T>() + i * n, nullptr, rows, n));
  }

  template <class T> void of_real(int n, std::vector<T>& work, int64_t i, Views out) const {
    const size_t size = static_cast<size_t>(n);
    std::vector<T> real(size), imaginary(size), parts(vectors ? size * size : 0);
    check(Lapack<T>::geev(vectors ? 'V' : 'N', n, work.data(), n, real.data(), imaginary.data(), parts.data(),
                          n));
    auto* values = out[0].as<Complex<T>>() + i * n;
    for (size_t k = 0; k < size; ++k) values[k] = {real[k], imaginary[k]};
    if (!vectors) return;
    auto* rows = out[1].as<Complex<T>>() + i * n * n;
    for (size_t k = 0; k < size; ++k) {
      const T* part = parts.data() + k * size;
      if (imaginary[k] == 0) {
        for (size_t c = 0; c < size; ++c) rows[k * size + c] = part[c];
        continue;
      }
      for (size_t c = 0; c < size; ++c) {  // a pair: v and its conjugate
        rows[k * size + c] = {part[c], part[size + c]};
        rows[(k + 1) * size + c] = {part[c], -part[size + c]};
      }
      ++k;
    }
  }

  // LAPACK ends the program when it meets NaN.
  template <class T> static void check_finite(const std::vector<T>& numbers) {
    RUSHLIGHT_CHECK(all_finite(numbers.data(), static_cast<int64_t>(numbers.size())),
                    "linalg_eig: expected finite numbers, got NaN or infinity");
  }
  static void check(int info) {
    RUSHLIGHT_CHECK(info == 0,
                    "linalg_eig: expected matrices whose eigenvalues LAPACK finds, got one where it gave up");
  }

  // V^-H (diag(gL) + (V^H gV - V^H V diag(Re(V^H gV))) / E) V^H, where E holds the gaps between conjugate eigenvalues: vectors
  // keep length 1 (Boeddeker et al. 2017). Their phase is free, so a loss must not depend on it.
  void backward(Backward& b) const {
    const Tensor values = b.out(0), vh = b.out(1).conj();  // rows, so the conjugate is V^H
    Tensor inner = diag_embed(b.grad(0));
    if (b.has_grad(1)) {
      const Tensor turn = matmul(vh, transposed(b.grad(1)));
      const Tensor lengths = matmul(vh, vh.mH()) * real(turn.diagonal(0, -2, -1)).unsqueeze(-2);
      const Tensor conjugate = values.conj();
      const Tensor gaps =
          conjugate.unsqueeze(-2) - conjugate.unsqueeze(-1) + identity(values.size(-1), values);
      const Tensor turned = (turn - lengths) / gaps;
      inner = inner + (turned - diag_embed(turned.diagonal(0, -2, -1)));
    }
    const Tensor grad = linalg_solve(vh, matmul(inner, vh));
    b.set(0, isComplexType(b.in_dtype(0)) ? grad : real(grad));
  }
};

}  // namespace

TensorPair linalg_eig(const Tensor& self) {
  const auto [values, rows] = run(Eig{true}, self);
  return {values, transposed(rows)};
}
Tensor linalg_eigvals(const Tensor& self) { return run(Eig{wants_gradient(self)}, self)[0]; }

}  // namespace torch::inline rushlight
