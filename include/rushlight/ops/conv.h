// Convolutions over one or two spatial dimensions; (N, C, ...) or unbatched (C, ...). Weights (C_out, C_in / groups, ...).
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace rushlight {

/// The padding "same" or "valid". Not made from a literal 0, which means no padding in numbers.
struct PaddingName {
  template <size_t N> PaddingName(const char (&text)[N]) : name(text) {}
  PaddingName(std::string_view text) : name(text) {}
  PaddingName(const std::string& text) : name(text) {}
  std::string_view name;
};

/// Sliding products of windows of `input` with every filter, plus bias. Returns (N, C_out, L_out).
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias = {},
                            IntArrayRef stride = 1,  // [function]
                            IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
/// The same with padding "valid" (none) or "same" (the result has the input's size; stride 1).
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                            PaddingName padding,  // [function]
                            IntArrayRef dilation = 1, int64_t groups = 1);
/// Sliding products of windows of `input` with every filter, plus bias. Returns (N, C_out, H_out, W_out).
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias = {},
                            IntArrayRef stride = 1,  // [function]
                            IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                            PaddingName padding,  // [function]
                            IntArrayRef dilation = 1, int64_t groups = 1);

}  // namespace rushlight
