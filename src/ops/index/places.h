// Flat places: masks and several index tensors turned into one vector of int64 that row kernels take.
// Next: masks.cpp, subscript.cpp.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Row-major places of the true elements of a mask.
Tensor true_places(const Tensor& mask);
/// Indices in [-n, n) with the negative ones counted from the end; fails in the name of `who` for others.
Tensor wrapped_places(const char* who, const Tensor& index, int64_t n);

}  // namespace torch::inline rushlight
