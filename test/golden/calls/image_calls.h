// Calls of the operators that resize, pad and sample images.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline torch::Tensor pixels(torch::IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return (torch::arange(n) * 37 % 256).to(torch::kByte).reshape(sizes);
}

inline void image_of_bytes(Lines& lines) {
  for (const bool corners : {false, true}) {
    const auto x = pixels({1, 2, 4, 5});
    CALL(torch::upsample_bilinear2d(x, {6, 3}, corners));
    CALL(torch::upsample_bilinear2d(x, {3, 11}, corners));
    CALL(torch::upsample_bicubic2d(x, {6, 3}, corners));
    CALL(torch::upsample_bicubic2d(x, {3, 11}, corners));
    CALL(torch::_upsample_bilinear2d_aa(x, {2, 3}, corners));
    CALL(torch::_upsample_bicubic2d_aa(x, {2, 3}, corners));
    CALL(torch::upsample_bicubic2d(x.to(torch::kInt), {6, 3}, corners));
    CALL(torch::upsample_bilinear2d(pixels({1, 5, 64, 48}), {3, 2}, corners));
    CALL(torch::_upsample_bilinear2d_aa(pixels({1, 5, 64, 48}), {3, 2}, corners));
  }
  CALL(torch::upsample_bilinear2d(pixels({1, 1, 4, 4}), {7, 5}, false, 1.8, 1.3));
  CALL(torch::upsample_linear1d(pixels({1, 1, 4}), torch::IntArrayRef({6}), false));
}

// Sizes that stay or double do so pixel by pixel in two dimensions, whatever the factor was.
inline void image_by_factors(Lines& lines) {
  const auto line = torch::arange(5.).reshape({1, 1, 5}), square = line.unsqueeze(2).expand({1, 1, 2, 5});
  for (const double factor : {0.9, 1.1, 1.2, 1.9, 2.1, 2.15, 1.3})
    for (const int64_t n : {5, 10, 6}) {
      const std::optional<double> by = factor, none;
      const std::vector<int64_t> one{n}, two{2, n}, high{4, n}, three{2, 2, n};
      CALL(torch::upsample_nearest1d(line, one, by));
      CALL(torch::upsample_nearest2d(square, two, none, by));
      CALL(torch::upsample_nearest2d(square, high, by, by));
      CALL(torch::upsample_nearest3d(square.unsqueeze(2), three, none, by, by));
    }
}

inline void image_padding(Lines& lines) {
  const auto x = torch::arange(24.).reshape({2, 3, 4});
  for (const char* mode : {"reflect", "replicate", "circular"}) {
    CALL(torch::pad(x, {-1, 2}, mode));
    CALL(torch::pad(x, {1, -2}, mode));
    CALL(torch::pad(x, {-2, -1}, mode));
    CALL(torch::pad(x, {-2, -3}, mode));
    CALL(torch::pad(x.unsqueeze(0), {-1, 1, 0, -1}, mode));
    CALL(torch::pad(x, {1, 1}, mode, 2.));
  }
  CALL(torch::pad(x, {-3, 3}, "reflect"));
  CALL(torch::pad(x, {-3, 5}, "replicate"));
}

inline void image_sampling(Lines& lines) {
  const auto x = torch::arange(12.).reshape({1, 1, 3, 4});
  for (const int64_t padding : {0, 1, 2}) {
    auto grid = torch::tensor({{{{-0.9, 0.3}, {0.2, -1.2}, {1.1, 0.7}}}}).set_requires_grad(true);
    CALL(torch::grid_sampler(x, grid, 1, padding, false));
    torch::grid_sampler(x, grid, 1, padding, false).sum().backward();
    CALL(grid.grad());
  }
}

inline void image(Lines& lines) {
  image_of_bytes(lines);
  image_by_factors(lines);
  image_padding(lines);
  image_sampling(lines);
}

}  // namespace calls
