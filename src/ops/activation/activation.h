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
