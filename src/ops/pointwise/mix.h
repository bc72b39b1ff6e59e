// Kernels and attributes of operators that mix several tensors, or a tensor and numbers, in one pass.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attribute of lerp by a number and of addcmul, addcdiv.
struct Weight {
  Scalar value;
};
/// Attributes of nan_to_num: what stands for NaN and for the infinities.
struct Replacements {
  double nan, posinf, neginf;
};

struct MixKernels {
  TileKernel lerp_scalar;  // (self, end), Weight
  TileKernel lerp;         // (self, end, weight)
  TileKernel addcmul;      // (self, tensor1, tensor2), Weight
  TileKernel addcdiv;      // (self, tensor1, tensor2), Weight
  TileKernel atan2, xlogy;
  TileKernel nan_to_num;  // Replacements
};

}  // namespace torch::inline rushlight
