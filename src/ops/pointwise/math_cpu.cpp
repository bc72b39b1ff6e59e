// CPU functors of the elementary functions: on vectors where cpu/vec_math.h has them, else the C library's.
#include "ops/pointwise/math.h"

#include <cmath>
#include <complex>

#include "cpu/tile.h"
#include "cpu/vec_math.h"

namespace torch::inline rushlight {
namespace {

struct Sqrt {
  template <class D, class V> V operator()(D, V x) const { return hn::Sqrt(x); }
};
struct Rsqrt {
  template <class D, class V> V operator()(D d, V x) const {
    return hn::Div(vec::constant(d, 1), hn::Sqrt(x));
  }
};
struct Reciprocal {
  template <class D, class V> V operator()(D d, V x) const { return hn::Div(vec::constant(d, 1), x); }
};
struct Exp2 {
  template <class D, class V> V operator()(D d, V x) const { return vec::exp2(d, x); }
};
struct Expm1 {
  template <class D, class V> V operator()(D d, V x) const { return vec::expm1(d, x); }
};
struct Log {
  template <class D, class V> V operator()(D d, V x) const { return vec::log(d, x); }
};
struct Log2 {
  template <class D, class V> V operator()(D d, V x) const { return vec::log2(d, x); }
};
struct Log10 {
  template <class D, class V> V operator()(D d, V x) const { return vec::log10(d, x); }
};
struct Log1p {
  template <class D, class V> V operator()(D d, V x) const { return vec::log1p(d, x); }
};
struct Sin {
  template <class D, class V> V operator()(D d, V x) const { return vec::sin(d, x); }
};
struct Cos {
  template <class D, class V> V operator()(D d, V x) const { return vec::cos(d, x); }
};
struct Asin {
  template <class D, class V> V operator()(D d, V x) const { return hn::Asin(d, x); }
};
struct Acos {
  template <class D, class V> V operator()(D d, V x) const { return hn::Acos(d, x); }
};
struct Atan {
  template <class D, class V> V operator()(D d, V x) const { return hn::Atan(d, x); }
};
struct Sinh {
  template <class D, class V> V operator()(D d, V x) const { return vec::sinh(d, x); }
};
struct Cosh {
  template <class D, class V> V operator()(D d, V x) const { return vec::cosh(d, x); }
};
struct Tanh {
  template <class D, class V> V operator()(D d, V x) const { return vec::tanh(d, x); }
};
struct Sigmoid {
  template <class D, class V> V operator()(D d, V x) const { return vec::sigmoid(d, x); }
};
struct Erf {
  template <class D, class V> V operator()(D d, V x) const { return vec::erf(d, x); }
};

struct Tan {
  template <class T> T operator()(T a) const { return std::tan(a); }
};
struct Asinh {
  template <class T> T operator()(T a) const { return std::asinh(a); }
};
struct Acosh {
  template <class T> T operator()(T a) const { return std::acosh(a); }
};
struct Atanh {
  template <class T> T operator()(T a) const { return std::atanh(a); }
};
struct Erfc {
  template <class T> T operator()(T a) const { return std::erfc(a); }
};

// An analytic function of the standard library, for complex numbers.
template <auto f> struct Analytic {
  template <class T> T operator()(T z) const { return T(f(std::complex<typename T::value_type>(z))); }
};
template <auto f> constexpr TileKernel analytic(TileKernel kernel) {
  return with_complex<1, Analytic<f>>(kernel);
}

template <class Z> constexpr typename Z::value_type kLn2 = 0.69314718055994530942;
template <class Z> constexpr typename Z::value_type kPerLn2 = 1.44269504088896340736;

// e^(x+iy) - 1 without cancellation near 0: its real part is expm1(x) cos y - 2 sin^2(y / 2).
template <class Z> Z expm1_of(Z z) {
  const auto half = std::sin(z.imag() / 2), size = std::exp(z.real());
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half, size * std::sin(z.imag())};
}
// log|1 + z| from |1 + z|^2 - 1 = x (2 + x) + y^2, exact where z is small; near -1 that would cancel, and 1 + z is exact.
template <class Z> Z log1p_of(Z z) {
  const auto x = z.real(), y = z.imag();
  if (std::fabs(x) > 0.5 || std::fabs(y) > 0.5) return std::log(z + Z(1));
  return {std::log1p(x * (2 + x) + y * y) / 2, std::atan2(y, 1 + x)};
}

}  // namespace

template <> const MathKernels& cpu_table<MathKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr MathKernels table{
      .sqrt = analytic<[](auto z) { return std::sqrt(z); }>(vectored_float<1, Sqrt>()),
      .rsqrt = analytic<[](auto z) { return decltype(z)(1) / std::sqrt(z); }>(vectored_float<1, Rsqrt>()),
      .reciprocal = analytic<[](auto z) { return decltype(z)(1) / z; }>(vectored_float<1, Reciprocal>()),
      .exp2 = analytic<[](auto z) { return std::exp(z * kLn2<decltype(z)>); }>(vectored_float<1, Exp2>()),
      .expm1 = analytic<[](auto z) { return expm1_of(z); }>(vectored_float<1, Expm1>()),
      .log = analytic<[](auto z) { return std::log(z); }>(vectored_float<1, Log>()),
      .log2 = analytic<[](auto z) { return std::log(z) * kPerLn2<decltype(z)>; }>(vectored_float<1, Log2>()),
      .log10 = analytic<[](auto z) { return std::log10(z); }>(vectored_float<1, Log10>()),
      .log1p = analytic<[](auto z) { return log1p_of(z); }>(vectored_float<1, Log1p>()),
      .sin = analytic<[](auto z) { return std::sin(z); }>(vectored_float<1, Sin>()),
      .cos = analytic<[](auto z) { return std::cos(z); }>(vectored_float<1, Cos>()),
      .tan = analytic<[](auto z) { return std::tan(z); }>(plain_float<1, Tan>()),
      .asin = analytic<[](auto z) { return std::asin(z); }>(vectored_float<1, Asin>()),
      .acos = analytic<[](auto z) { return std::acos(z); }>(vectored_float<1, Acos>()),
      .atan = analytic<[](auto z) { return std::atan(z); }>(vectored_float<1, Atan>()),
      .sinh = analytic<[](auto z) { return std::sinh(z); }>(vectored_float<1, Sinh>()),
      .cosh = analytic<[](auto z) { return std::cosh(z); }>(vectored_float<1, Cosh>()),
      .tanh = analytic<[](auto z) { return std::tanh(z); }>(vectored_float<1, Tanh>()),
      .asinh = analytic<[](auto z) { return std::asinh(z); }>(plain_float<1, Asinh>()),
      .acosh = analytic<[](auto z) { return std::acosh(z); }>(plain_float<1, Acosh>()),
      .atanh = analytic<[](auto z) { return std::atanh(z); }>(plain_float<1, Atanh>()),
      .sigmoid = analytic<[](auto z) { return decltype(z)(1) / (decltype(z)(1) + std::exp(-z)); }>(
          vectored_float<1, Sigmoid>()),
      .erf = vectored_float<1, Erf>(),
      .erfc = plain_float<1, Erfc>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
