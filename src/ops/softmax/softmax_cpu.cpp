// Softmax. Along the last dimension a row is contiguous and fills vectors itself; along any other, vectors
// hold neighbouring rows. The largest value is taken off first, so nothing overflows. Next: rows_exp.h.
#include "ops/softmax/softmax.h"

#include <cmath>

#include "op/cpu_table.h"
#include "ops/softmax/rows_exp.h"

namespace rushlight {
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
  const auto log_sum = logarithm ? log_of(d, s.sum) : factor;
  for (int64_t c = 0; c < classes; ++c) {
    const auto v = logarithm ? hn::Sub(hn::Sub(hn::LoadU(d, in + c * inner), s.max), log_sum)
                             : hn::Mul(hn::LoadU(d, out + c * inner), factor);
    hn::StoreU(v, d, out + c * inner);
  }
}

template <class T> void forward(const View& in, const View& out, int dim, bool logarithm) {
  const Cut cut = cut_at(in, dim);
  if (in.numel == 0) return;
  share(cut.outer, cut.classes * cut.inner, [&](int64_t first, int64_t last) {
    for (int64_t o = first; o < last; ++o) {
      const T* x = in.as<const T>() + o * cut.classes * cut.inner;
      T* y = out.as<T>() + o * cut.classes * cut.inner;
      if (cut.inner == 1) {
        forward_row(x, cut.classes, y, logarithm);
        continue;
      }
      each_column<T>(cut.inner, true, [&](auto d, int64_t j) {
        forward_columns(d, x + j, cut.classes, cut.inner, y + j, logarithm);
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
    lanes.store(logarithm ? hn::NegMulAdd(exp_of(lanes.d, v), s, grad) : hn::Mul(hn::Sub(grad, s), v),
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
    hn::StoreU(logarithm ? hn::NegMulAdd(exp_of(d, v), sum, grad) : hn::Mul(hn::Sub(grad, sum), v), d,
               to + c);
  }
}

template <class T>
void backward(const View& grad_out, const View& out, const View& grad_in, int dim, bool logarithm) {
  const Cut cut = cut_at(out, dim);
  if (out.numel == 0) return;
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

}  // namespace rushlight
