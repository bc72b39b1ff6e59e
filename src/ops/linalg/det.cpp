// Determinants, and their signs and logarithms.
#include <cmath>

#include "ops/linalg/linalg_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Calls result(i, diagonal of U with the sign of the row exchanges in front) for each matrix of a batch.
template <class T, class F> void each_diagonal(const View& a, const F& result) {
  const Matrices of(a);
  const int n = of.rows;
  over_batch(of.count, cube(n), [&](int64_t first, int64_t last) {
    std::vector<T> lu(static_cast<size_t>(of.size())), diagonal(static_cast<size_t>(n) + 1);
    std::vector<int> pivots(static_cast<size_t>(n));
    for (int64_t i = first; i < last; ++i) {
      std::copy_n(a.as<const T>() + i * of.size(), of.size(), lu.data());
      if (n > 0) Lapack<T>::getrf(n, n, lu.data(), n, pivots.data());
      diagonal[0] = 1;
      for (size_t r = 0; r < pivots.size(); ++r) {
        if (pivots[r] != static_cast<int>(r) + 1) diagonal[0] = -diagonal[0];
        diagonal[r + 1] = lu[r * (pivots.size() + 1)];
      }
      result(i, diagonal);
    }
  });
}

// The matrices of conjugate cofactors, whatever the rank: with A = U S V^H, det(U V^H)^* U diag(products of the others) V^H.
Tensor cofactors(const Tensor& a) {
  const auto [u, s, vh] = linalg_svd(a, false);
  const Tensor sign = sgn(linalg_det(u.detach()) * linalg_det(vh.detach())).conj();
  const int64_t n = a.size(-1);
  const Tensor others =
      masked_fill(s.unsqueeze(-2).expand_as(a), eye(n, a.options().dtype(kBool)), 1).prod(-1);
  return matmul(u * (sign.unsqueeze(-1) * others).unsqueeze(-2), vh);
}

struct Det {
  static constexpr Traits traits{
      .name = "linalg_det", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    io.out(0, io.in(0).dtype, batch_shape(io.in(0)));
  }
  static void execute(const Det&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      each_diagonal<T>(in[0], [&](int64_t i, const std::vector<T>& diagonal) {
        T det = 1;
        for (T d : diagonal) det *= d;
        out[0].as<T>()[i] = det;
      });
    });
  }
  void backward(Backward& b) const {
    const Tensor a = b.in(0), det = b.out(0);
    const auto scale = [](const Tensor& t) { return t.unsqueeze(-1).unsqueeze(-1); };
    if (a.numel() == 0) return b.set(0, zeros_like(a));
    // The phases of singular vectors are free, and so are no way to a second derivative.
    const bool by_factors = !a.is_complex() || !GradMode::is_enabled();
    const bool singular = by_factors && eq(det, 0).any().item<bool>();
    b.set(0, singular ? scale(b.grad()) * cofactors(a)
                      : scale(b.grad() * det.conj()) * adjoint(std::get<0>(linalg_inv_ex(a))));
  }
};

template <class T> auto magnitude(T x) {
  if constexpr (is_complex_v<T>) return std::hypot(x.real(), x.imag());
  else return std::fabs(x);
}
template <class T> T phase(T x) {
  if constexpr (is_complex_v<T>) return x ? x / T(magnitude(x)) : x;
  else return static_cast<T>((x > 0) - (x < 0));
}

// Outputs the sign, of complex numbers the phase, and log |det|; 0 and minus infinity for singular matrices.
struct Slogdet {
  static constexpr Traits traits{.name = "linalg_slogdet",
                                 .save_inputs = 1,
                                 .save_outputs = 1,
                                 .outputs = 2,
                                 .contiguous_inputs = true,
                                 .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    const ScalarType dtype = io.in(0).dtype;
    io.out(0, dtype, batch_shape(io.in(0)));
    io.out(1, toRealValueType(dtype), batch_shape(io.in(0)));
  }
  static void execute(const Slogdet&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      using Real = typename Lapack<T>::Real;
      each_diagonal<T>(in[0], [&](int64_t i, const std::vector<T>& diagonal) {
        T sign = 1;
        Real logarithm = 0;
        for (T d : diagonal) {
          sign *= phase(d);
          logarithm += std::log(magnitude(d));
        }
        out[0].as<T>()[i] = sign;
        out[1].as<Real>()[i] = logarithm;
      });
    });
  }
  // With d log det = tr(A^-1 dA), whose real part is that of log |det| and whose imaginary part turns the phase.
  void backward(Backward& b) const {
    const bool turns = isComplexType(b.in_dtype(0)) && b.has_grad(0);
    if (!turns && !b.has_grad(1)) return;
    Tensor grad = b.grad(1);
    if (turns) grad = complex(grad, -imag(b.grad(0).conj() * b.out(0)));
    b.set(0, grad.unsqueeze(-1).unsqueeze(-1) * adjoint(std::get<0>(linalg_inv_ex(b.in(0)))));
  }
};

}  // namespace

Tensor linalg_det(const Tensor& A) { return run(Det{}, A)[0]; }
Tensor det(const Tensor& self) { return linalg_det(self); }
TensorPair linalg_slogdet(const Tensor& A) {
  const auto [sign, logarithm] = run(Slogdet{}, A);
  return {sign.is_complex() ? sign : sign.detach(), logarithm};
}
TensorPair slogdet(const Tensor& self) { return linalg_slogdet(self); }
Tensor logdet(const Tensor& self) {
  const auto [sign, logarithm] = linalg_slogdet(self);
  if (self.is_complex()) return logarithm + log(sign);
  return masked_fill(logarithm, lt(sign, 0), NAN);
}

}  // namespace torch::inline rushlight
