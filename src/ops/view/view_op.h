// What view operators share: a struct with `infer` that calls io.view, and nothing to execute.
#pragma once

#include "op/backward.h"
#include "op/operator.h"

namespace torch::inline rushlight {

constexpr Traits view_traits(const char* name) { return {.name = name, .view = true, .complex = true}; }

/// Strides of `self`'s memory seen with `sizes`; false when no strides give that.
bool view_strides(const View& self, IntArrayRef sizes, DimVector& strides);
/// `sizes` with one -1 replaced so that the element count is `numel`.
DimVector complete_sizes(const char* who, IntArrayRef sizes, int64_t numel);

}  // namespace torch::inline rushlight
