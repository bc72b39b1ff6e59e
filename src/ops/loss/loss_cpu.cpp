// CPU kernels of losses.
#include "ops/loss/loss.h"

#include <atomic>
#include <cmath>
#include <cstring>

#include "cpu/tile.h"
#include "cpu/vec_math.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Square {
  template <class T> T operator()(T a, T b) const { return (a - b) * (a - b); }
};
struct SquareBackward {
  template <class T> T operator()(T g, T a, T b) const { return T(2) * (a - b) * g; }
};
struct Absolute {
  template <class T> T operator()(T a, T b) const { return std::fabs(a - b); }
};
struct AbsoluteBackward {
  template <class T> T operator()(T g, T a, T b) const {
    const T d = a - b;
    return d > T(0) ? g : d < T(0) ? -g : d * g;  // d * g: 0, or NaN where d is
  }
};
struct Smooth {
  double beta;
  explicit Smooth(const Knee& op) : beta(op.beta) {}
  template <class T> T operator()(T a, T b) const {
    const T d = std::fabs(a - b), knee = static_cast<T>(beta);
    return d < knee ? T(0.5) * d * d / knee : d - T(0.5) * knee;
  }
};
struct SmoothBackward {
  double beta;
  explicit SmoothBackward(const Knee& op) : beta(op.beta) {}
  template <class T> T operator()(T g, T a, T b) const {
    const T d = a - b, knee = static_cast<T>(beta);
    return d >= knee ? g : d <= -knee ? -g : d / knee * g;
  }
};

// log x and log(1 - x), not below -100, for x in [0, 1].
template <class D, class V> HWY_INLINE V bounded_log(D d, V x) {
  return vec::at_least(d, vec::constant(d, -100), vec::log(d, x));
}
template <class D, class V> HWY_INLINE V bounded_log1m(D d, V x) {
  return vec::at_least(d, vec::constant(d, -100), vec::log1p(d, hn::Neg(x)));
}

struct Binary {
  template <class D, class V> V operator()(D d, V x, V t) const {
    const V one = hn::Set(d, static_cast<hn::TFromD<D>>(1));
    return hn::Sub(hn::Mul(hn::Sub(t, one), bounded_log1m(d, x)), hn::Mul(t, bounded_log(d, x)));
  }
};
struct BinaryBackward {
  template <class T> T operator()(T g, T x, T t) const {
    const T v = x * (T(1) - x), least = T(1e-12);
    return g * (x - t) / (v < least ? least : v);
  }
};
// (1 - t) x + log(1 + e^-x), where the logarithm is max(-x, 0) + log1p(e^-|x|).
struct Logits {
  template <class D, class V> V operator()(D d, V x, V t) const {
    const V one = hn::Set(d, static_cast<hn::TFromD<D>>(1));
    const V tail = vec::log1p(d, vec::exp(d, hn::Neg(hn::Abs(x))));
    return hn::MulAdd(hn::Sub(one, t), x, hn::Add(hn::Max(hn::Neg(x), hn::Zero(d)), tail));
  }
};
// g (sigmoid(x) - t)
struct LogitsBackward {
  template <class D, class V> V operator()(D d, V g, V x, V t) const {
    const V one = hn::Set(d, static_cast<hn::TFromD<D>>(1));
    const V e = vec::exp(d, hn::Neg(hn::Abs(x)));
    const V share = hn::Div(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one), hn::Add(one, e));
    return hn::Mul(g, hn::Sub(share, t));
  }
};

template <class T> bool all_in_unit(const T* x, int64_t n) {
  std::atomic<bool> fine{true};
  parallel_for(0, n, 65536, [&](int64_t first, int64_t last) {
    int outside = 0;
    for (int64_t i = first; i < last; ++i) outside |= !((x[i] >= T(0)) & (x[i] <= T(1)));
    if (outside) fine.store(false, std::memory_order_relaxed);
  });
  return fine.load();
}

// Elements (n, c, inner) as class losses see them; classes are dimension 1, or 0 of a single row.
struct Rows {
  int64_t rows, classes, inner = 1;
  explicit Rows(const View& in) : rows(0), classes(in.dims == 1 ? in.sizes[0] : in.sizes[1]) {
    for (int i = 2; i < in.dims; ++i) inner *= in.sizes[i];
    rows = in.dims == 1 ? 1 : in.sizes[0] * inner;
  }
  int64_t at(int64_t row, int64_t c) const { return (row / inner * classes + c) * inner + row % inner; }
};

template <class T>
int64_t classes(int64_t ignore, const View& in, const View& target, const View& weight, const View& loss,
                const View& used) {
  const Rows shape(in);
  const T *x = in.as<const T>(), *w = weight.defined() ? weight.as<const T>() : nullptr;
  const int64_t* t = target.as<const int64_t>();
  T *y = loss.as<T>(), *u = used.as<T>();
  for (int64_t r = 0; r < shape.rows; ++r) {
    y[r] = u[r] = 0;
    if (t[r] == ignore) continue;
    if (t[r] < 0 || t[r] >= shape.classes) return r;
    u[r] = w ? w[t[r]] : T(1);
    y[r] = -u[r] * x[shape.at(r, t[r])];
  }
  return -1;
}

template <class T>
void classes_backward(int64_t ignore, const View& grad, const View& target, const View& weight,
                      const View& grad_in) {
  const Rows shape(grad_in);
  const T *g = grad.as<const T>(), *w = weight.defined() ? weight.as<const T>() : nullptr;
  const int64_t* t = target.as<const int64_t>();
  T* to = grad_in.as<T>();
  if (grad_in.numel > 0) std::memset(to, 0, static_cast<size_t>(grad_in.numel) * sizeof(T));
  for (int64_t r = 0; r < shape.rows; ++r)
    if (t[r] != ignore) to[shape.at(r, t[r])] = -g[r] * (w ? w[t[r]] : T(1));
}

}  // namespace

template <> const LossKernels& cpu_table<LossKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LossKernels table{
      .square = plain_float<2, Square>(),
      .square_backward = plain_float<3, SquareBackward>(),
      .absolute = plain_float<2, Absolute>(),
      .absolute_backward = plain_float<3, AbsoluteBackward>(),
      .smooth = plain_float<2, Smooth, Knee>(),
      .smooth_backward = plain_float<3, SmoothBackward, Knee>(),
      .binary = vectored_float<2, Binary>(),
      .binary_backward = plain_float<3, BinaryBackward>(),
      .logits = vectored_float<2, Logits>(),
      .logits_backward = vectored_float<3, LogitsBackward>(),
      .probabilities =
          [](const View& in) {
            return in.dtype == kDouble ? all_in_unit(in.as<const double>(), in.numel)
                                       : all_in_unit(in.as<const float>(), in.numel);
          },
      .classes =
          [](int64_t ignore, const View& in, const View& target, const View& weight, const View& loss,
             const View& used) {
            return (in.dtype == kDouble ? classes<double> : classes<float>)(ignore, in, target, weight, loss,
                                                                            used);
          },
      .classes_backward =
          [](int64_t ignore, const View& grad, const View& target, const View& weight, const View& grad_in) {
            (grad.dtype == kDouble ? classes_backward<double> : classes_backward<float>)(ignore, grad, target,
                                                                                         weight, grad_in);
          },
  };
  return table;
}

}  // namespace torch::inline rushlight
