// Scalar: one number (double, int64, bool or complex) passed by value, so that `x * 2.0` never makes a tensor.
#pragma once

#include <limits>
#include <type_traits>

#include "rushlight/core/dtype.h"
#include "rushlight/core/sym_int.h"

namespace torch::inline rushlight {

/// A number that remembers whether it was floating, integral, bool or complex.
class Scalar {
 public:
  constexpr Scalar() : Scalar(int64_t{0}) {}
  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_same_v<T, Half> ||
           std::is_same_v<T, BFloat16>) constexpr Scalar(T v) {
    if constexpr (std::is_same_v<T, bool>) {
      kind_ = kBool;
      i_ = v;
    } else if constexpr (std::is_integral_v<T>) {
      kind_ = kLong;
      i_ = static_cast<int64_t>(v);
    } else {
      kind_ = kDouble;
      d_ = static_cast<double>(static_cast<std::conditional_t<std::is_arithmetic_v<T>, T, float>>(v));
    }
  }
  constexpr Scalar(SymInt v) : Scalar(v.expect_int()) {}
  template <class T>
  constexpr Scalar(const Complex<T>& z) : d_(z.real()), imaginary_(z.imag()), kind_(kComplexDouble) {}
  template <class Z>
  requires(ComplexLike<Z, float> || ComplexLike<Z, double>) constexpr Scalar(const Z& z)
      : d_(z.real()), imaginary_(z.imag()), kind_(kComplexDouble) {}

  constexpr bool isFloatingPoint() const { return kind_ == kDouble; }
  constexpr bool isIntegral(bool includeBool = false) const {
    return kind_ == kLong || (includeBool && kind_ == kBool);
  }
  constexpr bool isBoolean() const { return kind_ == kBool; }
  constexpr bool isComplex() const { return kind_ == kComplexDouble; }
  /// double, int64, bool or complex128: the widest dtype of the scalar's kind.
  constexpr ScalarType type() const { return kind_; }

  /// The number as a T; an error for a complex number with an imaginary part and a real T, and std::runtime_error for what is
  /// outside the range of T (negative numbers wrap around where T has no sign; infinities and NaN have a place in every float).
  template <class T> constexpr T to() const {
    if constexpr (is_complex_v<T>) {
      using Part = typename T::value_type;
      const Complex<double> z = toComplexDouble();
      if (!fits<Part>(z.real()) || !fits<Part>(z.imag())) [[unlikely]]
        fail_overflow();
      return T(static_cast<Part>(z.real()), static_cast<Part>(z.imag()));
    } else {
      if (isComplex() && imaginary_ != 0) [[unlikely]]
        fail_complex();
      const bool whole = kind_ == kLong || kind_ == kBool;
      if constexpr (std::is_same_v<T, bool>) {
        return whole ? i_ != 0 : d_ != 0;
      } else if constexpr (std::is_arithmetic_v<T>) {
        if (!(whole ? fits<T>(i_) : fits<T>(d_))) [[unlikely]]
          fail_overflow();
        return whole ? static_cast<T>(i_) : static_cast<T>(d_);
      } else {
        const double value = toDouble();
        if (!fits<T>(value)) [[unlikely]]
          fail_overflow();
        return T(static_cast<float>(value));
      }
    }
  }
  constexpr double toDouble() const { return to<double>(); }
  constexpr float toFloat() const { return to<float>(); }
  constexpr int64_t toLong() const { return to<int64_t>(); }
  constexpr int toInt() const { return to<int>(); }
  constexpr bool toBool() const { return to<bool>(); }
  constexpr uint8_t toByte() const { return to<uint8_t>(); }
  constexpr int8_t toChar() const { return to<int8_t>(); }
  constexpr int16_t toShort() const { return to<int16_t>(); }
  Half toHalf() const { return to<Half>(); }
  BFloat16 toBFloat16() const { return to<BFloat16>(); }
  constexpr Complex<double> toComplexDouble() const {
    return isComplex() ? Complex<double>(d_, imaginary_) : Complex<double>(toDouble());
  }
  constexpr Complex<float> toComplexFloat() const { return to<Complex<float>>(); }
  constexpr Scalar operator-() const {
    return isComplex() ? Scalar(-toComplexDouble()) : isFloatingPoint() ? Scalar(-d_) : Scalar(-i_);
  }
  /// The number with its imaginary part negated.
  constexpr Scalar conj() const { return isComplex() ? Scalar(Complex<double>(d_, -imaginary_)) : *this; }
  constexpr bool equal(Scalar other) const {
    if (isComplex() || other.isComplex()) return toComplexDouble() == other.toComplexDouble();
    return isFloatingPoint() || other.isFloatingPoint() ? toDouble() == other.toDouble() : i_ == other.i_;
  }
  /// Whether T has a place for v: what is in the range of a whole type (where it has no sign, down to minus its largest), what
  /// is no larger than the largest number of a floating one, and infinities and NaN there.
  template <class T, class From> static constexpr bool fits(From v) {
    if constexpr (std::is_same_v<T, bool> || (sizeof(T) == sizeof(From) && std::is_integral_v<From>)) {
      return true;
    } else if constexpr (std::is_integral_v<T>) {
      constexpr T most = std::numeric_limits<T>::max();
      constexpr From largest = static_cast<From>(most);
      constexpr From smallest =
          std::is_signed_v<T> ? -largest - (sizeof(T) < 8) : static_cast<From>(-largest);
      return v >= smallest &&
             (sizeof(T) < 8 ? v <= largest : v < largest);  // 2^63 is what the largest int64 rounds to
    } else if constexpr (sizeof(T) < sizeof(double)) {
      constexpr double largest = std::is_same_v<T, Half>       ? 65504
                                 : std::is_same_v<T, BFloat16> ? 0x1.fep127
                                                               : double{std::numeric_limits<float>::max()};
      const double size = v < 0 ? -static_cast<double>(v) : static_cast<double>(v);
      return !(size > largest && size <= std::numeric_limits<double>::max());
    } else {
      return true;
    }
  }
  /// Address of the value (double, int64, or the two doubles of a complex number), for kernels that read it through a
  /// View.
  const void* address() const {
    return kind_ == kLong || kind_ == kBool ? static_cast<const void*>(&i_) : &d_;
  }

 private:
  [[noreturn]] RUSHLIGHT_API static void fail_complex();
  [[noreturn]] RUSHLIGHT_API static void fail_overflow();

  union {
    double d_;
    int64_t i_;
  };
  double imaginary_ = 0;  // right behind the real part
  ScalarType kind_;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Scalar& s);

}  // namespace torch::inline rushlight
