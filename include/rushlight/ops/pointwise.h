// Operators that compute each element from the elements at the same place, with broadcasting and type promotion.
// Comparisons are in compare.h, activations in activation.h.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// self + alpha * other.
RUSHLIGHT_API Tensor add(const Tensor& self, const Tensor& other,
                         const Scalar& alpha = 1);  // [method, inplace]
RUSHLIGHT_API Tensor add(const Tensor& self, const Scalar& other,
                         const Scalar& alpha = 1);  // [method, inplace]
/// self - alpha * other.
RUSHLIGHT_API Tensor sub(const Tensor& self, const Tensor& other,
                         const Scalar& alpha = 1);  // [method, inplace]
RUSHLIGHT_API Tensor sub(const Tensor& self, const Scalar& other,
                         const Scalar& alpha = 1);  // [method, inplace]
/// other - alpha * self.
RUSHLIGHT_API Tensor rsub(const Tensor& self, const Scalar& other, const Scalar& alpha = 1);  // [function]
RUSHLIGHT_API Tensor rsub(const Tensor& self, const Tensor& other, const Scalar& alpha = 1);  // [function]
/// self * other.
RUSHLIGHT_API Tensor mul(const Tensor& self, const Tensor& other);  // [method, inplace]
RUSHLIGHT_API Tensor mul(const Tensor& self, const Scalar& other);  // [method, inplace]
/// self / other; integers give the default floating dtype.
RUSHLIGHT_API Tensor div(const Tensor& self, const Tensor& other);  // [method, inplace]
RUSHLIGHT_API Tensor div(const Tensor& self, const Scalar& other);  // [method, inplace]
/// -self.
RUSHLIGHT_API Tensor neg(const Tensor& self);  // [method, inplace]
/// e to the power of self.
RUSHLIGHT_API Tensor exp(const Tensor& self);  // [method, inplace]
/// self raised to a power.
RUSHLIGHT_API Tensor pow(const Tensor& self, const Scalar& exponent);  // [method, inplace]

/// self limited to [min, max]; one of the bounds may be left out, NaN stays NaN, and max wins where min > max.
RUSHLIGHT_API Tensor clamp(const Tensor& self, const std::optional<Scalar>& min,  // [method, inplace]
                           const std::optional<Scalar>& max = std::nullopt);
RUSHLIGHT_API Tensor clamp(const Tensor& self, const std::optional<Tensor>& min = {},  // [method, inplace]
                           const std::optional<Tensor>& max = {});
/// self, or min where that is larger.
RUSHLIGHT_API Tensor clamp_min(const Tensor& self, const Scalar& min);  // [method, inplace]
RUSHLIGHT_API Tensor clamp_min(const Tensor& self, const Tensor& min);  // [method, inplace]
/// self, or max where that is smaller.
RUSHLIGHT_API Tensor clamp_max(const Tensor& self, const Scalar& max);  // [method, inplace]
RUSHLIGHT_API Tensor clamp_max(const Tensor& self, const Tensor& max);  // [method, inplace]
/// clamp under its other name.
RUSHLIGHT_API Tensor clip(const Tensor& self, const std::optional<Scalar>& min,  // [method, inplace]
                          const std::optional<Scalar>& max = std::nullopt);
RUSHLIGHT_API Tensor clip(const Tensor& self, const std::optional<Tensor>& min = {},  // [method, inplace]
                          const std::optional<Tensor>& max = {});
/// The larger of self and other; NaN if either is.
RUSHLIGHT_API Tensor maximum(const Tensor& self, const Tensor& other);  // [method]
/// The smaller of self and other; NaN if either is.
RUSHLIGHT_API Tensor minimum(const Tensor& self, const Tensor& other);  // [method]
/// The larger of self and other; the other one where one is NaN.
RUSHLIGHT_API Tensor fmax(const Tensor& self, const Tensor& other);  // [method]
/// The smaller of self and other; the other one where one is NaN.
RUSHLIGHT_API Tensor fmin(const Tensor& self, const Tensor& other);  // [method]

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

}  // namespace rushlight
