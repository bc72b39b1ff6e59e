// Pseudo-inverses, ranks and least squares: what is decided by which singular values count as zero.
#include <string_view>

#include "ops/linalg/linalg_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Gradient of A for the pseudo-inverse P of A, at constant rank (Golub & Pereyra 1973).
Tensor pinv_gradient(const Tensor& grad, const Tensor& a, const Tensor& p) {
  const Tensor p_h = adjoint(p), g_h = adjoint(grad);
  const Tensor left = matmul(matmul(g_h, p), p_h), right = matmul(matmul(p_h, p), g_h);
  return left - matmul(a, matmul(p, left)) + right - matmul(matmul(right, p), a) -
         matmul(matmul(p_h, grad), p_h);
}

// Gives a pseudo-inverse (input 1), computed outside the graph, its derivative by A (input 0).
struct Pinv {
  static constexpr Traits traits{
      .name = "linalg_pinv", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const { io.out(0, io.in(1).dtype, io.in(1).shape()); }
  static void execute(const Pinv&, Views in, Views out) {
    std::copy_n(in[1].as<const char>(), in[1].numel * element_size(in[1].dtype), out[0].as<char>());
  }
  void backward(Backward& b) const { b.set(0, pinv_gradient(b.grad(), b.in(0), b.out(0))); }
};

using Bound = std::optional<Tensor>;

Bound bound(std::optional<double> value, const Tensor& like) {
  if (!value) return std::nullopt;
  return full({}, *value, like.options().dtype(kDouble));
}

// Size below which a singular value counts as zero: the larger of atol and rtol * the largest. Relative by default.
Tensor threshold(const Tensor& a, const Tensor& s, const Bound& atol, const Bound& rtol) {
  const Tensor largest = s.size(-1) == 0 ? zeros(batch_shape(a), s.options()) : amax(s, -1);
  const double standard = epsilon(a.scalar_type()) * static_cast<double>(std::max(a.size(-2), a.size(-1)));
  Tensor relative = rtol ? *rtol : full({}, standard, s.options());
  if (atol && !rtol) relative = where(gt(*atol, 0), zeros_like(*atol), full_like(*atol, standard));
  const Tensor by_size = relative * largest;
  return (atol ? maximum(atol->to(by_size.scalar_type()), by_size) : by_size).unsqueeze(-1);
}

Tensor pinv(const char* who, const Tensor& a, const Bound& atol, const Bound& rtol, bool hermitian) {
  RUSHLIGHT_CHECK(a.dim() >= 2, who, ": expected a matrix or a batch of them, got shape ", a.sizes());
  Tensor value;
  {
    const NoGradGuard outside;
    if (hermitian) {
      const auto [values, v] = linalg_eigh(a);
      const Tensor size = abs(values), kept = gt(size, threshold(a, size, atol, rtol));
      value = matmul(v * masked_fill(reciprocal(values), logical_not(kept), 0).unsqueeze(-2), adjoint(v));
    } else {
      const auto [u, s, vh] = linalg_svd(a, false);
      const Tensor kept = gt(s, threshold(a, s, atol, rtol));
      const Tensor inverted = masked_fill(reciprocal(s), logical_not(kept), 0);
      value = matmul(adjoint(vh) * inverted.unsqueeze(-2), adjoint(u));
    }
  }
  return wants_gradient(a) ? run(Pinv{}, a, value)[0] : value;
}

Tensor rank(const Tensor& a, const Bound& atol, const Bound& rtol, bool hermitian) {
  const NoGradGuard outside;
  const Tensor s = hermitian ? abs(linalg_eigvalsh(a)) : linalg_svdvals(a);
  return gt(s, threshold(a, s, atol, rtol)).sum(-1);
}

Tensor squares(const Tensor& t) { return t.is_complex() ? real(t * t.conj()) : t.square(); }

enum class Driver { gels, gelsy, gelsd, gelss };
constexpr const char* kDrivers[] = {"gels", "gelsy", "gelsd", "gelss"};

Driver driver_named(std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (name == kDrivers[i]) return static_cast<Driver>(i);
  detail::fail({"linalg_lstsq: expected driver gels, gelsy, gelsd or gelss, got ", name});
}

// Inputs A^T (n, m) and B^T (k, m); outputs X^T (k, n), the rank and the singular values where the driver finds them.
struct Lstsq {
  Driver driver;
  double rcond;
  static constexpr Traits traits{
      .name = "linalg_lstsq", .save_inputs = 3, .outputs = 3, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_matrices(io, 0);
    check_matrices(io, 1);
    const View &a = io.in(0), &b = io.in(1);
    io.check(a.dtype == b.dtype, "expected two tensors of one dtype, got ", a.dtype, " and ", b.dtype);
    io.out(0, a.dtype, batch_shape(a, {b.size(-2), a.size(-2)}));
    io.out(1, kLong, driver == Driver::gels ? DimVector{0} : batch_shape(a));
    io.out(2, toRealValueType(a.dtype),
           values() ? batch_shape(a, {std::min(a.size(-1), a.size(-2))}) : DimVector{0});
  }
  bool values() const { return driver == Driver::gelsd || driver == Driver::gelss; }
  static void execute(const Lstsq& op, Views in, Views out) {
    with_element(out[0].dtype, [&](auto zero) { op.solve<decltype(zero)>(in[0], in[1], out); });
  }
  template <class T> void solve(const View& a, const View& b, Views out) const {
    const Matrices of_a(a), of_b(b);
    const int m = of_a.columns, n = of_a.rows, k = of_b.rows, longer = std::max(m, n);
    std::fill_n(out[0].as<T>(), out[0].numel, T(0));
    std::fill_n(out[1].as<int64_t>(), out[1].numel, 0);
    if (a.numel == 0) return;
    over_batch(of_a.count, 4 * of_a.size() * of_a.smaller(), [&](int64_t first, int64_t last) {
      std::vector<T> matrix(static_cast<size_t>(of_a.size())), x(static_cast<size_t>(int64_t{k} * longer));
      for (int64_t i = first; i < last; ++i) {
        std::copy_n(a.as<const T>() + i * of_a.size(), of_a.size(), matrix.data());
        for (int r = 0; r < k; ++r)
          std::copy_n(b.as<const T>() + (i * k + r) * m, m, x.data() + int64_t{r} * longer);
        auto* s = values() ? out[2].as<typename Lapack<T>::Real>() + i * of_a.smaller() : nullptr;
        const int found = call(m, n, k, matrix.data(), x.data(), longer, s);
        if (driver != Driver::gels) out[1].as<int64_t>()[i] = found;
        for (int r = 0; r < k; ++r)
          std::copy_n(x.data() + int64_t{r} * longer, n, out[0].as<T>() + (i * k + r) * n);
      }
    });
  }
  // Returns the rank.
  template <class T> int call(int m, int n, int k, T* a, T* x, int ldx, typename Lapack<T>::Real* s) const {
    const auto limit = static_cast<typename Lapack<T>::Real>(rcond);
    int rank = 0, info = 0;
    if (driver == Driver::gels) info = Lapack<T>::gels(m, n, k, a, m, x, ldx);
    else if (driver == Driver::gelsy) info = Lapack<T>::gelsy(m, n, k, a, m, x, ldx, limit, &rank);
    else if (driver == Driver::gelsd) info = Lapack<T>::gelsd(m, n, k, a, m, x, ldx, s, limit, &rank);
    else info = Lapack<T>::gelss(m, n, k, a, m, x, ldx, s, limit, &rank);
    RUSHLIGHT_CHECK(
        info == 0, "linalg_lstsq: expected matrices ",
        driver == Driver::gels ? "of full rank for driver gels" : "whose singular values LAPACK finds",
        ", got one where it gave up");
    return rank;
  }
  // X = P B with the pseudo-inverse P of A.
  void backward(Backward& b) const {
    const Tensor a = transposed(b.in(0)), grad = transposed(b.grad()),
                 p = linalg_pinv(a, std::nullopt, rcond);
    if (b.needs(0)) b.set(0, transposed(pinv_gradient(matmul(grad, b.in(1).conj()), a, p)));
    if (b.needs(1)) b.set(1, matmul(b.grad(), p.conj()));
  }
};

}  // namespace

Tensor linalg_pinv(const Tensor& self, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
                   bool hermitian) {
  return pinv("linalg_pinv", self, atol, rtol, hermitian);
}
Tensor linalg_pinv(const Tensor& self, std::optional<double> atol, std::optional<double> rtol,
                   bool hermitian) {
  return pinv("linalg_pinv", self, bound(atol, self), bound(rtol, self), hermitian);
}
Tensor linalg_pinv(const Tensor& self, double rcond, bool hermitian) {
  return pinv("linalg_pinv", self, bound(0, self), bound(rcond, self), hermitian);
}
Tensor linalg_pinv(const Tensor& self, const Tensor& rcond, bool hermitian) {
  return pinv("linalg_pinv", self, bound(0, self), rcond, hermitian);
}
Tensor pinverse(const Tensor& self, double rcond) {
  return pinv("pinverse", self, bound(0, self), bound(rcond, self), false);
}

Tensor linalg_matrix_rank(const Tensor& input, const std::optional<Tensor>& atol,
                          const std::optional<Tensor>& rtol, bool hermitian) {
  return rank(input, atol, rtol, hermitian);
}
Tensor linalg_matrix_rank(const Tensor& self, std::optional<double> atol, std::optional<double> rtol,
                          bool hermitian) {
  return rank(self, bound(atol, self), bound(rtol, self), hermitian);
}
Tensor linalg_matrix_rank(const Tensor& self, double tol, bool hermitian) {
  return rank(self, bound(tol, self), bound(0, self), hermitian);
}
Tensor linalg_matrix_rank(const Tensor& input, const Tensor& tol, bool hermitian) {
  return rank(input, tol, bound(0, input), hermitian);
}

std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(const Tensor& self, const Tensor& b,
                                                        std::optional<double> rcond,
                                                        std::optional<std::string_view> driver) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "linalg_lstsq: expected a matrix or a batch of them, got shape ",
                  self.sizes());
  const bool vectors = is_vector_batch(self, b);
  const auto [matrices, right] = broadcast_batches("linalg_lstsq", self, vectors ? b.unsqueeze(-1) : b);
  const int64_t m = self.size(-2), n = self.size(-1);
  RUSHLIGHT_CHECK(right.size(-2) == m, "linalg_lstsq: expected as many rows in B as in A, got shapes ",
                  b.sizes(), " and ", self.sizes());
  const Driver chosen = driver_named(driver.value_or("gelsy"));
  const Lstsq op{chosen, rcond.value_or(epsilon(self.scalar_type()) * static_cast<double>(std::max(m, n)))};
  const auto [x_t, found, values] = run(op, transposed(matrices), transposed(right));
  const Tensor x = transposed(x_t);
  // As LAPACK's drivers: only what is over-determined and of full rank has residuals; gelsy does not give them.
  Tensor residuals = empty({0}, self.options());
  if (m > n && chosen != Driver::gelsy && (chosen == Driver::gels || eq(found, n).all().item<bool>()))
    residuals = squares(matmul(matrices, x) - right).sum(-2);
  return {vectors ? x.squeeze(-1) : x, residuals, found, values.detach()};
}

}  // namespace torch::inline rushlight
