// The kernel of padding: which element of the input each element of the result is a copy of. Next: padding.cpp, pad_cpu.cpp.
#pragma once

#include "op/view.h"

namespace torch::inline rushlight {

enum class PadMode : uint8_t { kConstant, kReflect, kReplicate, kCircular };

/// One dimension, or several neighbours that are not padded. Negative widths crop; mirrored and repeated elements are those
/// of the whole input, wrapped ones those that are left.
struct PadDim {
  int64_t size;           ///< of the input
  int64_t before, after;  ///< widths

  int64_t result() const { return size + before + after; }
  /// The element of the input that is element `j` of the result; -1 for the constant.
  int64_t source(int64_t j, PadMode mode) const {
    const int64_t at = j - before;
    if (at >= 0 && at < size) return at;
    switch (mode) {
      case PadMode::kConstant: return -1;
      case PadMode::kReflect: return at < 0 ? -at : 2 * (size - 1) - at;
      case PadMode::kReplicate: return at < 0 ? 0 : size - 1;
      case PadMode::kCircular: break;
    }
    const int64_t left = size + (before < 0 ? before : 0) + (after < 0 ? after : 0);
    return at < 0 ? at + left : at - left;
  }
};

struct PadKernels {
  /// out = in, padded in these dimensions (the last one first, all that there are), with the element `value` (zero where it
  /// is undefined) for constants. Both are contiguous, of any dtype.
  void (*pad)(ArrayRef<PadDim> dims, PadMode mode, const View& in, const View& value, const View& out);
};

}  // namespace torch::inline rushlight
