// The native kernels of convolution against plain loops in double: values and all three gradients.
#include "ops/conv/conv.h"

#include <array>
#include <cmath>
#include <vector>

#include "cpu/gemm/gemm.h"
#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_near;

struct Case {
  int64_t n, c, h, w, oc, kernel_h, kernel_w;
  ConvWindow k;
  int64_t oh() const { return (h + 2 * k.pad_h - k.dilation_h * (kernel_h - 1) - 1) / k.stride_h + 1; }
  int64_t ow() const { return (w + 2 * k.pad_w - k.dilation_w * (kernel_w - 1) - 1) / k.stride_w + 1; }
};

template <class T> Array<T> images(const Case& t, int64_t c, int64_t h, int64_t w) {
  return t.k.dims == 1 ? Array<T>({t.n, c, w}) : Array<T>({t.n, c, h, w});
}
template <class T> Array<T> weights(const Case& t) {
  const int64_t c = t.c / t.k.groups;
  return t.k.dims == 1 ? Array<T>({t.oc, c, t.kernel_w}) : Array<T>({t.oc, c, t.kernel_h, t.kernel_w});
}

// Calls body(output, input, weight) for every product that convolution adds up.
template <class Body> void each(const Case& t, const Body& body) {
  const int64_t c = t.c / t.k.groups, oc = t.oc / t.k.groups, oh = t.oh(), ow = t.ow();
  for (int64_t o = 0; o < t.n * t.oc * oh * ow; ++o) {
    const int64_t image = o / (t.oc * oh * ow), channel = o / (oh * ow) % t.oc, y = o / ow % oh, x = o % ow;
    for (int64_t q = 0; q < c; ++q)
      for (int64_t a = 0; a < t.kernel_h; ++a)
        for (int64_t b = 0; b < t.kernel_w; ++b) {
          const int64_t i = y * t.k.stride_h - t.k.pad_h + a * t.k.dilation_h;
          const int64_t j = x * t.k.stride_w - t.k.pad_w + b * t.k.dilation_w;
          if (i < 0 || i >= t.h || j < 0 || j >= t.w) continue;
          const int64_t in_channel = channel / oc * c + q;
          body(o, ((image * t.c + in_channel) * t.h + i) * t.w + j,
               ((channel * c + q) * t.kernel_h + a) * t.kernel_w + b);
        }
  }
}

template <class T> void check(const Case& t) {
  SCOPED_TRACE(::testing::Message() << t.n << "x" << t.c << "x" << t.h << "x" << t.w << " to " << t.oc
                                    << " kernel " << t.kernel_h << "x" << t.kernel_w << " stride "
                                    << t.k.stride_w << " pad " << t.k.pad_w << " dilation " << t.k.dilation_w
                                    << " groups " << t.k.groups);
  const int64_t oh = t.oh(), ow = t.ow(), plane = oh * ow;
  auto in = images<T>(t, t.c, t.h, t.w), out = images<T>(t, t.oc, oh, ow), bare = images<T>(t, t.oc, oh, ow);
  auto grad = images<T>(t, t.oc, oh, ow), grad_in = images<T>(t, t.c, t.h, t.w),
       biased = images<T>(t, t.c, t.h, t.w);
  auto weight = weights<T>(t), grad_weight = weights<T>(t);
  Array<T> bias({t.oc}), grad_bias({t.oc}), in_bias({t.c});
  in.random(1), weight.random(2), bias.random(3), grad.random(4), in_bias.random(5);
  grad_in.random(6), grad_weight.random(7), grad_bias.random(8), biased.random(9), out.random(10);

  auto want = images<double>(t, t.oc, oh, ow), want_bare = images<double>(t, t.oc, oh, ow);
  auto want_in = images<double>(t, t.c, t.h, t.w), want_biased = images<double>(t, t.c, t.h, t.w);
  auto want_weight = weights<double>(t);
  Array<double> want_bias({t.oc});
  each(t, [&](int64_t o, int64_t i, int64_t w) {
    want_bare.at(o) += double(in.at(i)) * double(weight.at(w));
    want_in.at(i) += double(grad.at(o)) * double(weight.at(w));
    want_weight.at(w) += double(grad.at(o)) * double(in.at(i));
  });
  for (int64_t o = 0; o < want.count(); ++o) {
    want.at(o) = want_bare.at(o) + double(bias.at(o / plane % t.oc));
    want_bias.at(o / plane % t.oc) += double(grad.at(o));
  }
  for (int64_t i = 0; i < want_in.count(); ++i)
    want_biased.at(i) = want_in.at(i) + double(in_bias.at(i / (t.h * t.w) % t.c));

  const ConvKernels& kernels = cpu_kernels<ConvKernels>();
  kernels.forward(t.k, in, weight, bias, out);
  kernels.forward(t.k, in, weight, {}, bare);
  kernels.grad_in(t.k, grad, weight, {}, grad_in);
  kernels.grad_in(t.k, grad, weight, in_bias, biased);
  kernels.grad_weight(t.k, grad, in, grad_weight);
  kernels.grad_bias(grad, grad_bias);
  const double tolerance =
      test::kRounding<T> * (2 + std::sqrt(double(t.n * plane)) / 10);  // long sums round more
  expect_near(out, want, tolerance);
  expect_near(bare, want_bare, tolerance);
  expect_near(grad_in, want_in, tolerance);
  expect_near(biased, want_biased, tolerance);
  expect_near(grad_weight, want_weight, tolerance);
  expect_near(grad_bias, want_bias, tolerance);
}

const Case kCases[] = {
    {2, 3, 9, 11, 4, 3, 3, {}},
    {2, 3, 9, 17, 4, 3, 5, {.pad_h = 1, .pad_w = 2}},
    {2, 1, 28, 28, 6, 5, 5, {.pad_h = 2, .pad_w = 2}},
    {3, 4, 8, 13, 6, 3, 2, {2, 3, 1, 0, 1, 2}},
    {2, 4, 10, 10, 6, 3, 3, {2, 2, 3, 3, 2, 2, 2}},
    {2, 5, 7, 19, 3, 1, 1, {}},
    {2, 6, 7, 7, 9, 1, 1, {.groups = 3}},
    {2, 4, 6, 9, 3, 1, 1, {2, 2, 1, 1}},
    {2, 5, 12, 35, 5, 3, 3, {1, 1, 1, 1, 1, 1, 5}},
    {2, 3, 12, 16, 6, 3, 3, {2, 2, 1, 1, 1, 1, 3}},
    {2, 3, 9, 20, 3, 3, 3, {1, 1, 2, 2, 2, 2, 3}},
    {3, 4, 1, 33, 5, 1, 3, {.pad_w = 1, .dims = 1}},
    {2, 4, 1, 30, 8, 1, 5, {.stride_w = 2, .pad_w = 3, .dilation_w = 2, .groups = 4, .dims = 1}},
    {1, 2, 3, 3, 2, 3, 3, {.pad_h = 4, .pad_w = 4}},     // windows wholly outside
    {1, 16, 40, 40, 3, 5, 5, {.pad_h = 2, .pad_w = 2}},  // patches of several strips
    {0, 2, 5, 5, 2, 3, 3, {}},
    {9, 5, 9, 9, 7, 3, 3, {2, 2, 1, 1}},  // short planes, several of them side by side
    {7, 6, 4, 5, 4, 1, 1, {.groups = 2}},
    {2, 3, 5, 70, 4, 3, 3, {2, 2, 1, 1}},  // rows of several vectors with stride 2
    {2, 2, 3, 17, 3, 2, 1, {2, 2}},
    {1, 2, 9, 35, 3, 1, 1, {2, 2}},
    {1, 3, 90, 200, 3, 3, 3, {.pad_h = 1, .pad_w = 1}},  // few channels: several strips of rows
    {1, 3, 99, 190, 8, 3, 3, {2, 3, 2, 1, 1, 2}},        // the same with steps and dilation
    {2, 6, 14, 14, 16, 5, 5, {}},
    {2, 2, 9, 8, 15, 2, 3, {.pad_w = 1}},            // rows of one vector
    {2, 6, 9, 12, 6, 3, 3, {2, 2, 1, 1, 1, 1, 3}},   // groups of two with steps
    {2, 3, 11, 20, 6, 3, 3, {1, 1, 1, 1, 1, 1, 3}},  // two outputs of each channel
};

// A channel in each group, more of them than a vector has lanes, so that each lies in a lane of its own (lanes.h).
const Case kDepthwise[] = {
    {3, 19, 7, 9, 19, 3, 3, {1, 1, 1, 1, 1, 1, 19}},
    {2, 19, 8, 11, 19, 3, 3, {2, 2, 1, 1, 1, 1, 19}},
    {2, 16, 9, 20, 16, 5, 4, {3, 2, 2, 3, 1, 1, 16}},
    {2, 17, 9, 10, 17, 3, 2, {2, 3, 4, 1, 2, 2, 17}},  // with dilation some phases have no taps
    {1, 35, 6, 5, 35, 1, 1, {2, 2, 0, 0, 1, 1, 35}},   // inputs that no window reads: not by lanes
    {2, 16, 1, 1, 16, 3, 3, {1, 1, 1, 1, 1, 1, 16}},
    {1, 16, 3, 3, 16, 3, 3, {1, 2, 4, 4, 1, 1, 16}},  // windows wholly outside
    {9, 32, 14, 15, 32, 7, 3, {1, 2, 3, 1, 1, 1, 32}},
    {4, 18, 1, 37, 18, 1, 5, {.stride_w = 2, .pad_w = 2, .groups = 18, .dims = 1}},
    {0, 16, 5, 5, 16, 3, 3, {1, 1, 1, 1, 1, 1, 16}},
    {1, 16, 90, 120, 16, 3, 3, {2, 2, 1, 1, 1, 1, 16}},  // too large for lanes
    {1, 17, 40, 41, 17, 3, 3, {1, 1, 1, 1, 1, 1, 17}},   // too many lanes without a channel
};

TEST(ConvKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (const Case& t : kCases) {
      check<float>(t);
      check<double>(t);
    }
    for (const Case& t : kDepthwise) {
      check<float>(t);
      check<double>(t);
    }
  });
}

// Every result of a depthwise convolution is a sum in one order, with the bound of a product of as many terms.
TEST(ConvKernels, DepthwiseStaysWithinTheBoundOfProducts) {
  test::each_isa([] {
    for (const Case& t : kDepthwise) {
      auto in = images<float>(t, t.c, t.h, t.w), grad_in = images<float>(t, t.c, t.h, t.w);
      auto out = images<float>(t, t.oc, t.oh(), t.ow()), grad = images<float>(t, t.oc, t.oh(), t.ow());
      auto weight = weights<float>(t), grad_weight = weights<float>(t);
      in.random(1), weight.random(2), grad.random(3);
      const ConvKernels& kernels = cpu_kernels<ConvKernels>();
      kernels.forward(t.k, in, weight, {}, out);
      kernels.grad_in(t.k, grad, weight, {}, grad_in);
      kernels.grad_weight(t.k, grad, in, grad_weight);

      // Of each result the sum, and that of its terms' magnitudes.
      std::vector<std::array<double, 2>> of_out(size_t(out.count())), of_in(size_t(in.count())),
          of_weight(size_t(weight.count()));
      const auto add = [](std::array<double, 2>& sums, float a, float b) {
        sums[0] += double(a) * double(b), sums[1] += std::abs(double(a) * double(b));
      };
      each(t, [&](int64_t o, int64_t i, int64_t w) {
        add(of_out[size_t(o)], in.at(i), weight.at(w));
        add(of_in[size_t(i)], grad.at(o), weight.at(w));
        add(of_weight[size_t(w)], grad.at(o), in.at(i));
      });
      const auto expect_within = [](Array<float>& got, const std::vector<std::array<double, 2>>& want,
                                    int64_t terms) {
        for (int64_t i = 0; i < got.count(); ++i) {
          const auto [sum, size] = want[size_t(i)];
          ASSERT_LE(std::abs(double(got.at(i)) - sum), gemm_units(terms) * std::ldexp(size, -24)) << i;
        }
      };
      expect_within(out, of_out, t.kernel_h * t.kernel_w);
      expect_within(grad_in, of_in, t.kernel_h * t.kernel_w);
      expect_within(grad_weight, of_weight, t.n * t.oh() * t.ow());
    }
  });
}
TEST(ConvKernels, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  set_num_threads(3);
  check<float>({5, 8, 30, 30, 16, 5, 5, {.pad_h = 2, .pad_w = 2}});
  check<float>({8, 32, 40, 40, 32, 3, 3, {1, 1, 1, 1, 1, 1, 32}});
  check<float>({2, 8, 99, 98, 8, 3, 3, {1, 1, 1, 1, 1, 1, 8}});
  check<double>({1, 16, 60, 60, 8, 5, 5, {.pad_h = 2, .pad_w = 2}});
  set_num_threads(before);
}

}  // namespace
}  // namespace torch::inline rushlight
