// The special functions of mathematics, of one or two numbers, in double: what the kernels of special_cpu.cpp call. They
// are compiled once, since there is nothing in them to vectorise. Formulas are those of the NIST Digital Library of
// Mathematical Functions (DLMF, dlmf.nist.gov); values outside a domain are NaN, as in PyTorch.
// Next: gamma.cpp, error_functions.cpp, bessel.cpp, polynomials.cpp.
#pragma once

namespace torch::inline rushlight::special_math {

/// log |Gamma(x)|.
double lgamma(double x);
/// The derivative of log Gamma(x).
double digamma(double x);
/// The n-th derivative of digamma(x), n >= 1.
double polygamma(double n, double x);
/// Hurwitz's zeta: the sum of (q + k)^-s over k = 0, 1, ...
double zeta(double s, double q);
/// The regularised lower and upper incomplete gamma function, P(a, x) and Q(a, x) = 1 - P(a, x).
double gamma_p(double a, double x);
double gamma_q(double a, double x);

/// exp(x^2) erfc(x).
double erfcx(double x);
double erfinv(double y);
/// The distribution function of the standard normal distribution, its inverse and its logarithm.
double ndtr(double x);
double ndtri(double p);
double log_ndtr(double x);
/// -x log(x), 0 at 0 and -infinity below.
double entr(double x);
/// sin(pi x) / (pi x).
double sinc(double x);

/// Modified Bessel functions of the first kind, and the same times exp(-|x|).
double i0(double x);
double i0e(double x);
double i1(double x);
double i1e(double x);
/// Modified Bessel functions of the second kind, and the same times exp(x).
double k0(double x);
double k0e(double x);
double k1(double x);
double k1e(double x);
/// Bessel functions of the first and second kind.
double j0(double x);
double j1(double x);
double y0(double x);
double y1(double x);
/// sin(x) / x.
double spherical_j0(double x);
double airy_ai(double x);

/// Orthogonal polynomials of degree n (its whole part; 0 for negative n) at x.
double chebyshev_t(double x, double n);
double chebyshev_u(double x, double n);
double chebyshev_v(double x, double n);
double chebyshev_w(double x, double n);
double hermite_h(double x, double n);
double hermite_he(double x, double n);
double laguerre_l(double x, double n);
double legendre_p(double x, double n);

}  // namespace torch::inline rushlight::special_math
