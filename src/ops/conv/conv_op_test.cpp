// The convolution operators against plain loops in double, natively and through Winograd: values, gradients of both orders,
// padding by name, errors. The native kernels alone: conv_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "ops/conv/conv_op.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The numbers of a sample: stride, padding and dilation for each dimension, then groups.
struct Slide {
  int64_t stride[2] = {1, 1}, padding[2] = {0, 0}, dilation[2] = {1, 1}, groups = 1;
  size_t dims;
  Slide(const Numbers& n, size_t d) : dims(d) {
    int64_t* const lists[] = {stride, padding, dilation};
    for (size_t list = 0; list < 3; ++list)
      for (size_t i = 0; i < d; ++i) lists[list][i + 2 - d] = static_cast<int64_t>(n[list * d + i]);
    groups = static_cast<int64_t>(n[3 * d]);
  }
  IntArrayRef list(const int64_t* values) const { return {values + 2 - dims, dims}; }
};

// Input (n, c, h, w), weight (o, c / groups, kh, kw) and its bias if given; `before` rows and columns of padding in
// front, `after` behind.
Plain convolved(const Plain& in, const Plain& weight, const Plain* bias, const Slide& s,
                const int64_t* before, const int64_t* after) {
  const Shape &x = in.shape, &w = weight.shape;
  int64_t out[2];
  for (size_t i = 0; i < 2; ++i)
    out[i] = (x[2 + i] + before[i] + after[i] - s.dilation[i] * (w[2 + i] - 1) - 1) / s.stride[i] + 1;
  Plain y({x[0], w[0], out[0], out[1]});
  const int64_t outputs_of_group = w[0] / s.groups;
  for (int64_t k = 0; k < y.numel(); ++k) {
    const int64_t column = k % out[1], row = k / out[1] % out[0], o = k / (out[0] * out[1]) % w[0];
    const int64_t image = k / (out[0] * out[1] * w[0]);
    double sum = bias ? (*bias)[o] : 0;
    for (int64_t c = 0; c < w[1]; ++c)
      for (int64_t a = 0; a < w[2]; ++a)
        for (int64_t b = 0; b < w[3]; ++b) {
          const int64_t i = row * s.stride[0] - before[0] + a * s.dilation[0],
                        j = column * s.stride[1] - before[1] + b * s.dilation[1];
          if (i < 0 || i >= x[2] || j < 0 || j >= x[3]) continue;
          const int64_t channel = o / outputs_of_group * w[1] + c;
          sum += in[((image * x[1] + channel) * x[2] + i) * x[3] + j] *
                 weight[((o * w[1] + c) * w[2] + a) * w[3] + b];
        }
    y[k] = sum;
  }
  return y;
}

// One dimension as two, and one image as a batch.
Plain with_shape(Plain p, Shape shape) {
  p.shape = std::move(shape);
  return p;
}
Plain reference(const PlainArgs& x, size_t dims, bool same) {
  const bool flat = dims == 1, single = x[0].shape.size() == dims + 1;
  const auto widened = [&](const Plain& p, bool batch) {
    Shape shape = p.shape;
    if (batch) shape.insert(shape.begin(), 1);
    if (flat) shape.insert(shape.begin() + 2, 1);
    return with_shape(p, shape);
  };
  const Slide s(x.numbers, dims);
  const Plain weight = widened(x[1], false);
  int64_t before[2], after[2];
  for (size_t i = 0; i < 2; ++i) {
    const int64_t total = s.dilation[i] * (weight.shape[2 + i] - 1);
    before[i] = same ? total / 2 : s.padding[i];
    after[i] = same ? total - total / 2 : s.padding[i];
  }
  Plain y = convolved(widened(x[0], single), weight, x.arrays.size() > 2 ? &x[2] : nullptr, s, before, after);
  if (flat) y.shape.erase(y.shape.begin() + 2);
  if (single) y.shape.erase(y.shape.begin());
  return y;
}
OpCase::Reference sliding(size_t dims, bool same = false) {
  return [=](const PlainArgs& x) { return std::vector<Plain>{reference(x, dims, same)}; };
}

Tensor bias_of(const Args& x) { return x.size() > 2 ? x[2] : Tensor(); }
Tensor conv_2d(const Args& x) {
  const Slide s(x.numbers, 2);
  return conv2d(x[0], x[1], bias_of(x), s.list(s.stride), s.list(s.padding), s.list(s.dilation), s.groups);
}
Tensor conv_1d(const Args& x) {
  const Slide s(x.numbers, 1);
  return conv1d(x[0], x[1], bias_of(x), s.list(s.stride), s.list(s.padding), s.list(s.dilation), s.groups);
}
// Switches Winograd off: every convolution then takes the native kernel (see conv_choice.cpp).
struct Native {
  const bool before = winograd_enabled();
  Native() { set_winograd_enabled(false); }
  ~Native() { set_winograd_enabled(before); }
};

// Strides, paddings, dilations, groups, depthwise, 1x1, windows of the whole input; the first ones small enough for both derivatives. The last
// are large enough for Winograd, some over phases (see conv_choice.cpp).
Samples images() {
  return {{{{1, 1, 3, 2}, {1, 1, 2, 2}, {1}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{1, 2, 2, 2}, {2, 2, 1, 1}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{1, 2, 2, 2}, {2, 1, 2, 1}, {2}}, {1, 2, 1, 0, 1, 1, 2}},
          {{{1, 3, 3}, {1, 1, 2, 2}}, {2, 1, 1, 1, 1, 2, 1}},
          {{{2, 2, 3, 2}, {3, 2, 2, 1}, {3}}, {2, 1, 1, 0, 1, 1, 1}},
          {{{0, 2, 4, 4}, {3, 2, 2, 2}, {3}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{3, 2, 2, 3}, {4, 2, 2, 3}, {4}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{2, 4, 3, 2}, {4, 2, 3, 2}, {4}}, {2, 1, 0, 0, 1, 1, 2}},
          {{{19, 6, 5, 5}, {4, 3, 3, 3}, {4}}, {1, 1, 0, 0, 1, 1, 2}},
          {{{2, 4, 7, 9}, {6, 2, 3, 2}, {6}}, {2, 1, 1, 2, 1, 2, 2}},
          {{{2, 3, 6, 17}, {6, 1, 3, 3}, {6}}, {1, 1, 1, 1, 1, 1, 3}},
          {{{2, 5, 9, 8}, {5, 1, 3, 5}}, {1, 2, 2, 2, 2, 1, 5}},
          {{{1, 3, 1, 1}, {2, 3, 3, 3}, {2}}, {1, 1, 1, 1, 1, 1, 1}},
          {{{3, 8, 13, 17}, {16, 8, 3, 3}, {16}}, {1, 1, 1, 1, 1, 1, 1}},
          {{{2, 16, 15, 15}, {24, 8, 3, 2}, {24}}, {2, 1, 1, 1, 1, 2, 2}},
          {{{4, 16, 14, 13}, {16, 1, 3, 3}, {16}}, {1, 1, 1, 1, 1, 1, 16}},
          {{{4, 16, 12, 12}, {17, 16, 1, 1}, {17}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{2, 8, 10, 11}, {16, 8, 5, 5}, {16}}, {1, 1, 2, 2, 1, 1, 1}},
          {{{2, 16, 14, 15}, {16, 16, 3, 3}, {16}}, {1, 1, 2, 2, 2, 2, 1}},
          {{{4, 3, 16, 17}, {8, 3, 7, 7}, {8}}, {1, 1, 3, 3, 1, 1, 1}},
          {{{1, 32, 16, 17}, {32, 32, 3, 3}, {32}}, {1, 1, 2, 2, 2, 2, 1}},
          {{{2, 32, 14, 15}, {32, 8, 3, 3}, {32}}, {1, 1, 1, 1, 1, 1, 4}},
          {{{2, 8, 17, 15}, {12, 4, 3, 3}, {12}}, {2, 2, 1, 1, 1, 1, 2}},
          {{{8, 3, 20, 21}, {10, 3, 5, 5}, {10}}, {1, 1, 2, 2, 1, 1, 1}, true}};
}
Samples sequences() {
  return {{{{1, 1, 5}, {2, 1, 2}, {2}}, {1, 0, 1, 1}},
          {{{1, 2, 4}, {2, 1, 3}, {2}}, {2, 1, 1, 2}},
          {{{2, 3}, {1, 2, 2}}, {1, 1, 2, 1}},
          {{{0, 2, 5}, {3, 2, 2}}, {1, 0, 1, 1}},
          {{{2, 4, 33}, {4, 1, 5}, {4}}, {1, 2, 1, 4}},
          {{{4, 16, 65}, {17, 16, 3}, {17}}, {1, 1, 1, 1}},
          {{{3, 8, 200}, {16, 4, 7}, {16}}, {2, 3, 1, 2}}};
}
// Only dilations and groups count: number of dimensions 2.
Samples same_images() {
  return {{{{1, 1, 3, 2}, {1, 1, 2, 2}, {1}}, {1, 1, 0, 0, 1, 1, 1}},
          {{{1, 2, 3, 2}, {2, 1, 3, 1}, {2}}, {1, 1, 0, 0, 1, 1, 2}},
          {{{2, 5, 4}, {2, 2, 2, 3}}, {1, 1, 0, 0, 3, 2, 1}},
          {{{2, 8, 16, 17}, {16, 8, 4, 2}, {16}}, {1, 1, 0, 0, 1, 1, 1}}};
}

// The entries, which also run without Winograd.
std::vector<const OpCase*>& entries() {
  static std::vector<const OpCase*> list;
  return list;
}
OpCase& conv_case(const char* name, OpCase::Operator op) {
  OpCase& c = op_case(name, std::move(op)).tolerance(16);
  entries().push_back(&c);
  return c;
}

Tensor image(ScalarType t = kFloat) { return ones({1, 2, 6, 5}, t); }
Tensor filters(ScalarType t = kFloat) { return ones({3, 2, 3, 2}, t); }

const OpCases in_two_dimensions([] {
  conv_case("conv2d", conv_2d)
      .samples(images())
      .reference(sliding(2))
      .error(
          [] {
            conv2d(image(), ones({3, 2, 3}));
          },
          "convolution: expected a weight of 4 dimensions, got shape [3, 2, 3]")
      .error(
          [] {
            conv2d(ones({2, 5}), filters());
          },
          "convolution: expected an input of 3 or 4 dimensions, got shape [2, 5]")
      .error(
          [] {
            conv2d(ones({1, 4, 6, 5}), filters());
          },
          "convolution: expected an input with 2 channels for weight [3, 2, 3, 2] and groups 1, got shape "
          "[1, 4, 6, 5]")
      .error(
          [] {
            conv2d(ones({1, 4, 6, 5}), filters(), {}, 1, 0, 1, 2);
          },
          "convolution: expected output channels that 2 groups divide, got weight [3, 2, 3, 2]")
      .error(
          [] {
            conv2d(image(), ones({0, 2, 3, 2}));
          },
          "convolution: expected output channels that 1 groups divide, got weight [0, 2, 3, 2]")
      .error([] { conv2d(image(), filters(kDouble)); },
             "convolution: expected input, weight and bias of one dtype, got float32, float64 and")
      .error([] { conv2d(image(kHalf), filters()); },
             "convolution: expected input, weight and bias of one dtype, got float16, float32 and")
      .error([] { conv2d(image(kBFloat16), filters(kBFloat16), ones({3})); },
             "convolution: expected input, weight and bias of one dtype, got bfloat16, bfloat16 and float32")
      .error([] { conv2d(image(kLong), filters(kLong)); },
             "convolution: expected a floating-point dtype, got int64")
      .error([] { conv2d(image(), filters(), ones({2})); },
             "convolution: expected a bias of shape [3], got [2]")
      .error(
          [] {
            conv2d(ones({1, 2, 2, 5}), filters());
          },
          "convolution: expected an input that the kernel fits in, got input [1, 2, 2, 5] and weight [3, 2, "
          "3, 2]")
      .error(
          [] {
            conv2d(image(), ones({3, 2, 0, 2}));
          },
          "convolution: expected an input that the kernel fits in, got input [1, 2, 6, 5] and weight [3, 2, "
          "0, 2]")
      .error([] { conv2d(image(), filters(), {}, 0); }, "conv2d: expected a stride of 1 or more, got [0]")
      .error([] { conv2d(image(), filters(), {}, 1, -1); },
             "conv2d: expected a padding of 0 or more, got [-1]")
      .error([] { conv2d(image(), filters(), {}, 1, 0, 0); },
             "conv2d: expected a dilation of 1 or more, got [0]")
      .error(
          [] {
            conv2d(image(), filters(), {}, {1, 1, 1});
          },
          "conv2d: expected a stride with 1 or 2 entries, got [1, 1, 1]")
      .error([] { conv2d(image(), filters(), {}, 1, 0, 1, 0); }, "conv2d: expected one or more groups, got 0")
      .error([] { conv2d(Tensor(), filters()); },
             "conv2d: expected a defined input and weight, got an undefined tensor");
  conv_case("conv2d same",
            [](const Args& x) {
              const Slide s(x.numbers, 2);
              return conv2d(x[0], x[1], bias_of(x), 1, "same", s.list(s.dilation), s.groups);
            })
      .samples(same_images())
      .reference(sliding(2, true))
      .error([] { conv2d(image(), filters(), {}, 1, "around"); },
             "conv2d: expected padding \"same\" or \"valid\", got \"around\"")
      .error(
          [] {
            conv2d(image(), filters(), {}, {1, 2}, "same");
          },
          "conv2d: expected stride 1 with padding \"same\", got [1, 2]")
      .error([] { conv2d(image(), ones({3}), {}, 1, "same"); },
             "conv2d: expected a weight of 4 dimensions, got shape [3]")
      .error([] { conv2d(image(), Tensor(), {}, 1, "same"); },
             "conv2d: expected a defined input and weight, got an undefined tensor");
  conv_case("conv2d valid", [](const Args& x) { return conv2d(x[0], x[1], bias_of(x), 2, "valid"); })
      .sample({{1, 1, 4, 4}, {1, 1, 2, 2}, {1}}, {2, 2, 0, 0, 1, 1, 1})
      .sample({{1, 3, 3}, {1, 1, 2, 2}}, {2, 2, 0, 0, 1, 1, 1})
      .reference(sliding(2));
});

const OpCases in_one_dimension([] {
  conv_case("conv1d", conv_1d)
      .samples(sequences())
      .reference(sliding(1))
      .error(
          [] {
            conv1d(ones({1, 2, 5}), filters());
          },
          "convolution: expected a weight of 3 dimensions, got shape [3, 2, 3, 2]")
      .error(
          [] {
            conv1d(ones({5}), ones({1, 1, 2}));
          },
          "convolution: expected an input of 2 or 3 dimensions, got shape [5]")
      .error(
          [] {
            conv1d(ones({1, 2, 5}), ones({1, 2, 2}), {}, {1, 1});
          },
          "conv1d: expected a stride with 1 or 1 entries, got [1, 1]");
  conv_case("conv1d same",
            [](const Args& x) {
              const Slide s(x.numbers, 1);
              return conv1d(x[0], x[1], bias_of(x), 1, "same", s.list(s.dilation), s.groups);
            })
      .sample({{1, 1, 4}, {1, 1, 2}, {1}}, {1, 0, 1, 1})
      .sample({{2, 4}, {2, 1, 3}}, {1, 0, 2, 2})
      .reference(sliding(1, true))
      .error(
          [] {
            conv1d(ones({1, 2, 5}), ones({1, 2, 2}), {}, 2, "same");
          },
          "conv1d: expected stride 1 with padding \"same\", got [2]");
  conv_case("conv1d valid", [](const Args& x) { return conv1d(x[0], x[1], bias_of(x), 1, "valid"); })
      .sample({{1, 1, 4}, {1, 1, 2}, {1}}, {1, 0, 1, 1})
      .reference(sliding(1));
});

TEST(Conv, NativeKernelsPassTheSameCases) {
  const Native guard;
  for (const OpCase* c : entries()) {
    SCOPED_TRACE(c->operator_name());
    c->check_values();
  }
}

// float32 gradients go through Winograd where it is on; those of the harness are float64, which never do.
TEST(Conv, GradientsOfWinogradAgreeWithTheNativeKernels) {
  Samples samples = images();
  samples.push_back({{{2, 16, 18, 20}, {32, 16, 4, 4}, {32}}, {2, 2, 1, 1, 1, 1, 1}});
  for (const Sample& sample : samples) {
    SCOPED_TRACE(sample.str());
    const auto gradients = [&] {
      const Args x = make_args(sample, kFloat, 11);
      for (const Tensor& t : x.tensors) t.set_requires_grad(true);
      const Tensor y = conv_2d(x);
      (y * y).sum().backward();
      std::vector<Tensor> all;
      for (const Tensor& t : x.tensors) all.push_back(t.grad());
      return all;
    };
    const std::vector<Tensor> fast = gradients();
    const Native guard;
    const std::vector<Tensor> native = gradients();
    for (size_t i = 0; i < fast.size(); ++i) {
      const double largest = native[i].numel() ? native[i].abs().max().item<double>() : 0;
      EXPECT_EQ(difference(plain(fast[i]), plain(native[i]), 0, 1e-5 * (1 + largest)), "") << "input " << i;
    }
  }
}

// Winograd's tiles are wider: winograd_test.cpp.
TEST(Conv, NanAndInfinityOfNativeKernelsStayInTheirWindows) {
  const Native guard;
  for (double v : {std::nan(""), HUGE_VAL}) {
    Tensor x = ones({1, 1, 6, 6});
    x[0][0][1][1] = Scalar(v);
    const Plain y = plain(conv2d(x, ones({1, 1, 2, 2})));
    for (int64_t k = 0; k < y.numel(); ++k) {
      const bool near = k / 5 < 2 && k % 5 < 2;
      EXPECT_EQ(std::isfinite(y[k]), !near) << k;
    }
  }
}

TEST(Conv, WithoutInputChannelsThereIsTheBias) {
  const Tensor x = ones({2, 0, 9, 20}).requires_grad_(), w = ones({4, 0, 3, 3}).requires_grad_(),
               b = arange(4).to(kFloat).requires_grad_();
  const Tensor y = conv2d(x, w, b, 1, 1);
  EXPECT_TRUE(equal(y, b.view({4, 1, 1}).expand({2, 4, 9, 20})));
  y.sum().backward();
  EXPECT_EQ(x.grad().sizes(), x.sizes());
  EXPECT_TRUE(equal(b.grad(), full({4}, 360)));
}
TEST(Conv, GradientsOfEmptyBatchesAreZero) {
  const Tensor x = ones({0, 2, 6, 5}).requires_grad_(), w = filters().requires_grad_(),
               b = ones({3}).requires_grad_();
  conv2d(x, w, b).sum().backward();
  EXPECT_EQ(x.grad().sizes(), x.sizes());
  EXPECT_TRUE(equal(w.grad(), zeros_like(w)));
  EXPECT_TRUE(equal(b.grad(), zeros({3})));
}

}  // namespace
}  // namespace torch::inline rushlight::test
