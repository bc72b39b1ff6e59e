// What Normalize and batches of images have in common: loops over the pixels of one channel, and when these may be used.
// Read next: row_batch.cpp, where a batch is made of rows.
#pragma once

#include <cstdint>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::data {

/// Values that lie in memory one after another, and that nobody wants the gradient of.
inline bool plain(const Tensor& t) {
  return t.is_cpu() && t.is_contiguous() && !(t.requires_grad() && GradMode::is_enabled());
}

/// The number of channels of an image (C, H, W); -1 for other shapes.
inline int64_t channels_of(IntArrayRef sizes) { return sizes.size() == 3 ? sizes[0] : -1; }

/// Whether `values` has one float32 for all channels, or one for each as a shape of (C, 1, 1).
inline bool one_per_channel(const Tensor& values, int64_t channels) {
  if (channels < 1 || values.scalar_type() != kFloat || !plain(values) || values.dim() > 3) return false;
  return values.numel() == 1 ||
         (values.dim() == 3 && values.numel() == channels && values.size(0) == channels);
}

inline float value_of(const Tensor& values, int64_t channel) {
  return values.const_data_ptr<float>()[values.numel() == 1 ? 0 : channel];
}

/// Blocks of a fixed length become vector code at any level of optimisation; `out` may be `in`.
inline void normalize_pixels(const float* in, float* out, int64_t n, float mean, float stddev) {
  constexpr int64_t kBlock = 16;
  const int64_t in_blocks = n - n % kBlock;
  for (int64_t i = 0; i < in_blocks; i += kBlock) {
    float block[kBlock];
    for (int64_t j = 0; j < kBlock; ++j) block[j] = (in[i + j] - mean) / stddev;
    for (int64_t j = 0; j < kBlock; ++j) out[i + j] = block[j];
  }
  for (int64_t i = in_blocks; i < n; ++i) out[i] = (in[i] - mean) / stddev;
}

}  // namespace torch::inline rushlight::data
