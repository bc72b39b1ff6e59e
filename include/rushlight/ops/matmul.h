// Matrix products.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Product of two matrices (n, k) and (k, m).
RUSHLIGHT_API Tensor mm(const Tensor& self, const Tensor& mat2);  // [method]

}  // namespace rushlight
