// Convolutions over one to three spatial dimensions; (N, C, ...) or unbatched (C, ...). Weights (C_out, C_in / groups, ...),
// of transposed ones (C_in, C_out / groups, ...).
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The padding "same" or "valid". Not made from a literal 0, which means no padding in numbers.
struct PaddingName {
  template <size_t N> PaddingName(const char (&text)[N]) : name(text) {}
  PaddingName(std::string_view text) : name(text) {}
  PaddingName(const std::string& text) : name(text) {}
  std::string_view name;
};

/// Sliding products of windows of `input` with every filter, plus bias. Returns (N, C_out, L_out).
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias = {},
                            IntArrayRef stride = 1,  // [function]
                            IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
/// The same with padding "valid" (none) or "same" (the result has the input's size; stride 1).
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                            IntArrayRef stride,
                            PaddingName padding,  // [function]
                            IntArrayRef dilation = 1, int64_t groups = 1);
/// Sliding products of windows of `input` with every filter, plus bias. Returns (N, C_out, H_out, W_out).
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias = {},
                            IntArrayRef stride = 1,  // [function]
                            IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                            IntArrayRef stride,
                            PaddingName padding,  // [function]
                            IntArrayRef dilation = 1, int64_t groups = 1);

/// Sliding products of windows of `input` with every filter, plus bias. Returns (N, C_out, D_out, H_out, W_out).
RUSHLIGHT_API Tensor conv3d(const Tensor& input, const Tensor& weight,
                            const std::optional<Tensor>& bias = {},  // [function]
                            IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1,
                            int64_t groups = 1);
RUSHLIGHT_API Tensor conv3d(const Tensor& input, const Tensor& weight,
                            const std::optional<Tensor>& bias,  // [function]
                            IntArrayRef stride, PaddingName padding, IntArrayRef dilation = 1,
                            int64_t groups = 1);

/// Every element of `input` spread out over a window by the filters, overlaps added up: the gradient of a convolution as
/// an operator. A size becomes (size - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1.
RUSHLIGHT_API Tensor conv_transpose1d(const Tensor& input, const Tensor& weight,  // [function]
                                      const std::optional<Tensor>& bias = {}, IntArrayRef stride = 1,
                                      IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                                      int64_t groups = 1, IntArrayRef dilation = 1);
RUSHLIGHT_API Tensor conv_transpose2d(const Tensor& input, const Tensor& weight,  // [function]
                                      const std::optional<Tensor>& bias = {}, IntArrayRef stride = 1,
                                      IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                                      int64_t groups = 1, IntArrayRef dilation = 1);
RUSHLIGHT_API Tensor conv_transpose3d(const Tensor& input, const Tensor& weight,  // [function]
                                      const std::optional<Tensor>& bias = {}, IntArrayRef stride = 1,
                                      IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                                      int64_t groups = 1, IntArrayRef dilation = 1);
/// Any of these: the number of dimensions is that of the weight; output_padding counts for transposed ones.
RUSHLIGHT_API Tensor convolution(const Tensor& input, const Tensor& weight,
                                 const std::optional<Tensor>& bias,  // [function]
                                 IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                                 bool transposed, IntArrayRef output_padding, int64_t groups);

/// The patches under all windows of (N, C, H, W) as columns: (N, C kernel_h kernel_w, windows). Unbatched alike.
RUSHLIGHT_API Tensor im2col(const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation,  // [function]
                            IntArrayRef padding, IntArrayRef stride);
/// The way back to (N, C, H, W) of `output_size`: what windows share is added up.
RUSHLIGHT_API Tensor col2im(const Tensor& self, IntArrayRef output_size,
                            IntArrayRef kernel_size,  // [function]
                            IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride);

}  // namespace torch::inline rushlight
