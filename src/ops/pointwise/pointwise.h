// Kernels and attributes of the pointwise operators. A new one is an entry here, a functor in pointwise_cpu.cpp and a
// struct in one of the .cpp files beside it.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attributes of operators with a number as second operand; `alpha` scales it (add, sub).
struct ScalarOperand {
  Scalar value;
  Scalar alpha = 1;
};
/// Attribute of add and sub of two tensors.
struct Alpha {
  Scalar alpha = 1;
};

struct PointwiseKernels {
  TileKernel add, add_alpha, sub, sub_alpha, mul, div;
  TileKernel add_scalar, mul_scalar, div_scalar;
  TileKernel rsub_scalar, rdiv_scalar;
  TileKernel neg, exp;
  TileKernel pow, pow_scalar, rpow_scalar;
};

}  // namespace torch::inline rushlight
