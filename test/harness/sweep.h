// sweep: the arguments with which a function of one number is tested over a whole type, and the unit its errors are counted in.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace torch::inline rushlight::test {

/// What exact results are computed in.
using Real = long double;

/// The distance of `got` from `want` in units in the last place of T. An infinity counts as the power of two after the largest
/// number; the signs of zeros have to agree.
template <class T> double ulps_apart(T got, Real want) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(want) || std::isnan(got)) return std::isnan(want) && std::isnan(got) ? 0 : HUGE_VAL;
  if (want == 0) return got == 0 && std::signbit(got) == std::signbit(want) ? 0 : HUGE_VAL;
  const Real top = std::ldexp(Real(1), Limits::max_exponent);
  const auto finite = [&](Real x) { return std::clamp(x, -top, top); };
  const int exponent = std::max(std::ilogb(finite(want)), Limits::min_exponent - 1);
  return static_cast<double>(std::ldexp(std::abs(finite(got) - finite(want)), Limits::digits - 1 - exponent));
}

/// Numbers of all sizes and both signs by their bits; more of them where the functions bend; their ends, and what is next to them.
template <class T> std::vector<T> sweep() {
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  using Limits = std::numeric_limits<T>;
  std::vector<T> x;
  const Bits step = std::numeric_limits<Bits>::max() / 20011;
  for (Bits i = 0; i < 20011; ++i) x.push_back(std::bit_cast<T>(static_cast<Bits>(i * step)));
  const T end = sizeof(T) == 4 ? T(110) : T(760);
  for (int i = -4000; i <= 4000; ++i)
    for (T range : {end, T(12), T(1.5)}) x.push_back(range * (static_cast<T>(i) + T(0.37)) / T(4000));
  for (int i = 0; i < 2000; ++i)
    x.push_back(std::exp2(T(i) / 1000 - 1));  // around 1, where logarithms vanish
  std::vector<T> borders{Limits::denorm_min(), Limits::min(), Limits::max(), Limits::infinity()};
  for (double border :
       {0.,       0x1p-27,  0.5,      0.927734375, 1.,      5.5,      9.5,     20.,      30.,
        40.,      41.,      50.,      87.3,        87.3365, 88.37626, 88.7228, 88.8,     89.41599,
        103.9721, 126.,     127.,     128.,        149.,    150.,     708.3,   708.3964, 709.4361,
        709.7827, 710.4758, 745.1332, 746.,        1022.,   1024.,    1074.,   1075.,    39000.})
    borders.push_back(static_cast<T>(border));
  for (T border : borders)
    for (T sign : {T(1), T(-1)}) {
      T low = border, high = border;
      for (int i = 0; i < 6; ++i) {
        x.push_back(sign * low), x.push_back(sign * high);
        low = std::nextafter(low, T(0)), high = std::nextafter(high, Limits::infinity());
      }
    }
  x.push_back(Limits::quiet_NaN());
  return x;
}

}  // namespace torch::inline rushlight::test
