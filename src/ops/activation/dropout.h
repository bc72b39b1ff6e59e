// Kernels and attributes of dropout.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

/// How far what is kept may be off, in units of 2^-24 (float32) or 2^-53 (float64) of itself: the probability of keeping, one
/// divided by it and the product are rounded. Tested in dropout_test.cpp.
constexpr double kDropoutUnits = 3;

/// Attribute of the masked product.
struct DropoutScale {
  double scale = 1;
};

/// What decides over element i of a draw: it is kept when the low 53 bits of words 2 i (high) and 2 i + 1, tempered, are
/// below `limit`, as in PyTorch's bernoulli_. The words are those of Mt19937::fill_untempered.
struct DropoutDraw {
  const uint32_t* words;
  uint64_t limit;
  float scale;
  bool relu;         ///< of relu(in): what is not above 0 counts as dropped
  const float* add;  ///< added to the result; null: nothing
};

struct DropoutKernels {
  TileKernel masked;  // (self, mask), DropoutScale: self * scale where mask is set, else self * 0
  /// mask (n) of 1 and 0, and out = in * scale where it is 1, else in * 0, plus what is to be added.
  void (*draw)(const DropoutDraw& draw, const float* in, float* out, uint8_t* mask, int64_t n);
  /// masked of n values that lie side by side, with a mask of bytes.
  void (*masked_float)(float scale, const float* in, const uint8_t* mask, float* out, int64_t n);
};

}  // namespace torch::inline rushlight
