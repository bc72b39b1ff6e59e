// The kernels of normalisation. Tensors are contiguous, of one float type throughout; weights, biases,
// running statistics and gradients that are not defined are left out. Next: batch_norm_cpu.cpp,
// layer_norm_cpu.cpp, group_norm_cpu.cpp, response_norm_cpu.cpp.
#pragma once

#include <cmath>

#include "op/view.h"

namespace torch::inline rushlight {

/// How far results of normalisation may be off, n being the number of values added up (of statistics or, if more, of a gradient;
/// of local response normalisation its size): in units of 2^-24 (float32) or 2^-53 (float64) of the sum of the magnitudes that
/// make up a result, where x^ = (x - mean) rstd counts as (|x| + mean of |x|) rstd, and base^-beta as
/// base^-beta (1 + beta (1 + |log base|)). As for products (gemm.h), unless roundings conspire. A mean far from zero costs its
/// digits. Tested in norm_test.cpp.
inline double norm_units(int64_t n) { return 2 * std::sqrt(static_cast<double>(n) + 4); }

/// Batch normalisation of (n, channels, ...), statistics over all but dimension 1 (Ioffe & Szegedy 2015).
struct BatchNormKernels {
  /// Normalises with the batch's own statistics, writes them to mean and rstd = 1 / sqrt(biased variance +
  /// eps), and moves the running ones by `momentum` towards the batch's (the running variance to the unbiased
  /// one).
  void (*train)(double momentum, double eps, const View& in, const View& weight, const View& bias,
                const View& running_mean, const View& running_var, const View& out, const View& mean,
                const View& rstd);
  /// Normalises with the running statistics; mean and rstd get what was used.
  void (*evaluate)(double eps, const View& in, const View& weight, const View& bias, const View& running_mean,
                   const View& running_var, const View& out, const View& mean, const View& rstd);
  /// With `batch_statistics` mean and rstd depend on the input, as after train.
  void (*backward)(bool batch_statistics, const View& grad_out, const View& in, const View& weight,
                   const View& mean, const View& rstd, const View& grad_in, const View& grad_weight,
                   const View& grad_bias);
};

/// Normalisation of runs of elements, each with its own mean and rstd.
template <class Runs> struct RunNormKernels {
  void (*forward)(double eps, const View& in, const View& weight, const View& bias, const View& out,
                  const View& mean, const View& rstd);
  void (*backward)(const View& grad_out, const View& in, const View& weight, const View& mean,
                   const View& rstd, const View& grad_in, const View& grad_weight, const View& grad_bias);
};
/// Layer normalisation (Ba et al. 2016): runs of in.numel / mean.numel elements.
using LayerNormKernels = RunNormKernels<struct LayerRuns>;
/// Group normalisation (Wu & He 2018) of (n, channels, ...): runs of neighbouring channels, mean and rstd of shape
/// (n, groups); weight and bias hold one value a channel.
using GroupNormKernels = RunNormKernels<struct GroupRuns>;

/// The attributes of local response normalisation.
struct ResponseNorm {
  int64_t size;
  double alpha, beta, k;
};

/// Local response normalisation (Krizhevsky et al. 2012) over channels, dimension 1: out = in / base^beta
/// with base = k + alpha / size * (sum of squares over the channels c - size / 2 to c + (size - 1) / 2).
struct ResponseNormKernels {
  void (*forward)(const ResponseNorm& rule, const View& in, const View& out, const View& base);
  void (*backward)(const ResponseNorm& rule, const View& grad_out, const View& in, const View& out,
                   const View& base, const View& grad_in);
};

}  // namespace torch::inline rushlight
