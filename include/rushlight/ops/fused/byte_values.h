// What the bytes of images stand for, as a step of loading them. Not in the umbrella: the data sets use it.
#pragma once

#include <array>
#include <cstdint>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// The float32 values of bytes b: b / 255, then (x - mean) / stddev for every step, rounded after each operation.
class RUSHLIGHT_API ByteValues {
 public:
  struct Step {
    float mean, stddev;
  };
  explicit ByteValues(ArrayRef<Step> steps = {});

  /// Writes the values of `n` bytes.
  void write(const uint8_t* in, float* out, int64_t n) const;
  float operator[](uint8_t byte) const { return table_[byte]; }

 private:
  std::array<float, 256> table_;
  Step step_{0, 1};
  bool by_arithmetic_;  ///< the kernel's vectors give every entry of the table, bit for bit
};

}  // namespace torch::inline rushlight
