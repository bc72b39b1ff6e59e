// Operators that answer questions about elements: comparisons, logic, tests for NaN and infinity, and choices made by
// such answers (where, masked_fill). Results of questions are bool tensors. Arithmetic is in pointwise.h.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// self == other, element by element.
RUSHLIGHT_API Tensor eq(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor eq(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// self != other, element by element; true where either is NaN.
RUSHLIGHT_API Tensor ne(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor ne(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// self < other, element by element.
RUSHLIGHT_API Tensor lt(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor lt(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// self <= other, element by element.
RUSHLIGHT_API Tensor le(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor le(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// self > other, element by element.
RUSHLIGHT_API Tensor gt(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor gt(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// self >= other, element by element.
RUSHLIGHT_API Tensor ge(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor ge(const Tensor& self, const Scalar& other);  // [method, inplace=copy, out]
/// The same six under their long names.
RUSHLIGHT_API Tensor not_equal(const Tensor& self, const Tensor& other);      // [method, inplace, out]
RUSHLIGHT_API Tensor not_equal(const Tensor& self, const Scalar& other);      // [method, inplace, out]
RUSHLIGHT_API Tensor less(const Tensor& self, const Tensor& other);           // [method, inplace, out]
RUSHLIGHT_API Tensor less(const Tensor& self, const Scalar& other);           // [method, inplace, out]
RUSHLIGHT_API Tensor less_equal(const Tensor& self, const Tensor& other);     // [method, inplace, out]
RUSHLIGHT_API Tensor less_equal(const Tensor& self, const Scalar& other);     // [method, inplace, out]
RUSHLIGHT_API Tensor greater(const Tensor& self, const Tensor& other);        // [method, inplace, out]
RUSHLIGHT_API Tensor greater(const Tensor& self, const Scalar& other);        // [method, inplace, out]
RUSHLIGHT_API Tensor greater_equal(const Tensor& self, const Tensor& other);  // [method, inplace, out]
RUSHLIGHT_API Tensor greater_equal(const Tensor& self, const Scalar& other);  // [method, inplace, out]

/// self AND other, where every value but zero counts as true.
RUSHLIGHT_API Tensor logical_and(const Tensor& self, const Tensor& other);  // [method, inplace]
/// self OR other, where every value but zero counts as true.
RUSHLIGHT_API Tensor logical_or(const Tensor& self, const Tensor& other);  // [method, inplace]
/// Exactly one of self and other, where every value but zero counts as true.
RUSHLIGHT_API Tensor logical_xor(const Tensor& self, const Tensor& other);  // [method, inplace]
/// True where self is zero.
RUSHLIGHT_API Tensor logical_not(const Tensor& self);  // [method, inplace=copy]

/// True where self is not a number.
RUSHLIGHT_API Tensor isnan(const Tensor& self);  // [method, out]
/// True where self is plus or minus infinity.
RUSHLIGHT_API Tensor isinf(const Tensor& self);  // [method, out]
/// True where self is neither infinite nor NaN.
RUSHLIGHT_API Tensor isfinite(const Tensor& self);  // [method, out]
/// True where self is plus infinity.
RUSHLIGHT_API Tensor isposinf(const Tensor& self);  // [method, out]
/// True where self is minus infinity.
RUSHLIGHT_API Tensor isneginf(const Tensor& self);  // [method, out]
/// True where self has its sign bit set, -0.0 included.
RUSHLIGHT_API Tensor signbit(const Tensor& self);  // [method, out]
/// True where |self - other| <= atol + rtol * |other|, or both are the same infinity (or NaN, with `equal_nan`).
RUSHLIGHT_API Tensor isclose(const Tensor& self, const Tensor& other, double rtol = 1e-5,
                             double atol = 1e-8,  // [method]
                             bool equal_nan = false);
/// True when isclose holds everywhere.
RUSHLIGHT_API bool allclose(const Tensor& self, const Tensor& other, double rtol = 1e-5,
                            double atol = 1e-8,  // [method]
                            bool equal_nan = false);
/// True when both have the same shape and, in the promoted dtype, the same values; NaN equals nothing.
RUSHLIGHT_API bool equal(const Tensor& self, const Tensor& other);  // [method]

/// self where condition holds, else other; all three broadcast. The condition is bool (or uint8).
RUSHLIGHT_API Tensor where(const Tensor& condition, const Tensor& self,
                           const Tensor& other);  // [method, out]
RUSHLIGHT_API Tensor where(const Tensor& condition, const Tensor& self, const Scalar& other);  // [method]
RUSHLIGHT_API Tensor where(const Tensor& condition, const Scalar& self, const Tensor& other);  // [function]
RUSHLIGHT_API Tensor where(const Tensor& condition, const Scalar& self, const Scalar& other);  // [function]
/// self with `value` where mask holds; mask is bool and broadcasts, value is a number or a 0-dim tensor.
RUSHLIGHT_API Tensor masked_fill(const Tensor& self, const Tensor& mask,
                                 const Scalar& value);  // [method, inplace]
RUSHLIGHT_API Tensor masked_fill(const Tensor& self, const Tensor& mask,
                                 const Tensor& value);  // [method, inplace]

inline Tensor operator==(const Tensor& a, const Tensor& b) { return eq(a, b); }
inline Tensor operator==(const Tensor& a, const Scalar& b) { return eq(a, b); }
inline Tensor operator==(const Scalar& a, const Tensor& b) { return eq(b, a); }
inline Tensor operator!=(const Tensor& a, const Tensor& b) { return ne(a, b); }
inline Tensor operator!=(const Tensor& a, const Scalar& b) { return ne(a, b); }
inline Tensor operator!=(const Scalar& a, const Tensor& b) { return ne(b, a); }
inline Tensor operator<(const Tensor& a, const Tensor& b) { return lt(a, b); }
inline Tensor operator<(const Tensor& a, const Scalar& b) { return lt(a, b); }
inline Tensor operator<(const Scalar& a, const Tensor& b) { return gt(b, a); }
inline Tensor operator<=(const Tensor& a, const Tensor& b) { return le(a, b); }
inline Tensor operator<=(const Tensor& a, const Scalar& b) { return le(a, b); }
inline Tensor operator<=(const Scalar& a, const Tensor& b) { return ge(b, a); }
inline Tensor operator>(const Tensor& a, const Tensor& b) { return gt(a, b); }
inline Tensor operator>(const Tensor& a, const Scalar& b) { return gt(a, b); }
inline Tensor operator>(const Scalar& a, const Tensor& b) { return lt(b, a); }
inline Tensor operator>=(const Tensor& a, const Tensor& b) { return ge(a, b); }
inline Tensor operator>=(const Tensor& a, const Scalar& b) { return ge(a, b); }
inline Tensor operator>=(const Scalar& a, const Tensor& b) { return le(b, a); }
/// logical_not(a).
inline Tensor operator!(const Tensor& a) { return logical_not(a); }

}  // namespace torch::inline rushlight
