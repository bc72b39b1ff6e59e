// What pooling operators share: the window from its arguments, and the shape of the result.
#pragma once

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/pool/pool.h"

namespace torch::inline rushlight {

/// The window of a call; each list has one entry, or one for each of `dims` dimensions (stride may be empty: the kernel).
PoolWindow pool_window(const char* who, int dims, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding,
                       IntArrayRef dilation);
/// Checks the input and returns the shape of the result.
DimVector pooled_shape(const Infer& io, const View& in, const PoolWindow& window, bool ceil_mode);
/// The shape of `in` with its last dimensions replaced (-1 keeps a size).
DimVector adaptive_shape(const Infer& io, const View& in, IntArrayRef output_size);
/// `output_size` given once for all dimensions or for each.
DimVector adaptive_size(const char* who, int dims, IntArrayRef output_size);

/// Each window's number at the place (see MaxPoolKernels) that was taken of it, in a tensor of `sizes`.
Tensor places_gradient(const PoolWindow& window, const Tensor& grad, const Tensor& places, IntArrayRef sizes);
/// The sum of each window, and its adjoint: each window's number added to all elements of a tensor of `sizes` in it.
Tensor window_sum(const PoolWindow& window, bool ceil_mode, const Tensor& self);
Tensor window_spread(const PoolWindow& window, bool ceil_mode, const Tensor& grad, IntArrayRef sizes);

/// Runs `f` in float32 for the 16-bit floats.
template <class F> Tensor in_float(const Tensor& self, const F& f) {
  const ScalarType t = self.scalar_type();
  return isReducedFloatingType(t) ? f(self.to(kFloat)).to(t) : f(self);
}

}  // namespace torch::inline rushlight
