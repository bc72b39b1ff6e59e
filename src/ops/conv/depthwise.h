// Depthwise convolution: each output channel sees one input channel, so there is nothing for a matrix product
// to share. A row of outputs is the sum of shifted rows of inputs, tap by tap. Included by conv_cpu.cpp only.
#pragma once

#include "ops/conv/patches.h"

namespace torch::inline rushlight {
namespace {

/// Calls body(tap, row of outputs, first input, outputs inside) for all taps and rows of one plane.
template <class Body> void each_tap_row(const ConvSizes& s, const Body& body) {
  for (int64_t y = 0; y < s.oh; ++y) {
    const int64_t top = y * s.k.stride_h - s.k.pad_h;
    const Range rows = taps(top, s.kernel_h, s.k.dilation_h, s.h);
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = 0; b < s.kernel_w; ++b) {
        const int64_t offset = b * s.k.dilation_w - s.k.pad_w;
        const Range in = outputs_inside(offset, s.k.stride_w, s.w, s.ow);
        if (in.first == in.last) continue;
        const int64_t from = (top + a * s.k.dilation_h) * s.w + in.first * s.k.stride_w + offset;
        body(a * s.kernel_w + b, y * s.ow + in.first, from, in.last - in.first);
      }
  }
}

template <class T> void depthwise_forward(const ConvSizes& s, const T* in, const T* weight, T bias, T* out) {
  fill_row(out, s.oh * s.ow, bias);
  const int64_t stride = s.k.stride_w;
  each_tap_row(s, [&](int64_t tap, int64_t to, int64_t from, int64_t count) {
    const T scale = weight[tap];
    const T* x = in + from;
    T* y = out + to;
    if (stride == 1)
      each_column<T>(count, true, [=](auto d, int64_t j) {
        hn::StoreU(hn::MulAdd(hn::Set(d, scale), hn::LoadU(d, x + j), hn::LoadU(d, y + j)), d, y + j);
      });
    else
      for (int64_t j = 0; j < count; ++j) y[j] += scale * x[j * stride];
  });
}

/// Adds to grad_in.
template <class T>
void depthwise_grad_in(const ConvSizes& s, const T* grad_out, const T* weight, T* grad_in) {
  const int64_t stride = s.k.stride_w;
  each_tap_row(s, [&](int64_t tap, int64_t from, int64_t to, int64_t count) {
    const T scale = weight[tap];
    const T* g = grad_out + from;
    T* x = grad_in + to;
    if (stride == 1)
      each_column<T>(count, true, [=](auto d, int64_t j) {
        hn::StoreU(hn::MulAdd(hn::Set(d, scale), hn::LoadU(d, g + j), hn::LoadU(d, x + j)), d, x + j);
      });
    else
      for (int64_t j = 0; j < count; ++j) x[j * stride] += scale * g[j];
  });
}

/// Adds to grad_weight.
template <class T>
void depthwise_grad_weight(const ConvSizes& s, const T* grad_out, const T* in, T* grad_weight) {
  const int64_t stride = s.k.stride_w;
  each_tap_row(s, [&](int64_t tap, int64_t from, int64_t at, int64_t count) {
    const T* g = grad_out + from;
    const T* x = in + at;
    T sum = 0;
    if (stride == 1)
      each_column<T>(count, true, [&](auto d, int64_t j) HWY_ATTR {
        sum += hn::GetLane(hn::SumOfLanes(d, hn::Mul(hn::LoadU(d, g + j), hn::LoadU(d, x + j))));
      });
    else
      for (int64_t j = 0; j < count; ++j) sum += g[j] * x[j * stride];
    grad_weight[tap] += sum;
  });
}

}  // namespace
}  // namespace torch::inline rushlight
