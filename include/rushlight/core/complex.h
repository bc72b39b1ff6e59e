// Complex<T>: a complex number whose products are four multiplications, without the checks for infinities that
// std::complex makes, so that loops over it are vectorised. LibTorch programs know it as c10::complex<T>.
// Next: scalar.h.
#pragma once

#include <concepts>
#include <iosfwd>
#include <type_traits>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

template <class T> class Complex;
template <class T> inline constexpr bool is_complex_v = false;
template <class T> inline constexpr bool is_complex_v<Complex<T>> = true;

/// std::complex<T> and its like, without its header, which is a heavy one.
template <class Z, class T>
concept ComplexLike = !is_complex_v<Z> && requires(const Z& z) {
  { z.real() } -> std::same_as<T>;
  { z.imag() } -> std::same_as<T>;
  Z(T(), T());
};

template <class T> class Complex {
 public:
  using value_type = T;
  constexpr Complex(T real = {}, T imag = {}) : real_(real), imag_(imag) {}
  template <ComplexLike<T> Z> constexpr Complex(const Z& z) : real_(z.real()), imag_(z.imag()) {}
  template <class U>
  requires(!std::is_same_v<T, U>) constexpr explicit(sizeof(U) > sizeof(T)) Complex(const Complex<U>& z)
      : real_(static_cast<T>(z.real())), imag_(static_cast<T>(z.imag())) {}
  template <ComplexLike<T> Z> constexpr operator Z() const { return Z(real_, imag_); }

  constexpr T real() const { return real_; }
  constexpr T imag() const { return imag_; }
  constexpr void real(T value) { real_ = value; }
  constexpr void imag(T value) { imag_ = value; }
  constexpr explicit operator bool() const { return real_ != 0 || imag_ != 0; }

  constexpr Complex operator-() const { return {-real_, -imag_}; }
  friend constexpr Complex operator+(Complex a, Complex b) { return {a.real_ + b.real_, a.imag_ + b.imag_}; }
  friend constexpr Complex operator-(Complex a, Complex b) { return {a.real_ - b.real_, a.imag_ - b.imag_}; }
  friend constexpr Complex operator*(Complex a, Complex b) {
    return {a.real_ * b.real_ - a.imag_ * b.imag_, a.real_ * b.imag_ + a.imag_ * b.real_};
  }
  /// The larger part of the divisor is divided out first (Smith 1962), so that nothing overflows on the way.
  friend constexpr Complex operator/(Complex a, Complex b) {
    const bool wide = magnitude(b.real_) >= magnitude(b.imag_);
    const T large = wide ? b.real_ : b.imag_, small = wide ? b.imag_ : b.real_;
    if (large == 0) return {a.real_ / magnitude(large), a.imag_ / magnitude(large)};
    const T ratio = small / large, scale = 1 / (large + small * ratio);
    return wide ? Complex{(a.real_ + a.imag_ * ratio) * scale, (a.imag_ - a.real_ * ratio) * scale}
                : Complex{(a.real_ * ratio + a.imag_) * scale, (a.imag_ * ratio - a.real_) * scale};
  }
  constexpr Complex& operator+=(Complex b) { return *this = *this + b; }
  constexpr Complex& operator-=(Complex b) { return *this = *this - b; }
  constexpr Complex& operator*=(Complex b) { return *this = *this * b; }
  constexpr Complex& operator/=(Complex b) { return *this = *this / b; }
  friend constexpr bool operator==(Complex a, Complex b) = default;

 private:
  static constexpr T magnitude(T v) { return v < 0 ? -v : v; }

  T real_, imag_;
};

/// Writes `(real,imag)`, as std::complex does.
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Complex<float>& z);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Complex<double>& z);

}  // namespace torch::inline rushlight
