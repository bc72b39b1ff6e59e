// What tests of pooling compare with: plain loops that gather what each window holds, for any reduction of it.
// Included by the tests of this folder only.
#pragma once

#include <algorithm>
#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {

// The numbers of a sample: kernel, stride, padding and dilation for each dimension, then ceil_mode.
struct Window {
  int64_t kernel[2], stride[2], padding[2], dilation[2];
  bool ceil_mode;
  size_t dims;
  Window(const Numbers& n, size_t d) : dims(d) {
    int64_t* const lists[] = {kernel, stride, padding, dilation};
    for (size_t list = 0; list < 4; ++list)
      for (size_t i = 0; i < d; ++i) lists[list][i] = static_cast<int64_t>(n[list * d + i]);
    ceil_mode = n[4 * d] != 0;
  }
  IntArrayRef list(const int64_t* values) const { return {values, dims}; }
};

inline int64_t outputs(const Window& w, size_t i, int64_t size) {
  const int64_t room = size + 2 * w.padding[i] - w.dilation[i] * (w.kernel[i] - 1) - 1, s = w.stride[i];
  int64_t n = (w.ceil_mode ? (room + s - 1) / s : room / s) + 1;
  if (w.ceil_mode && (n - 1) * s >= size + w.padding[i]) --n;
  return n;
}

// What a window holds: positions in the plane, their values, and how many places it has inside the padded plane.
struct Held {
  std::vector<int64_t> positions;
  Numbers values;
  double padded = 1;
  void add(const double* plane, int64_t position) {
    positions.push_back(position);
    values.push_back(plane[position]);
  }
};
using Reduce = std::function<double(const Held&)>;

// Result of reduce for every window; one dimension counts as two, of which the first has size 1.
inline Plain windows(const Plain& in, const Window& w, const Reduce& reduce) {
  const bool flat = w.dims == 1;
  const size_t x = flat ? 0 : 1;
  Shape shape = in.shape;
  const int64_t width = shape.back(), height = flat ? 1 : shape[shape.size() - 2];
  const int64_t ow = outputs(w, x, width), oh = flat ? 1 : outputs(w, 0, height);
  shape.back() = ow;
  if (!flat) shape[shape.size() - 2] = oh;
  Plain out(shape);
  for (int64_t o = 0; o < out.numel(); ++o) {
    const double* plane = &in.values[static_cast<size_t>(o / (oh * ow) * height * width)];
    const int64_t top = flat ? 0 : o / ow % oh * w.stride[0] - w.padding[0],
                  left = o % ow * w.stride[x] - w.padding[x];
    Held held;
    for (int64_t a = 0; a < (flat ? 1 : w.kernel[0]); ++a)
      for (int64_t b = 0; b < w.kernel[x]; ++b) {
        const int64_t i = top + (flat ? 0 : a * w.dilation[0]), j = left + b * w.dilation[x];
        if (i >= 0 && i < height && j >= 0 && j < width) held.add(plane, i * width + j);
      }
    held.padded = static_cast<double>(std::min(left + w.kernel[x], width + w.padding[x]) - left);
    if (!flat) held.padded *= static_cast<double>(std::min(top + w.kernel[0], height + w.padding[0]) - top);
    out[o] = reduce(held);
  }
  return out;
}
// The same for windows that divide the planes into the sizes that the numbers give.
inline Plain divided(const Plain& in, const Numbers& sizes, const Reduce& reduce) {
  const bool flat = sizes.size() == 1;
  Shape shape = in.shape;
  const int64_t width = shape.back(), height = flat ? 1 : shape[shape.size() - 2];
  const int64_t ow = static_cast<int64_t>(sizes.back()), oh = flat ? 1 : static_cast<int64_t>(sizes[0]);
  shape.back() = ow;
  if (!flat) shape[shape.size() - 2] = oh;
  Plain out(shape);
  const auto first = [](int64_t i, int64_t size, int64_t n) { return i * size / n; };
  const auto end = [](int64_t i, int64_t size, int64_t n) {
    return static_cast<int64_t>(std::ceil(static_cast<double>((i + 1) * size) / static_cast<double>(n)));
  };
  for (int64_t o = 0; o < out.numel(); ++o) {
    const double* plane = &in.values[static_cast<size_t>(o / (oh * ow) * height * width)];
    Held held;
    for (int64_t i = first(o / ow % oh, height, oh); i < end(o / ow % oh, height, oh); ++i)
      for (int64_t j = first(o % ow, width, ow); j < end(o % ow, width, ow); ++j)
        held.add(plane, i * width + j);
    held.padded = static_cast<double>(held.values.size());
    out[o] = reduce(held);
  }
  return out;
}

inline OpCase::Reference by_window(size_t dims, std::vector<Reduce> reductions) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out;
    for (const Reduce& r : reductions) out.push_back(windows(x[0], Window(x.numbers, dims), r));
    return out;
  };
}
inline OpCase::Reference by_size(std::vector<Reduce> reductions) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out;
    for (const Reduce& r : reductions) out.push_back(divided(x[0], x.numbers, r));
    return out;
  };
}

}  // namespace torch::inline rushlight::test
