// Half and BFloat16: the two 16-bit float types. They are stored as bits; arithmetic happens in float.
// Next: dtype.h, the element types.
#pragma once

#include <bit>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <type_traits>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// 16-bit IEEE float, stored as bits; arithmetic happens in float.
struct Half {
  struct from_bits_t {};
  static constexpr from_bits_t from_bits() { return {}; }

  uint16_t x = 0;
  Half() = default;
  Half(float value) : x(from_float(value)) {}
  constexpr Half(uint16_t pattern, from_bits_t) : x(pattern) {}
  operator float() const { return to_float(x); }

  static uint16_t from_float(float value) {
    const uint32_t pattern = std::bit_cast<uint32_t>(value);
    const uint32_t sign = (pattern >> 16) & 0x8000u, mag = pattern & 0x7fffffffu;
    if (mag >= 0x7f800000u) return static_cast<uint16_t>(sign | (mag > 0x7f800000u ? 0x7e00u : 0x7c00u));
    if (mag >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);
    if (mag < 0x38800000u) {  // subnormal: let the float adder round at the right bit
      const float shifted = std::bit_cast<float>(mag) + 0.5f;
      return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - 0x3f000000u));
    }
    const uint32_t rounded = mag + 0xfffu + ((mag >> 13) & 1u) - 0x38000000u;
    return static_cast<uint16_t>(sign | (rounded >> 13));
  }
  static float to_float(uint16_t h) {
    const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16;
    const uint32_t mag = h & 0x7fffu;
    if (mag >= 0x7c00u) return std::bit_cast<float>(sign | 0x7f800000u | ((mag & 0x3ffu) << 13));
    if (mag < 0x400u) {
      const float v = static_cast<float>(mag) * 0x1p-24f;
      return sign ? -v : v;
    }
    return std::bit_cast<float>(sign | ((mag << 13) + 0x38000000u));
  }
};

/// The upper half of a float32, rounded to nearest even; arithmetic happens in float.
struct BFloat16 {
  struct from_bits_t {};
  static constexpr from_bits_t from_bits() { return {}; }

  uint16_t x = 0;
  BFloat16() = default;
  BFloat16(float value) : x(from_float(value)) {}
  constexpr BFloat16(uint16_t pattern, from_bits_t) : x(pattern) {}
  operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(x) << 16); }

  static uint16_t from_float(float value) {
    const uint32_t pattern = std::bit_cast<uint32_t>(value);
    if ((pattern & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;
    return static_cast<uint16_t>((pattern + 0x7fffu + ((pattern >> 16) & 1u)) >> 16);
  }
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, Half value);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, BFloat16 value);

template <class T>
concept ReducedFloat = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// Worked out in float and rounded once.
template <ReducedFloat T> T& operator+=(T& a, std::type_identity_t<T> b) {
  return a = static_cast<float>(a) + static_cast<float>(b);
}
template <ReducedFloat T> T& operator-=(T& a, std::type_identity_t<T> b) {
  return a = static_cast<float>(a) - static_cast<float>(b);
}
template <ReducedFloat T> T& operator*=(T& a, std::type_identity_t<T> b) {
  return a = static_cast<float>(a) * static_cast<float>(b);
}
template <ReducedFloat T> T& operator/=(T& a, std::type_identity_t<T> b) {
  return a = static_cast<float>(a) / static_cast<float>(b);
}

/// What std::numeric_limits says of a 16-bit float, whose values are given by their bits.
template <class T, int Digits, int MinExponent, int MaxExponent, uint16_t Min, uint16_t Max, uint16_t Epsilon,
          uint16_t HalfUlp, uint16_t Infinity, uint16_t QuietNan, uint16_t SignalingNan>
struct Float16Limits : std::numeric_limits<float> {
  static constexpr int digits = Digits;
  static constexpr int digits10 = (Digits - 1) * 301 / 1000, max_digits10 = Digits * 301 / 1000 + 2;
  static constexpr int min_exponent = MinExponent, max_exponent = MaxExponent;
  static constexpr int min_exponent10 = (MinExponent - 1) * 301 / 1000,
                       max_exponent10 = MaxExponent * 301 / 1000;
  static constexpr T min() { return {Min, T::from_bits()}; }
  static constexpr T max() { return {Max, T::from_bits()}; }
  static constexpr T lowest() { return {Max | 0x8000u, T::from_bits()}; }
  static constexpr T epsilon() { return {Epsilon, T::from_bits()}; }
  static constexpr T round_error() { return {HalfUlp, T::from_bits()}; }
  static constexpr T infinity() { return {Infinity, T::from_bits()}; }
  static constexpr T quiet_NaN() { return {QuietNan, T::from_bits()}; }
  static constexpr T signaling_NaN() { return {SignalingNan, T::from_bits()}; }
  static constexpr T denorm_min() { return {1, T::from_bits()}; }
};

}  // namespace torch::inline rushlight

template <>
class std::numeric_limits<rushlight::Half>
    : public rushlight::Float16Limits<rushlight::Half, 11, -13, 16, 0x0400, 0x7bff, 0x1400, 0x3800, 0x7c00,
                                      0x7e00, 0x7d00> {};
template <>
class std::numeric_limits<rushlight::BFloat16>
    : public rushlight::Float16Limits<rushlight::BFloat16, 8, -125, 128, 0x0080, 0x7f7f, 0x3c00, 0x3f00,
                                      0x7f80, 0x7fc0, 0x7fa0> {};
