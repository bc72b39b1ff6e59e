// Convolutions of volumes and transposed convolutions against plain loops over all products, natively and through
// Winograd. LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "ops/conv/conv_op.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The numbers of a sample: stride, padding, output_padding and dilation for each dimension, then groups.
struct Slide {
  int64_t lists[4][3];
  int64_t groups;
  size_t dims;
  Slide(const Numbers& n, size_t d) : groups(static_cast<int64_t>(n[4 * d])), dims(d) {
    for (size_t list = 0; list < 4; ++list)
      for (size_t i = 0; i < d; ++i) lists[list][i] = static_cast<int64_t>(n[list * d + i]);
  }
  IntArrayRef stride() const { return {lists[0], dims}; }
  IntArrayRef padding() const { return {lists[1], dims}; }
  IntArrayRef extra() const { return {lists[2], dims}; }
  IntArrayRef dilation() const { return {lists[3], dims}; }
};

// Coordinates of a row-major place.
Shape unravel(int64_t place, const Shape& shape) {
  Shape at(shape.size());
  for (size_t d = shape.size(); d-- > 0;) at[d] = place % shape[d], place /= shape[d];
  return at;
}
int64_t ravel(const Shape& at, const Shape& shape) {
  int64_t place = 0;
  for (size_t d = 0; d < shape.size(); ++d) place = place * shape[d] + at[d];
  return place;
}
Shape batched(Shape shape, bool single) {
  if (single) shape.insert(shape.begin(), 1);
  return shape;
}

// Calls body(place in the wide tensor, place in the narrow one) for each tap that lies inside: a window of the wide one
// (the input of a convolution, the output of a transposed one) belongs to each element of the narrow one.
template <class Body>
void each_tap(const Slide& s, const Shape& tap, const Shape& narrow_at, const Shape& wide_sizes,
              const Body& body) {
  Shape wide_at(s.dims);
  for (size_t d = 0; d < s.dims; ++d) {
    wide_at[d] = narrow_at[d] * s.lists[0][d] - s.lists[1][d] + tap[d] * s.lists[3][d];
    if (wide_at[d] < 0 || wide_at[d] >= wide_sizes[d]) return;
  }
  body(wide_at);
}

// x (n, c, ...) and weight (c, o / groups, ...) spread out to (n, o, ...).
std::vector<Plain> spread(const PlainArgs& x, size_t dims) {
  const Slide s(x.numbers, dims);
  const bool single = x[0].shape.size() == dims + 1;
  const Shape in = batched(x[0].shape, single), &weight = x[1].shape;
  Shape shape{in[0], weight[1] * s.groups}, wide;
  for (size_t d = 0; d < dims; ++d) {
    wide.push_back((in[2 + d] - 1) * s.lists[0][d] - 2 * s.lists[1][d] + s.lists[3][d] * (weight[2 + d] - 1) +
                   s.lists[2][d] + 1);
    shape.push_back(wide.back());
  }
  Plain y(shape);
  for (int64_t i = 0; i < x[0].numel(); ++i) {
    const Shape at = unravel(i, in);
    const int64_t group = at[1] / (in[1] / s.groups);
    const int64_t filter = x[1].numel() / weight[0];
    for (int64_t w = 0; w < filter; ++w) {
      const Shape tap = unravel(at[1] * filter + w, weight);
      each_tap(s, Shape(tap.begin() + 2, tap.end()), Shape(at.begin() + 2, at.end()), wide,
               [&](const Shape& place) {
                 Shape to{at[0], group * weight[1] + tap[1]};
                 to.insert(to.end(), place.begin(), place.end());
                 y[ravel(to, shape)] += x[0][i] * x[1][at[1] * filter + w];
               });
    }
  }
  const int64_t plane = y.numel() / std::max<int64_t>(1, shape[0] * shape[1]);
  if (x.arrays.size() > 2)
    for (int64_t k = 0; k < y.numel(); ++k) y[k] += x[2][k / plane % shape[1]];
  if (single) y.shape.erase(y.shape.begin());
  return {y};
}

// x (n, c, d, h, w) and weight (o, c / groups, ...): sliding products. `same`: padding keeps the sizes.
std::vector<Plain> slid(const PlainArgs& x, bool same) {
  Slide s(x.numbers, 3);
  const bool single = x[0].shape.size() == 4;
  const Shape in = batched(x[0].shape, single), &weight = x[1].shape;
  const Shape sizes(in.begin() + 2, in.end());
  Shape shape{in[0], weight[0]};
  for (size_t d = 0; d < 3; ++d) {
    const int64_t total = s.lists[3][d] * (weight[2 + d] - 1);
    if (same) s.lists[1][d] = total / 2;
    shape.push_back(same ? in[2 + d] : (in[2 + d] + 2 * s.lists[1][d] - total - 1) / s.lists[0][d] + 1);
  }
  Plain y(shape);
  const int64_t filter = x[1].numel() / weight[0], outputs = weight[0] / s.groups;
  for (int64_t k = 0; k < y.numel(); ++k) {
    const Shape at = unravel(k, shape);
    if (x.arrays.size() > 2) y[k] = x[2][at[1]];
    for (int64_t w = 0; w < filter; ++w) {
      const Shape tap = unravel(at[1] * filter + w, weight);
      each_tap(s, Shape(tap.begin() + 2, tap.end()), Shape(at.begin() + 2, at.end()), sizes,
               [&](const Shape& place) {
                 Shape from{at[0], at[1] / outputs * weight[1] + tap[1]};
                 from.insert(from.end(), place.begin(), place.end());
                 y[k] += x[0][ravel(from, in)] * x[1][at[1] * filter + w];
               });
    }
  }
  if (single) y.shape.erase(y.shape.begin());
  return {y};
}

Tensor bias_of(const Args& x) { return x.size() > 2 ? x[2] : Tensor(); }
using Transposed = Tensor (*)(const Tensor&, const Tensor&, const std::optional<Tensor>&, IntArrayRef,
                              IntArrayRef, IntArrayRef, int64_t, IntArrayRef);
OpCase& transposed_case(const char* name, Transposed f, size_t dims) {
  return op_case(name,
                 [f, dims](const Args& x) {
                   const Slide s(x.numbers, dims);
                   return f(x[0], x[1], bias_of(x), s.stride(), s.padding(), s.extra(), s.groups,
                            s.dilation());
                 })
      .reference([dims](const PlainArgs& x) { return spread(x, dims); })
      .tolerance(16);
}

void transpose2d(IntArrayRef input, IntArrayRef weight, const Tensor& bias = {}, IntArrayRef extra = 0,
                 int64_t groups = 1, IntArrayRef padding = 0) {
  conv_transpose2d(ones(input), ones(weight), bias, 2, padding, extra, groups);
}

// Strides, paddings, output paddings beyond the stride, groups, depthwise; the last ones large enough for Winograd.
Samples transposed_images() {
  return {{{{1, 1, 2, 2}, {1, 1, 2, 2}, {1}}, {1, 2, 0, 0, 0, 1, 1, 1, 1}},
          {{{1, 2, 1, 2}, {2, 1, 2, 1}, {2}}, {2, 1, 1, 0, 1, 0, 1, 1, 2}},
          {{{1, 2, 2}, {1, 1, 2, 2}}, {1, 1, 1, 0, 2, 0, 3, 1, 1}},
          {{{2, 4, 3, 5}, {4, 3, 3, 2}, {6}}, {2, 3, 1, 0, 1, 2, 1, 2, 2}},
          {{{2, 3, 4, 5}, {3, 1, 3, 3}}, {1, 1, 1, 1, 0, 0, 1, 1, 3}},
          {{{2, 3, 3, 4}, {3, 5, 1, 1}, {5}}, {1, 1, 0, 0, 0, 0, 1, 1, 1}},
          {{{0, 2, 3, 3}, {2, 2, 2, 2}, {2}}, {1, 1, 0, 0, 0, 0, 1, 1, 1}},
          {{{3, 2, 1, 1}, {2, 2, 2, 3}, {2}}, {1, 1, 0, 0, 0, 0, 1, 1, 1}},
          {{{9, 4, 2, 2}, {4, 3, 4, 4}, {6}}, {2, 2, 1, 1, 0, 0, 1, 1, 2}},
          {{{2, 16, 9, 10}, {16, 8, 3, 3}, {8}}, {2, 2, 1, 1, 1, 0, 1, 1, 1}},
          {{{2, 8, 12, 11}, {8, 8, 3, 3}, {16}}, {1, 1, 1, 1, 1, 0, 2, 2, 2}},
          {{{2, 16, 9, 10}, {16, 8, 3, 3}, {8}}, {1, 1, 1, 1, 0, 0, 1, 1, 1}},
          {{{4, 16, 8, 9}, {16, 8, 4, 4}, {8}}, {2, 2, 1, 1, 0, 0, 1, 1, 1}, true}};
}

const OpCases transposed_ones([] {
  transposed_case("conv_transpose1d", conv_transpose1d, 1)
      .sample({{1, 1, 3}, {1, 2, 2}, {2}}, {2, 0, 0, 1, 1})
      .sample({{2, 4}, {2, 1, 3}}, {1, 1, 0, 2, 2})
      .sample({{2, 4, 9}, {4, 3, 3}, {3}}, {3, 2, 2, 1, 1})
      .sample({{4, 8, 60}, {8, 16, 5}, {16}}, {2, 2, 1, 1, 1});
  transposed_case("conv_transpose2d", conv_transpose2d, 2)
      .samples(transposed_images())
      .error(
          [] {
            conv_transpose2d(Tensor(), ones({1, 1, 2, 2}));
          },
          "conv_transpose2d: expected a defined input and weight, got an undefined tensor")
      .error(
          [] {
            transpose2d({1, 2, 3, 3}, {2, 2, 3});
          },
          "conv_transpose2d: expected a weight of 4 dimensions, got shape [2, 2, 3]")
      .error(
          [] {
            transpose2d({3, 3}, {2, 2, 3, 3});
          },
          "conv_transpose2d: expected an input of 3 or 4 dimensions, got shape [3, 3]")
      .error(
          [] {
            transpose2d({1, 3, 3, 3}, {2, 2, 3, 3});
          },
          "conv_transpose2d: expected an input with 2 channels for weight [2, 2, 3, 3], got shape [1, 3, 3, "
          "3]")
      .error(
          [] {
            transpose2d({1, 3, 3, 3}, {3, 2, 3, 3}, {}, 0, 2);
          },
          "conv_transpose2d: expected input channels that 2 groups divide, got weight [3, 2, 3, 3]")
      .error(
          [] {
            conv_transpose2d(ones({1, 2, 3, 3}), ones({2, 2, 3, 3}, kDouble));
          },
          "conv_transpose2d: expected input, weight and bias of one dtype, got float32, float64 and")
      .error(
          [] {
            conv_transpose2d(ones({1, 2, 3, 3}, kLong), ones({2, 2, 3, 3}, kLong));
          },
          "conv_transpose2d: expected a floating-point dtype, got int64")
      .error(
          [] {
            transpose2d({1, 2, 3, 3}, {2, 2, 3, 3}, ones({3}));
          },
          "conv_transpose2d: expected a bias of shape [2], got [3]")
      .error(
          [] {
            transpose2d({1, 2, 3, 3}, {2, 2, 3, 3}, {}, 2);
          },
          "conv_transpose2d: expected an output_padding below the stride or the dilation, got [2]")
      .error(
          [] {
            transpose2d({1, 2, 0, 3}, {2, 2, 3, 3});
          },
          "conv_transpose2d: expected sizes above 0 of input and kernel, got input [1, 2, 0, 3]")
      .error(
          [] {
            transpose2d({1, 2, 1, 1}, {2, 2, 3, 3}, {}, 0, 1, 2);
          },
          "conv_transpose2d: expected a padding that leaves a result, got [2] for input [1, 2, 1, 1]");
  transposed_case("conv_transpose3d", conv_transpose3d, 3)
      .sample({{1, 1, 1, 2, 2}, {1, 1, 2, 1, 2}, {1}}, {1, 2, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1})
      .sample({{2, 2, 1, 2}, {2, 1, 1, 2, 1}}, {2, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 2, 2})
      .sample({{2, 4, 3, 4, 5}, {4, 3, 3, 2, 3}, {6}}, {2, 1, 2, 1, 0, 1, 1, 0, 0, 1, 2, 1, 2});
  op_case("convolution",
          [](const Args& x) {
            const Slide s(x.numbers, 2);
            return convolution(x[0], x[1], bias_of(x), s.stride(), s.padding(), s.dilation(), true, s.extra(),
                               s.groups);
          })
      .samples(transposed_images())
      .reference([](const PlainArgs& x) { return spread(x, 2); })
      .tolerance(16)
      .error(
          [] {
            convolution(ones({1, 1, 2}), ones({1, 1}), {}, 1, 0, 1, false, 0, 1);
          },
          "convolution: expected a weight of 3 to 5 dimensions, got 2");
});

// A dilated window of one element may be padded behind, where no window reaches.
TEST(Conv, TransposedWindowsOfOneElementWithOutputPadding) {
  const Tensor x = randn({2, 3, 5, 6}), w = randn({3, 4, 1, 1});
  const Tensor y = conv_transpose2d(x, w, {}, 1, 0, {1, 2}, 1, 3);
  EXPECT_EQ(y.sizes(), (IntArrayRef{2, 4, 6, 8}));
  EXPECT_TRUE(allclose(y.slice(2, 0, 5).slice(3, 0, 6), conv_transpose2d(x, w), 1e-5, 1e-6));
  EXPECT_TRUE(equal(y.slice(2, 5), zeros({2, 4, 1, 8})));
  EXPECT_TRUE(equal(y.slice(3, 6), zeros({2, 4, 6, 2})));
}
TEST(Conv, ConvolutionChoosesByTheWeight) {
  for (size_t dims : {1, 2, 3}) {
    Shape input{2, 3}, weight{4, 3};
    for (size_t d = 0; d < dims; ++d) input.push_back(5), weight.push_back(2);
    const Tensor x = rand(input), w = rand(weight);
    const Tensor y = convolution(x, w, {}, 1, 1, 1, false, 0, 1);
    const Tensor same = dims == 1   ? conv1d(x, w, {}, 1, 1)
                        : dims == 2 ? conv2d(x, w, {}, 1, 1)
                                    : conv3d(x, w, {}, 1, 1);
    EXPECT_TRUE(equal(y, same)) << dims;
  }
}

// Gradients of float32 go through Winograd where it is on, also those of a transposed convolution.
TEST(Conv, TransposedGradientsOfWinogradAgreeWithTheNativeKernels) {
  for (const Sample& sample : transposed_images()) {
    SCOPED_TRACE(sample.str());
    const auto gradients = [&] {
      const Args x = make_args(sample, kFloat, 11);
      const Slide s(x.numbers, 2);
      for (const Tensor& t : x.tensors) t.set_requires_grad(true);
      const Tensor y = conv_transpose2d(x[0], x[1], bias_of(x), s.stride(), s.padding(), s.extra(), s.groups,
                                        s.dilation());
      (y * y).sum().backward();
      std::vector<Tensor> all;
      for (const Tensor& t : x.tensors) all.push_back(t.grad());
      return all;
    };
    const std::vector<Tensor> fast = gradients();
    const bool before = winograd_enabled();
    set_winograd_enabled(false);
    const std::vector<Tensor> native = gradients();
    set_winograd_enabled(before);
    for (size_t i = 0; i < fast.size(); ++i) {
      const double largest = native[i].numel() ? native[i].abs().max().item<double>() : 0;
      EXPECT_EQ(difference(plain(fast[i]), plain(native[i]), 0, 1e-5 * (1 + largest)), "") << "input " << i;
    }
  }
}

Tensor conv_3d(const Args& x) {
  const Slide s(x.numbers, 3);
  return conv3d(x[0], x[1], bias_of(x), s.stride(), s.padding(), s.dilation(), s.groups);
}

const OpCases in_three_dimensions([] {
  op_case("conv3d", conv_3d)
      .sample({{1, 1, 2, 1, 2}, {1, 1, 2, 1, 1}, {1}}, {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1})
      .sample({{2, 2, 1, 2}, {2, 1, 1, 1, 2}}, {1, 2, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 2})
      .sample({{2, 4, 5, 4, 6}, {6, 2, 3, 2, 3}, {6}}, {2, 1, 2, 1, 0, 1, 0, 0, 0, 1, 2, 1, 2})
      .sample({{1, 3, 4, 5, 4}, {6, 1, 2, 3, 2}}, {1, 1, 1, 0, 1, 0, 0, 0, 0, 2, 1, 1, 3})
      .sample({{2, 3, 3, 2, 5}, {4, 3, 1, 1, 1}, {4}}, {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1})
      .sample({{0, 2, 3, 3, 3}, {2, 2, 2, 2, 2}, {2}}, {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1})
      .samples({{{{2, 8, 10, 12, 14}, {8, 8, 3, 3, 3}, {8}}, {1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1}, true}})
      .reference([](const PlainArgs& x) { return slid(x, false); })
      .tolerance(32)
      .error(
          [] {
            conv3d(ones({1, 2, 3, 3, 3}), ones({2, 2, 3, 3}));
          },
          "convolution: expected a weight of 5 dimensions, got shape [2, 2, 3, 3]")
      .error(
          [] {
            conv3d(ones({2, 2}), ones({2, 2, 1, 1, 1}));
          },
          "convolution: expected an input of 4 or 5 dimensions, got shape [2, 2]")
      .error(
          [] {
            conv3d(ones({1, 2, 2, 3, 3}), ones({2, 2, 3, 3, 3}));
          },
          "convolution: expected an input that the kernel fits in, got input [1, 2, 2, 3, 3] and weight [2, "
          "2, 3, 3, 3]")
      .error(
          [] {
            conv3d(ones({1, 2, 3, 3, 3}), ones({2, 2, 2, 2, 2}), {}, {1, 1});
          },
          "conv3d: expected a stride with 1 or 3 entries, got [1, 1]");
  op_case("conv3d same",
          [](const Args& x) {
            const Slide s(x.numbers, 3);
            return conv3d(x[0], x[1], bias_of(x), 1, "same", s.dilation(), s.groups);
          })
      .sample({{1, 1, 2, 2, 1}, {1, 1, 2, 1, 2}, {1}}, {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1})
      .sample({{2, 3, 4, 5, 3}, {2, 3, 3, 2, 4}}, {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 3, 1, 1})
      .reference([](const PlainArgs& x) { return slid(x, true); })
      .tolerance(16)
      .error(
          [] {
            conv3d(ones({1, 2, 3, 3, 3}), ones({2, 2, 2, 2, 2}), {}, 2, "same");
          },
          "conv3d: expected stride 1 with padding \"same\", got [2]");
});

}  // namespace
}  // namespace torch::inline rushlight::test
