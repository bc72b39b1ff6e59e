// The native kernels of convolution against plain loops in double, within the bound of conv.h: values and all three gradients.
#include "ops/conv/conv.h"

#include <vector>

#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "op/kernels.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::ExactSums;

struct Case {
  int64_t n, c, h, w, oc, kernel_h, kernel_w;
  ConvWindow k;
  int64_t d = 1, kernel_d = 1;
  int64_t od() const { return axis_of(k, 2).outputs(d, kernel_d); }
  int64_t oh() const { return axis_of(k, 1).outputs(h, kernel_h); }
  int64_t ow() const { return axis_of(k, 0).outputs(w, kernel_w); }
  int64_t in_plane() const { return d * h * w; }
  int64_t out_plane() const { return od() * oh() * ow(); }
  int64_t taps() const { return kernel_d * kernel_h * kernel_w; }
  std::vector<int64_t> shape(int64_t first, int64_t second, int64_t z, int64_t y, int64_t x) const {
    std::vector<int64_t> all{first, second};
    if (k.dims == 3) all.push_back(z);
    if (k.dims > 1) all.push_back(y);
    all.push_back(x);
    return all;
  }
  std::vector<int64_t> in() const { return shape(n, c, d, h, w); }
  std::vector<int64_t> out() const { return shape(n, oc, od(), oh(), ow()); }
  std::vector<int64_t> weight() const { return shape(oc, c / k.groups, kernel_d, kernel_h, kernel_w); }
};

// Calls body(output, input, weight) for every product that convolution adds up.
template <class Body> void each(const Case& t, const Body& body) {
  const int64_t c = t.c / t.k.groups, oc = t.oc / t.k.groups, oh = t.oh(), ow = t.ow(), plane = t.out_plane();
  const auto place = [](const ConvAxis& a, int64_t out, int64_t tap) {
    return out * a.stride - a.pad + tap * a.dilation;
  };
  for (int64_t o = 0; o < t.n * t.oc * plane; ++o) {
    const int64_t image = o / (t.oc * plane), channel = o / plane % t.oc;
    for (int64_t f = 0; f < c * t.taps(); ++f) {
      const int64_t l =
          place(axis_of(t.k, 2), o / (oh * ow) % t.od(), f / (t.kernel_h * t.kernel_w) % t.kernel_d);
      const int64_t i = place(axis_of(t.k, 1), o / ow % oh, f / t.kernel_w % t.kernel_h);
      const int64_t j = place(axis_of(t.k, 0), o % ow, f % t.kernel_w);
      if (l < 0 || l >= t.d || i < 0 || i >= t.h || j < 0 || j >= t.w) continue;
      const int64_t in_channel = channel / oc * c + f / t.taps();
      body(o, (((image * t.c + in_channel) * t.d + l) * t.h + i) * t.w + j, channel * c * t.taps() + f);
    }
  }
}

enum class Values { kUniform, kMixed };

template <class T> void check(const Case& t, Values values = Values::kUniform) {
  SCOPED_TRACE(::testing::Message() << t.n << "x" << t.c << "x" << t.d << "x" << t.h << "x" << t.w << " to "
                                    << t.oc << " kernel " << t.kernel_d << "x" << t.kernel_h << "x"
                                    << t.kernel_w << " stride " << t.k.stride_w << " pad " << t.k.pad_w
                                    << " dilation " << t.k.dilation_w << " groups " << t.k.groups
                                    << (values == Values::kMixed ? " of mixed sizes" : ""));
  Array<T> in(t.in()), out(t.out()), bare(t.out()), grad(t.out()), grad_in(t.in()), biased(t.in());
  Array<T> weight(t.weight()), grad_weight(t.weight());
  Array<T> bias({t.oc}), grad_bias({t.oc}), in_bias({t.c});
  unsigned seed = 0;
  for (Array<T>* a : {&in, &weight, &bias, &grad, &in_bias}) {
    a->random(++seed);
    if (values == Values::kMixed) a->mix_sizes(seed);
  }
  for (Array<T>* a : {&grad_in, &grad_weight, &grad_bias, &biased, &out, &bare}) a->random(++seed);

  ExactSums want(t.out()), want_in(t.in()), want_weight(t.weight()), want_bias({t.oc});
  each(t, [&](int64_t o, int64_t i, int64_t w) {
    want.add(o, double(in.at(i)) * double(weight.at(w)));
    want_in.add(i, double(grad.at(o)) * double(weight.at(w)));
    want_weight.add(w, double(grad.at(o)) * double(in.at(i)));
  });
  for (int64_t o = 0; o < out.count(); ++o) want_bias.add(o / t.out_plane() % t.oc, double(grad.at(o)));

  const ConvKernels& kernels = cpu_kernels<ConvKernels>();
  kernels.forward(t.k, in, weight, bias, out);
  kernels.forward(t.k, in, weight, {}, bare);
  kernels.grad_in(t.k, grad, weight, {}, grad_in);
  kernels.grad_in(t.k, grad, weight, in_bias, biased);
  kernels.grad_weight(t.k, grad, in, grad_weight);
  kernels.grad_bias(grad, grad_bias);
  want.expect(bare);
  want_in.expect(grad_in);
  want_weight.expect(grad_weight);
  want_bias.expect(grad_bias);
  for (int64_t o = 0; o < out.count(); ++o) want.add(o, double(bias.at(o / t.out_plane() % t.oc)));
  for (int64_t i = 0; i < in.count(); ++i) want_in.add(i, double(in_bias.at(i / t.in_plane() % t.c)));
  want.expect(out);
  want_in.expect(biased);
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
    {2, 2, 9, 8, 15, 2, 3, {.pad_w = 1}},                // rows of one vector
    {2, 6, 9, 12, 6, 3, 3, {2, 2, 1, 1, 1, 1, 3}},       // groups of two with steps
    {2, 3, 11, 20, 6, 3, 3, {1, 1, 1, 1, 1, 1, 3}},      // two outputs of each channel
    {1, 30, 12, 33, 5, 3, 4, {.pad_h = 1, .pad_w = 2}},  // deep windows over rows that tiles fill
    {2, 70, 1, 47, 9, 1, 4, {.pad_w = 3, .dilation_w = 2, .dims = 1}},
    {1, 20, 40, 30, 6, 7, 7, {.pad_h = 9, .pad_w = 8}},  // and more padding than the kernel covers
    {2, 44, 9, 17, 10, 5, 5, {1, 1, 2, 2, 1, 1, 2}},
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

ConvWindow volume(int64_t stride, int64_t pad, int64_t dilation, int64_t groups) {
  return {stride, stride, pad, pad, dilation, dilation, groups, 3, stride, pad, dilation};
}
const Case kVolumes[] = {
    {2, 3, 6, 7, 4, 3, 2, volume(1, 1, 1, 1), 5, 3},
    {1, 4, 7, 9, 6, 2, 3, volume(2, 1, 2, 2), 8, 2},
    {3, 5, 4, 6, 7, 1, 1, volume(1, 0, 1, 1), 3, 1},
    {2, 3, 5, 4, 6, 5, 4, volume(1, 0, 1, 3), 3, 3},     // windows of the whole input
    {17, 2, 3, 3, 4, 2, 2, volume(1, 0, 1, 1), 3, 2},    // short planes, several of them side by side
    {1, 5, 20, 25, 3, 3, 3, volume(1, 1, 1, 1), 12, 3},  // several strips
    {1, 12, 6, 30, 4, 3, 3, volume(1, 1, 1, 1), 5, 3},   // deep windows over rows that tiles fill
    {2, 6, 9, 17, 6, 3, 2, volume(1, 2, 2, 6), 6, 3},    // a channel in each group
    {1, 4, 7, 33, 3, 2, 3, volume(2, 3, 1, 1), 8, 4},
    {1, 3, 30, 40, 2, 3, 3, volume(1, 3, 1, 1), 2, 3},   // slices of windows wholly outside
    {2, 40, 12, 13, 50, 3, 3, volume(1, 1, 1, 1), 4, 3}  // over patches, of several strips
};

TEST(ConvKernels, ValuesAndGradients) {
  const auto check_all = [](const auto& cases) {
    for (const Case& t : cases) {
      check<float>(t);
      check<float>(t, Values::kMixed);
      check<double>(t);
    }
  };
  test::each_isa([&] {
    check_all(kCases);
    check_all(kDepthwise);
    check_all(kVolumes);
  });
}

TEST(ConvKernels, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  for (const int threads : {3, 8, 21}) {  // also more of them than images, and than channels
    set_num_threads(threads);
    check<float>({5, 8, 30, 30, 16, 5, 5, {.pad_h = 2, .pad_w = 2}});
    check<float>({8, 32, 40, 40, 32, 3, 3, {1, 1, 1, 1, 1, 1, 32}});
    check<float>({2, 8, 99, 98, 8, 3, 3, {1, 1, 1, 1, 1, 1, 8}});
    check<double>({1, 16, 60, 60, 8, 5, 5, {.pad_h = 2, .pad_w = 2}});
    check<float>({2, 70, 40, 40, 36, 1, 1, {}});                     // plain
    check<float>({1, 68, 41, 40, 64, 3, 3, {2, 2, 1, 1}});           // over patches
    check<float>({3, 34, 40, 40, 70, 3, 3, {2, 2, 1, 1, 1, 1, 2}});  // with groups
    check<float>({9, 300, 7, 7, 130, 3, 3, {2, 2, 1, 1}});           // several images side by side
    check<float>({2, 20, 6, 20, 36, 3, 3, volume(2, 1, 1, 1), 8, 3});
  }
  set_num_threads(before);
}

}  // namespace
}  // namespace torch::inline rushlight
