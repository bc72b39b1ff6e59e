// Kernels of the complex operators: complex64 and complex128 only.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

/// How far a complex result of these kernels and of those in ops/pointwise may be off: |got - exact| in units of 2^-24 (complex64) or
/// 2^-53 (complex128) of |exact|, where x^y counts as |x^y| (1 + |y log x|), exp2(x) as |2^x| (1 + |x|) and sigmoid(x) as
/// |sigmoid(x)| (1 + |sigmoid(-x)|). Products of matrices have the bound of their parts, sums of twice as many terms
/// (cpu/gemm/gemm.h). Measured: 5.2; bounds_test.cpp.
constexpr double kComplexUnits = 8;

struct ComplexKernels {
  TileKernel join;  ///< the real parts of two inputs as one number
  TileKernel conj, sgn;
  TileKernel angle;  ///< a real result
};

}  // namespace torch::inline rushlight
