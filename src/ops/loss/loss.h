// The kernels of losses: element by element for those of two tensors, row by row for class indices.
// Next: loss_cpu.cpp; operators in difference.cpp, binary.cpp, classes.cpp.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

/// Where a loss turns from a parabola into a line.
struct Knee {
  double beta;
};

/// How far binary cross-entropy may be off, in units of 2^-24 (float32) or 2^-53 (float64) of the sum of the magnitudes of its terms,
/// where log(1 + e^-|x|) counts as 1. Measured: 3.5; bounds_test.cpp.
constexpr double kBinaryUnits = 5;
/// The same of the losses of a difference and of their gradients (mse, l1, smooth L1, huber), and of kl_div, for each element; sums
/// and means of them have the bound of ops/reduce/reduce.h besides. Measured: 3.8; bounds_test.cpp.
constexpr double kDifferenceUnits = 6;

struct LossKernels {
  // Forward of (self, target), backward of (grad, self, target) for the gradient of self.
  TileKernel square, square_backward;      // (a - b)^2
  TileKernel absolute, absolute_backward;  // |a - b|
  TileKernel smooth, smooth_backward;      // smooth L1, Knee
  TileKernel binary, binary_backward;      // binary cross-entropy of probabilities
  TileKernel logits, logits_backward;      // binary cross-entropy of logits
  /// True when all elements, of a row-major tensor, are in [0, 1].
  bool (*probabilities)(const View& in);
  /// For class t of each row: loss = -weight[t] in[n, t, ...] and used = weight[t] (1 without weight), both 0 for rows of
  /// class `ignore`. Returns the first row whose class does not exist, or -1. All row-major.
  int64_t (*classes)(int64_t ignore, const View& in, const View& target, const View& weight, const View& loss,
                     const View& used);
  /// The gradient of `in`; grad_in is overwritten. Classes were checked by the forward pass.
  void (*classes_backward)(int64_t ignore, const View& grad, const View& target, const View& weight,
                           const View& grad_in);
};

}  // namespace torch::inline rushlight
