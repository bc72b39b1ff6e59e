// The kernel behind ByteValues.
#pragma once

#include <cstdint>

namespace torch::inline rushlight {

struct ByteKernels {
  /// out = (in / 255 - mean) / stddev by products with reciprocals and a correction, eight or more bytes at a time; the number
  /// of bytes that it wrote, which are all but the last few.
  int64_t (*normalize)(const uint8_t* in, float* out, int64_t n, float mean, float stddev);
};

}  // namespace torch::inline rushlight
