// Kernels of the complex operators: complex64 and complex128 only.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

struct ComplexKernels {
  TileKernel join;  ///< the real parts of two inputs as one number
  TileKernel conj, sgn;
  TileKernel angle;  ///< a real result
};

}  // namespace torch::inline rushlight
