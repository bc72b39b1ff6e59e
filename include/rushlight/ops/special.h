// The special functions of mathematics. Those with a `special_` name are in namespace special too, without it
// (`special::erfcx`), as LibTorch has them; the older names stand without prefix. Integers give the default floating
// dtype. Definitions are those of the NIST Digital Library of Mathematical Functions (dlmf.nist.gov).
#pragma once

#include <optional>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// log |Gamma(self)|.
RUSHLIGHT_API Tensor lgamma(const Tensor& self);  // [method, inplace, out]
/// The derivative of log Gamma(self).
RUSHLIGHT_API Tensor digamma(const Tensor& self);  // [method, inplace, out]
/// The n-th derivative of digamma(self), n >= 0.
RUSHLIGHT_API Tensor polygamma(int64_t n, const Tensor& self);  // [method]
RUSHLIGHT_API Tensor& polygamma_(Tensor& self, int64_t n);      // [method]
/// The logarithm of the multivariate gamma function of dimension p >= 1.
RUSHLIGHT_API Tensor mvlgamma(const Tensor& self, int64_t p);  // [method, inplace=copy]
/// The regularised lower incomplete gamma function P(self, other); no gradient for self.
RUSHLIGHT_API Tensor igamma(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// The regularised upper incomplete gamma function Q(self, other); no gradient for self.
RUSHLIGHT_API Tensor igammac(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// The inverse of erf.
RUSHLIGHT_API Tensor erfinv(const Tensor& self);  // [method, inplace, out]
/// sin(pi self) / (pi self), 1 at 0.
RUSHLIGHT_API Tensor sinc(const Tensor& self);  // [method, inplace, out]
/// The modified Bessel function of the first kind of order 0.
RUSHLIGHT_API Tensor i0(const Tensor& self);  // [method, inplace, out]

/// -self log(self), 0 at 0 and -infinity below.
RUSHLIGHT_API Tensor special_entr(const Tensor& self);  // [function]
/// exp(self^2) erfc(self).
RUSHLIGHT_API Tensor special_erfcx(const Tensor& self);  // [function]
/// The distribution function of the standard normal distribution.
RUSHLIGHT_API Tensor special_ndtr(const Tensor& self);  // [function]
/// The inverse of ndtr.
RUSHLIGHT_API Tensor special_ndtri(const Tensor& self);  // [function]
/// The logarithm of ndtr, precise where that is tiny.
RUSHLIGHT_API Tensor special_log_ndtr(const Tensor& self);  // [function]
/// i0 times exp(-|self|).
RUSHLIGHT_API Tensor special_i0e(const Tensor& self);  // [function]
/// The modified Bessel function of the first kind of order 1.
RUSHLIGHT_API Tensor special_i1(const Tensor& self);  // [function]
/// i1 times exp(-|self|).
RUSHLIGHT_API Tensor special_i1e(const Tensor& self);  // [function]
/// The Bessel function of the first kind of order 0; no gradient, as of all that follow up to the polynomials.
RUSHLIGHT_API Tensor special_bessel_j0(const Tensor& self);  // [function]
/// The Bessel function of the first kind of order 1.
RUSHLIGHT_API Tensor special_bessel_j1(const Tensor& self);  // [function]
/// The Bessel function of the second kind of order 0.
RUSHLIGHT_API Tensor special_bessel_y0(const Tensor& self);  // [function]
/// The Bessel function of the second kind of order 1.
RUSHLIGHT_API Tensor special_bessel_y1(const Tensor& self);  // [function]
/// The modified Bessel function of the second kind of order 0.
RUSHLIGHT_API Tensor special_modified_bessel_k0(const Tensor& self);  // [function]
/// The modified Bessel function of the second kind of order 1.
RUSHLIGHT_API Tensor special_modified_bessel_k1(const Tensor& self);  // [function]
/// modified_bessel_k0 times exp(x).
RUSHLIGHT_API Tensor special_scaled_modified_bessel_k0(const Tensor& x);  // [function]
/// modified_bessel_k1 times exp(x).
RUSHLIGHT_API Tensor special_scaled_modified_bessel_k1(const Tensor& x);  // [function]
/// sin(x) / x, 1 at 0.
RUSHLIGHT_API Tensor special_spherical_bessel_j0(const Tensor& x);  // [function]
/// Airy's function Ai.
RUSHLIGHT_API Tensor special_airy_ai(const Tensor& x);  // [function]
/// Chebyshev's polynomial of the first kind and degree n at x; each degree is the whole part of n, and degrees below 0 give 0.
RUSHLIGHT_API Tensor special_chebyshev_polynomial_t(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_t(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_t(const Tensor& x, const Scalar& n);  // [function]
/// Chebyshev's polynomial of the second kind.
RUSHLIGHT_API Tensor special_chebyshev_polynomial_u(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_u(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_u(const Tensor& x, const Scalar& n);  // [function]
/// Chebyshev's polynomial of the third kind.
RUSHLIGHT_API Tensor special_chebyshev_polynomial_v(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_v(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_v(const Tensor& x, const Scalar& n);  // [function]
/// Chebyshev's polynomial of the fourth kind.
RUSHLIGHT_API Tensor special_chebyshev_polynomial_w(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_w(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_chebyshev_polynomial_w(const Tensor& x, const Scalar& n);  // [function]
/// The same four on [0, 1]: at 2x - 1.
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_t(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_t(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_t(const Tensor& x, const Scalar& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_u(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_u(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_u(const Tensor& x, const Scalar& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_v(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_v(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_v(const Tensor& x, const Scalar& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_w(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_w(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_shifted_chebyshev_polynomial_w(const Tensor& x, const Scalar& n);  // [function]
/// Hermite's polynomial as physicists write it.
RUSHLIGHT_API Tensor special_hermite_polynomial_h(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_hermite_polynomial_h(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_hermite_polynomial_h(const Tensor& x, const Scalar& n);  // [function]
/// Hermite's polynomial as statisticians write it.
RUSHLIGHT_API Tensor special_hermite_polynomial_he(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_hermite_polynomial_he(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_hermite_polynomial_he(const Tensor& x, const Scalar& n);  // [function]
/// Laguerre's polynomial.
RUSHLIGHT_API Tensor special_laguerre_polynomial_l(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_laguerre_polynomial_l(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_laguerre_polynomial_l(const Tensor& x, const Scalar& n);  // [function]
/// Legendre's polynomial.
RUSHLIGHT_API Tensor special_legendre_polynomial_p(const Tensor& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_legendre_polynomial_p(const Scalar& x, const Tensor& n);  // [function]
RUSHLIGHT_API Tensor special_legendre_polynomial_p(const Tensor& x, const Scalar& n);  // [function]
/// The sum of (other + k)^-self over k = 0, 1, ...: Hurwitz's zeta function; no gradient for self.
RUSHLIGHT_API Tensor special_zeta(const Tensor& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_zeta(const Scalar& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_zeta(const Tensor& self, const Scalar& other);  // [function]
/// self log(1 + other), 0 where self is 0.
RUSHLIGHT_API Tensor special_xlog1py(const Tensor& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_xlog1py(const Scalar& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_xlog1py(const Tensor& self, const Scalar& other);  // [function]
/// The functions that have another name, or the same one, outside.
RUSHLIGHT_API Tensor special_xlogy(const Tensor& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_xlogy(const Scalar& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_xlogy(const Tensor& self, const Scalar& other);  // [function]
RUSHLIGHT_API Tensor special_psi(const Tensor& self);                         // [function]
RUSHLIGHT_API Tensor special_digamma(const Tensor& self);                     // [function]
RUSHLIGHT_API Tensor special_gammaln(const Tensor& self);                     // [function]
RUSHLIGHT_API Tensor special_erf(const Tensor& self);                         // [function]
RUSHLIGHT_API Tensor special_erfc(const Tensor& self);                        // [function]
RUSHLIGHT_API Tensor special_erfinv(const Tensor& self);                      // [function]
RUSHLIGHT_API Tensor special_exp2(const Tensor& self);                        // [function]
RUSHLIGHT_API Tensor special_expm1(const Tensor& self);                       // [function]
RUSHLIGHT_API Tensor special_log1p(const Tensor& self);                       // [function]
RUSHLIGHT_API Tensor special_expit(const Tensor& self);                       // [function]
RUSHLIGHT_API Tensor special_sinc(const Tensor& self);                        // [function]
RUSHLIGHT_API Tensor special_i0(const Tensor& self);                          // [function]
RUSHLIGHT_API Tensor special_modified_bessel_i0(const Tensor& self);          // [function]
RUSHLIGHT_API Tensor special_modified_bessel_i1(const Tensor& self);          // [function]
RUSHLIGHT_API Tensor special_logit(const Tensor& self,
                                   std::optional<double> eps = std::nullopt);     // [function]
RUSHLIGHT_API Tensor special_round(const Tensor& self, int64_t decimals = 0);     // [function]
RUSHLIGHT_API Tensor special_polygamma(int64_t n, const Tensor& self);            // [function]
RUSHLIGHT_API Tensor special_multigammaln(const Tensor& self, int64_t p);         // [function]
RUSHLIGHT_API Tensor special_gammainc(const Tensor& self, const Tensor& other);   // [function]
RUSHLIGHT_API Tensor special_gammaincc(const Tensor& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor special_logsumexp(const Tensor& self, IntArrayRef dim,
                                       bool keepdim = false);  // [function]
RUSHLIGHT_API Tensor special_softmax(const Tensor& self, int64_t dim,
                                     std::optional<ScalarType> dtype = std::nullopt);  // [function]
RUSHLIGHT_API Tensor special_log_softmax(const Tensor& self, int64_t dim,
                                         std::optional<ScalarType> dtype = std::nullopt);  // [function]

}  // namespace torch::inline rushlight
