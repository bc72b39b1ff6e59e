// The kernels of connectionist temporal classification. A target of L classes is an alignment of 2 L + 1 states: a blank
// before, between and behind its classes. Next: ctc.cpp, ctc_scalar.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// log_probs (T, N, C), float32 or float64; targets int64, all behind one another; rows (N, 3) int64: where the target of
/// a sequence begins, its length, the number of its time steps. loss (N) as log_probs; alpha (N, T, states) float64, the
/// log-probability of all ways to each state.
struct CtcKernels {
  static constexpr bool scalar = true;  // no vector would help: scalar_table

  void (*forward)(int64_t blank, const View& log_probs, const View& targets, const View& rows,
                  const View& loss, const View& alpha);
  /// grad (N) of the losses; grad_in is zero beyond a sequence's steps, and with zero_infinity for losses that are not
  /// finite.
  void (*backward)(int64_t blank, bool zero_infinity, const View& grad, const View& log_probs,
                   const View& targets, const View& rows, const View& loss, const View& alpha,
                   const View& grad_in);
};

}  // namespace torch::inline rushlight
