// The kernel under clone, contiguous, to, copy_ and everything that moves elements. Read next: copy_cpu.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

struct CopyKernels {
  /// out = in, broadcast to the shape of out and converted to its dtype. Strides may be negative in `in`.
  void (*copy)(const View& in, const View& out);
};

}  // namespace torch::inline rushlight
