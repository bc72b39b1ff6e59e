// The kernels of softmax and of cross-entropy over classes. Tensors are contiguous, of float32 or float64,
// and are seen as (outer, classes, inner); a row is one (outer, inner) pair. Next: softmax_cpu.cpp,
// cross_entropy_cpu.cpp.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

/// Softmax along dimension `dim`, or its logarithm; `out` may be `in`. The gradient needs the result only.
struct SoftmaxKernels {
  void (*forward)(const View& in, const View& out, int dim, bool logarithm);
  void (*backward)(const View& grad_out, const View& out, const View& grad_in, int dim, bool logarithm);
};

/// The attributes of cross-entropy.
struct CrossEntropyRule {
  int64_t ignore_index = -100;  ///< rows of this class have no loss and no gradient
  double smoothing = 0;         ///< share of the target that is spread evenly over all classes
};

/// Log-softmax and negative log-likelihood in one pass; classes are dimension 1 of `in` (dimension 0 when it
/// has one dimension only), `target` holds one int64 class for each row. With lse(z) the logarithm of the sum
/// of exponentials: loss = (1 - s) w[t] (lse(z) - z[t]) + s / C sum_c w[c] (lse(z) - z[c]), all w being 1
/// without `weight`.
struct CrossEntropyKernels {
  /// Writes the loss and lse of each row and the sum of w[t], by which a mean divides. Returns the first row
  /// whose class is neither in range nor ignored (its loss is not written), or -1.
  int64_t (*forward)(const CrossEntropyRule& rule, const View& in, const View& target, const View& weight,
                     const View& loss, const View& lse, const View& total_weight);
  /// grad_in = the gradient of loss times grad_out, which holds one value or one for each row, divided by
  /// `total_weight` where that is defined.
  void (*backward)(const CrossEntropyRule& rule, const View& grad_out, const View& in, const View& target,
                   const View& weight, const View& lse, const View& total_weight, const View& grad_in);
};

}  // namespace torch::inline rushlight
