// Bessel functions and Airy's. Power series near zero, Hankel's expansion far from it (DLMF 10.17, 10.25, 10.31, 10.40),
// and between them, for functions of the second kind, the integral over exp(-x cosh t) (DLMF 10.32.9) by the
// trapezoidal rule, whose error falls exponentially for such integrands. J and Y are the C library's.
#include <math.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "ops/special/functions.h"

namespace torch::inline rushlight::special_math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kPi = std::numbers::pi;
constexpr double kFar = 20;  // from here on Hankel's expansion has all digits

// The sum in Hankel's expansion of order nu: 1 + s (m - 1) / (8x) + (m - 1)(m - 9) / (2! (8x)^2) + ..., m = 4 nu^2, for
// the second kind (s = 1) and the first (s = -1).
double hankel_sum(double nu, double x, int s) {
  double term = 1, sum = 1;
  for (int k = 1; k < 40 && std::abs(term) > kEpsilon / 8; ++k) {
    const double odd = 2 * k - 1;
    sum += term *= s * (4 * nu * nu - odd * odd) / (8 * x * k);
  }
  return sum;
}

// I of order 0 or 1 for 0 <= x <= kFar.
double first_kind_series(int nu, double x) {
  const double square = x * x / 4;
  double term = nu == 0 ? 1 : x / 2, sum = term;
  for (int k = 1; term > kEpsilon / 8 * sum; ++k) sum += term *= square / (k * (k + nu));
  return sum;
}

// exp(x) K(nu, x) for 2 <= x.
double scaled_second_kind(double nu, double x) {
  if (x > kFar) return std::sqrt(kPi / (2 * x)) * hankel_sum(nu, x, 1);
  constexpr double kStep = 0.125;
  double sum = 0.5;
  for (int j = 1; j < 80; ++j) {
    const double sine = std::sinh(j * kStep / 2), exponent = 2 * x * sine * sine;
    if (exponent > 45) break;
    sum += std::exp(-exponent) * std::cosh(nu * j * kStep);
  }
  return kStep * sum;
}

// K0 for 0 < x <= 2, DLMF 10.31.2.
double k0_series(double x) {
  const double square = x * x / 4;
  double term = 1, harmonic = 0, sum = 0;
  for (int k = 1; k < 30; ++k) {
    term *= square / (k * k);
    harmonic += 1.0 / k;
    sum += term * harmonic;
  }
  return sum - (std::log(x / 2) + std::numbers::egamma) * first_kind_series(0, x);
}

// K1 for 0 < x <= 2, DLMF 10.31.1.
double k1_series(double x) {
  const double square = x * x / 4;
  double term = 1, both = 1 - 2 * std::numbers::egamma, sum = both;  // psi(k + 1) + psi(k + 2)
  for (int k = 1; k < 30; ++k) {
    term *= square / (k * (k + 1));
    both += 1.0 / k + 1.0 / (k + 1);
    sum += term * both;
  }
  return 1 / x + std::log(x / 2) * first_kind_series(1, x) - x / 4 * sum;
}

// K of order 0 or 1; `scaled`: times exp(x).
double second_kind(int nu, double x, bool scaled) {
  if (!(x > 0)) return x == 0 ? kInfinity : kNan;
  if (x <= 2) return (nu == 0 ? k0_series(x) : k1_series(x)) * (scaled ? std::exp(x) : 1);
  return scaled_second_kind(nu, x) * (scaled ? 1 : std::exp(-x));
}

// I of order 0 or 1 at |x|, times exp(-|x|).
double scaled_first_kind(int nu, double size) {
  if (size <= kFar) return std::exp(-size) * first_kind_series(nu, size);
  return hankel_sum(nu, size, -1) / std::sqrt(2 * kPi * size);
}

// Ai for |x| <= 2, DLMF 9.4.1.
double airy_series(double x) {
  constexpr double kAtZero = 0.35502805388781723926, kSlope = 0.25881940379280679840;  // Ai(0), -Ai'(0)
  const double cube = x * x * x;
  double even = 1, odd = x, sum_even = 1, sum_odd = x;
  for (int k = 1; k < 20; ++k) {
    sum_even += even *= cube / ((3 * k - 1) * (3 * k));
    sum_odd += odd *= cube / ((3 * k) * (3 * k + 1));
  }
  return kAtZero * sum_even - kSlope * sum_odd;
}

}  // namespace

double i0e(double x) { return scaled_first_kind(0, std::abs(x)); }
double i0(double x) {
  const double size = std::abs(x);
  return size <= kFar ? first_kind_series(0, size) : std::exp(size) * i0e(size);
}
double i1e(double x) { return std::copysign(scaled_first_kind(1, std::abs(x)), x); }
double i1(double x) {
  const double size = std::abs(x);
  return std::copysign(size <= kFar ? first_kind_series(1, size) : std::exp(size) * i1e(size), x);
}

double k0(double x) { return second_kind(0, x, false); }
double k0e(double x) { return second_kind(0, x, true); }
double k1(double x) { return second_kind(1, x, false); }
double k1e(double x) { return second_kind(1, x, true); }

double j0(double x) { return ::j0(x); }
double j1(double x) { return ::j1(x); }
double y0(double x) { return x < 0 ? kNan : ::y0(x); }
double y1(double x) { return x < 0 ? kNan : ::y1(x); }

double spherical_j0(double x) {
  if (std::isinf(x)) return 0;
  if (std::abs(x) > 1e-4) return std::sin(x) / x;
  return 1 - x * x / 6;
}

double airy_ai(double x) {
  if (!std::isfinite(x)) return kNan;
  if (std::abs(x) <= 2) return airy_series(x);
  const double size = std::abs(x), phase = 2 * size * std::sqrt(size) / 3;
  if (x > 0) return std::sqrt(size / 3) / kPi * std::exp(-phase) * scaled_second_kind(1.0 / 3, phase);
  // DLMF 9.6.6, with J of order -1/3 from J and Y of order 1/3.
  const double j = std::cyl_bessel_j(1.0 / 3, phase), y = std::cyl_neumann(1.0 / 3, phase);
  return std::sqrt(size) / 3 * (1.5 * j - std::numbers::sqrt3 / 2 * y);
}

}  // namespace torch::inline rushlight::special_math
