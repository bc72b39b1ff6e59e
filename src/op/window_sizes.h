// Sizes that are given once for all spatial dimensions of a window, or once for each: kernel sizes, strides, paddings
// and dilations of convolution and pooling.
#pragma once

#include "rushlight/core/small_vector.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// `values` with an entry for each of `dims` dimensions; fails in the name of `who` unless there is one entry or one
/// for each, all of them `least` or more. `what` names them in the error, as in "a stride".
DimVector window_sizes(const char* who, const char* what, int dims, IntArrayRef values, int64_t least);
/// Fails in the name of `who` unless `x` is floating point, (C, D, H, W) or (N, C, D, H, W), with only N allowed to be 0.
void check_volume(const char* who, const Tensor& x);
/// The number of windows of a pooling along a dimension. They start every `stride` elements; with ceil_mode the last may
/// hang over, if it starts inside the input or the padding before it. 0 or less: the kernel does not fit.
int64_t pooled_size(int64_t size, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation,
                    bool ceil_mode);

}  // namespace torch::inline rushlight
