// Windows that take the whole input: one output for each channel, so that the convolution is a dense layer, and its gradients
// are those of one. Included by conv_cpu.cpp only.
#pragma once

#include "cpu/gemm/product.h"
#include "cpu/scratch.h"
#include "ops/conv/patches.h"

namespace torch::inline rushlight {
namespace {

inline bool is_whole(const ConvSizes& s) {
  return s.out_plane() == 1 && s.k.pad_d == 0 && s.k.pad_h == 0 && s.k.pad_w == 0 && s.kernel_d == s.d &&
         s.kernel_h == s.h && s.kernel_w == s.w;
}

// One group of channels: matrices x (n, depth), weight (oc, depth) and y (n, oc), whose rows are so far apart.
template <class T> struct DenseGroup {
  const ConvSizes& s;
  int64_t x_row, y_row;
  explicit DenseGroup(const ConvSizes& sizes)
      : s(sizes), x_row(s.k.groups * s.in_group()), y_row(s.k.groups * s.oc) {}

  /// y = x * weight^T + bias.
  GemmArgs forward(const T* x, const T* weight, const T* bias, T* y) const {
    GemmArgs g;
    g.m = s.n, g.n = s.oc, g.k = s.depth();
    g.a = x, g.a_row = x_row, g.a_col = 1;
    g.b = weight, g.b_row = 1, g.b_col = s.depth();
    g.c = y, g.c_row = y_row;
    g.column_bias = bias;
    return g;
  }
  /// x = y * weight + bias, which has an entry for each column.
  GemmArgs grad_in(const T* y, const T* weight, const T* bias, T* x) const {
    GemmArgs g;
    g.m = s.n, g.n = s.depth(), g.k = s.oc;
    g.a = y, g.a_row = y_row, g.a_col = 1;
    g.b = weight, g.b_row = s.depth(), g.b_col = 1;
    g.c = x, g.c_row = x_row;
    g.column_bias = bias;
    return g;
  }
  /// weight = y^T * x.
  GemmArgs grad_weight(const T* y, const T* x, T* weight) const {
    GemmArgs g;
    g.m = s.oc, g.n = s.depth(), g.k = s.n;
    g.a = y, g.a_row = 1, g.a_col = y_row;
    g.b = x, g.b_row = x_row, g.b_col = 1;
    g.c = weight, g.c_row = s.depth();
    return g;
  }
};

/// The three passes over all groups.
template <class T>
void forward_whole(const ConvSizes& s, const T* in, const T* weight, const T* bias, T* out) {
  for (int64_t i = 0; i < s.k.groups; ++i)
    product<T>(DenseGroup<T>(s).forward(in + i * s.in_group(), weight + i * s.weight_group(),
                                        bias ? bias + i * s.oc : nullptr, out + i * s.oc));
}
template <class T>
void grad_in_whole(const ConvSizes& s, const T* grad_out, const T* weight, const T* bias, T* to) {
  Scratch<T> columns(bias ? s.depth() : 0);  // the bias of each element
  for (int64_t i = 0; i < s.k.groups; ++i) {
    for (int64_t c = 0; c < (bias ? s.c : 0); ++c)
      fill_row(columns.data + c * s.in_plane(), s.in_plane(), bias[i * s.c + c]);
    product<T>(DenseGroup<T>(s).grad_in(grad_out + i * s.oc, weight + i * s.weight_group(), columns.data,
                                        to + i * s.in_group()));
  }
}
template <class T> void grad_weight_whole(const ConvSizes& s, const T* grad_out, const T* in, T* to) {
  for (int64_t i = 0; i < s.k.groups; ++i)
    product<T>(
        DenseGroup<T>(s).grad_weight(grad_out + i * s.oc, in + i * s.in_group(), to + i * s.weight_group()));
}

}  // namespace
}  // namespace torch::inline rushlight
