// CPU functors of rounding and of division with a rounded or remaining part. Integers refuse a divisor of zero, as
// PyTorch does; float formulas are PyTorch's (which are Python's), so that signs and infinities agree.
#include "ops/pointwise/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

struct Abs {
  template <class T> T operator()(T a) const {
    if constexpr (std::is_unsigned_v<T>) return a;
    else if constexpr (std::is_integral_v<T>) return a < 0 ? static_cast<T>(-modular(a)) : a;
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

// Quotients toward zero and what they leave, of divisors that are not zero. -1 is apart: the lowest number divided by it
// overflows.
int64_t quotient(int64_t a, int64_t b) { return b == -1 ? static_cast<int64_t>(-modular(a)) : a / b; }
int64_t rest(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }
// Vectors of integers are not divided, but those of doubles are, and that is exact: a quotient that is not whole is at least
// 1 / b away from whole numbers, which is 2^-31 of it or more, and rounded by 2^-53 of it.
int32_t quotient(int32_t a, int32_t b) {
  const auto whole = static_cast<int32_t>(static_cast<double>(a) / static_cast<double>(b == -1 ? 1 : b));
  return b == -1 ? static_cast<int32_t>(-modular(whole)) : whole;
}
int32_t rest(int32_t a, int32_t b) {
  return static_cast<int32_t>(modular(a) - modular(quotient(a, b)) * modular(b));
}

// -1, all bits, where the quotient that left `r` is not whole and below zero, else 0: a branch would be guessed wrong half of
// the time.
template <class T> T below_zero(T r, T b) { return -static_cast<T>((r != 0) & ((r ^ b) < 0)); }

struct Fmod {
  static constexpr const char* kName = "fmod";
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) return rest(a, b);
    else return std::fmod(a, b);
  }
};
struct Remainder {
  static constexpr const char* kName = "remainder";
  template <class T> T operator()(T a, T b) const {
    const T r = Fmod{}(a, b);
    if constexpr (std::is_integral_v<T>) return r + (b & below_zero(r, b));
    else return r != T(0) && (r < T(0)) != (b < T(0)) ? r + b : r;
  }
};
struct DivFloor {
  static constexpr const char* kName = "div";
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      return quotient(a, b) + below_zero(rest(a, b), b);
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
  static constexpr const char* kName = "div";
  template <class T> T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) return quotient(a, b);
    else return std::trunc(a / b);
  }
};

template <class T> T checked(const char* who, T divisor) {
  if (divisor == 0) [[unlikely]]
    fail_zero_divisor(who);
  return divisor;
}

constexpr int64_t kBlock = 256;

template <class F> void divide_nonzero(const int32_t* a, const int32_t* b, int32_t* out, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) out[i] = F{}(a[i], b[i]);
}
template <class F> void divide(const int32_t* a, const int32_t* b, int32_t* out, int64_t n) {
  bool zero = false;
  for (int64_t i = 0; i < n; ++i) zero |= b[i] == 0;
  if (zero) fail_zero_divisor(F::kName);
  divide_nonzero<F>(a, b, out, n);
}
// Whether all of a block are numbers of int32, which are written to `narrow`, and none is `but`.
bool narrows(const int64_t* wide, int64_t but, int32_t* narrow, int64_t n) {
  narrow[0] = static_cast<int32_t>(wide[0]);
  if (narrow[0] != wide[0]) return false;  // as in most blocks of which not all are
  int64_t all = -1;
  for (int64_t i = 0; i < n; ++i) {
    narrow[i] = static_cast<int32_t>(wide[i]);
    all &= -int64_t{narrow[i] == wide[i]} & -int64_t{wide[i] != but};
  }
  return all != 0;
}
// By way of int32 where all numbers are of that type, and so are their quotients: the lowest one's may not be.
template <class F> void divide(const int64_t* a, const int64_t* b, int64_t* out, int64_t n) {
  int32_t dividends[kBlock], divisors[kBlock];
  if (narrows(a, std::numeric_limits<int32_t>::lowest(), dividends, n) && narrows(b, 0, divisors, n)) {
    divide_nonzero<F>(dividends, divisors, dividends, n);
    for (int64_t i = 0; i < n; ++i) out[i] = dividends[i];
  } else {
    for (int64_t i = 0; i < n; ++i) out[i] = F{}(a[i], checked(F::kName, b[i]));
  }
}

/// Tile function of a division of integers, by a second input or by the attribute, a block at a time.
template <class T, int N, class F>
void divided(const void* attributes, void* const* out, const void* const* in, int64_t n, uint32_t) {
  T number[kBlock];
  if constexpr (N == 1)
    std::fill_n(number, kBlock, Number(static_cast<const Divisor*>(attributes)->value).as<T>());
  for (int64_t i = 0; i < n; i += kBlock) {
    const T* b = N == 1 ? number : static_cast<const T*>(in[N - 1]) + i;
    divide<F>(static_cast<const T*>(in[0]) + i, b, static_cast<T*>(out[0]) + i,
              n - i < kBlock ? n - i : kBlock);
  }
}

template <int N, class F> constexpr TileKernel with_integers(TileKernel kernel) {
  kernel.i64 = divided<int64_t, N, F>;
  if constexpr (kNarrowForms) kernel.i32 = divided<int32_t, N, F>;
  return kernel;
}
template <class F> constexpr TileKernel by_tensor() { return with_integers<2, F>(plain_float<2, F>()); }
template <class F> constexpr TileKernel by_number() {
  return with_integers<1, F>(plain_float<1, WithNumber<F>, Divisor>());
}

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
      .fmod = by_tensor<Fmod>(),
      .remainder = by_tensor<Remainder>(),
      .div_floor = by_tensor<DivFloor>(),
      .div_trunc = by_tensor<DivTrunc>(),
      .fmod_scalar = by_number<Fmod>(),
      .remainder_scalar = by_number<Remainder>(),
      .div_floor_scalar = by_number<DivFloor>(),
      .div_trunc_scalar = by_number<DivTrunc>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
