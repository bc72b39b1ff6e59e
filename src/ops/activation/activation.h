// Kernels and attributes of the activation functions. Operators: relu.cpp (relu and threshold), curves.cpp (all with a
// forward and a fused backward of one shape), dropout.cpp.
#pragma once

#include "cpu/loops.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

/// Attributes of threshold and its derivative.
struct ThresholdNumbers {
  Scalar threshold, value;
};
/// Attributes of the curves: up to three numbers, whose meaning is written beside each rule in curves.cpp.
struct CurveNumbers {
  double a = 0, b = 0, c = 0;
};

struct ReluKernels {
  TileKernel relu;
  TileKernel threshold;                        // (self), ThresholdNumbers
  TileKernel threshold_backward;               // (grad, self), ThresholdNumbers
  TileKernel prelu;                            // (self, weight)
  TileKernel sigmoid_backward, tanh_backward;  // (grad, result)
};

/// How far gelu, gelu_tanh, silu, mish, softplus, log_sigmoid and elu may be off, in units of 2^-24 (float32) or 2^-53 (float64)
/// of |x|, for softplus and log_sigmoid of |x| + 1; and their derivatives in such units of 1, for silu and mish of |x| + 1, for
/// gelu_tanh of |x|^3 + 1. So tails far below |x| have fewer digits. Measured: 4.7; curve_bounds_test.cpp.
constexpr double kCurveUnits = 5;

/// Each forward takes (self), each backward (grad, self); all with CurveNumbers.
struct CurveKernels {
  TileKernel gelu, gelu_backward, gelu_tanh, gelu_tanh_backward;
  TileKernel silu, silu_backward, mish, mish_backward;
  TileKernel softplus, softplus_backward, log_sigmoid, log_sigmoid_backward;
  TileKernel elu, elu_backward, leaky_relu, leaky_relu_backward;
  TileKernel hardtanh, hardtanh_backward, hardsigmoid, hardsigmoid_backward, hardswish, hardswish_backward;
  TileKernel hardshrink, softshrink, shrink_backward;
};

}  // namespace torch::inline rushlight
