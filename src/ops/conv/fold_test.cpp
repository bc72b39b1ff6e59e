// im2col and col2im, the patches of an image and the way back, against plain loops. LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The numbers: height and width, kernel, dilation, padding and stride of both dimensions.
struct Patch {
  int64_t lists[5][2];
  explicit Patch(const Numbers& n) {
    for (size_t i = 0; i < 10; ++i) lists[i / 2][i % 2] = static_cast<int64_t>(n[i]);
  }
  IntArrayRef operator[](size_t i) const { return {lists[i], 2}; }
  int64_t windows(size_t d) const {
    return (lists[0][d] + 2 * lists[3][d] - lists[2][d] * (lists[1][d] - 1) - 1) / lists[4][d] + 1;
  }
  // Calls body(place in the image or -1, place in the columns) for the patches of one channel-stacked image.
  template <class Body> void each(int64_t planes, const Body& body) const {
    const int64_t oh = windows(0), ow = windows(1);
    int64_t column = 0;
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t a = 0; a < lists[1][0]; ++a)
        for (int64_t b = 0; b < lists[1][1]; ++b)
          for (int64_t y = 0; y < oh; ++y)
            for (int64_t x = 0; x < ow; ++x, ++column) {
              const int64_t i = y * lists[4][0] - lists[3][0] + a * lists[2][0],
                            j = x * lists[4][1] - lists[3][1] + b * lists[2][1];
              const bool inside = i >= 0 && i < lists[0][0] && j >= 0 && j < lists[0][1];
              body(inside ? (plane * lists[0][0] + i) * lists[0][1] + j : -1, column);
            }
  }
};
std::vector<Plain> columns(const PlainArgs& x) {
  const Patch p(x.numbers);
  Shape shape = x[0].shape;
  const int64_t planes = x[0].numel() / std::max<int64_t>(1, p.lists[0][0] * p.lists[0][1]);
  shape.resize(shape.size() - 2);
  shape.back() *= p.lists[1][0] * p.lists[1][1];
  shape.push_back(p.windows(0) * p.windows(1));
  Plain y(shape);
  p.each(planes, [&](int64_t image, int64_t column) { y[column] = image < 0 ? 0 : x[0][image]; });
  return {y};
}
std::vector<Plain> image(const PlainArgs& x) {
  const Patch p(x.numbers);
  Shape shape = x[0].shape;
  const int64_t area = p.lists[1][0] * p.lists[1][1];
  const int64_t planes = x[0].numel() / (area * shape.back());
  shape.pop_back();
  shape.back() /= area;
  shape.push_back(p.lists[0][0]);
  shape.push_back(p.lists[0][1]);
  Plain y(shape);
  p.each(planes, [&](int64_t place, int64_t column) {
    if (place >= 0) y[place] += x[0][column];
  });
  return {y};
}

const OpCases patches([] {
  op_case("im2col",
          [](const Args& x) {
            const Patch p(x.numbers);
            return im2col(x[0], p[1], p[2], p[3], p[4]);
          })
      .sample({{1, 1, 2, 3}}, {2, 3, 2, 2, 1, 1, 0, 0, 1, 1})
      .sample({{2, 3, 2}}, {3, 2, 1, 2, 2, 1, 1, 0, 1, 2})
      .sample({{2, 3, 5, 6}}, {5, 6, 3, 2, 1, 2, 1, 1, 2, 3})
      .sample({{0, 3, 5, 6}}, {5, 6, 3, 2, 1, 2, 1, 1, 2, 3})
      .samples({{{{16, 4, 20, 21}}, {20, 21, 3, 3, 1, 1, 1, 1, 1, 1}, true}})
      .reference(columns)
      .error(
          [] {
            im2col(ones({4, 4}), 2, 1, 0, 1);
          },
          "im2col: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            im2col(ones({1, 1, 4, 4}, kLong), 2, 1, 0, 1);
          },
          "im2col: expected a floating-point input, got int64")
      .error(
          [] {
            im2col(ones({1, 1, 4, 4}), 5, 1, 0, 1);
          },
          "im2col: expected sizes that the kernel fits in, got [4, 4] for kernel size [5, 5]");
  op_case("col2im",
          [](const Args& x) {
            const Patch p(x.numbers);
            return col2im(x[0], p[0], p[1], p[2], p[3], p[4]);
          })
      .sample({{1, 4, 2}}, {2, 3, 2, 2, 1, 1, 0, 0, 1, 1})
      .sample({{4, 3}}, {3, 2, 1, 2, 2, 1, 0, 0, 1, 2})
      .sample({{2, 18, 6}}, {5, 6, 3, 2, 1, 2, 1, 1, 2, 3})
      .samples({{{{16, 36, 420}}, {20, 21, 3, 3, 1, 1, 1, 1, 1, 1}, true}})
      .reference(image)
      .tolerance(4)
      .error([] { col2im(ones({4}), 2, 2, 1, 0, 1); },
             "col2im: expected an input of 2 or 3 dimensions, got shape [4]")
      .error(
          [] {
            col2im(ones({3, 1}), 2, 2, 1, 0, 1);
          },
          "col2im: expected a dimension -2 that 4 divides, got shape [3, 1]")
      .error(
          [] {
            col2im(ones({4, 2}), 2, 2, 1, 0, 1);
          },
          "col2im: expected 1 columns for output size [2], got shape [4, 2]");
});

}  // namespace
}  // namespace torch::inline rushlight::test
