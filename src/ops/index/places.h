// Flat places: masks and several index tensors turned into one vector of int64 that row kernels take.
// Next: masks.cpp, subscript.cpp.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Row-major places of the true elements of a mask.
Tensor true_places(const Tensor& mask);

}  // namespace rushlight
