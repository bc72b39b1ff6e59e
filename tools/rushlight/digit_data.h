// Which digits the demonstration learns from: MNIST where it is found or fetched, else digits of our own drawing.
// Read next: digit_data.cpp.
#pragma once

#include <string>

/// A folder with the four files, and what they are.
struct DigitData {
  std::string folder;
  std::string description;  // "MNIST from data/mnist"
};

/// Looks in `folder` alone when it is given; else where the library looks, then fetches MNIST when `download` is set,
/// else draws digits into data/digits, once (anew with `fresh`). Says on standard output what takes long.
DigitData choose_digits(const std::string& folder, bool download, bool fresh);
