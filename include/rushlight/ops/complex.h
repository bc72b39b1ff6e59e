// Operators that make complex tensors and take them apart. Gradients of complex tensors are PyTorch's: for a real loss L
// and z = x + iy, dL/dx + i dL/dy (the direction of steepest ascent). Next: fft.h.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// real + i imag, of two real tensors of one dtype.
RUSHLIGHT_API Tensor complex(const Tensor& real, const Tensor& imag);  // [function]
/// abs (cos angle + i sin angle), of two real tensors of one dtype.
RUSHLIGHT_API Tensor polar(const Tensor& abs, const Tensor& angle);  // [function]
/// The real parts: a view of a complex tensor, a real tensor itself.
RUSHLIGHT_API Tensor real(const Tensor& self);  // [function]
/// The imaginary parts of a complex tensor, as a view.
RUSHLIGHT_API Tensor imag(const Tensor& self);  // [function]
/// A complex tensor as a real one with a last dimension of size 2, sharing memory.
RUSHLIGHT_API Tensor view_as_real(const Tensor& self);  // [function]
/// A real tensor whose last dimension has size 2 and stride 1 as a complex one, sharing memory.
RUSHLIGHT_API Tensor view_as_complex(const Tensor& self);  // [function]
/// With imaginary parts negated; a real tensor comes back as it is.
RUSHLIGHT_API Tensor conj(const Tensor& self);  // [method]
/// The same, always as a tensor of its own.
RUSHLIGHT_API Tensor conj_physical(const Tensor& self);  // [method, inplace]
/// Conjugates and negatives are never delayed here, so these give back self.
RUSHLIGHT_API Tensor resolve_conj(const Tensor& self);  // [method]
RUSHLIGHT_API Tensor resolve_neg(const Tensor& self);   // [method]
/// The angle to the positive real axis, in radians, -pi to pi; for real numbers 0 or pi, and NaN for NaN.
RUSHLIGHT_API Tensor angle(const Tensor& self);  // [method]
/// self / |self|, and 0 for 0; the sign of real numbers.
RUSHLIGHT_API Tensor sgn(const Tensor& self);  // [method, inplace=copy]
/// Which elements have no imaginary part.
RUSHLIGHT_API Tensor isreal(const Tensor& self);  // [method]

}  // namespace torch::inline rushlight
