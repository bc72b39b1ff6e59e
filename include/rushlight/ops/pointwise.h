// Operators that compute each element from the elements at the same place, with broadcasting and type promotion.
// Comparisons are in compare.h, activations in activation.h.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// self + alpha * other.
RUSHLIGHT_API Tensor add(const Tensor& self, const Tensor& other,
                         const Scalar& alpha = 1);  // [method, inplace, out]
RUSHLIGHT_API Tensor add(const Tensor& self, const Scalar& other,
                         const Scalar& alpha = 1);  // [method, inplace, out]
/// self - alpha * other.
RUSHLIGHT_API Tensor sub(const Tensor& self, const Tensor& other,
                         const Scalar& alpha = 1);  // [method, inplace, out]
RUSHLIGHT_API Tensor sub(const Tensor& self, const Scalar& other,
                         const Scalar& alpha = 1);  // [method, inplace, out]
/// other - alpha * self.
RUSHLIGHT_API Tensor rsub(const Tensor& self, const Scalar& other, const Scalar& alpha = 1);  // [function]
RUSHLIGHT_API Tensor rsub(const Tensor& self, const Tensor& other, const Scalar& alpha = 1);  // [function]
/// self * other.
RUSHLIGHT_API Tensor mul(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor mul(const Tensor& self, const Scalar& other);  // [method, inplace, out]
/// self / other; integers give the default floating dtype.
RUSHLIGHT_API Tensor div(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor div(const Tensor& self, const Scalar& other);  // [method, inplace, out]
/// -self.
RUSHLIGHT_API Tensor neg(const Tensor& self);  // [method, inplace, out]
/// e to the power of self.
RUSHLIGHT_API Tensor exp(const Tensor& self);  // [method, inplace, out]
/// self raised to a power.
RUSHLIGHT_API Tensor pow(const Tensor& self, const Scalar& exponent);  // [method, inplace, out]
RUSHLIGHT_API Tensor pow(const Tensor& self, const Tensor& exponent);  // [method, inplace, out]
RUSHLIGHT_API Tensor pow(const Scalar& self, const Tensor& exponent);  // [function]
/// pow in float64.
RUSHLIGHT_API Tensor float_power(const Tensor& self, const Tensor& exponent);  // [method]
RUSHLIGHT_API Tensor float_power(const Tensor& self, const Scalar& exponent);  // [method]
RUSHLIGHT_API Tensor float_power(const Scalar& self, const Tensor& exponent);  // [function]
RUSHLIGHT_API Tensor& float_power_(Tensor& self, const Tensor& exponent);      // [method]
RUSHLIGHT_API Tensor& float_power_(Tensor& self, const Scalar& exponent);      // [method]
/// |self|, real for complex numbers too.
RUSHLIGHT_API Tensor abs(const Tensor& self);  // [method, inplace, out]
/// -1, 0 or 1 as self is negative, zero (or NaN) or positive.
RUSHLIGHT_API Tensor sign(const Tensor& self);  // [method, inplace, out]
/// The square root of self.
RUSHLIGHT_API Tensor sqrt(const Tensor& self);  // [method, inplace, out]
/// 1 / sqrt(self).
RUSHLIGHT_API Tensor rsqrt(const Tensor& self);  // [method, inplace, out]
/// 1 / self.
RUSHLIGHT_API Tensor reciprocal(const Tensor& self);  // [method, inplace, out]
/// 2 to the power of self.
RUSHLIGHT_API Tensor exp2(const Tensor& self);  // [method, inplace, out]
/// exp(self) - 1, precise near zero.
RUSHLIGHT_API Tensor expm1(const Tensor& self);  // [method, inplace, out]
/// The natural logarithm of self.
RUSHLIGHT_API Tensor log(const Tensor& self);  // [method, inplace, out]
/// The logarithm of self to base 2.
RUSHLIGHT_API Tensor log2(const Tensor& self);  // [method, inplace, out]
/// The logarithm of self to base 10.
RUSHLIGHT_API Tensor log10(const Tensor& self);  // [method, inplace, out]
/// log(1 + self), precise near zero.
RUSHLIGHT_API Tensor log1p(const Tensor& self);  // [method, inplace, out]
/// The sine of self, in radians.
RUSHLIGHT_API Tensor sin(const Tensor& self);  // [method, inplace, out]
/// The cosine of self, in radians.
RUSHLIGHT_API Tensor cos(const Tensor& self);  // [method, inplace, out]
/// The tangent of self, in radians.
RUSHLIGHT_API Tensor tan(const Tensor& self);  // [method, inplace, out]
/// The arc sine of self.
RUSHLIGHT_API Tensor asin(const Tensor& self);  // [method, inplace, out]
/// The arc cosine of self.
RUSHLIGHT_API Tensor acos(const Tensor& self);  // [method, inplace, out]
/// The arc tangent of self.
RUSHLIGHT_API Tensor atan(const Tensor& self);  // [method, inplace, out]
/// The hyperbolic sine of self.
RUSHLIGHT_API Tensor sinh(const Tensor& self);  // [method, inplace, out]
/// The hyperbolic cosine of self.
RUSHLIGHT_API Tensor cosh(const Tensor& self);  // [method, inplace, out]
/// The hyperbolic tangent of self.
RUSHLIGHT_API Tensor tanh(const Tensor& self);  // [method, inplace, out]
/// The inverse hyperbolic sine of self.
RUSHLIGHT_API Tensor asinh(const Tensor& self);  // [method, inplace, out]
/// The inverse hyperbolic cosine of self.
RUSHLIGHT_API Tensor acosh(const Tensor& self);  // [method, inplace, out]
/// The inverse hyperbolic tangent of self.
RUSHLIGHT_API Tensor atanh(const Tensor& self);  // [method, inplace, out]
/// 1 / (1 + exp(-self)).
RUSHLIGHT_API Tensor sigmoid(const Tensor& self);  // [method, inplace, out]
/// The error function of self.
RUSHLIGHT_API Tensor erf(const Tensor& self);  // [method, inplace, out]
/// 1 - erf(self), precise where that is tiny.
RUSHLIGHT_API Tensor erfc(const Tensor& self);  // [method, inplace, out]
/// The largest whole number that is not above self.
RUSHLIGHT_API Tensor floor(const Tensor& self);  // [method, inplace, out]
/// The smallest whole number that is not below self.
RUSHLIGHT_API Tensor ceil(const Tensor& self);  // [method, inplace, out]
/// self without its fractional part.
RUSHLIGHT_API Tensor trunc(const Tensor& self);  // [method, inplace, out]
/// The whole number nearest to self; halves go to the even one.
RUSHLIGHT_API Tensor round(const Tensor& self);  // [method, inplace, out]
/// The fractional part of self, with its sign.
RUSHLIGHT_API Tensor frac(const Tensor& self);  // [method, inplace, out]
/// self rounded to so many decimals; negative ones count to the left of the point.
RUSHLIGHT_API Tensor round(const Tensor& self, int64_t decimals);  // [method, inplace, out]
/// Other names of abs, neg, sign, trunc and of the inverse functions.
RUSHLIGHT_API Tensor absolute(const Tensor& self);  // [method, inplace, out]
RUSHLIGHT_API Tensor negative(const Tensor& self);  // [method, inplace, out]
RUSHLIGHT_API Tensor fix(const Tensor& self);       // [method, inplace, out]
RUSHLIGHT_API Tensor arcsin(const Tensor& self);    // [method, inplace, out]
RUSHLIGHT_API Tensor arccos(const Tensor& self);    // [method, inplace, out]
RUSHLIGHT_API Tensor arctan(const Tensor& self);    // [method, inplace, out]
RUSHLIGHT_API Tensor arcsinh(const Tensor& self);   // [method, inplace, out]
RUSHLIGHT_API Tensor arccosh(const Tensor& self);   // [method, inplace, out]
RUSHLIGHT_API Tensor arctanh(const Tensor& self);   // [method, inplace, out]
/// self * self.
RUSHLIGHT_API Tensor square(const Tensor& self);  // [method, inplace, out]
/// self itself; bool is refused.
RUSHLIGHT_API Tensor positive(const Tensor& self);  // [method]
/// The angle of the point (other, self), in (-pi, pi].
RUSHLIGHT_API Tensor atan2(const Tensor& self, const Tensor& other);    // [method, inplace, out]
RUSHLIGHT_API Tensor arctan2(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// self * log(other), and 0 where self is 0.
RUSHLIGHT_API Tensor xlogy(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor xlogy(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor xlogy(const Scalar& self, const Tensor& other);  // [function]
/// sqrt(self^2 + other^2).
RUSHLIGHT_API Tensor hypot(const Tensor& self, const Tensor& other);  // [method, inplace]
/// log(exp(self) + exp(other)), without overflow.
RUSHLIGHT_API Tensor logaddexp(const Tensor& self, const Tensor& other);  // [method]
/// log2(2^self + 2^other), without overflow.
RUSHLIGHT_API Tensor logaddexp2(const Tensor& self, const Tensor& other);  // [method]
/// self * 2^other.
RUSHLIGHT_API Tensor ldexp(const Tensor& self, const Tensor& other);  // [method, inplace=copy]
/// self as mantissa * 2^exponent with a mantissa in [0.5, 1): mantissas, and exponents of dtype int32.
RUSHLIGHT_API std::tuple<Tensor, Tensor> frexp(const Tensor& self);  // [method]
/// The next number of the dtype (float32 or float64) from self towards other.
RUSHLIGHT_API Tensor nextafter(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// 0 where self is negative, 1 where it is positive, and `values` where it is 0.
RUSHLIGHT_API Tensor heaviside(const Tensor& self, const Tensor& values);  // [method, inplace, out]
/// The greatest common divisor of two integers.
RUSHLIGHT_API Tensor gcd(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// The least common multiple of two integers.
RUSHLIGHT_API Tensor lcm(const Tensor& self, const Tensor& other);  // [method, inplace, out]
/// Radians from degrees.
RUSHLIGHT_API Tensor deg2rad(const Tensor& self);  // [method, inplace, out]
/// Degrees from radians.
RUSHLIGHT_API Tensor rad2deg(const Tensor& self);  // [method, inplace, out]
/// |self| with the sign of other.
RUSHLIGHT_API Tensor copysign(const Tensor& self, const Tensor& other);  // [method, inplace]
RUSHLIGHT_API Tensor copysign(const Tensor& self, const Scalar& other);  // [method, inplace=copy]
/// log(self / (1 - self)), with self limited to [eps, 1 - eps] when eps is given.
RUSHLIGHT_API Tensor logit(const Tensor& self,
                           std::optional<double> eps = std::nullopt);  // [method, inplace=copy]
/// self with NaN and the infinities replaced: by 0 and the largest and lowest number of the dtype if not given.
RUSHLIGHT_API Tensor nan_to_num(const Tensor& self,
                                std::optional<double> nan = std::nullopt,  // [method, inplace, out]
                                std::optional<double> posinf = std::nullopt,
                                std::optional<double> neginf = std::nullopt);
/// self / other rounded: rounding_mode is "floor", "trunc" or none (no rounding).
RUSHLIGHT_API Tensor div(const Tensor& self, const Tensor& other,  // [method, inplace, out]
                         std::optional<std::string_view> rounding_mode);
RUSHLIGHT_API Tensor div(const Tensor& self, const Scalar& other,  // [method, inplace, out]
                         std::optional<std::string_view> rounding_mode);
/// self / other rounded down; integers stay integers, and refuse a zero as other.
RUSHLIGHT_API Tensor floor_divide(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor floor_divide(const Tensor& self, const Scalar& other);  // [method, inplace, out]
/// What is left of self / other rounded towards zero; it has the sign of self.
RUSHLIGHT_API Tensor fmod(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor fmod(const Tensor& self, const Scalar& other);  // [method, inplace, out]
/// What is left of self / other rounded down; it has the sign of other.
RUSHLIGHT_API Tensor remainder(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor remainder(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor remainder(const Scalar& self, const Tensor& other);  // [function]
/// Other names of sub, mul and div.
RUSHLIGHT_API Tensor subtract(const Tensor& self, const Tensor& other,
                              const Scalar& alpha = 1);  // [method, inplace, out]
RUSHLIGHT_API Tensor subtract(const Tensor& self, const Scalar& other,
                              const Scalar& alpha = 1);                  // [method, inplace, out]
RUSHLIGHT_API Tensor multiply(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor multiply(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor divide(const Tensor& self, const Tensor& other);    // [method, inplace, out]
RUSHLIGHT_API Tensor divide(const Tensor& self, const Scalar& other);    // [method, inplace, out]
RUSHLIGHT_API Tensor divide(const Tensor& self, const Tensor& other,     // [method, inplace, out]
                            std::optional<std::string_view> rounding_mode);
RUSHLIGHT_API Tensor divide(const Tensor& self, const Scalar& other,  // [method, inplace, out]
                            std::optional<std::string_view> rounding_mode);
RUSHLIGHT_API Tensor true_divide(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor true_divide(const Tensor& self, const Scalar& other);  // [method, inplace, out]
/// self + weight * (end - self); weights 0 and 1 give self and end exactly.
RUSHLIGHT_API Tensor lerp(const Tensor& self, const Tensor& end,
                          const Scalar& weight);  // [method, inplace, out]
RUSHLIGHT_API Tensor lerp(const Tensor& self, const Tensor& end,
                          const Tensor& weight);  // [method, inplace, out]
/// self + value * tensor1 * tensor2.
RUSHLIGHT_API Tensor addcmul(const Tensor& self, const Tensor& tensor1,
                             const Tensor& tensor2,  // [method, inplace, out]
                             const Scalar& value = 1);
/// self + value * tensor1 / tensor2.
RUSHLIGHT_API Tensor addcdiv(const Tensor& self, const Tensor& tensor1,
                             const Tensor& tensor2,  // [method, inplace, out]
                             const Scalar& value = 1);

/// Bits of self AND other; for bool the logical AND.
RUSHLIGHT_API Tensor bitwise_and(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_and(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_and(const Scalar& self, const Tensor& other);  // [function]
/// Bits of self OR other; for bool the logical OR.
RUSHLIGHT_API Tensor bitwise_or(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_or(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_or(const Scalar& self, const Tensor& other);  // [function]
/// Bits of self exclusive OR other; for bool the logical exclusive OR.
RUSHLIGHT_API Tensor bitwise_xor(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_xor(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_xor(const Scalar& self, const Tensor& other);  // [function]
/// Bits of self inverted; for bool logical NOT.
RUSHLIGHT_API Tensor bitwise_not(const Tensor& self);  // [method, inplace, out]
/// Bits of self moved to the left by other; 0 where other is out of range.
RUSHLIGHT_API Tensor bitwise_left_shift(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_left_shift(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_left_shift(const Scalar& self, const Tensor& other);  // [function]
/// Bits of self moved to the right by other, the sign kept; other out of range leaves the sign only.
RUSHLIGHT_API Tensor bitwise_right_shift(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_right_shift(const Tensor& self, const Scalar& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor bitwise_right_shift(const Scalar& self, const Tensor& other);  // [function]
/// These under the names that LibTorch gives to & | ^ << >>, and with an i in front to &= |= ^= <<= >>=.
RUSHLIGHT_API Tensor __and__(const Tensor& self, const Tensor& other);     // [method]
RUSHLIGHT_API Tensor __and__(const Tensor& self, const Scalar& other);     // [method]
RUSHLIGHT_API Tensor __or__(const Tensor& self, const Tensor& other);      // [method]
RUSHLIGHT_API Tensor __or__(const Tensor& self, const Scalar& other);      // [method]
RUSHLIGHT_API Tensor __xor__(const Tensor& self, const Tensor& other);     // [method]
RUSHLIGHT_API Tensor __xor__(const Tensor& self, const Scalar& other);     // [method]
RUSHLIGHT_API Tensor __lshift__(const Tensor& self, const Tensor& other);  // [method]
RUSHLIGHT_API Tensor __lshift__(const Tensor& self, const Scalar& other);  // [method]
RUSHLIGHT_API Tensor __rshift__(const Tensor& self, const Tensor& other);  // [method]
RUSHLIGHT_API Tensor __rshift__(const Tensor& self, const Scalar& other);  // [method]
RUSHLIGHT_API Tensor& __iand__(Tensor& self, const Tensor& other);         // [method]
RUSHLIGHT_API Tensor& __iand__(Tensor& self, const Scalar& other);         // [method]
RUSHLIGHT_API Tensor& __ior__(Tensor& self, const Tensor& other);          // [method]
RUSHLIGHT_API Tensor& __ior__(Tensor& self, const Scalar& other);          // [method]
RUSHLIGHT_API Tensor& __ixor__(Tensor& self, const Tensor& other);         // [method]
RUSHLIGHT_API Tensor& __ixor__(Tensor& self, const Scalar& other);         // [method]
RUSHLIGHT_API Tensor& __ilshift__(Tensor& self, const Tensor& other);      // [method]
RUSHLIGHT_API Tensor& __ilshift__(Tensor& self, const Scalar& other);      // [method]
RUSHLIGHT_API Tensor& __irshift__(Tensor& self, const Tensor& other);      // [method]
RUSHLIGHT_API Tensor& __irshift__(Tensor& self, const Scalar& other);      // [method]

/// self limited to [min, max]; one of the bounds may be left out, NaN stays NaN, and max wins where min > max.
RUSHLIGHT_API Tensor clamp(const Tensor& self, const std::optional<Scalar>& min,  // [method, inplace, out]
                           const std::optional<Scalar>& max = std::nullopt);
RUSHLIGHT_API Tensor clamp(const Tensor& self,
                           const std::optional<Tensor>& min = std::nullopt,  // [method, inplace]
                           const std::optional<Tensor>& max = std::nullopt);
/// self, or min where that is larger.
RUSHLIGHT_API Tensor clamp_min(const Tensor& self, const Scalar& min);  // [method, inplace, out]
RUSHLIGHT_API Tensor clamp_min(const Tensor& self, const Tensor& min);  // [method, inplace, out]
/// self, or max where that is smaller.
RUSHLIGHT_API Tensor clamp_max(const Tensor& self, const Scalar& max);  // [method, inplace, out]
RUSHLIGHT_API Tensor clamp_max(const Tensor& self, const Tensor& max);  // [method, inplace, out]
/// clamp under its other name.
RUSHLIGHT_API Tensor clip(const Tensor& self, const std::optional<Scalar>& min,  // [method, inplace, out]
                          const std::optional<Scalar>& max = std::nullopt);
RUSHLIGHT_API Tensor clip(const Tensor& self,
                          const std::optional<Tensor>& min = std::nullopt,  // [method, inplace]
                          const std::optional<Tensor>& max = std::nullopt);
/// The larger of self and other; NaN if either is.
RUSHLIGHT_API Tensor maximum(const Tensor& self, const Tensor& other);  // [method, out]
/// The smaller of self and other; NaN if either is.
RUSHLIGHT_API Tensor minimum(const Tensor& self, const Tensor& other);  // [method, out]
/// The larger of self and other; the other one where one is NaN.
RUSHLIGHT_API Tensor fmax(const Tensor& self, const Tensor& other);  // [method, out]
/// The smaller of self and other; the other one where one is NaN.
RUSHLIGHT_API Tensor fmin(const Tensor& self, const Tensor& other);  // [method, out]

inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator+(const Tensor& a, const Scalar& b) { return add(a, b); }
inline Tensor operator+(const Scalar& a, const Tensor& b) { return add(b, a); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator-(const Tensor& a, const Scalar& b) { return sub(a, b); }
inline Tensor operator-(const Scalar& a, const Tensor& b) { return rsub(b, a); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator*(const Tensor& a, const Scalar& b) { return mul(a, b); }
inline Tensor operator*(const Scalar& a, const Tensor& b) { return mul(b, a); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
inline Tensor operator/(const Tensor& a, const Scalar& b) { return div(a, b); }
/// b's reciprocal times a, in one pass.
RUSHLIGHT_API Tensor operator/(const Scalar& a, const Tensor& b);
inline Tensor operator%(const Tensor& a, const Tensor& b) { return remainder(a, b); }
inline Tensor operator%(const Tensor& a, const Scalar& b) { return remainder(a, b); }
inline Tensor operator%(const Scalar& a, const Tensor& b) { return remainder(a, b); }
inline Tensor operator&(const Tensor& a, const Tensor& b) { return bitwise_and(a, b); }
inline Tensor operator&(const Tensor& a, const Scalar& b) { return bitwise_and(a, b); }
inline Tensor operator&(const Scalar& a, const Tensor& b) { return bitwise_and(a, b); }
inline Tensor operator|(const Tensor& a, const Tensor& b) { return bitwise_or(a, b); }
inline Tensor operator|(const Tensor& a, const Scalar& b) { return bitwise_or(a, b); }
inline Tensor operator|(const Scalar& a, const Tensor& b) { return bitwise_or(a, b); }
inline Tensor operator^(const Tensor& a, const Tensor& b) { return bitwise_xor(a, b); }
inline Tensor operator^(const Tensor& a, const Scalar& b) { return bitwise_xor(a, b); }
inline Tensor operator^(const Scalar& a, const Tensor& b) { return bitwise_xor(a, b); }

}  // namespace torch::inline rushlight
