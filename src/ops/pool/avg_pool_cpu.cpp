// Average pooling: a row of outputs is the sum of the shifted rows under it, tap by tap, then divided.
// Columns whose window crosses the border are done one by one. Next: planes.h, columns.h.
#include "cpu/columns.h"
#include "op/cpu_table.h"
#include "ops/pool/planes.h"

namespace torch::inline rushlight {
namespace {

struct Average {
  PoolWindow k;
  bool count_padding;
  int64_t divisor;
  int64_t h, w, ow;
  Range whole;    // columns whose window lies inside
  bool disjoint;  // 2x2 windows side by side, the common case

  Average(const PoolWindow& window, bool padding, int64_t given, const Planes& p)
      : k(window), count_padding(padding), divisor(given), h(p.h), w(p.w), ow(p.ow) {
    whole = inside(k.kernel_w, k.stride_w, k.pad_w, 1, w, ow);
    disjoint = k.kernel_h == 2 && k.kernel_w == 2 && k.stride_h == 2 && k.stride_w == 2 && k.pad_h == 0 &&
               k.pad_w == 0 && 2 * p.oh <= h && 2 * ow <= w;
  }
  // What a window at (top, left) with these taps inside is divided by.
  int64_t divide_by(int64_t top, int64_t left, Range rows, Range columns) const {
    if (divisor) return divisor;
    if (!count_padding) return (rows.last - rows.first) * (columns.last - columns.first);
    return (lesser(top + k.kernel_h, h + k.pad_h) - top) * (lesser(left + k.kernel_w, w + k.pad_w) - left);
  }
  Range columns_at(int64_t left) const { return taps(left, k.kernel_w, 1, w); }
};

template <class T, int S> void add_tap(const T* in, int64_t stride, int64_t count, T* sum) {
  if constexpr (S == 0) {
    for (int64_t j = 0; j < count; ++j) sum[j] += in[j * stride];
  } else {
    // With stride 2 the last vector would read one element after its last window: that one is done apart.
    each_column<T>(S == 2 ? count - 1 : count, true, [=](auto d, int64_t j) {
      hn::StoreU(hn::Add(hn::LoadU(d, sum + j), tap_of<S, 0>(d, in + j * S)), d, sum + j);
    });
    if (S == 2) sum[count - 1] += in[2 * (count - 1)];
  }
}

template <class T>
void two_by_two(const T* __restrict top, const T* __restrict bottom, int64_t count, T by, T* __restrict out) {
  for (int64_t j = 0; j < count; ++j)
    out[j] = (top[2 * j] + top[2 * j + 1] + bottom[2 * j] + bottom[2 * j + 1]) / by;
}

template <class T> void forward_row(const Average& op, const T* plane, int64_t y, T* out) {
  const PoolWindow& k = op.k;
  const int64_t top = y * k.stride_h - k.pad_h;
  const Range rows = taps(top, k.kernel_h, 1, op.h);
  const auto edge = [&](int64_t j) {
    const int64_t left = j * k.stride_w - k.pad_w;
    const Range columns = op.columns_at(left);
    T sum = 0;
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = columns.first; b < columns.last; ++b) sum += plane[(top + a) * op.w + left + b];
    const bool empty = rows.first >= rows.last || columns.first >= columns.last;
    out[j] = empty ? T(0) : sum / static_cast<T>(op.divide_by(top, left, rows, columns));
  };
  for (int64_t j = 0; j < op.whole.first; ++j) edge(j);
  for (int64_t j = op.whole.last; j < op.ow; ++j) edge(j);
  const int64_t count = op.whole.last - op.whole.first, left = op.whole.first * k.stride_w - k.pad_w;
  if (count == 0) return;
  out += op.whole.first;
  for (int64_t j = 0; j < count; ++j) out[j] = 0;
  if (rows.first >= rows.last) return;
  for (int64_t a = rows.first; a < rows.last; ++a)
    for (int64_t b = 0; b < k.kernel_w; ++b) {
      const T* in = plane + (top + a) * op.w + left + b;
      if (k.stride_w == 1) add_tap<T, 1>(in, 1, count, out);
      else if (k.stride_w == 2) add_tap<T, 2>(in, 2, count, out);
      else add_tap<T, 0>(in, k.stride_w, count, out);
    }
  const T by = static_cast<T>(op.divide_by(top, left, rows, {0, k.kernel_w}));
  for (int64_t j = 0; j < count; ++j) out[j] /= by;
}

template <class T>
void forward(const PoolWindow& k, bool padding, int64_t divisor, const View& in, const View& out) {
  const Planes p = planes_of(in, out, k.dims);
  const Average op(k, padding, divisor, p);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    T* to = out.as<T>() + c * p.oh * p.ow;
    for (int64_t y = 0; y < p.oh; ++y, to += p.ow) {
      if (op.disjoint)
        two_by_two(plane + 2 * y * p.w, plane + (2 * y + 1) * p.w, p.ow,
                   static_cast<T>(divisor ? divisor : 4), to);
      else forward_row(op, plane, y, to);
    }
  });
}

template <class T> void zero(T* to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] = 0;
}

template <class T>
void spread_two_by_two(const T* __restrict g, int64_t count, T by, T* __restrict top, T* __restrict bottom) {
  for (int64_t j = 0; j < count; ++j) {
    const T v = g[j] / by;
    top[2 * j] = top[2 * j + 1] = bottom[2 * j] = bottom[2 * j + 1] = v;
  }
}

template <class T> void backward_row(const Average& op, const T* g, int64_t y, T* plane) {
  const PoolWindow& k = op.k;
  const int64_t top = y * k.stride_h - k.pad_h;
  const Range rows = taps(top, k.kernel_h, 1, op.h);
  for (int64_t j = 0; j < op.ow; ++j) {
    const int64_t left = j * k.stride_w - k.pad_w;
    const Range columns = op.columns_at(left);
    if (rows.first >= rows.last || columns.first >= columns.last) continue;
    const T v = g[j] / static_cast<T>(op.divide_by(top, left, rows, columns));
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = columns.first; b < columns.last; ++b) plane[(top + a) * op.w + left + b] += v;
  }
}

template <class T>
void backward(const PoolWindow& k, bool padding, int64_t divisor, const View& grad_out, const View& grad_in) {
  const Planes p = planes_of(grad_in, grad_out, k.dims);
  const Average op(k, padding, divisor, p);
  each_plane(p, [&](int64_t c) {
    const T* g = grad_out.as<const T>() + c * p.oh * p.ow;
    T* to = grad_in.as<T>() + c * p.h * p.w;
    if (!op.disjoint || 2 * p.oh != p.h || 2 * p.ow != p.w) zero(to, p.h * p.w);
    for (int64_t y = 0; y < p.oh; ++y, g += p.ow) {
      if (op.disjoint)
        spread_two_by_two(g, p.ow, static_cast<T>(divisor ? divisor : 4), to + 2 * y * p.w,
                          to + (2 * y + 1) * p.w);
      else backward_row(op, g, y, to);
    }
  });
}

// Eight partial sums let the compiler use vectors without changing the order of additions behind our back.
template <class T> T sum_of(const T* x, int64_t count) {
  T part[8] = {};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int64_t q = 0; q < 8; ++q) part[q] += x[i + q];
  T sum = ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
  for (; i < count; ++i) sum += x[i];
  return sum;
}

template <class T> void adaptive(const View& in, const View& out, int dims) {
  const Planes p = planes_of(in, out, dims);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    T* to = out.as<T>() + c * p.oh * p.ow;
    if (p.oh == 1 && p.ow == 1) {
      *to = sum_of(plane, p.h * p.w) / static_cast<T>(p.h * p.w);
      return;
    }
    for (int64_t y = 0; y < p.oh; ++y)
      for (int64_t x = 0; x < p.ow; ++x) {
        const Range rows = adaptive_range(y, p.h, p.oh), columns = adaptive_range(x, p.w, p.ow);
        const int64_t width = columns.last - columns.first;
        T sum = 0;
        for (int64_t a = rows.first; a < rows.last; ++a)
          sum += sum_of(plane + a * p.w + columns.first, width);
        to[y * p.ow + x] = sum / static_cast<T>((rows.last - rows.first) * width);
      }
  });
}

template <class T> void adaptive_backward(const View& grad_out, const View& grad_in, int dims) {
  const Planes p = planes_of(grad_in, grad_out, dims);
  each_plane(p, [&](int64_t c) {
    const T* g = grad_out.as<const T>() + c * p.oh * p.ow;
    T* plane = grad_in.as<T>() + c * p.h * p.w;
    zero(plane, p.h * p.w);
    for (int64_t y = 0; y < p.oh; ++y)
      for (int64_t x = 0; x < p.ow; ++x) {
        const Range rows = adaptive_range(y, p.h, p.oh), columns = adaptive_range(x, p.w, p.ow);
        const T v =
            g[y * p.ow + x] / static_cast<T>((rows.last - rows.first) * (columns.last - columns.first));
        for (int64_t a = rows.first; a < rows.last; ++a)
          for (int64_t b = columns.first; b < columns.last; ++b) plane[a * p.w + b] += v;
      }
  });
}

}  // namespace

template <> const AvgPoolKernels& cpu_table<AvgPoolKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr AvgPoolKernels table{
      [](const PoolWindow& k, bool padding, int64_t divisor, const View& in, const View& out) {
        (in.dtype == kDouble ? forward<double> : forward<float>)(k, padding, divisor, in, out);
      },
      [](const PoolWindow& k, bool padding, int64_t divisor, const View& grad_out, const View& grad_in) {
        (grad_in.dtype == kDouble ? backward<double> : backward<float>)(k, padding, divisor, grad_out,
                                                                        grad_in);
      },
      [](const View& in, const View& out, int dims) {
        (in.dtype == kDouble ? adaptive<double> : adaptive<float>)(in, out, dims);
      },
      [](const View& grad_out, const View& grad_in, int dims) {
        (grad_in.dtype == kDouble ? adaptive_backward<double> : adaptive_backward<float>)(grad_out, grad_in,
                                                                                          dims);
      }};
  return table;
}

}  // namespace torch::inline rushlight
