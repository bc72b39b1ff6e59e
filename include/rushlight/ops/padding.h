// A border around the last dimensions. Widths come as LibTorch has them: first of the last dimension (before, after), then
// of the one before it, and so on.
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// `self` with a border: mode "constant" (of `value`, 0 unless given; negative widths cut away), "reflect" (mirrored
/// at the outermost elements), "replicate" (the outermost elements) or "circular" (the other end).
RUSHLIGHT_API Tensor pad(const Tensor& self, IntArrayRef pad,
                         std::string_view mode = "constant",  // [function]
                         std::optional<double> value = std::nullopt);
RUSHLIGHT_API Tensor constant_pad_nd(const Tensor& self, IntArrayRef pad,  // [function]
                                     const Scalar& value = 0);
/// The same by name, for one, two or three dimensions with or without a batch.
RUSHLIGHT_API Tensor reflection_pad1d(const Tensor& self, IntArrayRef padding);   // [function]
RUSHLIGHT_API Tensor reflection_pad2d(const Tensor& self, IntArrayRef padding);   // [function]
RUSHLIGHT_API Tensor reflection_pad3d(const Tensor& self, IntArrayRef padding);   // [function]
RUSHLIGHT_API Tensor replication_pad1d(const Tensor& self, IntArrayRef padding);  // [function]
RUSHLIGHT_API Tensor replication_pad2d(const Tensor& self, IntArrayRef padding);  // [function]
RUSHLIGHT_API Tensor replication_pad3d(const Tensor& self, IntArrayRef padding);  // [function]

}  // namespace torch::inline rushlight
