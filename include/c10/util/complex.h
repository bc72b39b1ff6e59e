// c10::complex with the functions of <complex> for it: in namespace std as LibTorch has them, and by their plain names.
#pragma once

#include <cmath>
#include <complex>
#include <istream>
#include <type_traits>

#include "rushlight/core/complex.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class T> constexpr Complex<T> operator+(const Complex<T>& z) { return z; }
/// Reads `(real,imag)`, `(real)` or `real`.
template <class T> std::istream& operator>>(std::istream& in, Complex<T>& z) {
  std::complex<T> read(z);
  in >> read;
  z = read;
  return in;
}

namespace complex_literals {
constexpr Complex<float> operator""_if(long double imag) { return {0, static_cast<float>(imag)}; }
constexpr Complex<float> operator""_if(unsigned long long imag) { return {0, static_cast<float>(imag)}; }
constexpr Complex<double> operator""_id(long double imag) { return {0, static_cast<double>(imag)}; }
constexpr Complex<double> operator""_id(unsigned long long imag) { return {0, static_cast<double>(imag)}; }
}  // namespace complex_literals

}  // namespace torch::inline rushlight

namespace c10 {

/// The number with this magnitude and angle.
template <class T> complex<T> polar(const T& r, const T& theta = T()) {
  return {r * std::cos(theta), r * std::sin(theta)};
}
template <class T> struct is_complex : std::bool_constant<rushlight::is_complex_v<T>> {};
/// The type of the parts of a complex type; any other type itself.
template <class T> struct scalar_value_type { using type = T; };
template <class T> struct scalar_value_type<rushlight::Complex<T>> { using type = T; };

}  // namespace c10

namespace c10_complex_math {

using rushlight::Complex;

#define RUSHLIGHT_COMPLEX_FUNCTION(f) \
  template <class T> Complex<T> f(const Complex<T>& z) { return std::f(std::complex<T>(z)); }
RUSHLIGHT_COMPLEX_FUNCTION(exp)
RUSHLIGHT_COMPLEX_FUNCTION(log)
RUSHLIGHT_COMPLEX_FUNCTION(log10)
RUSHLIGHT_COMPLEX_FUNCTION(sqrt)
RUSHLIGHT_COMPLEX_FUNCTION(sin)
RUSHLIGHT_COMPLEX_FUNCTION(cos)
RUSHLIGHT_COMPLEX_FUNCTION(tan)
RUSHLIGHT_COMPLEX_FUNCTION(asin)
RUSHLIGHT_COMPLEX_FUNCTION(acos)
RUSHLIGHT_COMPLEX_FUNCTION(atan)
RUSHLIGHT_COMPLEX_FUNCTION(sinh)
RUSHLIGHT_COMPLEX_FUNCTION(cosh)
RUSHLIGHT_COMPLEX_FUNCTION(tanh)
RUSHLIGHT_COMPLEX_FUNCTION(asinh)
RUSHLIGHT_COMPLEX_FUNCTION(acosh)
RUSHLIGHT_COMPLEX_FUNCTION(atanh)
#undef RUSHLIGHT_COMPLEX_FUNCTION

template <class T> Complex<T> log2(const Complex<T>& z) { return log(z) / std::log(T(2)); }
/// log(1 + z) without loss near 0, where |1 + z|^2 = 1 + (2x + x^2 + y^2).
template <class T> Complex<T> log1p(const Complex<T>& z) {
  const T x = z.real(), y = z.imag(), excess = x * (2 + x) + y * y;
  const T real = excess > T(-0.5) && excess < 1 ? std::log1p(excess) / 2 : std::log(std::hypot(1 + x, y));
  return {real, std::atan2(y, 1 + x)};
}
/// exp(z) - 1 without loss near 0: e^x cos y - 1 = (e^x - 1) cos y - 2 sin^2(y/2).
template <class T> Complex<T> expm1(const Complex<T>& z) {
  const T x = z.real(), y = z.imag(), half = std::sin(y / 2);
  return {std::expm1(x) * std::cos(y) - 2 * half * half, std::exp(x) * std::sin(y)};
}

/// Powers, of parts of two types too, whose product's type the result has.
template <class T, class U>
Complex<decltype(T() * U())> pow(const Complex<T>& base, const Complex<U>& exponent) {
  using R = decltype(T() * U());
  return std::pow(std::complex<R>(base.real(), base.imag()),
                  std::complex<R>(exponent.real(), exponent.imag()));
}
template <class T, class U>
requires(std::is_floating_point_v<U>) Complex<decltype(T() * U())> pow(const Complex<T>& base,
                                                                       const U& exponent) {
  using R = decltype(T() * U());
  return std::pow(std::complex<R>(base.real(), base.imag()), R(exponent));
}
template <class T, class U>
requires(std::is_floating_point_v<T>) Complex<decltype(T() * U())> pow(const T& base,
                                                                       const Complex<U>& exponent) {
  using R = decltype(T() * U());
  return std::pow(R(base), std::complex<R>(exponent.real(), exponent.imag()));
}
template <class T, class U>
requires(std::is_integral_v<U>) Complex<T> pow(const Complex<T>& base, const U& exponent) {
  return std::pow(std::complex<T>(base), T(exponent));
}

}  // namespace c10_complex_math

namespace std {

template <class T> constexpr T real(const rushlight::Complex<T>& z) { return z.real(); }
template <class T> constexpr T imag(const rushlight::Complex<T>& z) { return z.imag(); }
template <class T> T abs(const rushlight::Complex<T>& z) { return std::hypot(z.real(), z.imag()); }
template <class T> T arg(const rushlight::Complex<T>& z) { return std::atan2(z.imag(), z.real()); }
template <class T> constexpr T norm(const rushlight::Complex<T>& z) {
  return z.real() * z.real() + z.imag() * z.imag();
}
template <class T> constexpr rushlight::Complex<T> conj(const rushlight::Complex<T>& z) {
  return {z.real(), -z.imag()};
}
using c10_complex_math::acos;
using c10_complex_math::acosh;
using c10_complex_math::asin;
using c10_complex_math::asinh;
using c10_complex_math::atan;
using c10_complex_math::atanh;
using c10_complex_math::cos;
using c10_complex_math::cosh;
using c10_complex_math::exp;
using c10_complex_math::expm1;
using c10_complex_math::log;
using c10_complex_math::log10;
using c10_complex_math::log1p;
using c10_complex_math::log2;
using c10_complex_math::pow;
using c10_complex_math::sin;
using c10_complex_math::sinh;
using c10_complex_math::sqrt;
using c10_complex_math::tan;
using c10_complex_math::tanh;

}  // namespace std

using c10_complex_math::acos;
using c10_complex_math::acosh;
using c10_complex_math::asin;
using c10_complex_math::asinh;
using c10_complex_math::atan;
using c10_complex_math::atanh;
using c10_complex_math::cos;
using c10_complex_math::cosh;
using c10_complex_math::exp;
using c10_complex_math::expm1;
using c10_complex_math::log;
using c10_complex_math::log10;
using c10_complex_math::log1p;
using c10_complex_math::log2;
using c10_complex_math::pow;
using c10_complex_math::sin;
using c10_complex_math::sinh;
using c10_complex_math::sqrt;
using c10_complex_math::tan;
using c10_complex_math::tanh;
