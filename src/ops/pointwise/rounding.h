// Kernels and attributes of absolute value, sign, rounding, and division with a rounded or remaining part.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attribute of operators whose second operand is a number.
struct Divisor {
  Scalar value;
};
/// Attribute of round.
struct Decimals {
  int64_t decimals = 0;
};

[[noreturn]] void fail_zero_divisor(const char* who);

struct RoundingKernels {
  TileKernel abs, sign;
  TileKernel floor, ceil, trunc, round, frac;
  TileKernel round_decimals;                                                     // Decimals
  TileKernel fmod, remainder, div_floor, div_trunc;                              // of two tensors
  TileKernel fmod_scalar, remainder_scalar, div_floor_scalar, div_trunc_scalar;  // with a Divisor
};

}  // namespace torch::inline rushlight
