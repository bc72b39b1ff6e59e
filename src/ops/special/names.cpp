// The special functions under the names that begin with special_, where they are other operators, and with a number in
// place of one of two tensors. Next: special.cpp, the operators.
#include "op/pointwise_op.h"
#include "rushlight/ops/activation.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/softmax.h"
#include "rushlight/ops/special.h"

namespace torch::inline rushlight {

Tensor special_psi(const Tensor& self) { return digamma(self); }
Tensor special_digamma(const Tensor& self) { return digamma(self); }
Tensor special_gammaln(const Tensor& self) { return lgamma(self); }
Tensor special_erf(const Tensor& self) { return erf(self); }
Tensor special_erfc(const Tensor& self) { return erfc(self); }
Tensor special_erfinv(const Tensor& self) { return erfinv(self); }
Tensor special_exp2(const Tensor& self) { return exp2(self); }
Tensor special_expm1(const Tensor& self) { return expm1(self); }
Tensor special_log1p(const Tensor& self) { return log1p(self); }
Tensor special_expit(const Tensor& self) { return sigmoid(self); }
Tensor special_sinc(const Tensor& self) { return sinc(self); }
Tensor special_i0(const Tensor& self) { return i0(self); }
Tensor special_modified_bessel_i0(const Tensor& self) { return i0(self); }
Tensor special_modified_bessel_i1(const Tensor& self) { return special_i1(self); }
Tensor special_logit(const Tensor& self, std::optional<double> eps) { return logit(self, eps); }
Tensor special_round(const Tensor& self, int64_t decimals) { return round(self, decimals); }
Tensor special_polygamma(int64_t n, const Tensor& self) { return polygamma(n, self); }
Tensor special_multigammaln(const Tensor& self, int64_t p) { return mvlgamma(self, p); }
Tensor special_gammainc(const Tensor& self, const Tensor& other) { return igamma(self, other); }
Tensor special_gammaincc(const Tensor& self, const Tensor& other) { return igammac(self, other); }
Tensor special_logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return logsumexp(self, dim, keepdim);
}
Tensor special_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return softmax(self, dim, dtype);
}
Tensor special_log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return log_softmax(self, dim, dtype);
}

Tensor special_xlogy(const Tensor& self, const Tensor& other) { return xlogy(self, other); }
Tensor special_xlogy(const Scalar& self, const Tensor& other) { return xlogy(self, other); }
Tensor special_xlogy(const Tensor& self, const Scalar& other) { return xlogy(self, other); }
Tensor special_xlog1py(const Scalar& self, const Tensor& other) {
  return special_xlog1py(wrapped_number(self), other);
}
Tensor special_xlog1py(const Tensor& self, const Scalar& other) {
  return special_xlog1py(self, wrapped_number(other));
}
Tensor special_zeta(const Scalar& self, const Tensor& other) {
  return special_zeta(wrapped_number(self), other);
}
Tensor special_zeta(const Tensor& self, const Scalar& other) {
  return special_zeta(self, wrapped_number(other));
}
Tensor special_chebyshev_polynomial_t(const Scalar& x, const Tensor& n) {
  return special_chebyshev_polynomial_t(wrapped_number(x), n);
}
Tensor special_chebyshev_polynomial_t(const Tensor& x, const Scalar& n) {
  return special_chebyshev_polynomial_t(x, wrapped_number(n));
}
Tensor special_chebyshev_polynomial_u(const Scalar& x, const Tensor& n) {
  return special_chebyshev_polynomial_u(wrapped_number(x), n);
}
Tensor special_chebyshev_polynomial_u(const Tensor& x, const Scalar& n) {
  return special_chebyshev_polynomial_u(x, wrapped_number(n));
}
Tensor special_chebyshev_polynomial_v(const Scalar& x, const Tensor& n) {
  return special_chebyshev_polynomial_v(wrapped_number(x), n);
}
Tensor special_chebyshev_polynomial_v(const Tensor& x, const Scalar& n) {
  return special_chebyshev_polynomial_v(x, wrapped_number(n));
}
Tensor special_chebyshev_polynomial_w(const Scalar& x, const Tensor& n) {
  return special_chebyshev_polynomial_w(wrapped_number(x), n);
}
Tensor special_chebyshev_polynomial_w(const Tensor& x, const Scalar& n) {
  return special_chebyshev_polynomial_w(x, wrapped_number(n));
}
Tensor special_shifted_chebyshev_polynomial_t(const Scalar& x, const Tensor& n) {
  return special_shifted_chebyshev_polynomial_t(wrapped_number(x), n);
}
Tensor special_shifted_chebyshev_polynomial_t(const Tensor& x, const Scalar& n) {
  return special_shifted_chebyshev_polynomial_t(x, wrapped_number(n));
}
Tensor special_shifted_chebyshev_polynomial_u(const Scalar& x, const Tensor& n) {
  return special_shifted_chebyshev_polynomial_u(wrapped_number(x), n);
}
Tensor special_shifted_chebyshev_polynomial_u(const Tensor& x, const Scalar& n) {
  return special_shifted_chebyshev_polynomial_u(x, wrapped_number(n));
}
Tensor special_shifted_chebyshev_polynomial_v(const Scalar& x, const Tensor& n) {
  return special_shifted_chebyshev_polynomial_v(wrapped_number(x), n);
}
Tensor special_shifted_chebyshev_polynomial_v(const Tensor& x, const Scalar& n) {
  return special_shifted_chebyshev_polynomial_v(x, wrapped_number(n));
}
Tensor special_shifted_chebyshev_polynomial_w(const Scalar& x, const Tensor& n) {
  return special_shifted_chebyshev_polynomial_w(wrapped_number(x), n);
}
Tensor special_shifted_chebyshev_polynomial_w(const Tensor& x, const Scalar& n) {
  return special_shifted_chebyshev_polynomial_w(x, wrapped_number(n));
}
Tensor special_hermite_polynomial_h(const Scalar& x, const Tensor& n) {
  return special_hermite_polynomial_h(wrapped_number(x), n);
}
Tensor special_hermite_polynomial_h(const Tensor& x, const Scalar& n) {
  return special_hermite_polynomial_h(x, wrapped_number(n));
}
Tensor special_hermite_polynomial_he(const Scalar& x, const Tensor& n) {
  return special_hermite_polynomial_he(wrapped_number(x), n);
}
Tensor special_hermite_polynomial_he(const Tensor& x, const Scalar& n) {
  return special_hermite_polynomial_he(x, wrapped_number(n));
}
Tensor special_laguerre_polynomial_l(const Scalar& x, const Tensor& n) {
  return special_laguerre_polynomial_l(wrapped_number(x), n);
}
Tensor special_laguerre_polynomial_l(const Tensor& x, const Scalar& n) {
  return special_laguerre_polynomial_l(x, wrapped_number(n));
}
Tensor special_legendre_polynomial_p(const Scalar& x, const Tensor& n) {
  return special_legendre_polynomial_p(wrapped_number(x), n);
}
Tensor special_legendre_polynomial_p(const Tensor& x, const Scalar& n) {
  return special_legendre_polynomial_p(x, wrapped_number(n));
}

}  // namespace torch::inline rushlight
