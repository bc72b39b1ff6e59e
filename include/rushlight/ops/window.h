// Window functions: weights of a stretch of a signal that fall off towards its ends. Periodic ones (the default) are one
// period of a sequence, as Fourier transforms want it; the others are symmetric.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Triangles.
RUSHLIGHT_API Tensor bartlett_window(int64_t window_length, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor bartlett_window(int64_t window_length, bool periodic,
                                     const TensorOptions& options = {});  // [function]
/// 0.42 - 0.5 cos(2 pi t) + 0.08 cos(4 pi t) for t from 0 to 1.
RUSHLIGHT_API Tensor blackman_window(int64_t window_length, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor blackman_window(int64_t window_length, bool periodic,
                                     const TensorOptions& options = {});  // [function]
/// 0.5 - 0.5 cos(2 pi t).
RUSHLIGHT_API Tensor hann_window(int64_t window_length, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor hann_window(int64_t window_length, bool periodic,
                                 const TensorOptions& options = {});  // [function]
/// alpha - beta cos(2 pi t), alpha = 0.54 and beta = 0.46 if not given.
RUSHLIGHT_API Tensor hamming_window(int64_t window_length, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor hamming_window(int64_t window_length, bool periodic,
                                    const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor hamming_window(int64_t window_length, bool periodic, double alpha,
                                    const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta,
                                    const TensorOptions& options = {});  // [function]
/// i0(beta sqrt(1 - (2 t - 1)^2)) / i0(beta), beta = 12 if not given.
RUSHLIGHT_API Tensor kaiser_window(int64_t window_length, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor kaiser_window(int64_t window_length, bool periodic,
                                   const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor kaiser_window(int64_t window_length, bool periodic, double beta,
                                   const TensorOptions& options = {});  // [function]

}  // namespace torch::inline rushlight
