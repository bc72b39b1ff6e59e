// The kernel under clone, contiguous, to, copy_ and everything that moves elements. Read next: copy_cpu.cpp.
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// Bytes behind each other, which come again every `step` bytes.
struct ByteRun {
  const char* from;
  int64_t bytes, step;
};

struct CopyKernels {
  /// out = in, broadcast to the shape of out and converted to its dtype. Strides may be negative in `in`.
  void (*copy)(const View& in, const View& out);
  /// out = the first of each of the runs, then the second of each, and so on, `count` times. No run is empty.
  void (*join)(ArrayRef<ByteRun> runs, int64_t count, void* out);
};

}  // namespace torch::inline rushlight
