// One handwritten-looking digit as 28 x 28 grey pixels, a function of (seed, index) and of nothing else.
// The idea: take a glyph's strokes, move their points a little, bend the whole with a smooth random field,
// slant, turn and stretch it, fit it into the middle as MNIST does, and draw it with a round soft pen of
// varying pressure. Only + - * / and square roots are used, so every machine makes the same images. Read
// next: digits_render.cpp.
#pragma once

#include <cstdint>

namespace torch::inline rushlight::data {

inline constexpr int kDigitSide = 28;  // pixels a side
inline constexpr int kDigitPixels = kDigitSide * kDigitSide;

/// Returns the label, 0 to 9, of image `index` of the stream `seed`, without drawing it.
int digit_label(uint64_t seed, int64_t index);

/// Draws image `index` of the stream `seed` into `pixels` (28 x 28, row by row, 0 is paper and 255 ink);
/// returns its label.
int render_digit(uint64_t seed, int64_t index, uint8_t* pixels);

}  // namespace torch::inline rushlight::data
