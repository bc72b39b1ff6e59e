// U S V^H with orthonormal U and V and falling S >= 0.
#include <cmath>
#include <string_view>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

template <class T> void check_converged(int info, const T* a, int64_t n) {
  if (info == 0) return;
  const bool finite = all_finite(a, n);
  detail::fail({"linalg_svd: expected matrices whose singular values LAPACK finds, got one where it gave up",
                finite ? "" : "; its values are not all finite"});
}

// Outputs U (m, k), S (k), V^H (k, n) with k = min(m, n), or all m columns and n rows; without vectors only S.
struct Svd {
  bool full, vectors;
  static constexpr Traits traits{
      .name = "linalg_svd", .save_outputs = 7, .outputs = 3, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_matrices(io);
    const View& a = io.in(0);
    const int64_t m = a.size(-2), n = a.size(-1), k = std::min(m, n);
    io.out(0, a.dtype, vectors ? batch_shape(a, {m, full ? m : k}) : DimVector{0});
    io.out(1, toRealValueType(a.dtype), batch_shape(a, {k}));
    io.out(2, a.dtype, vectors ? batch_shape(a, {full ? n : k, n}) : DimVector{0});
  }
  static void execute(const Svd& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { op.decompose<decltype(zero)>(in[0], out); });
  }
  // LAPACK sees A^T = V* S U^T, and what it writes as V* and U^T we read as V^H and U.
  template <class T> void decompose(const View& a, Views out) const {
    const Matrices of(a);
    const int m = of.rows, n = of.columns, k = of.smaller();
    if (k == 0) {
      for (int i : {0, 2})
        if (vectors && full) fill_identity(out[i]);
      return;
    }
    const int64_t size_u = int64_t{m} * (full ? m : k), size_v = int64_t{n} * (full ? n : k);
    over_batch(of.count, 8 * of.size() * k, [&](int64_t first, int64_t last) {
      std::vector<T> copy(static_cast<size_t>(of.size()));
      for (int64_t i = first; i < last; ++i) {
        std::copy_n(a.as<const T>() + i * of.size(), of.size(), copy.data());
        T* u = vectors ? out[0].as<T>() + i * size_u : nullptr;
        T* v = vectors ? out[2].as<T>() + i * size_v : nullptr;
        const int info =
            Lapack<T>::gesdd(vectors ? full ? 'A' : 'S' : 'N', n, m, copy.data(), n,
                             out[1].as<typename Lapack<T>::Real>() + i * k, v, n, u, full ? m : k);
        check_converged(info, a.as<const T>() + i * of.size(), of.size());
      }
    });
  }
  static void fill_identity(const View& out) {
    with_element(out.dtype, [&](auto zero) {
      using T = decltype(zero);
      const int64_t n = out.size(-1);
      for (int64_t i = 0; i < out.numel; ++i) out.as<T>()[i] = T(n > 0 && (i / n) % n == i % n);
    });
  }
  void backward(Backward& b) const;
};

// Townsend 2016, "Differentiating the singular value decomposition". Equal singular values make the gradients of
// vectors infinite; that of S alone does without the differences. U and V of complex numbers may turn by one phase, which a loss
// must not depend on.
void Svd::backward(Backward& b) const {
  const Tensor s = b.out(1);
  const int64_t m = b.in_sizes(0)[b.in_sizes(0).size() - 2], n = b.in_sizes(0).back(), k = std::min(m, n);
  const Tensor u = b.out(0).narrow(-1, 0, k), vh = b.out(2).narrow(-2, 0, k);
  const Tensor s_row = s.unsqueeze(-2), s_column = s.unsqueeze(-1);
  if (!b.has_grad(0) && !b.has_grad(2)) return b.set(0, matmul(u * b.grad(1).unsqueeze(-2), vh));
  const Tensor grad_u = b.grad(0).narrow(-1, 0, k), grad_vh = b.grad(2).narrow(-2, 0, k);
  const Tensor gaps = s_row * s_row - s_column * s_column + identity(k, s);
  const auto skew = [](const Tensor& x) { return x - adjoint(x); };
  const Tensor in_u = matmul(adjoint(u), grad_u), in_v = matmul(vh, adjoint(grad_vh));
  Tensor inner = skew(in_u) / gaps * s_row + s_column * (skew(in_v) / gaps) + diag_embed(b.grad(1));
  if (u.is_complex()) inner = inner + diag_embed(skew(in_u - in_v).diagonal(0, -2, -1) / (4 * s));
  Tensor grad = matmul(matmul(u, inner), vh);
  if (m > k) grad = grad + matmul((grad_u - matmul(u, in_u)) / s_row, vh);
  if (n > k) grad = grad + matmul(u, (grad_vh - matmul(adjoint(in_v), vh)) / s_column);
  b.set(0, grad);
}

void check_driver(const char* who, const std::optional<std::string_view>& driver) {
  RUSHLIGHT_CHECK(!driver, who, ": expected no driver on a CPU tensor, got ", *driver);
}

// For a tall matrix A the transposed one is taken apart, A^T = U S V^H, so that columns of what LAPACK sees, the transposed of
// what it is given, are long: 2000 x 32 take a third of the time that way.
bool is_tall(const Tensor& a) { return a.dim() >= 2 && a.size(-2) > a.size(-1); }

}  // namespace

TensorTriple linalg_svd(const Tensor& A, bool full_matrices, std::optional<std::string_view> driver) {
  check_driver("linalg_svd", driver);
  const bool tall = is_tall(A);
  const auto [u, s, vh] = run(Svd{full_matrices, true}, tall ? transposed(A) : A);
  if (tall) return {transposed(vh), s, transposed(u)};
  return {u, s, vh};
}
Tensor linalg_svdvals(const Tensor& A, std::optional<std::string_view> driver) {
  check_driver("linalg_svdvals", driver);
  return run(Svd{false, wants_gradient(A)}, is_tall(A) ? transposed(A) : A)[1];
}
TensorTriple svd(const Tensor& self, bool some, bool compute_uv) {
  if (compute_uv) {
    const auto [u, s, vh] = linalg_svd(self, !some);
    return {u, s, adjoint(vh)};
  }
  const Tensor s = linalg_svdvals(self);
  const auto square = [&](int64_t n) { return zeros(batch_shape(self, {n, n}), self.options()); };
  return {square(self.size(-2)), s, square(self.size(-1))};
}

}  // namespace torch::inline rushlight
