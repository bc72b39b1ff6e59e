// 60 000 images of MNIST's size, read from files as both libraries read them.
#pragma once

#include <torch/torch.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

constexpr uint32_t kImages = 60000, kSide = 28, kPixels = kSide * kSide;

inline void write_idx(const fs::path& path, const std::vector<uint32_t>& sizes,
                      const std::vector<char>& bytes) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](uint32_t x) {
    for (int shift = 24; shift >= 0; shift -= 8) file.put(static_cast<char>(x >> shift & 255));
  };
  put(0x800 + static_cast<uint32_t>(sizes.size()));
  for (const uint32_t size : sizes) put(size);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Both libraries read the same files. What is in the pictures makes no difference: noise with an empty border.
inline torch::data::datasets::MNIST read_images() {
  const fs::path folder = fs::temp_directory_path() / ("bench-mnist-" + std::to_string(getpid()));
  fs::create_directories(folder);
  {
    std::vector<char> pixels(size_t{kImages} * kPixels), labels(kImages);
    uint32_t state = 1;
    for (size_t i = 0; i < pixels.size(); ++i) {
      const size_t row = i / kSide % kSide, column = i % kSide;
      state = state * 1664525 + 1013904223;
      if (row > 3 && row < 24 && column > 3 && column < 24) pixels[i] = static_cast<char>(state >> 24);
    }
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<char>(i % 10);
    write_idx(folder / "train-images-idx3-ubyte", {kImages, kSide, kSide}, pixels);
    write_idx(folder / "train-labels-idx1-ubyte", {kImages}, labels);
  }
  torch::data::datasets::MNIST images(folder.string());
  fs::remove_all(folder);
  return images;
}
