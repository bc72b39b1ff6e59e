// Interpolation against the definition: every input element of every output weighted by one filter for each dimension,
// written as functions of the distance rather than as lists of neighbours. LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include <cmath>

#include "golden/calls/image_calls.h"
#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// One dimension: sizes, whether corners are aligned, and the scale (0: not given).
struct Side {
  int64_t size, outputs;
  bool corners;
  double scale;
  double step() const {
    if (corners) return outputs > 1 ? double(size - 1) / double(outputs - 1) : 0;
    return scale > 0 ? 1 / scale : double(size) / double(outputs);
  }
  double place(int64_t o) const { return corners ? step() * double(o) : step() * (double(o) + 0.5) - 0.5; }
};
using Filter = double (*)(const Side&, int64_t output, int64_t element);

double cubic(double x, double a) {
  x = std::abs(x);
  return x < 1   ? (a + 2) * x * x * x - (a + 3) * x * x + 1
         : x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a
                 : 0;
}
double nearest(const Side& s, int64_t o, int64_t i) {
  const float step = s.scale > 0 ? float(1 / s.scale) : float(s.size) / float(s.outputs);
  return std::min(int64_t(std::floor(float(o) * step)), s.size - 1) == i;
}
double nearest_exact(const Side& s, int64_t o, int64_t i) {
  const float step = s.scale > 0 ? float(1 / s.scale) : float(s.size) / float(s.outputs);
  return std::min(int64_t(std::floor(float((double(o) + 0.5) * double(step)))), s.size - 1) == i;
}
double linear_share(const Side& s, int64_t o, int64_t i) {
  if (s.size == s.outputs) return o == i;
  const double at = std::min(std::max(s.place(o), 0.0), double(s.size - 1));
  return std::max(0.0, 1 - std::abs(at - double(i)));
}
// Neighbours beyond an end stand for the end.
double cubic_share(const Side& s, int64_t o, int64_t i) {
  double sum = 0;
  for (int64_t j = -3; j < s.size + 3; ++j)
    if (std::min(std::max<int64_t>(j, 0), s.size - 1) == i) sum += cubic(s.place(o) - double(j), -0.75);
  return sum;
}
double smooth_share(const Side& s, int64_t o, int64_t i, bool is_cubic) {
  const double wide = std::max(s.step(), 1.0), centre = s.step() * (double(o) + 0.5);
  const auto at = [&](int64_t j) {
    const double x = (double(j) + 0.5 - centre) / wide;
    return is_cubic ? cubic(x, -0.5) : std::max(0.0, 1 - std::abs(x));
  };
  double total = 0;
  for (int64_t j = 0; j < s.size; ++j) total += at(j);
  return at(i) / total;
}
double smooth_linear(const Side& s, int64_t o, int64_t i) { return smooth_share(s, o, i, false); }
double smooth_cubic(const Side& s, int64_t o, int64_t i) { return smooth_share(s, o, i, true); }

// The numbers of a sample: align_corners, then for each dimension the output size, then the scales. Terms are added up as they
// are, or their magnitudes.
enum class Terms { kAsTheyAre, kMagnitudes };
OpCase::Reference filtered(Filter filter, Terms terms = Terms::kAsTheyAre) {
  return [filter, terms](const PlainArgs& x) {
    const Shape& in = x[0].shape;
    const size_t dims = in.size() - 2;
    std::vector<Side> sides;
    Shape shape{in[0], in[1]};
    for (size_t d = 0; d < dims; ++d) {
      sides.push_back({in[2 + d], x.i(1 + d), x.i(0) != 0, x.d(1 + dims + d)});
      shape.push_back(sides[d].outputs);
    }
    while (sides.size() < 3) sides.insert(sides.begin(), {1, 1, false, 0});
    Plain y(shape);
    const int64_t elements = sides[0].size * sides[1].size * sides[2].size;
    for (int64_t k = 0; k < y.numel(); ++k) {
      const int64_t w = k % sides[2].outputs, h = k / sides[2].outputs % sides[1].outputs,
                    d = k / (sides[2].outputs * sides[1].outputs) % sides[0].outputs;
      const int64_t plane = k / (sides[0].outputs * sides[1].outputs * sides[2].outputs);
      for (int64_t e = 0; e < elements; ++e) {
        const double by = filter(sides[2], w, e % sides[2].size) *
                          filter(sides[1], h, e / sides[2].size % sides[1].size) *
                          filter(sides[0], d, e / (sides[2].size * sides[1].size));
        const double term = by * x[0][plane * elements + e];
        y[k] += terms == Terms::kMagnitudes ? std::abs(term) : term;
      }
    }
    return std::vector<Plain>{y};
  };
}

using Scale = std::optional<double>;
Scale scale_of(const Args& x, size_t d) {
  const size_t dims = static_cast<size_t>(x[0].dim()) - 2;
  const double s = x.d(1 + dims + d);
  return s > 0 ? Scale(s) : std::nullopt;
}
std::vector<int64_t> size_of(const Args& x) {
  std::vector<int64_t> size;
  for (int64_t d = 0; d < x[0].dim() - 2; ++d) size.push_back(x.i(1 + static_cast<size_t>(d)));
  return size;
}

// Larger, smaller, equal, with scales; the first ones small enough for second derivatives.
Samples signals(bool corners) {
  const double c = corners;
  return {{{{1, 1, 3}}, {c, 5, 0}}, {{{2, 1, 4}}, {c, 2, 0}}, {{{1, 2, 5}}, {c, 8, 1.7}},
          {{{0, 2, 5}}, {c, 3, 0}}, {{{2, 3, 9}}, {c, 9, 0}}, {{{1, 1, 1}}, {c, 3, 0}}};
}
Samples images(bool corners) {
  const double c = corners;
  return {{{{1, 1, 2, 3}}, {c, 3, 4, 0, 0}},          {{{1, 2, 3, 2}}, {c, 2, 5, 0, 2.6}},
          {{{2, 2, 5, 4}}, {c, 3, 3, 0, 0}},          {{{1, 3, 4, 7}}, {c, 9, 10, 2.25, 1.5}},
          {{{0, 1, 2, 2}}, {c, 3, 3, 0, 0}},          {{{1, 2, 4, 33}}, {c, 4, 17, 0, 0}},
          {{{2, 8, 16, 33}}, {c, 31, 20, 0, 0}, true}};
}
Samples volumes(bool corners) {
  const double c = corners;
  return {{{{1, 1, 2, 2, 2}}, {c, 3, 1, 2, 0, 0, 0}},
          {{{1, 2, 2, 3, 2}}, {c, 3, 2, 4, 1.6, 0, 0}},
          {{{2, 1, 3, 2, 5}}, {c, 2, 4, 6, 0, 0, 1.3}}};
}

Tensor signal() { return ones({1, 1, 4}); }
Tensor image() { return ones({1, 1, 4, 4}); }

const OpCases nearest_ones([] {
  op_case("upsample_nearest1d",
          [](const Args& x) { return upsample_nearest1d(x[0], size_of(x), scale_of(x, 0)); })
      .samples(signals(false))
      .reference(filtered(nearest))
      .integers()
      .error([] { upsample_nearest1d(image(), 3); },
             "upsample_nearest1d: expected an input of 3 dimensions, got shape [1, 1, 4, 4]")
      .error(
          [] {
            upsample_nearest1d(signal(), {3, 4});
          },
          "upsample_nearest1d: expected 1 output sizes, got [3, 4]")
      .error(
          [] { upsample_nearest1d(signal(), 0); },
          "upsample_nearest1d: expected input and output sizes above 0, got input [1, 1, 4] and output [0]")
      .error(
          [] {
            upsample_nearest1d(ones({1, 0, 4}), 3);
          },
          "upsample_nearest1d: expected one or more channels, got shape [1, 0, 4]");
  op_case("upsample_nearest2d",
          [](const Args& x) { return upsample_nearest2d(x[0], size_of(x), scale_of(x, 0), scale_of(x, 1)); })
      .samples(images(false))
      .reference(filtered(nearest));
  op_case("upsample_nearest3d",
          [](const Args& x) {
            return upsample_nearest3d(x[0], size_of(x), scale_of(x, 0), scale_of(x, 1), scale_of(x, 2));
          })
      .samples(volumes(false))
      .reference(filtered(nearest));
  op_case("_upsample_nearest_exact1d",
          [](const Args& x) { return _upsample_nearest_exact1d(x[0], size_of(x), scale_of(x, 0)); })
      .samples(signals(false))
      .reference(filtered(nearest_exact));
  op_case("_upsample_nearest_exact2d",
          [](const Args& x) {
            return _upsample_nearest_exact2d(x[0], size_of(x), scale_of(x, 0), scale_of(x, 1));
          })
      .samples(images(false))
      .reference(filtered(nearest_exact));
  op_case("_upsample_nearest_exact3d",
          [](const Args& x) {
            return _upsample_nearest_exact3d(x[0], size_of(x), scale_of(x, 0), scale_of(x, 1),
                                             scale_of(x, 2));
          })
      .samples(volumes(false))
      .reference(filtered(nearest_exact));
});

const OpCases weighted_ones([] {
  op_case("upsample_linear1d",
          [](const Args& x) { return upsample_linear1d(x[0], size_of(x), x.i(0) != 0, scale_of(x, 0)); })
      .samples(signals(false))
      .samples(signals(true))
      .reference(filtered(linear_share))
      .tolerance(4)
      .error(
          [] {
            upsample_linear1d(ones({1, 1, 4}, kLong), 3, false);
          },
          "upsample_linear1d: expected a floating-point input, got int64");
  op_case("upsample_trilinear3d",
          [](const Args& x) {
            return upsample_trilinear3d(x[0], size_of(x), x.i(0) != 0, scale_of(x, 0), scale_of(x, 1),
                                        scale_of(x, 2));
          })
      .samples(volumes(false))
      .samples(volumes(true))
      .reference(filtered(linear_share))
      .tolerance(4);
  using ImageOp = Tensor (*)(const Tensor&, IntArrayRef, bool, std::optional<double>, std::optional<double>);
  const auto image_case = [](const char* name, ImageOp op, Filter filter) {
    op_case(name,
            [op](const Args& x) { return op(x[0], size_of(x), x.i(0) != 0, scale_of(x, 0), scale_of(x, 1)); })
        .samples(images(false))
        .samples(images(true))
        .reference(filtered(filter))
        .tolerance(8);
  };
  image_case("upsample_bilinear2d", upsample_bilinear2d, linear_share);
  image_case("upsample_bicubic2d", upsample_bicubic2d, cubic_share);
  image_case("_upsample_bilinear2d_aa", _upsample_bilinear2d_aa, smooth_linear);
  image_case("_upsample_bicubic2d_aa", _upsample_bicubic2d_aa, smooth_cubic);
});

// The last three dimensions of the result as a function of where each element comes from.
const OpCases shuffles([] {
  op_case("pixel_shuffle", [](const Args& x) { return pixel_shuffle(x[0], x.i(0)); })
      .sample({{1, 4, 2, 1}}, {2})
      .sample({{9, 2, 3}}, {3})
      .sample({{2, 3, 2, 8, 2, 2}}, {2})
      .sample({{0, 4, 2, 2}}, {2})
      .reference([](const PlainArgs& x) {
        const int64_t r = x.i(0);
        Shape shape = x[0].shape;
        const size_t n = shape.size();
        shape[n - 3] /= r * r, shape[n - 2] *= r, shape[n - 1] *= r;
        return std::vector<Plain>{rearranged(x[0], shape, [r, n](const Shape& i) {
          Shape from = i;
          from[n - 3] = (i[n - 3] * r + i[n - 2] % r) * r + i[n - 1] % r;
          from[n - 2] /= r, from[n - 1] /= r;
          return from;
        })};
      })
      .integers()
      .error(
          [] {
            pixel_shuffle(ones({4, 4}), 2);
          },
          "pixel_shuffle: expected an input of at least 3 dimensions, got shape [4, 4]")
      .error(
          [] {
            pixel_shuffle(ones({4, 1, 1}), 0);
          },
          "pixel_shuffle: expected an upscale_factor above 0, got 0")
      .error(
          [] {
            pixel_shuffle(ones({6, 1, 1}), 2);
          },
          "pixel_shuffle: expected channels that 4 divides, got shape [6, 1, 1]");
  op_case("pixel_unshuffle", [](const Args& x) { return pixel_unshuffle(x[0], x.i(0)); })
      .sample({{1, 1, 4, 2}}, {2})
      .sample({{2, 3, 6}}, {3})
      .sample({{2, 3, 2, 4, 4}}, {2})
      .reference([](const PlainArgs& x) {
        const int64_t r = x.i(0);
        Shape shape = x[0].shape;
        const size_t n = shape.size();
        shape[n - 3] *= r * r, shape[n - 2] /= r, shape[n - 1] /= r;
        return std::vector<Plain>{rearranged(x[0], shape, [r, n](const Shape& i) {
          Shape from = i;
          const int64_t c = i[n - 3];
          from[n - 3] = c / (r * r), from[n - 2] = i[n - 2] * r + c / r % r,
                   from[n - 1] = i[n - 1] * r + c % r;
          return from;
        })};
      })
      .integers()
      .error([] { pixel_unshuffle(ones({4}), 2); },
             "pixel_unshuffle: expected an input of at least 3 dimensions, got shape [4]")
      .error(
          [] {
            pixel_unshuffle(ones({4, 2, 2}), -1);
          },
          "pixel_unshuffle: expected a downscale_factor above 0, got -1")
      .error(
          [] {
            pixel_unshuffle(ones({4, 3, 2}), 2);
          },
          "pixel_unshuffle: expected a height and width that 2 divides, got shape [4, 3, 2]");
  const auto channels = [](const PlainArgs& x) {
    const int64_t groups = x.i(0), each = x[0].shape[1] / groups;
    return std::vector<Plain>{rearranged(x[0], x[0].shape, [=](const Shape& i) {
      Shape from = i;
      from[1] = i[1] % groups * each + i[1] / groups;
      return from;
    })};
  };
  op_case("channel_shuffle", [](const Args& x) { return channel_shuffle(x[0], x.i(0)); })
      .sample({{1, 6, 2}}, {3})
      .sample({{2, 4, 2, 3}}, {2})
      .sample({{1, 5, 3}}, {1})
      .reference(channels)
      .error(
          [] {
            channel_shuffle(ones({2, 2}), 1);
          },
          "channel_shuffle: expected an input of at least 3 dimensions, got shape [2, 2]")
      .error(
          [] {
            channel_shuffle(ones({2, 4, 2}), 3);
          },
          "channel_shuffle: expected groups above 0 that divide 4 channels, got 3");
  op_case("native_channel_shuffle", [](const Args& x) { return native_channel_shuffle(x[0], x.i(0)); })
      .sample({{2, 4, 2, 3}}, {2})
      .reference(channels);
});

// One way to interpolate images, and how many elements of a row of 13 make up one of 9 or of 20.
struct Interpolation {
  const char* name;
  Tensor (*call)(const Tensor&, IntArrayRef);
  Filter filter;
  int64_t terms_of_9, terms_of_20;
};
const Interpolation kInterpolations[] = {
    {"linear", [](const Tensor& x, IntArrayRef size) { return upsample_bilinear2d(x, size, false); },
     linear_share, 2, 2},
    {"cubic", [](const Tensor& x, IntArrayRef size) { return upsample_bicubic2d(x, size, false); },
     cubic_share, 4, 4},
    {"smooth linear",
     [](const Tensor& x, IntArrayRef size) { return _upsample_bilinear2d_aa(x, size, false); }, smooth_linear,
     4, 2},
    {"smooth cubic", [](const Tensor& x, IntArrayRef size) { return _upsample_bicubic2d_aa(x, size, false); },
     smooth_cubic, 7, 4},
};

// The bound of table.h, for both dimensions one after the other.
TEST(Interpolation, StaysWithinItsBound) {
  manual_seed(4);
  const Tensor x = randn({2, 3, 13, 13}).mul_(exp(3 * randn({2, 3, 13, 13})));
  const PlainArgs in{{plain(x)}, {0, 9, 20, 0, 0}};
  for (const Interpolation& way : kInterpolations) {
    SCOPED_TRACE(way.name);
    const Plain want = filtered(way.filter)(in)[0], size = filtered(way.filter, Terms::kMagnitudes)(in)[0];
    const double units = gemm_units(way.terms_of_9) + gemm_units(way.terms_of_20) + 2;
    each_isa([&] {
      const Array<float> got(way.call(x, {9, 20}));
      Array<double> sum(got.shape()), sizes(got.shape());
      for (int64_t i = 0; i < got.count(); ++i) sum.at(i) = want[i], sizes.at(i) = size[i];
      expect_units(got, sum, sizes, units);
    });
  }
}

TEST(Image, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::image(lines);
  calls::expect_calls("image", lines);
}

TEST(Image, IntegersButBytesAreNotAveraged) {
  EXPECT_EQ(error_of([] {
              upsample_bilinear2d(ones({1, 1, 2, 2}, kInt), {3, 3}, false);
            }),
            "upsample_bilinear2d: expected a floating-point input or bytes, got int32");
}

}  // namespace
}  // namespace torch::inline rushlight::test
