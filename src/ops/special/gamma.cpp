// The gamma function's family: log Gamma, its derivatives, Hurwitz's zeta and the incomplete gamma functions.
// Asymptotic series need a large argument, which recurrences provide; DLMF 5.5, 5.11, 5.15, 8.7, 8.9, 25.11.
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
constexpr int kMostTerms = 200000;

// B(2), B(4), ..., the Bernoulli numbers.
constexpr double kBernoulli[] = {1.0 / 6,       -1.0 / 30,       1.0 / 42,      -1.0 / 30,
                                 5.0 / 66,      -691.0 / 2730,   7.0 / 6,       -3617.0 / 510,
                                 43867.0 / 798, -174611.0 / 330, 854513.0 / 138};

// log(1 + u) - u without cancellation: with t = u / (2 + u) it is 2 (t^3/3 + t^5/5 + ...) - u t.
double log1p_minus(double u) {
  if (std::abs(u) > 0.3) return std::log1p(u) - u;
  const double t = u / (2 + u), square = t * t;
  double power = t * square, sum = 0;
  for (int k = 3; k < 40; k += 2, power *= square) sum += power / k;
  return 2 * sum - u * t;
}

// log Gamma(a) less Stirling's (a - 1/2) log(a) - a + log(2 pi) / 2, for a >= 10.
double stirling_rest(double a) {
  double sum = 0, power = a;
  for (int k = 1; k <= 8; ++k, power *= a * a) sum += kBernoulli[k - 1] / (2 * k * (2 * k - 1) * power);
  return sum;
}

// x^a e^-x / Gamma(a + 1). Large a goes through the distance of x from a, where the three factors cancel.
double gamma_density(double a, double x) {
  if (a >= 10) return std::exp(a * log1p_minus((x - a) / a) - stirling_rest(a)) / std::sqrt(2 * kPi * a);
  if (x < 700) return std::pow(x, a) * std::exp(-x) / std::tgamma(a + 1);
  return std::exp(a * std::log(x) - x - lgamma(a + 1));
}

// P by its power series, DLMF 8.7.1.
double lower_series(double a, double x) {
  double term = 1, sum = 1;
  for (int n = 1; n < kMostTerms && term > sum * kEpsilon / 4; ++n) sum += term *= x / (a + n);
  return sum * gamma_density(a, x);
}

// Q by its continued fraction, DLMF 8.9.2, from the front by Lentz's method.
double upper_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    c = b + numerator / c;
    if (d == 0) d = kTiny;
    if (c == 0) c = kTiny;
    d = 1 / d;
    h *= d * c;
    if (std::abs(d * c - 1) < kEpsilon) break;
  }
  return h * a * gamma_density(a, x);
}

// Q for x up to about 1 and small a, where 1 - P would cancel: 1 - x^a / Gamma(1 + a) and the rest of the series.
double upper_series(double a, double x) {
  double term = 1, sum = 0;
  for (int n = 1; n < 100 && std::abs(term) > kEpsilon * std::abs(sum) / 8; ++n) {
    term *= -x / n;
    sum += term / (a + n);
  }
  const double log_x = std::log(x);
  return -std::expm1(a * log_x - lgamma(1 + a)) - std::exp(a * log_x - lgamma(1 + a)) * a * sum;
}

// What both incomplete functions are outside and on the edge of their domain, given the values at P = 0 and P = 1.
bool on_edge(double a, double x, double at_zero, double at_one, double& result) {
  if (!(a >= 0 && x >= 0)) result = kNan;
  else if (a == 0) result = x > 0 ? at_one : kNan;
  else if (x == 0) result = at_zero;
  else if (std::isinf(a)) result = std::isinf(x) ? kNan : at_zero;
  else if (std::isinf(x)) result = at_one;
  else return false;
  return true;
}

}  // namespace

double lgamma(double x) {
  int sign;
  return ::lgamma_r(x, &sign);
}

double digamma(double x) {
  if (x == 0) return std::copysign(kInfinity, -x);
  if (x < 0) {
    if (x == std::floor(x)) return kNan;
    double whole;
    return digamma(1 - x) - kPi / std::tan(kPi * std::modf(x, &whole));
  }
  double result = 0;
  for (; x < 10; x += 1) result -= 1 / x;
  const double square = 1 / (x * x);
  double sum = 0, power = square;
  for (int k = 1; k <= 8; ++k, power *= square) sum += kBernoulli[k - 1] / (2 * k) * power;
  return result + std::log(x) - 0.5 / x - sum;
}

double zeta(double s, double q) {
  if (s == 1) return kInfinity;
  if (!(s > 1)) return kNan;
  if (q <= 0) {
    if (q == std::floor(q)) return kInfinity;
    if (s != std::floor(s)) return kNan;
    // The terms below zero are those of a sum from their distance to it, cut off behind the farthest one.
    const double nearest = -q - std::floor(-q);
    const double below = zeta(s, nearest) - zeta(s, 1 - q);
    return (std::fmod(s, 2) == 0 ? below : -below) + zeta(s, 1 - nearest);
  }
  // Terms one by one up to a place from which the Euler-Maclaurin formula gives the rest.
  double sum = 0;
  for (; q < 10 + s; q += 1) {
    const double term = std::pow(q, -s);
    sum += term;
    if (term < kEpsilon / 16 * sum) return sum;
  }
  const double last = std::pow(q, -s);
  sum += last * q / (s - 1) + last / 2;
  double factor =
      s * last / q;  // s (s + 1) ... (s + 2k - 2) q^(-s - 2k + 1) / (2k)!, with the 1/2 of k = 1 below
  for (int k = 1; k <= 11; ++k) {
    factor /= (2 * k - 1) * (2 * k);
    sum += kBernoulli[k - 1] * factor;
    factor *= (s + 2 * k - 1) * (s + 2 * k) / (q * q);
  }
  return sum;
}

double polygamma(double n, double x) {
  if (n == 1 && std::isinf(x)) return x > 0 ? 0 : kNan;
  return (std::fmod(n, 2) == 1 ? 1 : -1) * std::tgamma(n + 1) * zeta(n + 1, x);
}

double gamma_p(double a, double x) {
  double edge;
  if (on_edge(a, x, 0, 1, edge)) return edge;
  return x > 1 && x > a ? 1 - gamma_q(a, x) : lower_series(a, x);
}

double gamma_q(double a, double x) {
  double edge;
  if (on_edge(a, x, 1, 0, edge)) return edge;
  if (x >= 1.1) return x < a ? 1 - lower_series(a, x) : upper_fraction(a, x);
  return a > 1.1 * x && a > 0.5 ? 1 - lower_series(a, x) : upper_series(a, x);
}

}  // namespace torch::inline rushlight::special_math
