// Scalar: one number (double, int64 or bool) passed by value, so that `x * 2.0` never makes a tensor.
#pragma once

#include <type_traits>

#include "rushlight/core/dtype.h"

namespace rushlight {

/// A number that remembers whether it was floating, integral or bool.
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

  constexpr bool isFloatingPoint() const { return kind_ == kDouble; }
  constexpr bool isIntegral(bool includeBool = false) const {
    return kind_ == kLong || (includeBool && kind_ == kBool);
  }
  constexpr bool isBoolean() const { return kind_ == kBool; }
  /// double, int64 or bool: the widest dtype of the scalar's kind.
  constexpr ScalarType type() const { return kind_; }

  template <class T> constexpr T to() const {
    if constexpr (std::is_same_v<T, bool>) return isFloatingPoint() ? d_ != 0 : i_ != 0;
    else if constexpr (std::is_arithmetic_v<T>)
      return isFloatingPoint() ? static_cast<T>(d_) : static_cast<T>(i_);
    else return T(static_cast<float>(toDouble()));
  }
  constexpr double toDouble() const { return isFloatingPoint() ? d_ : static_cast<double>(i_); }
  constexpr float toFloat() const { return static_cast<float>(toDouble()); }
  constexpr int64_t toLong() const { return to<int64_t>(); }
  constexpr int toInt() const { return to<int>(); }
  constexpr bool toBool() const { return to<bool>(); }
  constexpr Scalar operator-() const { return isFloatingPoint() ? Scalar(-d_) : Scalar(-i_); }
  constexpr bool equal(Scalar other) const {
    return isFloatingPoint() || other.isFloatingPoint() ? toDouble() == other.toDouble() : i_ == other.i_;
  }
  /// Address of the 8-byte value (double or int64), for kernels that read it through a View.
  const void* address() const { return isFloatingPoint() ? static_cast<const void*>(&d_) : &i_; }

 private:
  union {
    double d_;
    int64_t i_;
  };
  ScalarType kind_;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Scalar& s);

}  // namespace rushlight
