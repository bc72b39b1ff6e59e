// Orthogonal polynomials by their recurrences (DLMF 18.9), and Chebyshev's inside (-1, 1) from a certain degree on by
// their trigonometric form (DLMF 18.5), at any cost of degree the same.
#include <cmath>
#include <cstdint>
#include <limits>

#include "ops/special/functions.h"

namespace torch::inline rushlight::special_math {
namespace {

constexpr int64_t kRecurrence = 8;     // degrees up to here go by the recurrence everywhere
constexpr int64_t kMostHermite = 512;  // above, PyTorch gives NaN

// p[k+1] = next(k, p[k], p[k-1]) up to degree n, from p[0] = 1 and p[1] = first; an overflow ends it.
template <class Next> double recur(int64_t n, double first, const Next& next) {
  if (n <= 0) return n == 0 ? 1 : 0;
  double before = 1, now = first;
  for (int64_t k = 1; k < n && !std::isnan(now); ++k) {
    const double after = next(static_cast<double>(k), now, before);
    before = now;
    now = after;
  }
  return now;
}

double chebyshev(int64_t n, double x, double first) {
  return recur(n, first, [x](double, double now, double before) { return 2 * x * now - before; });
}

bool is_odd(int64_t n) { return n % 2 != 0; }
bool trigonometric(int64_t n, double x) { return n > kRecurrence && std::abs(x) < 1; }

}  // namespace

double chebyshev_t(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n >= 0 && std::abs(x) == 1) return x < 0 && is_odd(n) ? -1 : 1;
  if (n > 6 && std::abs(x) < 1) return std::cos(static_cast<double>(n) * std::acos(x));
  return chebyshev(n, x, x);
}

double chebyshev_u(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  const double more = static_cast<double>(n) + 1;
  if (n >= 0 && std::abs(x) == 1) return x < 0 && is_odd(n) ? -more : more;
  if (trigonometric(n, x)) return std::sin(more * std::acos(x)) / std::sin(std::acos(x));
  return chebyshev(n, x, 2 * x);
}

double chebyshev_v(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  const double half = static_cast<double>(n) + 0.5;
  if (n >= 0 && std::abs(x) == 1) return x > 0 ? 1 : is_odd(n) ? -2 * half : 2 * half;
  if (trigonometric(n, x)) return std::cos(half * std::acos(x)) / std::cos(std::acos(x) / 2);
  return chebyshev(n, x, 2 * x - 1);
}

double chebyshev_w(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  const double half = static_cast<double>(n) + 0.5;
  if (n >= 0 && std::abs(x) == 1) return x > 0 ? 2 * half : is_odd(n) ? -1 : 1;
  if (trigonometric(n, x)) return std::sin(half * std::acos(x)) / std::sin(std::acos(x) / 2);
  return chebyshev(n, x, 2 * x + 1);
}

double hermite_h(double x, double degree) {
  if (degree > kMostHermite) return std::numeric_limits<double>::quiet_NaN();
  return recur(static_cast<int64_t>(degree), 2 * x,
               [x](double k, double now, double before) { return 2 * x * now - 2 * k * before; });
}

double hermite_he(double x, double degree) {
  if (degree > kMostHermite) return std::numeric_limits<double>::quiet_NaN();
  return recur(static_cast<int64_t>(degree), x,
               [x](double k, double now, double before) { return x * now - k * before; });
}

double laguerre_l(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (x == 0 && n >= 0) return 1;
  return recur(n, 1 - x, [x](double k, double now, double before) {
    return ((2 * k + 1 - x) * now - k * before) / (k + 1);
  });
}

double legendre_p(double x, double degree) {
  const int64_t n = static_cast<int64_t>(degree);
  if (n >= 0 && std::abs(x) == 1) return x < 0 && is_odd(n) ? -1 : 1;
  return recur(n, x, [x](double k, double now, double before) {
    return ((2 * k + 1) * x * now - k * before) / (k + 1);
  });
}

}  // namespace torch::inline rushlight::special_math
