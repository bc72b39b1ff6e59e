// Which part of a sliding window lies inside a row: shared by pooling and convolution. Included by *_cpu.cpp
// files only.
#pragma once

#include <cstdint>

namespace torch::inline rushlight {
namespace {

struct Range {
  int64_t first, last;
};

constexpr int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }
constexpr int64_t greater(int64_t a, int64_t b) { return a > b ? a : b; }

/// The taps k of a window starting at `start` with start + k * dilation inside [0, size).
inline Range taps(int64_t start, int64_t kernel, int64_t dilation, int64_t size) {
  const int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  const int64_t last = start < size ? (size - start + dilation - 1) / dilation : 0;
  return {first, lesser(kernel, last)};
}

/// The outputs j in [0, outputs) with j * stride + offset inside [0, size).
inline Range outputs_inside(int64_t offset, int64_t stride, int64_t size, int64_t outputs) {
  const int64_t first = offset < 0 ? lesser((-offset + stride - 1) / stride, outputs) : 0;
  const int64_t last = offset < size ? lesser((size - 1 - offset) / stride + 1, outputs) : 0;
  return {first, greater(first, last)};
}

/// The outputs whose whole window lies inside [0, size).
inline Range inside(int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, int64_t size,
                    int64_t outputs) {
  const int64_t room = size - 1 - (kernel - 1) * dilation + pad;
  const int64_t first = lesser((pad + stride - 1) / stride, outputs);
  return {first, greater(first, room < 0 ? 0 : lesser(outputs, room / stride + 1))};
}

}  // namespace
}  // namespace torch::inline rushlight
