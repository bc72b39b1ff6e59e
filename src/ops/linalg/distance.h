// Kernels of cdist. Next: distance_cpu.cpp, distance.cpp.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

struct DistanceKernels {
  /// out[b, i, j] = p-norm of a[b, i, :] - c[b, j, :], all row-major; p >= 0, infinity included. For rows of n numbers within
  /// gemm_units(n) of itself (cpu/gemm/gemm.h), whatever the rows have in common. A p other than 1 and 2 is worked out in float64,
  /// of which |log(out)| units come on top. Tested in distance_test.cpp, with the bounds of the gradients (distance.cpp).
  void (*pairs)(double p, const View& a, const View& c, const View& out);
};

}  // namespace torch::inline rushlight
