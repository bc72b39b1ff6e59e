// The memory that sizes and strides reach over.
#pragma once

#include <optional>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/dtype.h"

namespace torch::inline rushlight {

/// Bytes from the first element to the last, gaps included, of row-major order where `strides` is null; empty when int64 does
/// not hold them, or a stride on the way.
std::optional<int64_t> extent_in_bytes(IntArrayRef sizes, const int64_t* strides, ScalarType dtype);

}  // namespace torch::inline rushlight
