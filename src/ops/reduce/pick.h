// Moving values along a dimension by index, as the gradients of max, min, cummax and their kind do.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// out[.., j, ..] = self[.., index[.., j, ..], ..] along `dim`; the other sizes agree and indices are in range.
Tensor pick(const Tensor& self, int64_t dim, const Tensor& index);
/// The gradient of pick: self added up at the places of index in zeros of the given sizes.
Tensor spread(const Tensor& self, int64_t dim, const Tensor& index, IntArrayRef sizes);

}  // namespace torch::inline rushlight
