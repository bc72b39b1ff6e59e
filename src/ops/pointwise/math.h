// Kernels of the elementary functions (math.cpp), of rounding and division (rounding.cpp) and of operators that mix
// several tensors (mix.cpp). All work on the attributes named beside them.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

struct MathKernels {
  TileKernel sqrt, rsqrt, reciprocal;
  TileKernel exp2, expm1, log, log2, log10, log1p;
  TileKernel sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh;
  TileKernel sigmoid, erf, erfc;
};

}  // namespace torch::inline rushlight
