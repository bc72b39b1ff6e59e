// Kernels and attributes of comparisons, logic and masks. Operators: compare.cpp, logic.cpp, select.cpp.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attribute of operators whose second operand is a number.
struct CompareNumber {
  Scalar value;
};
/// Attributes of isclose.
struct Closeness {
  double rtol, atol;
  bool equal_nan;
};

struct CompareKernels {
  TileKernel eq, ne, lt, le, gt, ge;                                            // of two tensors
  TileKernel eq_scalar, ne_scalar, lt_scalar, le_scalar, gt_scalar, ge_scalar;  // with a CompareNumber
  TileKernel logical_and, logical_or, logical_xor, logical_not;
  TileKernel isnan, isinf, isfinite, isposinf, isneginf, signbit;
  TileKernel isclose;      // (self, other), Closeness
  TileKernel where;        // (condition, self, other)
  TileKernel masked_fill;  // (self, mask), CompareNumber
  TileKernel masked_put;   // (self, mask, value)
  /// True when two row-major arrays of one dtype hold equal values.
  bool (*equal)(const View& a, const View& b);
};

}  // namespace torch::inline rushlight
