// Kernels and attributes of the activation functions. Operators: rectify.cpp (pieces of straight lines).
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace rushlight {

/// Attribute of operators with one number.
struct ActivationNumber {
  Scalar value;
};

struct ActivationKernels {
  TileKernel relu;
  TileKernel threshold_backward;  // (grad, self), ActivationNumber
};

}  // namespace rushlight
