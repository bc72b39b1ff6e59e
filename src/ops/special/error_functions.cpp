// The error function's family and the normal distribution: DLMF 7. Inverses are found by Newton's method on the function
// itself, which the C library computes to the last digit.
#include <cmath>
#include <limits>
#include <numbers>

#include "ops/special/functions.h"

namespace torch::inline rushlight::special_math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kRootPi = 1.77245385090551602730, kRootTwo = std::numbers::sqrt2;

// exp(x^2), with the rounding error of x^2 put back.
double exp_of_square(double x) {
  const double square = x * x, rest = std::fma(x, x, -square);
  return std::exp(square) * (1 + rest);
}

// A first guess of the inverse of erf for log(1 - y^2), within 0.2% (Winitzki 2008).
double guess_inverse(double log_rest) {
  constexpr double kA = 0.147;
  const double half = 2 / (std::numbers::pi * kA) + log_rest / 2;
  return std::sqrt(std::sqrt(half * half - log_rest / kA) - half);
}

// The x with erfc(x) = q, 0 < q <= 0.6, by Newton's method on log(erfc), which is nearly a parabola.
double erfc_inverse(double q) {
  const double target = std::log(q);
  double x = guess_inverse(target + std::log(2 - q));
  for (int k = 0; k < 4; ++k) {
    const double scaled = erfcx(x);
    x += (std::log(scaled) - x * x - target) * kRootPi * scaled / 2;
  }
  // The last step on erfc itself: the logarithm of a number near 1 keeps fewer digits of it.
  const double value = std::erfc(x);
  return value > std::numeric_limits<double>::min() ? x + (value - q) / q * kRootPi * erfcx(x) / 2 : x;
}

// The x with erf(x) = y, |y| <= 0.5.
double erf_inverse(double y) {
  if (y == 0) return y;
  double x = std::copysign(guess_inverse(std::log1p(-y * y)), y);
  if (std::abs(y) < 1e-6) x = y * kRootPi / 2;
  for (int k = 0; k < 3; ++k) x -= (std::erf(x) - y) * std::exp(x * x) * kRootPi / 2;
  return x;
}

}  // namespace

double erfcx(double x) {
  if (x < 0) return x < -27 ? kInfinity : 2 * exp_of_square(x) - erfcx(-x);
  if (x < 25) return exp_of_square(x) * std::erfc(x);
  const double step = -0.5 / (x * x);
  double term = 1, sum = 1;
  for (int k = 1; k < 8; ++k) sum += term *= step * (2 * k - 1);
  return sum / (x * kRootPi);
}

double erfinv(double y) {
  const double size = std::abs(y);
  if (!(size <= 1)) return kNan;
  if (size == 1) return std::copysign(kInfinity, y);
  return size <= 0.5 ? erf_inverse(y) : std::copysign(erfc_inverse(1 - size), y);
}

double ndtr(double x) { return 0.5 * std::erfc(-x / kRootTwo); }

double ndtri(double p) {
  if (!(p >= 0 && p <= 1)) return kNan;
  if (p == 0 || p == 1) return p == 0 ? -kInfinity : kInfinity;
  if (p > 0.25 && p < 0.75) return -kRootTwo * erf_inverse(1 - 2 * p);
  return p < 0.5 ? -kRootTwo * erfc_inverse(2 * p) : kRootTwo * erfc_inverse(2 * (1 - p));
}

double log_ndtr(double x) {
  const double t = x / kRootTwo;
  return x < -1 ? std::log(erfcx(-t) / 2) - t * t : std::log1p(-std::erfc(t) / 2);
}

double entr(double x) {
  if (std::isnan(x)) return x;
  return x > 0 ? -x * std::log(x) : x == 0 ? 0 : -kInfinity;
}

double sinc(double x) {
  if (x == 0) return 1;
  const double angle = std::numbers::pi * x;
  return std::sin(angle) / angle;
}

}  // namespace torch::inline rushlight::special_math
