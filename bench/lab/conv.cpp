// The workshop for convolution: attempts at the three passes of 3x3 and 5x5 layers, from and to plain NCHW, each checked on
// sampled elements against a direct sum in double and then timed in turn. Prints one JSON line for each layer and pass: p10 of
// milliseconds and the relative rms error against double of each attempt.
//
// Attempts: 1 oneDNN's direct form; 2 oneDNN's Winograd (oneDNN 2 with AVX-512 only); 3 im2col and cpu/gemm, or windows walked in
// place (conv_cpu.cpp); 4 Winograd with tiles of 6 x 6 (winograd_cpu.cpp); 5 the same over phases, where windows step or are
// dilated (phases.cpp); 6 a tap after the other along whole rows, where each channel is a group. An attempt that cannot do a
// layer has 0. Arguments: which layers (a part of the name), how many rounds. Run it with OMP_NUM_THREADS=1: oneDNN's threads
// spin and take processors from ours. 1 and 2 need oneDNN's headers (libdnnl-dev of Debian); without them both are 0 throughout.
// conv_forms.cpp compares the forms of attempt 3. What follows, conv_choice.cpp lists: oneDNN is needed for nothing.
//
// Which wins where: one core of Zen 3 with AVX2, oneDNN 2.6.3's direct time divided by ours, forward, grad_in, grad_weight.
//   Winograd, 64 channels at 32x32, 32 images      2.6, 2.3, 2.5
//   128 at 16x16, 256 at 8x8, 512 at 4x4           2.8 to 3.0, 2.3 to 2.6, 3.1 to 4.0
//   one image, 64 at 224, 256 at 56, 512 at 28     2.2 to 3.7, 2.4 to 2.5, 1.8 to 3.4
//   one image, 512 at 14 (16 tiles)                1.4, 1.2, 2.1
//   one image, 192-384 at 13, 384-256 at 13        1.8 to 2.0, forward: with filters transformed a few channels at a time
//   5x5, 64-192 at 27, 32-64 at 14                 1.5 to 2.0, 1.1 to 1.3, 1.3 to 1.9
//   8-16 at 28, 64 images                          1.4, -, 1.3      (3-64, 1-32 lose: transforms are all of the work)
//   im2col, 3-64 at 32, 1-32 at 28                 -, 1.9 to 5, 0.9 to 3.8
//   windows walked in place (direct.h)             forward only: 1.0 to 1.3; 1-6 at 28 2.4, 6-16 at 14 0.9 (im2col: 0.8, 0.4)
//   5x5, 6-16 at 14, 64 images                     Winograd for the weight's gradient 1.2 (im2col 0.5)
//   3x3 stride 2, 64-128 at 32, 256-512 at 8       0.9 to 1.2, 0.9 to 1.0, 1.0 to 1.2
//   1x1, planes of 784 and more; stride 2          1.0 to 1.3, 0.9 to 1.2, 1.0 to 1.3
//   1x1, 2048-512 at 7; 7x7 stride 2, 3-64 at 224  0.8 to 1.0, 0.6 to 1.6, 0.9
//   phases: 11x11 stride 4, 3-64 at 224            2.3, 2.2, 1.4 to 1.7   (im2col: 1.1, 1.1, 0.8)
//   4x4 stride 2, 64-128 at 32, 128-256 at 16      1.2, 1.0 to 1.3, 0.9 to 1.2   (im2col: 0.9, 0.8, 0.9)
//   4x4 stride 2, 64-128 at 14; 5x5 stride 2       1.0 to 1.1, 1.0 to 1.2, 0.9 to 1.0   (im2col: 0.7)
//   7x7 stride 2 lose with 3 channels, 3x3 stride 2 with any: a quarter, or half, of the phases' taps are zeros
//   dilated 3x3, 64 at 32, 256 at 28; 32-64 at 28  1.8 to 2.2, 1.7 to 1.9, 2.2 to 2.7; 1.3, 1.1, 1.7   (im2col: 0.7 to 1.0)
//   16-32 at 28                                    0.7, 0.8, 1.4   (im2col: 0.8, 0.7, 1.1)
//   32 groups of 4, 8 channels, in place           3.5, 5.6, 4.6; 1.6, 1.0, 0.6
//   32 groups of 8, 16, 32 channels, Winograd      1.1 to 1.6 in all passes; 4 lose
//   a group each, 6 / 3: 3x3 and 5x5, 4 to 112     4 to 15, 4 to 13, 8 to 14; by 2 3, 2.3 to 2.7, 4.6 to 7
//   and in place of 6 LibTorch 2.13, small planes  0.9 to 2 forward, 1.1 to 5 back; rows of one channel lose by up to 5 there
#include <array>
#include <cstring>
#include <random>

#include "lab/attempts.h"
#include "lab/onednn.h"
#include "op/kernels.h"
#include "ops/conv/conv.h"
#include "ops/conv/phases.h"
#include "ops/conv/winograd.h"
#if RUSHLIGHT_ONEDNN
#include <oneapi/dnnl/dnnl.hpp>
#endif

namespace {

using namespace rushlight;

struct Layer {
  const char* name;
  int64_t n, c, size, oc, kernel, pad, stride = 1, dilation = 1, groups = 1;
  int64_t out() const { return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1; }
};
constexpr Layer kLayers[] = {
    {"resnet 64 at 32", 32, 64, 32, 64, 3, 1},
    {"resnet 128 at 16", 32, 128, 16, 128, 3, 1},
    {"resnet 256 at 8", 32, 256, 8, 256, 3, 1},
    {"resnet 512 at 4", 32, 512, 4, 512, 3, 1},
    {"strided 64-128 at 32", 32, 64, 32, 128, 3, 1, 2},
    {"strided 256-512 at 8", 32, 256, 8, 512, 3, 1, 2},
    {"strided 64-128 at 40", 16, 64, 40, 128, 3, 1, 2},
    {"strided 128-256 at 56", 2, 128, 56, 256, 3, 1, 2},
    {"shortcut 64-128 at 32", 32, 64, 32, 128, 1, 0, 2},
    {"shortcut 256-512 at 8", 32, 256, 8, 512, 1, 0, 2},
    {"1x1 64-256 at 56", 1, 64, 56, 256, 1, 0},
    {"1x1 256-64 at 56", 8, 256, 56, 64, 1, 0},
    {"1x1 512-128 at 28", 8, 512, 28, 128, 1, 0},
    {"1x1 2048-512 at 7", 8, 2048, 7, 512, 1, 0},
    {"alexnet first", 1, 3, 224, 64, 11, 2, 4},
    {"resnet50 first", 8, 3, 224, 64, 7, 3, 2},
    {"resnet first", 32, 3, 32, 64, 3, 1},
    {"vgg 3-64 at 224", 1, 3, 224, 64, 3, 1},
    {"vgg 64 at 224", 1, 64, 224, 64, 3, 1},
    {"vgg 64-128 at 112", 1, 64, 112, 128, 3, 1},
    {"vgg 128 at 112", 1, 128, 112, 128, 3, 1},
    {"vgg 256 at 56", 1, 256, 56, 256, 3, 1},
    {"vgg 256-512 at 28", 1, 256, 28, 512, 3, 1},
    {"vgg 512 at 28", 1, 512, 28, 512, 3, 1},
    {"vgg 512 at 14", 1, 512, 14, 512, 3, 1},
    {"batch8 vgg 512 at 28", 8, 512, 28, 512, 3, 1},
    {"batch8 vgg 512 at 14", 8, 512, 14, 512, 3, 1},
    {"alexnet 64-192 at 27", 1, 64, 27, 192, 5, 2},
    {"alexnet 192-384 at 13", 1, 192, 13, 384, 3, 1},
    {"alexnet 384-256 at 13", 1, 384, 13, 256, 3, 1},
    {"batch8 alexnet 64-192 at 27", 8, 64, 27, 192, 5, 2},
    {"batch8 alexnet 384-256 at 13", 8, 384, 13, 256, 3, 1},
    {"cnn 1-32 at 28", 64, 1, 28, 32, 5, 2},
    {"cnn 32-64 at 14", 64, 32, 14, 64, 5, 2},
    {"small 8-16 at 28", 64, 8, 28, 16, 3, 1},
    {"small 16-32 at 14", 64, 16, 14, 32, 3, 1},
    {"LeNet 1-6 at 28", 64, 1, 28, 6, 5, 2},
    {"LeNet 6-16 at 14", 64, 6, 14, 16, 5, 0},
    {"dcgan 1-64 at 28", 32, 1, 28, 64, 4, 1, 2},
    {"dcgan 64-128 at 14", 32, 64, 14, 128, 4, 1, 2},
    {"dcgan 128-256 at 7", 32, 128, 7, 256, 4, 1, 2},
    {"dcgan 64-128 at 32", 16, 64, 32, 128, 4, 1, 2},
    {"dcgan 128-256 at 16", 16, 128, 16, 256, 4, 1, 2},
    {"dcgan 256-512 at 8", 16, 256, 8, 512, 4, 1, 2},
    {"batch8 alexnet first", 8, 3, 224, 64, 11, 2, 4},
    {"resnet50 first, one image", 1, 3, 224, 64, 7, 3, 2},
    {"5x5 by 2, 32-64 at 28", 32, 32, 28, 64, 5, 2, 2},
    {"dilated 64 at 32", 8, 64, 32, 64, 3, 2, 1, 2},
    {"dilated 256 at 28", 1, 256, 28, 256, 3, 4, 1, 4},
    {"dilated 32-64 at 28", 32, 32, 28, 64, 3, 2, 1, 2},
    {"dilated 16-32 at 28", 32, 16, 28, 32, 3, 2, 1, 2},
    {"grouped 128 at 28, by 4", 4, 128, 28, 128, 3, 1, 1, 1, 32},
    {"grouped 256 at 28, by 8", 4, 256, 28, 256, 3, 1, 1, 1, 32},
    {"grouped 512 at 14, by 16", 4, 512, 14, 512, 3, 1, 1, 1, 32},
    {"grouped 256 by 2 at 28, by 8", 4, 256, 28, 256, 3, 1, 2, 1, 32},
    {"grouped 1024 at 7, by 32", 4, 1024, 7, 1024, 3, 1, 1, 1, 32},
    {"grouped 1x1 240 at 28, by 80", 4, 240, 28, 240, 1, 0, 1, 1, 3},
    {"grouped 96-256 at 27", 1, 96, 27, 256, 5, 2, 1, 1, 2},
    {"depthwise 32 at 112", 1, 32, 112, 32, 3, 1, 1, 1, 32},
    {"depthwise 96 by 2 at 56", 8, 96, 56, 96, 3, 1, 2, 1, 96},
    {"depthwise 144 at 16", 16, 144, 16, 144, 3, 1, 1, 1, 144},
    {"depthwise 384 at 14", 8, 384, 14, 384, 3, 1, 1, 1, 384},
    {"depthwise 576 by 2 at 14", 8, 576, 14, 576, 3, 1, 2, 1, 576},
    {"depthwise 960 at 4", 16, 960, 4, 960, 3, 1, 1, 1, 960},
    {"depthwise 5x5 240 at 14", 8, 240, 14, 240, 5, 2, 1, 1, 240},
    {"few outputs 256-1 at 3", 32, 256, 3, 1, 3, 0},
    {"few outputs 100-256 at 4", 32, 256, 4, 100, 4, 0},
    {"few outputs 16-120 at 5", 64, 16, 5, 120, 5, 0},
    {"few outputs 128-128 at 4", 64, 128, 4, 128, 3, 0},
    {"few outputs 512-512 at 2", 64, 512, 2, 512, 1, 0},
    {"one image 32 at 32", 1, 32, 32, 32, 3, 1},
    {"one image 512 at 7", 1, 512, 7, 512, 3, 1},
    {"one image 512 at 10", 1, 512, 10, 512, 3, 1},
    {"one image 64 at 7", 1, 64, 7, 64, 3, 1},
    {"one image 32-64 at 12", 1, 32, 12, 64, 3, 0},
};

using enum Pass;
constexpr const char* kPassNames[] = {"forward", "grad_in", "grad_weight"};

struct Data {
  std::vector<float> values;
  std::vector<int64_t> sizes, strides;
  Data(std::initializer_list<int64_t> shape, unsigned seed) : sizes(shape), strides(shape.size()) {
    int64_t count = 1;
    for (size_t i = sizes.size(); i-- > 0; count *= sizes[i]) strides[i] = count;
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-1, 1);
    values.resize(static_cast<size_t>(count));
    for (float& x : values) x = uniform(random);
  }
  View view() {
    View v;
    v.data = values.data(), v.sizes = sizes.data(), v.strides = strides.data();
    v.numel = static_cast<int64_t>(values.size());
    v.dtype = kFloat;
    v.dims = 4;
    return v;
  }
};

// One layer with its input, weight and output; the pass decides which of them is the result.
struct Problem {
  Layer l;
  Pass pass;
  Data x, w, y;
  Problem(const Layer& layer, Pass p)
      : l(layer),
        pass(p),
        x({l.n, l.c, l.size, l.size}, 1),
        w({l.oc, l.c / l.groups, l.kernel, l.kernel}, 2),
        y({l.n, l.oc, l.out(), l.out()}, 3) {}
  Data& result() { return pass == kForward ? y : pass == kGradIn ? x : w; }
  ConvWindow window() const {
    return {.stride_h = l.stride,
            .stride_w = l.stride,
            .pad_h = l.pad,
            .pad_w = l.pad,
            .dilation_h = l.dilation,
            .dilation_w = l.dilation,
            .groups = l.groups};
  }
  ConvShape shape() const {
    return {l.n,      l.c,      l.size,   l.size, l.oc,  l.out(),    l.out(),    l.kernel,
            l.kernel, l.stride, l.stride, l.pad,  l.pad, l.dilation, l.dilation, l.groups};
  }
};

// Element i of the result in double; `mine` has the operands (the result's own values are not read).
double exact(const Problem& p, int64_t i) {
  const Layer& l = p.l;
  const int64_t k = l.kernel, out = l.out(), in = l.c / l.groups,
                each = l.oc / l.groups;  // channels of a group
  const auto x = [&](int64_t n, int64_t c, int64_t h, int64_t w) {
    return h < 0 || w < 0 || h >= l.size || w >= l.size
               ? 0.0
               : double(p.x.values[size_t(((n * l.c + c) * l.size + h) * l.size + w)]);
  };
  // At a place of the input; nothing lies between the outputs.
  const auto y = [&](int64_t n, int64_t o, int64_t h, int64_t w) {
    const bool between = h % l.stride != 0 || w % l.stride != 0;
    h /= l.stride, w /= l.stride;
    return between || h < 0 || w < 0 || h >= out || w >= out
               ? 0.0
               : double(p.y.values[size_t(((n * l.oc + o) * out + h) * out + w)]);
  };
  const auto weight = [&](int64_t o, int64_t c, int64_t a, int64_t b) {
    return double(p.w.values[size_t(((o * in + c) * k + a) * k + b)]);
  };
  const auto& s = p.pass == kForward ? p.y.sizes : p.pass == kGradIn ? p.x.sizes : p.w.sizes;
  const int64_t d = i % s[3], c = i / s[3] % s[2], b = i / s[3] / s[2] % s[1], a = i / s[3] / s[2] / s[1];
  double sum = 0;
  if (p.pass == kGradWeight) {
    for (int64_t n = 0; n < l.n; ++n)
      for (int64_t h = 0; h < out; ++h)
        for (int64_t v = 0; v < out; ++v)
          sum += y(n, a, h * l.stride, v * l.stride) * x(n, a / each * in + b,
                                                         h * l.stride + c * l.dilation - l.pad,
                                                         v * l.stride + d * l.dilation - l.pad);
    return sum;
  }
  for (int64_t q = 0; q < (p.pass == kForward ? in : each); ++q)
    for (int64_t e = 0; e < k; ++e)
      for (int64_t f = 0; f < k; ++f)
        sum += p.pass == kForward
                   ? x(a, b / each * in + q, c * l.stride + e * l.dilation - l.pad,
                       d * l.stride + f * l.dilation - l.pad) *
                         weight(b, q, e, f)
                   : y(a, b / in * each + q, c - e * l.dilation + l.pad, d - f * l.dilation + l.pad) *
                         weight(b / in * each + q, b % in, e, f);
  return sum;
}

bool onednn_direct(Problem& p) {
  float *x = p.x.values.data(), *w = p.w.values.data(), *y = p.y.values.data();
  if (p.pass == kForward) return onednn::conv_forward(p.shape(), x, w, nullptr, y);
  return p.pass == kGradIn ? onednn::conv_backward_input(p.shape(), y, w, x)
                           : onednn::conv_backward_weight(p.shape(), y, x, w, nullptr);
}

template <class Kernels> bool native(Problem& p) {
  const Kernels& kernels = cpu_kernels<Kernels>();
  const View x = p.x.view(), w = p.w.view(), y = p.y.view();
  if (p.pass == kForward) kernels.forward(p.window(), x, w, {}, y);
  else if (p.pass == kGradIn) kernels.grad_in(p.window(), y, w, {}, x);
  else kernels.grad_weight(p.window(), y, x, w);
  return true;
}
bool im2col(Problem& p) { return native<ConvKernels>(p); }
bool winograd(Problem& p) {
  return winograd_fits(p.window(), p.l.kernel, p.l.kernel) && native<WinogradKernels>(p);
}
bool over_phases(Problem& p) {
  if ((p.l.stride > 1) == (p.l.dilation > 1) || p.l.groups > 1) return false;
  const ConvShape shape = p.shape(), plain = phased(shape);
  if (!phases_fit(plain)) return false;
  const View x = p.x.view(), w = p.w.view(), y = p.y.view();
  if (p.pass == kForward) phased_forward(shape, x, w, {}, y);
  else if (p.pass == kGradIn) phased_grad_input(shape, y, w, {}, x);
  else phased_grad_weight(shape, y, x, w);
  return true;
}

// Of layers with a channel in each group: a tap after the other, along whole rows.
bool by_taps(Problem& p) {
  const Layer& l = p.l;
  if (l.groups != l.c || l.oc != l.c || l.groups == 1) return false;
  std::fill(p.result().values.begin(), p.result().values.end(), 0.0f);
  const int64_t out = l.out(), taps = l.kernel * l.kernel;
  for (int64_t plane = 0; plane < l.n * l.c; ++plane)
    for (int64_t tap = 0; tap < taps; ++tap) {
      float& w = p.w.values[size_t(plane % l.c * taps + tap)];
      const int64_t down = tap / l.kernel * l.dilation - l.pad, right = tap % l.kernel * l.dilation - l.pad;
      for (int64_t i = 0; i < out; ++i) {
        const int64_t row = i * l.stride + down;
        if (row < 0 || row >= l.size) continue;
        float *x = p.x.values.data() + (plane * l.size + row) * l.size + right,
              *y = p.y.values.data() + (plane * out + i) * out;
        int64_t first = 0, last = out;
        while (first * l.stride + right < 0) ++first;
        while ((last - 1) * l.stride + right >= l.size) --last;
        if (p.pass == kForward)
          for (int64_t j = first; j < last; ++j) y[j] += w * x[j * l.stride];
        else if (p.pass == kGradIn)
          for (int64_t j = first; j < last; ++j) x[j * l.stride] += w * y[j];
        else
          for (int64_t j = first; j < last; ++j) w += y[j] * x[j * l.stride];
      }
    }
  return true;
}

#if RUSHLIGHT_ONEDNN && DNNL_VERSION_MAJOR == 2
// oneDNN's Winograd with the reorders that plain tensors need; false where it has none.
bool onednn_winograd(Problem& p) {
  if (p.l.stride != 1 || p.l.dilation != 1 || p.l.groups != 1) return false;
  using namespace dnnl;
  static engine cpu(engine::kind::cpu, 0);
  static stream queue(cpu);
  const auto desc = [](const Data& d, memory::format_tag tag) {
    return memory::desc(memory::dims(d.sizes.begin(), d.sizes.end()), memory::data_type::f32, tag);
  };
  const auto any = memory::format_tag::any, plain = memory::format_tag::nchw;
  const memory::dims one{1, 1}, pad{p.l.pad, p.l.pad};
  const memory::desc x = desc(p.x, any), w = desc(p.w, any), y = desc(p.y, any);
  const auto kind = algorithm::convolution_winograd;
  try {
    const convolution_forward::primitive_desc hint(
        {prop_kind::forward_training, kind, x, w, y, one, pad, pad}, cpu);
    const auto run = [&](const primitive& made, const memory::desc& a, const memory::desc& b,
                         const memory::desc& c, Data& from, Data& with, Data& to, std::array<int, 3> names) {
      memory in_a(a, cpu), in_b(b, cpu), out(c, cpu);
      memory user_a(desc(from, plain), cpu, from.values.data()),
          user_b(desc(with, plain), cpu, with.values.data()), user_c(desc(to, plain), cpu, to.values.data());
      reorder(user_a, in_a).execute(queue, user_a, in_a);
      reorder(user_b, in_b).execute(queue, user_b, in_b);
      made.execute(queue, {{names[0], in_a}, {names[1], in_b}, {names[2], out}});
      reorder(out, user_c).execute(queue, out, user_c);
      queue.wait();
      return true;
    };
    if (p.pass == kForward)
      return run(convolution_forward(hint), hint.src_desc(), hint.weights_desc(), hint.dst_desc(), p.x, p.w,
                 p.y, {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST});
    if (p.pass == kGradIn) {
      const convolution_backward_data::primitive_desc d({kind, x, w, y, one, pad, pad}, cpu, hint);
      return run(convolution_backward_data(d), d.diff_dst_desc(), d.weights_desc(), d.diff_src_desc(), p.y,
                 p.w, p.x, {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC});
    }
    const convolution_backward_weights::primitive_desc d({kind, x, w, y, one, pad, pad}, cpu, hint);
    return run(convolution_backward_weights(d), d.src_desc(), d.diff_dst_desc(), d.diff_weights_desc(), p.x,
               p.y, p.w, {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS});
  } catch (const dnnl::error&) { return false; }
}
#else
bool onednn_winograd(Problem&) { return false; }
#endif

using Attempt = bool (*)(Problem&);
constexpr Attempt kAttempts[] = {onednn_direct, onednn_winograd, im2col, winograd, over_phases, by_taps};
constexpr int kCount = 6;

// The relative rms error of the result at the sampled elements.
double error_of(Problem& p, const std::vector<int64_t>& samples, const std::vector<double>& want) {
  double error = 0, size = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const double e = p.result().values[size_t(samples[i])] - want[i];
    error += e * e, size += want[i] * want[i];
  }
  return std::sqrt(error / size);
}

// False when an attempt is wrong.
bool report(const Layer& l, Pass pass, int rounds) {
  Problem p(l, pass);
  std::mt19937 random(4);
  std::vector<int64_t> samples(300);
  std::vector<double> want, errors(kCount, 0), times[kCount];
  for (int64_t& i : samples) i = int64_t(random() % p.result().values.size());
  for (int64_t i : samples) want.push_back(exact(p, i));
  bool there[kCount];
  for (int a = 0; a < kCount; ++a) {
    std::fill(p.result().values.begin(), p.result().values.end(), NAN);
    there[a] = kAttempts[a](p);
    if (there[a]) errors[size_t(a)] = error_of(p, samples, want);
    if (there[a] && !(errors[size_t(a)] < 1e-5)) {
      std::printf("%s %s: attempt %d is wrong, error %g\n", l.name, kPassNames[int(pass)], a + 1,
                  errors[size_t(a)]);
      return false;
    }
  }
  for (int round = 0; round < rounds; ++round)
    for (int a = 0; a < kCount; ++a) {
      if (!there[a]) continue;
      const double start = lab::seconds(lab::Clock::kWall);
      kAttempts[a](p);
      times[a].push_back(1e3 * (lab::seconds(lab::Clock::kWall) - start));
    }
  std::printf("{\"layer\":\"%s\",\"pass\":\"%s\",\"ms\":[", l.name, kPassNames[int(pass)]);
  double p10[kCount];
  for (int a = 0; a < kCount; ++a) {
    p10[a] = times[a].empty() ? 0 : lab::p10(times[a]);
    std::printf(a ? ",%.3f" : "%.3f", p10[a]);
  }
  const int fast = there[3] ? 3 : 4;
  std::printf("],\"direct_to_winograd\":%.2f,\"errors\":[",
              there[fast] ? p10[there[0] ? 0 : 2] / p10[fast] : 0);
  for (int a = 0; a < kCount; ++a) std::printf(a ? ",%.2g" : "%.2g", errors[size_t(a)]);
  std::printf("]}\n");
  std::fflush(stdout);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  for (const Layer& l : kLayers)
    for (Pass pass : {kForward, kGradIn, kGradWeight})
      if (std::strstr(l.name, argc > 1 ? argv[1] : "") && !report(l, pass, rounds)) return 1;
}
