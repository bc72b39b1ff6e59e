// Q R with orthonormal Q, and the Householder reflectors that it is made of.
#include <optional>
#include <string_view>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum class QrMode { reduced, complete, r };

QrMode mode_named(std::string_view name) {
  if (name == "reduced") return QrMode::reduced;
  if (name == "complete") return QrMode::complete;
  RUSHLIGHT_CHECK(name == "r", "linalg_qr: expected mode reduced, complete or r, got ", name);
  return QrMode::r;
}

// From factors of reflectors of A^T to those of A, and back.
template <class T> void turn_factors(T* tau, int k) {
  if constexpr (is_complex_v<T>)
    for (int i = 0; i < k; ++i) tau[i].imag(-tau[i].imag());
}

// The reflectors of A (m, n) in place, as rows of A^T: below the diagonal, with R on and above it.
template <class T> void reflect(T* a, T* tau, int m, int n) {
  Lapack<T>::gelqf(n, m, a, n, tau);
  turn_factors(tau, std::min(m, n));
}

// Q (m, columns) of k reflectors, which are in the first k columns of `a` (m, n).
template <class T> void make_q(const T* a, const T* tau, int m, int n, int k, T* q, int columns) {
  for (int r = 0; r < m; ++r) {
    std::copy_n(a + int64_t{r} * n, k, q + int64_t{r} * columns);
    std::fill(q + int64_t{r} * columns + k, q + int64_t{r + 1} * columns, T(0));
  }
  std::vector<T> of_rows(tau, tau + k);
  turn_factors(of_rows.data(), k);
  Lapack<T>::orglq(columns, m, k, q, columns, of_rows.data());
}

// Outputs Q (m, k) and R (k, n) with k = min(m, n), or all m columns and rows; mode r leaves Q out.
struct Qr {
  QrMode mode;
  static constexpr Traits traits{
      .name = "linalg_qr", .save_outputs = 3, .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_matrices(io);
    const View& a = io.in(0);
    const int64_t m = a.size(-2), n = a.size(-1), k = mode == QrMode::complete ? m : std::min(m, n);
    if (mode == QrMode::r) io.out(0, a.dtype, {0});
    else io.out(0, a.dtype, batch_shape(a, {m, k}));
    io.out(1, a.dtype, batch_shape(a, {k, n}));
  }
  static void execute(const Qr& op, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) { op.factor<decltype(zero)>(in[0], out); });
  }
  template <class T> void factor(const View& a, Views out) const {
    const Matrices of(a), of_r(out[1]);
    const int m = of.rows, n = of.columns, k = of.smaller();
    if (n == 0 && mode == QrMode::complete) return fill_identity(out[0].as<T>(), of.count, m);
    if (a.numel == 0) return;
    over_batch(of.count, of.size() * k, [&](int64_t first, int64_t last) {
      std::vector<T> copy(static_cast<size_t>(of.size())), tau(static_cast<size_t>(k));
      for (int64_t i = first; i < last; ++i) {
        std::copy_n(a.as<const T>() + i * of.size(), of.size(), copy.data());
        reflect(copy.data(), tau.data(), m, n);
        T* r = out[1].as<T>() + i * of_r.size();
        for (int row = 0; row < of_r.rows; ++row)
          for (int c = 0; c < n; ++c)
            r[int64_t{row} * n + c] = c >= row ? copy[static_cast<size_t>(int64_t{row} * n + c)] : T(0);
        if (mode == QrMode::r) continue;
        make_q(copy.data(), tau.data(), m, n, k, out[0].as<T>() + i * int64_t{m} * of_r.rows, of_r.rows);
      }
    });
  }
  template <class T> static void fill_identity(T* q, int64_t count, int m) {
    std::fill_n(q, count * m * m, T(0));
    for (int64_t i = 0; i < count; ++i)
      for (int64_t r = 0; r < m; ++r) q[(i * m + r) * m + r] = 1;
  }
  // Seeger et al. 2017, section 4.3: (gQ + Q S) R^-H with S Hermitian. Columns beyond the first m are Q R2, and give
  // their part of the gradient to Q.
  void backward(Backward& b) const {
    RUSHLIGHT_CHECK(mode != QrMode::r,
                    "linalg_qr: expected mode reduced or complete where a gradient is wanted, got r");
    const Tensor q = b.out(0);
    Tensor r = b.out(1), grad_q = b.grad(0), grad_r = b.grad(1), right;
    const int64_t m = q.size(-2), k = r.size(-2), n = r.size(-1);
    RUSHLIGHT_CHECK(mode != QrMode::complete || m <= n,
                    "linalg_qr: expected mode reduced where a gradient is wanted of ", m, " rows and ", n,
                    " columns, got complete");
    if (n > k) {
      const Tensor grad_r2 = grad_r.narrow(-1, k, n - k), r2 = r.narrow(-1, k, n - k);
      right = matmul(q, grad_r2);
      grad_q = grad_q + matmul(matmul(q, r2), adjoint(grad_r2));
      grad_r = grad_r.narrow(-1, 0, k);
      r = r.narrow(-1, 0, k);
    }
    const Tensor inner = matmul(grad_r, adjoint(r)) - matmul(adjoint(q), grad_q), above = triu(inner, 1);
    const Tensor both = above + adjoint(above) + diag_embed(real(inner.diagonal(0, -2, -1)));
    const Tensor grad = linalg_solve_triangular(adjoint(r), grad_q + matmul(q, both), false, false);
    b.set(0, n > k ? cat({grad, right}, -1) : grad);
  }
};

// The reflectors as LAPACK keeps them, and their factors; they are only good for more calls of this kind.
struct Geqrf {
  static constexpr Traits traits{.name = "geqrf", .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_matrices(io);
    const View& a = io.in(0);
    io.out(0, a.dtype, a.shape());
    io.out(1, a.dtype, batch_shape(a, {std::min(a.size(-2), a.size(-1))}));
  }
  static void execute(const Geqrf&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      const Matrices of(in[0]);
      std::copy_n(in[0].as<const T>(), in[0].numel, out[0].as<T>());
      if (in[0].numel == 0) return;
      over_batch(of.count, of.size() * of.smaller(), [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
          reflect(out[0].as<T>() + i * of.size(), out[1].as<T>() + i * of.smaller(), of.rows, of.columns);
      });
    });
  }
  void backward(Backward&) const {
    RUSHLIGHT_CHECK(false, "geqrf: expected no gradient, got one; linalg_qr has a derivative");
  }
};

// The first n columns of the product of reflectors in the columns of input 0 (m, n), with factors input 1 (k).
struct HouseholderProduct {
  static constexpr Traits traits{.name = "linalg_householder_product",
                                 .differentiable = false,
                                 .contiguous_inputs = true,
                                 .complex = true};
  void infer(Infer& io) const {
    check_matrices(io);
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const HouseholderProduct&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      const Matrices of(in[0]);
      const int k = static_cast<int>(in[1].size(-1));
      if (in[0].numel == 0) return;
      over_batch(of.count, of.size() * of.columns, [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
          make_q(in[0].as<const T>() + i * of.size(), in[1].as<const T>() + i * k, of.rows, of.columns, k,
                 out[0].as<T>() + i * of.size(), of.columns);
      });
    });
  }
};

void check_reflectors(const char* who, const Tensor& a, const Tensor& tau) {
  RUSHLIGHT_CHECK(a.dim() >= 2 && a.size(-2) >= a.size(-1), who,
                  ": expected reflectors in columns, at least as long as there are, got shape ", a.sizes());
  RUSHLIGHT_CHECK(tau.dim() == a.dim() - 1 && tau.size(-1) <= a.size(-1) &&
                      batch_shape(a) == DimVector(tau.sizes().slice(0, static_cast<size_t>(tau.dim() - 1))),
                  who, ": expected a factor for each of at most ", a.size(-1), " reflectors, got shape ",
                  tau.sizes(), " for reflectors of shape ", a.sizes());
  RUSHLIGHT_CHECK(a.scalar_type() == tau.scalar_type(), who, ": expected two tensors of one dtype, got ",
                  a.scalar_type(), " and ", tau.scalar_type());
}

// H_0 H_1 ... H_k-1 x, or the adjoint product, with H_i = 1 - tau_i v_i v_i^H and v_i in the columns of `a`.
Tensor reflected(const Tensor& a, const Tensor& tau, Tensor x, bool transpose) {
  const int64_t m = a.size(-2), k = tau.size(-1);
  const Tensor v = tril(a.narrow(-1, 0, k), -1) + eye(m, k, a.options());
  for (int64_t step = 0; step < k; ++step) {
    const int64_t i = transpose ? step : k - 1 - step;
    const Tensor column = v.narrow(-1, i, 1), factor = tau.narrow(-1, i, 1).unsqueeze(-1);
    const Tensor scale = transpose ? factor.conj() : factor;
    x = x - matmul(scale * column, matmul(adjoint(column), x));
  }
  return x;
}

}  // namespace

TensorPair linalg_qr(const Tensor& A, std::string_view mode) {
  const auto [q, r] = run(Qr{mode_named(mode)}, A);
  return {q, r};
}
TensorPair qr(const Tensor& self, bool some) { return linalg_qr(self, some ? "reduced" : "complete"); }
TensorPair geqrf(const Tensor& self) {
  const auto [a, tau] = run(Geqrf{}, self);
  return {a, tau};
}

Tensor linalg_householder_product(const Tensor& input, const Tensor& tau) {
  check_reflectors("linalg_householder_product", input, tau);
  if (!wants_gradient(input) && !wants_gradient(tau)) return run(HouseholderProduct{}, input, tau)[0];
  return reflected(input, tau, eye(input.size(-2), input.size(-1), input.options()), false);
}
Tensor orgqr(const Tensor& self, const Tensor& input2) { return linalg_householder_product(self, input2); }

Tensor ormqr(const Tensor& self, const Tensor& input2, const Tensor& input3, bool left, bool transpose) {
  check_reflectors("ormqr", self, input2);
  RUSHLIGHT_CHECK(input3.dim() == self.dim() && input3.size(left ? -2 : -1) == self.size(-2),
                  "ormqr: expected a matrix that Q of size ", self.size(-2), " multiplies, got shape ",
                  input3.sizes());
  return left ? reflected(self, input2, input3, transpose)
              : adjoint(reflected(self, input2, adjoint(input3), !transpose));
}

}  // namespace torch::inline rushlight
