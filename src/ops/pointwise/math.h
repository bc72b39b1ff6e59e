// Kernels of the elementary functions (math.cpp), of rounding and division (rounding.cpp) and of operators that mix
// several tensors (mix.cpp). All work on the attributes named beside them.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// What is not the C library's comes with a bound in cpu/vec_math.h, but for these: sqrt and reciprocal are rounded once, rsqrt is
/// within 1.5 units in the last place, Highway's asin and atan within 3 and acos within 1.5 (cpu/vec_math_test.cpp).
struct MathKernels {
  TileKernel sqrt, rsqrt, reciprocal;
  TileKernel exp2, expm1, log, log2, log10, log1p;
  TileKernel sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh;
  TileKernel sigmoid, erf, erfc;
};

}  // namespace torch::inline rushlight
