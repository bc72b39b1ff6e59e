// Convolution over phases against a direct sum in double: windows that step and such as are dilated, of sizes and paddings that
// leave ragged phases, and that convolution takes this way where conv_choice.cpp says so.
#include "ops/conv/phases.h"

#include <cmath>

#include "harness/array.h"
#include "ops/conv/conv_op.h"
#include "ops/conv/winograd.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::different;
using test::rms_error;

struct Layer {
  int64_t n, c, h, w, oc, kh, kw;
  ConvWindow k;
  int64_t oh() const { return axis_of(k, 1).outputs(h, kh); }
  int64_t ow() const { return axis_of(k, 0).outputs(w, kw); }
  ConvShape shape() const {
    return {n,  c,          h,          w,       oc,      oh(),         ow(),         kh,
            kw, k.stride_h, k.stride_w, k.pad_h, k.pad_w, k.dilation_h, k.dilation_w, 1};
  }
};

ConvWindow steps(int64_t h, int64_t w, int64_t pad) {
  return {.stride_h = h, .stride_w = w, .pad_h = pad, .pad_w = pad};
}
ConvWindow dilated(int64_t h, int64_t w, int64_t pad) {
  return {.pad_h = pad, .pad_w = pad, .dilation_h = h, .dilation_w = w};
}

// The strides of the most known first layers and of a DCGAN, uneven sizes, an input that its windows do not cover.
const Layer kLayers[] = {
    {1, 3, 35, 35, 6, 11, 11, steps(4, 4, 2)}, {2, 2, 21, 18, 5, 7, 7, steps(2, 2, 3)},
    {2, 3, 14, 12, 9, 4, 4, steps(2, 2, 1)},   {1, 2, 9, 10, 3, 5, 5, steps(2, 2, 2)},
    {2, 1, 11, 13, 4, 3, 3, steps(2, 2, 0)},   {1, 2, 19, 17, 3, 8, 8, steps(3, 3, 1)},
    {1, 2, 8, 9, 2, 4, 2, steps(2, 1, 1)},     {0, 2, 8, 8, 2, 4, 4, steps(2, 2, 1)},
    {1, 4, 12, 11, 5, 3, 3, dilated(2, 2, 2)}, {2, 2, 13, 16, 3, 3, 3, dilated(3, 2, 1)},
    {1, 3, 11, 9, 4, 2, 2, dilated(4, 3, 0)},  {1, 2, 20, 17, 3, 5, 5, dilated(2, 4, 8)},
    {1, 2, 9, 9, 3, 3, 3, dilated(4, 4, 4)},   {2, 3, 10, 9, 2, 3, 3, dilated(1, 2, 1)},
};

// Operands, or the three results, of one layer.
struct Problem {
  Array<float> x, w, y, x_bias, y_bias;
  explicit Problem(const Layer& l)
      : x({l.n, l.c, l.h, l.w}),
        w({l.oc, l.c, l.kh, l.kw}),
        y({l.n, l.oc, l.oh(), l.ow()}),
        x_bias({l.c}),
        y_bias({l.oc}) {
    x.random(1), w.random(2), y.random(3), x_bias.random(4), y_bias.random(5);
  }
};

// Calls body(output, input, weight) for every product of a forward pass.
template <class Body> void each_product(const Layer& l, const Body& body) {
  const int64_t oh = l.oh(), ow = l.ow();
  for (int64_t o = 0; o < l.n * l.oc * oh * ow; ++o)
    for (int64_t f = 0; f < l.c * l.kh * l.kw; ++f) {
      const int64_t image = o / (l.oc * oh * ow), channel = o / (oh * ow) % l.oc, c = f / (l.kh * l.kw);
      const int64_t i = o / ow % oh * l.k.stride_h - l.k.pad_h + f / l.kw % l.kh * l.k.dilation_h;
      const int64_t j = o % ow * l.k.stride_w - l.k.pad_w + f % l.kw * l.k.dilation_w;
      if (i >= 0 && i < l.h && j >= 0 && j < l.w)
        body(o, ((image * l.c + c) * l.h + i) * l.w + j, channel * l.c * l.kh * l.kw + f);
    }
}

TEST(Phases, ValuesAndGradients) {
  for (const Layer& l : kLayers) {
    SCOPED_TRACE(::testing::Message() << l.h << "x" << l.w << " by " << l.kh << "x" << l.kw << ", stride "
                                      << l.k.stride_h << ", dilation " << l.k.dilation_h);
    const ConvShape shape = l.shape();
    ASSERT_TRUE(phases_fit(phased(shape)));
    Problem p(l);
    Array<double> y(p.y.shape()), x(p.x.shape()), w(p.w.shape());
    for (int64_t i = 0; i < y.count(); ++i) y.at(i) = p.y_bias.at(i / (l.oh() * l.ow()) % l.oc);
    for (int64_t i = 0; i < x.count(); ++i) x.at(i) = p.x_bias.at(i / (l.h * l.w) % l.c);
    each_product(l, [&](int64_t o, int64_t i, int64_t f) {
      y.at(o) += double(p.x.at(i)) * p.w.at(f);
      x.at(i) += double(p.y.at(o)) * p.w.at(f);
      w.at(f) += double(p.y.at(o)) * p.x.at(i);
    });
    Problem got(l);
    phased_forward(shape, p.x, p.w, p.y_bias, got.y);
    phased_grad_input(shape, p.y, p.w, p.x_bias, got.x);
    phased_grad_weight(shape, p.y, p.x, got.w);
    test::expect_near(got.y, y, 1e-4);
    test::expect_near(got.x, x, 1e-4);
    test::expect_near(got.w, w, 1e-4);
  }
}

// The bound of winograd.h holds here too.
TEST(Phases, ErrorStaysWithinTheBound) {
  const Layer layers[] = {{1, 3, 35, 35, 32, 11, 11, steps(4, 4, 2)},
                          {2, 8, 18, 20, 32, 4, 4, steps(2, 2, 1)},
                          {1, 8, 16, 16, 16, 5, 5, steps(2, 2, 2)},
                          {1, 32, 12, 12, 16, 3, 3, dilated(2, 2, 2)}};
  for (const Layer& l : layers) {
    SCOPED_TRACE(::testing::Message() << l.kh << "x" << l.kw);
    Problem p(l), got(l);
    Array<double> y(p.y.shape()), x(p.x.shape()), w(p.w.shape());
    Array<float> plain_y(p.y.shape()), plain_x(p.x.shape()), plain_w(p.w.shape());
    each_product(l, [&](int64_t o, int64_t i, int64_t f) {
      y.at(o) += double(p.x.at(i)) * p.w.at(f), plain_y.at(o) += p.x.at(i) * p.w.at(f);
      x.at(i) += double(p.y.at(o)) * p.w.at(f), plain_x.at(i) += p.y.at(o) * p.w.at(f);
      w.at(f) += double(p.y.at(o)) * p.x.at(i), plain_w.at(f) += p.y.at(o) * p.x.at(i);
    });
    phased_forward(l.shape(), p.x, p.w, {}, got.y);
    phased_grad_input(l.shape(), p.y, p.w, {}, got.x);
    phased_grad_weight(l.shape(), p.y, p.x, got.w);
    EXPECT_LE(rms_error(got.y, y), kWinogradError * rms_error(plain_y, y));
    EXPECT_LE(rms_error(got.x, x), kWinogradError * rms_error(plain_x, x));
    EXPECT_LE(rms_error(got.w, w), kWinogradError * rms_error(plain_w, w));
  }
}

TEST(Phases, AreTakenUnlessWinogradIsSwitchedOff) {
  const Layer layers[] = {{1, 3, 67, 67, 32, 11, 11, steps(4, 4, 2)},
                          {4, 32, 28, 28, 32, 4, 4, steps(2, 2, 1)},
                          {1, 32, 30, 30, 32, 3, 3, dilated(2, 2, 2)}};
  for (const Layer& l : layers) {
    Problem p(l), want(l), got(l), off(l);
    const auto all = [&](Problem& to) {
      conv_forward(l.k, p.x, p.w, p.y_bias, to.y);
      conv_grad_input(l.k, p.y, p.w, p.x_bias, to.x);
      conv_grad_weight(l.k, p.y, p.x, to.w);
    };
    phased_forward(l.shape(), p.x, p.w, p.y_bias, want.y);
    phased_grad_input(l.shape(), p.y, p.w, p.x_bias, want.x);
    phased_grad_weight(l.shape(), p.y, p.x, want.w);
    const bool before = winograd_enabled();
    set_winograd_enabled(true);
    all(got);
    set_winograd_enabled(false);
    all(off);
    set_winograd_enabled(before);
    EXPECT_EQ(different(got.y, want.y) + different(got.x, want.x) + different(got.w, want.w), 0);
    EXPECT_GT(different(off.y, want.y), 0);
    EXPECT_GT(different(off.x, want.x), 0);
    EXPECT_GT(different(off.w, want.w), 0);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
