// The kernels of softmax and of cross-entropy over classes. Tensors are contiguous, of float32 or float64,
// and are seen as (outer, classes, inner); a row is one (outer, inner) pair. Next: softmax_cpu.cpp,
// cross_entropy_cpu.cpp.
#pragma once

#include <cmath>

#include "op/view.h"

namespace torch::inline rushlight {

/// How far results may be off, in units of 2^-24 (float32) or 2^-53 (float64) of the sum of the magnitudes that make them up,
/// where a probability p = e^x / sum counts as p (1 + |x - largest x|), or p (1 + |x| + |lse|) in the gradient of cross-entropy,
/// and its logarithm as 1 + |x - largest x| + |log sum|. As for products (gemm.h), unless roundings conspire; below the normal
/// numbers a probability is 0. Tested in softmax_test.cpp.
inline double softmax_units(int64_t classes) { return 2 * std::sqrt(static_cast<double>(classes) + 4); }

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
  /// Writes the loss and lse of each row and the sum of w[t], added up in float64, by which a mean divides. Returns the first row
  /// whose class is neither in range nor ignored (its loss is not written), or -1.
  int64_t (*forward)(const CrossEntropyRule& rule, const View& in, const View& target, const View& weight,
                     const View& loss, const View& lse, const View& total_weight);
  /// grad_in = the gradient of loss times grad_out, which holds one value or one for each row, divided by
  /// `total_weight` where that is defined.
  void (*backward)(const CrossEntropyRule& rule, const View& grad_out, const View& in, const View& target,
                   const View& weight, const View& lse, const View& total_weight, const View& grad_in);
};

}  // namespace torch::inline rushlight
