// Kernels of operators on the parts and neighbours of numbers: mantissa and exponent, divisors, steps.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

struct NumberKernels {
  TileKernel nextafter;  // float32 and float64 as they are
  TileKernel heaviside;  // (self, values)
  TileKernel gcd, lcm;   // integers
  TileKernel frexp;      // two outputs, mantissa and exponent
};

}  // namespace torch::inline rushlight
