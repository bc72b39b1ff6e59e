// Kernels and attributes of the operators on bits of integers and on bool.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attribute of operators whose second operand is a number.
struct BitwiseNumber {
  Scalar value;
};

struct BitwiseKernels {
  TileKernel bitwise_and, bitwise_or, bitwise_xor;
  TileKernel and_scalar, or_scalar, xor_scalar;  // with a BitwiseNumber
  TileKernel bitwise_not;                        // of integers
  TileKernel flip;                               // of bool
  TileKernel left_shift, right_shift;            // a shift out of range gives 0, or -1 from a negative number
};

}  // namespace torch::inline rushlight
