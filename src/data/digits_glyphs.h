// The shapes behind the rendered digits: for each digit several ways in which people write it, as pen
// strokes. A stroke is a short list of points that a smooth curve passes through; digits_render.cpp bends,
// slants and inks it. Read next: digits_render.h.
#pragma once

#include <vector>

namespace torch::inline rushlight::data {

/// A point the pen passes through, in a box of 1 x 1 centred at the origin, y pointing down.
struct GlyphPoint {
  float x;
  float y;
  bool corner;  // the pen turns sharply here instead of passing smoothly
};

/// The most points one stroke has.
inline constexpr int kMaxStrokePoints = 16;

/// One way of writing a digit: strokes of at least two points each, in writing order.
struct Glyph {
  std::vector<std::vector<GlyphPoint>> strokes;
};

/// Returns the ways of writing `digit` (0 to 9); the more common ones appear more than once.
const std::vector<Glyph>& digit_glyphs(int digit);

}  // namespace torch::inline rushlight::data
