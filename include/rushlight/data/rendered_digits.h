// Digits that the program draws itself: a stand-in for MNIST where there is none, of the same size and
// layout. The idea: every image depends on (seed, index) alone, so any range can be drawn by anyone, in any
// order, alike. Read next: digits_render.h for one image, digits_glyphs.h for the shapes.
#pragma once

#include <cstdint>
#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

inline constexpr int64_t kDigitTrainCount = 60000;
inline constexpr int64_t kDigitTestCount = 10000;
inline constexpr uint64_t kDigitSeed = 1;

/// Draws images `first` to `first + count - 1` of the stream `seed`: `images` receives count * 28 * 28 grey
/// values (0 is paper, 255 ink), `labels` count digits. Calls for different ranges may run side by side.
RUSHLIGHT_API void render_digits(uint64_t seed, int64_t first, int64_t count, uint8_t* images,
                                 uint8_t* labels);

/// Writes rendered digits into `folder` (made when missing) as four plain IDX files under MNIST's names; the
/// test images are those after the training images. Files that hold the wanted digits already stay as they
/// are; other files under these names are an error, never overwritten.
RUSHLIGHT_API void write_digits(const std::string& folder, int64_t train_count = kDigitTrainCount,
                                int64_t test_count = kDigitTestCount, uint64_t seed = kDigitSeed);

}  // namespace torch::inline rushlight::data
