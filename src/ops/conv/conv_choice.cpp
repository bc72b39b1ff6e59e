// The choice of implementation of a convolution (see conv_op.h).
#include "cpu/onednn.h"
#include "op/kernels.h"
#include "ops/conv/conv_op.h"
#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

ConvShape shape_of(const ConvWindow& k, const View& x, const View& w, const View& y) {
  const bool flat = k.dims == 1;
  const int d = x.dims - k.dims;  // where the spatial dimensions begin
  ConvShape s{};
  s.n = d == 2 ? x.sizes[0] : 1;
  s.ic = x.sizes[d - 1], s.oc = w.sizes[0];
  s.ih = flat ? 1 : x.sizes[d], s.iw = x.sizes[x.dims - 1];
  s.oh = flat ? 1 : y.sizes[d], s.ow = y.sizes[y.dims - 1];
  s.kh = flat ? 1 : w.sizes[2], s.kw = w.sizes[w.dims - 1];
  s.stride_h = k.stride_h, s.stride_w = k.stride_w;
  s.pad_h = k.pad_h, s.pad_w = k.pad_w;
  s.dilation_h = k.dilation_h, s.dilation_w = k.dilation_w;
  s.groups = k.groups;
  return s;
}

// A plan of oneDNN's costs some microseconds to look up: tiny problems are done sooner by the native kernel.
bool worth_a_plan(const ConvShape& s) {
  const int64_t products = s.n * s.oc * s.oh * s.ow * (s.ic / s.groups) * s.kh * s.kw;
  return products >= 100000;
}

bool try_onednn(const ConvWindow& k, const View& x) {
  return x.dtype == kFloat && k.dims < 3 && onednn::enabled();
}

// False where the input is larger than its windows need (a transposed convolution with a wide output_padding).
bool fits(const ConvWindow& k, const ConvShape& s) {
  return axis_of(k, 0).outputs(s.iw, s.kw) == s.ow && axis_of(k, 1).outputs(s.ih, s.kh) == s.oh;
}

void add_bias(const View& bias, const View& x) {
  if (!bias.defined() || x.numel == 0) return;
  const int64_t channels = x.sizes[1], plane = x.numel / (x.sizes[0] * channels);
  parallel_for(0, x.sizes[0] * channels, 32768 / plane + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const float b = bias.as<const float>()[i % channels];
      for (float *p = x.as<float>() + i * plane, *end = p + plane; p < end; ++p) *p += b;
    }
  });
}

}  // namespace

void conv_forward(const ConvWindow& window, const View& x, const View& w, const View& bias, const View& y) {
  if (try_onednn(window, x)) {
    const ConvShape s = shape_of(window, x, w, y);
    if (worth_a_plan(s) &&
        onednn::conv_forward(s, x.as<float>(), w.as<float>(), bias.as<float>(), y.as<float>()))
      return;
  }
  kernels<ConvKernels>(x).forward(window, x, w, bias, y);
}

void conv_grad_input(const ConvWindow& window, const View& grad_y, const View& w, const View& bias,
                     const View& grad_x) {
  if (try_onednn(window, grad_y)) {
    const ConvShape s = shape_of(window, grad_x, w, grad_y);
    if (worth_a_plan(s) && fits(window, s) &&
        onednn::conv_backward_input(s, grad_y.as<float>(), w.as<float>(), grad_x.as<float>()))
      return add_bias(bias, grad_x);
  }
  kernels<ConvKernels>(grad_y).grad_in(window, grad_y, w, bias, grad_x);
}

void conv_grad_weight(const ConvWindow& window, const View& grad_y, const View& x, const View& grad_w) {
  if (try_onednn(window, x)) {
    const ConvShape s = shape_of(window, x, grad_w, grad_y);
    if (worth_a_plan(s) &&
        onednn::conv_backward_weight(s, grad_y.as<float>(), x.as<float>(), grad_w.as<float>(), nullptr))
      return;
  }
  kernels<ConvKernels>(x).grad_weight(window, grad_y, x, grad_w);
}

}  // namespace rushlight
