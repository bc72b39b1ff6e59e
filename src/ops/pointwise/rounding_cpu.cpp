// CPU functors of rounding and of division with a rounded or remaining part. Integers refuse a divisor of zero, as
// PyTorch does; float formulas are PyTorch's (which are Python's), so that signs and infinities agree.
#include "ops/pointwise/rounding.h"

#include <cmath>

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

struct Abs {
  template <class T> T operator()(T a) const {
    if constexpr (std::is_unsigned_v<T>) return a;
    else if constexpr (std::is_integral_v<T>)
      return a < 0 ? static_cast<T>(-static_cast<std::make_unsigned_t<T>>(a)) : a;
    else return std::fabs(a);
  }
};
struct ComplexAbs {
  template <class T> T operator()(T z) const { return T(std::hypot(z.real(), z.imag())); }
};
struct Sign {
  template <class T> T operator()(T a) const {  // NaN gives 0
    return static_cast<T>((a > T(0) ? T(1) : T(0)) - (a < T(0) ? T(1) : T(0)));
  }
};

struct Floor {
  template <class D, class V> V operator()(D, V x) const { return hn::Floor(x); }
};
struct Ceil {
  template <class D, class V> V operator()(D, V x) const { return hn::Ceil(x); }
};
struct Trunc {
  template <class D, class V> V operator()(D, V x) const { return hn::Trunc(x); }
};
struct Round {
  template <class D, class V> V operator()(D, V x) const { return hn::Round(x); }
};
struct Frac {
  template <class D, class V> V operator()(D, V x) const { return hn::Sub(x, hn::Trunc(x)); }
};
// The power of ten stays exact: negative decimals divide by it.
struct RoundDecimals {
  double power;
  bool negative;
  explicit RoundDecimals(const Decimals& op)
      : power(std::pow(10.0, static_cast<double>(op.decimals < 0 ? -op.decimals : op.decimals))),
        negative(op.decimals < 0) {}
  template <class T> T operator()(T a) const {
    const T p = static_cast<T>(power);
    return negative ? std::nearbyint(a / p) * p : std::nearbyint(a * p) / p;
  }
};

int64_t checked(const char* who, int64_t divisor) {
  if (divisor == 0) [[unlikely]]
    fail_zero_divisor(who);
  return divisor;
}
// -1 apart: the lowest int64 divided by it overflows.
int64_t quotient(int64_t a, int64_t b) {
  return b == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(a)) : a / b;
}
int64_t rest(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }

struct Fmod {
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) return rest(a, checked("fmod", b));
    else return std::fmod(a, b);
  }
};
struct Remainder {
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) checked("remainder", b);
    const T r = Fmod{}(a, b);
    return r != T(0) && (r < T(0)) != (b < T(0)) ? r + b : r;
  }
};
struct DivFloor {
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      const T q = quotient(a, checked("div", b));
      return rest(a, b) != 0 && (a < 0) != (b < 0) ? q - 1 : q;
    } else {
      if (b == T(0)) return a / b;
      const T r = std::fmod(a, b);
      T q = (a - r) / b;
      if (r != T(0) && (b < T(0)) != (r < T(0))) q -= T(1);
      if (q == T(0)) return std::copysign(T(0), a / b);
      const T down = std::floor(q);
      return q - down > T(0.5) ? down + T(1) : down;
    }
  }
};
struct DivTrunc {
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) return quotient(a, checked("div", b));
    else return std::trunc(a / b);
  }
};

}  // namespace

template <> const RoundingKernels& cpu_table<RoundingKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr RoundingKernels table{
      .abs = with_complex<1, ComplexAbs>(ordering_all<1, Abs>()),
      .sign = ordering_all<1, Sign>(),
      .floor = vectored_float<1, Floor>(),
      .ceil = vectored_float<1, Ceil>(),
      .trunc = vectored_float<1, Trunc>(),
      .round = vectored_float<1, Round>(),
      .frac = vectored_float<1, Frac>(),
      .round_decimals = plain_float<1, RoundDecimals, Decimals>(),
      .fmod = plain_all<2, Fmod>(),
      .remainder = plain_all<2, Remainder>(),
      .div_floor = plain_all<2, DivFloor>(),
      .div_trunc = plain_all<2, DivTrunc>(),
      .fmod_scalar = plain_all<1, WithNumber<Fmod>, Divisor>(),
      .remainder_scalar = plain_all<1, WithNumber<Remainder>, Divisor>(),
      .div_floor_scalar = plain_all<1, WithNumber<DivFloor>, Divisor>(),
      .div_trunc_scalar = plain_all<1, WithNumber<DivTrunc>, Divisor>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
