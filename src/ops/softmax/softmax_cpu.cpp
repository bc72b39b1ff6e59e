// Softmax. Along the last dimension a row is contiguous and fills vectors itself; along any other, vectors hold neighbouring
// rows, in strips where all classes of a vector would be too far apart for the caches. The largest value is taken off first,
// so nothing overflows. Next: rows_exp.h.
#include "ops/softmax/softmax.h"

#include <cmath>

#include "cpu/transpose.h"
#include "op/cpu_table.h"
#include "ops/softmax/rows_exp.h"

namespace torch::inline rushlight {
namespace {

template <class T> void forward_row(const T* in, int64_t count, T* out, bool logarithm) {
  const RowSum<T> s = exponentials(in, count, logarithm ? nullptr : out);
  const T factor = 1 / s.sum, logarithm_of_sum = logarithm ? std::log(s.sum) : T(0);
  each_vector<T>(count, [&](auto lanes, int64_t j) HWY_ATTR {
    // max first: x - max is exact for neighbours of the largest value
    const auto v = logarithm ? hn::Sub(hn::Sub(lanes.load(in + j), hn::Set(lanes.d, s.max)),
                                       hn::Set(lanes.d, logarithm_of_sum))
                             : hn::Mul(lanes.load(out + j), hn::Set(lanes.d, factor));
    lanes.store(v, out + j);
  });
}

template <class D, class T>
void forward_columns(D d, const T* in, int64_t classes, int64_t inner, T* out, bool logarithm) {
  const ColumnSum<D> s = column_exponentials(d, in, classes, inner, logarithm ? nullptr : out);
  const auto factor = hn::Div(hn::Set(d, T(1)), s.sum);
  const auto log_sum = logarithm ? vec::log(d, s.sum) : factor;
  for (int64_t c = 0; c < classes; ++c) {
    const auto v = logarithm ? hn::Sub(hn::Sub(hn::LoadU(d, in + c * inner), s.max), log_sum)
                             : hn::Mul(hn::LoadU(d, out + c * inner), factor);
    hn::StoreU(v, d, out + c * inner);
  }
}

// What bench/lab/softmax.cpp chose:
constexpr int64_t kShort = 32;  // classes up to which as many rows as a vector has lanes go together

// Rows [first, last) of few classes, turned so that vectors hold neighbouring rows; returns the first row not done.
template <class T>
int64_t forward_short_rows(const T* in, int64_t classes, int64_t first, int64_t last, T* out,
                           bool logarithm) {
  const hn::ScalableTag<T> d;
  constexpr int64_t L = hn::MaxLanes(hn::ScalableTag<T>());
  alignas(64) T tile[kShort * L];
  for (; first + L <= last; first += L) {
    transpose_block(in + first * classes, classes, L, classes, tile, L);
    forward_columns(d, tile, classes, L, tile, logarithm);
    transpose_block(tile, L, classes, L, out + first * classes, classes);
  }
  return first;
}

// And there:
constexpr int64_t kFar = 4096;   // elements from the first class to the last for which strips pay
constexpr int64_t kStrip = 256;  // columns of a strip

// `width` columns, one class after the other. What belongs to a column is kept in whole vectors: a masked load would wait
// until the masked store before it is in the cache.
template <class T>
void forward_strip(const T* in, int64_t classes, int64_t inner, int64_t width, T* out, bool logarithm) {
  T max[kStrip] = {}, sum[kStrip] = {};
  for (int64_t k = 0; k < width; ++k) max[k] = in[k];
  for (int64_t c = 1; c < classes; ++c)
    each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
      const auto v = lanes.load(in + c * inner + k), m = hn::LoadU(lanes.d, max + k);
      hn::StoreU(hn::IfThenElse(hn::Gt(v, m), v, m), lanes.d, max + k);
    });
  for (int64_t c = 0; c < classes; ++c)
    each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
      const auto below = hn::Sub(lanes.load(in + c * inner + k), hn::LoadU(lanes.d, max + k));
      const auto e = vec::exp_of_differences(lanes.d, below);
      if (!logarithm) lanes.store(e, out + c * inner + k);
      hn::StoreU(hn::Add(hn::LoadU(lanes.d, sum + k), e), lanes.d, sum + k);
    });
  each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
    const auto s = hn::LoadU(lanes.d, sum + k);
    hn::StoreU(logarithm ? vec::log(lanes.d, s) : hn::Div(hn::Set(lanes.d, T(1)), s), lanes.d, sum + k);
  });
  for (int64_t c = 0; c < classes; ++c)
    each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
      const int64_t at = c * inner + k;
      const auto m = hn::LoadU(lanes.d, max + k), s = hn::LoadU(lanes.d, sum + k);
      lanes.store(logarithm ? hn::Sub(hn::Sub(lanes.load(in + at), m), s) : hn::Mul(lanes.load(out + at), s),
                  out + at);
    });
}

// Calls strip(offset of the first element, columns) for all parts of a tensor whose classes are far apart.
template <class Strip> void for_each_strip(const Cut& cut, const Strip& strip) {
  const int64_t each = (cut.inner / get_num_threads() + 63) / 64 * 64;
  const int64_t width = each < 64 ? 64 : each < kStrip ? each : kStrip;
  const int64_t strips = (cut.inner + width - 1) / width;
  share(cut.outer * strips, cut.classes * width, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const int64_t j = i % strips * width;
      strip(i / strips * cut.classes * cut.inner + j, cut.inner - j < width ? cut.inner - j : width);
    }
  });
}
bool in_strips(const Cut& cut) { return cut.inner >= 64 && cut.classes * cut.inner > kFar; }

template <class T> void forward(const View& in, const View& out, int dim, bool logarithm) {
  const Cut cut = cut_at(in, dim);
  if (in.numel == 0) return;
  const T* const from = in.as<const T>();
  T* const to = out.as<T>();
  if (in_strips(cut))
    return for_each_strip(cut, [&](int64_t at, int64_t width) {
      forward_strip(from + at, cut.classes, cut.inner, width, to + at, logarithm);
    });
  share(cut.outer, cut.classes * cut.inner, [&](int64_t first, int64_t last) {
    if (cut.inner == 1 && cut.classes <= kShort)
      first = forward_short_rows(from, cut.classes, first, last, to, logarithm);
    for (int64_t o = first; o < last; ++o) {
      const int64_t at = o * cut.classes * cut.inner;
      if (cut.inner == 1) {
        forward_row(from + at, cut.classes, to + at, logarithm);
        continue;
      }
      each_column<T>(cut.inner, true, [&](auto d, int64_t j) {
        forward_columns(d, from + at + j, cut.classes, cut.inner, to + at + j, logarithm);
      });
    }
  });
}

// softmax: (g - sum(g y)) y; its logarithm: g - exp(y) sum(g)
template <class T> void backward_row(const T* g, const T* y, int64_t count, T* to, bool logarithm) {
  const T sum = sum_row<T>(count, [&](auto lanes, int64_t j) HWY_ATTR {
    return logarithm ? lanes.load(g + j) : hn::Mul(lanes.load(g + j), lanes.load(y + j));
  });
  each_vector<T>(count, [&](auto lanes, int64_t j) HWY_ATTR {
    const auto s = hn::Set(lanes.d, sum), v = lanes.load(y + j), grad = lanes.load(g + j);
    lanes.store(logarithm ? hn::NegMulAdd(vec::exp_of_differences(lanes.d, v), s, grad)
                          : hn::Mul(hn::Sub(grad, s), v),
                to + j);
  });
}

template <class D, class T>
void backward_columns(D d, const T* g, const T* y, int64_t classes, int64_t inner, T* to, bool logarithm) {
  auto sum = hn::Zero(d);
  for (int64_t c = 0; c < classes * inner; c += inner)
    sum = logarithm ? hn::Add(sum, hn::LoadU(d, g + c))
                    : hn::MulAdd(hn::LoadU(d, g + c), hn::LoadU(d, y + c), sum);
  for (int64_t c = 0; c < classes * inner; c += inner) {
    const auto v = hn::LoadU(d, y + c), grad = hn::LoadU(d, g + c);
    hn::StoreU(
        logarithm ? hn::NegMulAdd(vec::exp_of_differences(d, v), sum, grad) : hn::Mul(hn::Sub(grad, sum), v),
        d, to + c);
  }
}

template <class T>
void backward_strip(const T* g, const T* y, int64_t classes, int64_t inner, int64_t width, T* to,
                    bool logarithm) {
  T sum[kStrip] = {};
  for (int64_t c = 0; c < classes; ++c)
    each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
      const auto grad = lanes.load(g + c * inner + k), s = hn::LoadU(lanes.d, sum + k);
      hn::StoreU(logarithm ? hn::Add(s, grad) : hn::MulAdd(grad, lanes.load(y + c * inner + k), s), lanes.d,
                 sum + k);
    });
  for (int64_t c = 0; c < classes; ++c)
    each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
      const int64_t at = c * inner + k;
      const auto v = lanes.load(y + at), grad = lanes.load(g + at), s = hn::LoadU(lanes.d, sum + k);
      lanes.store(logarithm ? hn::NegMulAdd(vec::exp_of_differences(lanes.d, v), s, grad)
                            : hn::Mul(hn::Sub(grad, s), v),
                  to + at);
    });
}

template <class T>
void backward(const View& grad_out, const View& out, const View& grad_in, int dim, bool logarithm) {
  const Cut cut = cut_at(out, dim);
  if (out.numel == 0) return;
  if (in_strips(cut))
    return for_each_strip(cut, [&](int64_t at, int64_t width) {
      backward_strip(grad_out.as<const T>() + at, out.as<const T>() + at, cut.classes, cut.inner, width,
                     grad_in.as<T>() + at, logarithm);
    });
  share(cut.outer, cut.classes * cut.inner, [&](int64_t first, int64_t last) {
    for (int64_t o = first; o < last; ++o) {
      const int64_t at = o * cut.classes * cut.inner;
      const T *g = grad_out.as<const T>() + at, *y = out.as<const T>() + at;
      T* to = grad_in.as<T>() + at;
      if (cut.inner == 1) {
        backward_row(g, y, cut.classes, to, logarithm);
        continue;
      }
      each_column<T>(cut.inner, true, [&](auto d, int64_t j) {
        backward_columns(d, g + j, y + j, cut.classes, cut.inner, to + j, logarithm);
      });
    }
  });
}

}  // namespace

template <> const SoftmaxKernels& cpu_table<SoftmaxKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr SoftmaxKernels table{
      [](const View& in, const View& out, int dim, bool logarithm) {
        (in.dtype == kDouble ? forward<double> : forward<float>)(in, out, dim, logarithm);
      },
      [](const View& grad_out, const View& out, const View& grad_in, int dim, bool logarithm) {
        (out.dtype == kDouble ? backward<double> : backward<float>)(grad_out, out, grad_in, dim, logarithm);
      }};
  return table;
}

}  // namespace torch::inline rushlight
