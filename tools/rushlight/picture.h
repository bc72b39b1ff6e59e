// Small grey pictures in a terminal: each character shows two pixels, one above the other.
// Read next: picture.cpp.
#pragma once

#include <string>
#include <vector>

/// One picture of `width` x `height` values from 0 (paper) to 1 (ink), row by row, with words below it.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<float> pixels;
  std::string caption;  // ASCII
};

/// The lines that show the pictures side by side, as many in a row as `columns` allow. Without colours a pixel is
/// ink or paper, with them it has one of 24 greys.
std::vector<std::string> draw(const std::vector<Picture>& pictures, int columns, bool colours);
