// Kernels and attributes of clamp, maximum, minimum, fmax and fmin.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attributes of clamp; a bound that is not given does not count.
struct ClampBounds {
  Scalar min, max;
  bool has_min = false, has_max = false;
};

struct ClampKernels {
  TileKernel clamp;           // (self), ClampBounds
  TileKernel clamp_backward;  // (grad, self), ClampBounds
  TileKernel maximum, minimum, fmax, fmin;
};

}  // namespace torch::inline rushlight
