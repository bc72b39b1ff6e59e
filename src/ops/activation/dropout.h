// Kernels and attributes of dropout.
#pragma once

#include "cpu/loops.h"

namespace rushlight {

/// Attribute of the masked product.
struct DropoutScale {
  double scale = 1;
};

struct DropoutKernels {
  TileKernel masked;  // (self, mask), DropoutScale: self * scale where mask is set, else self * 0
};

}  // namespace rushlight
