// Pooling over windows of one or two spatial dimensions; (N, C, ...) or unbatched (C, ...).
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Mean of each window.
RUSHLIGHT_API Tensor avg_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,  // [function]
                                bool ceil_mode = false, bool count_include_pad = true);
RUSHLIGHT_API Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,  // [function]
                                bool ceil_mode = false, bool count_include_pad = true, std::optional<int64_t> divisor_override = std::nullopt);
/// Mean over windows chosen so that the result has `output_size`; -1 keeps a size.
RUSHLIGHT_API Tensor adaptive_avg_pool1d(const Tensor& self, IntArrayRef output_size);  // [function]
RUSHLIGHT_API Tensor adaptive_avg_pool2d(const Tensor& self, IntArrayRef output_size);  // [function]

}  // namespace rushlight
