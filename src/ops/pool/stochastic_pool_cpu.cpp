// Stochastic pooling (Zeiler & Fergus 2013). An element is drawn by walking through the window until the
// running sum passes uniform * total; the last positive element is the answer if rounding keeps the sum
// below. A window with a NaN gives NaN. Next: planes.h, columns.h.
#include <cmath>

#include "cpu/columns.h"
#include "op/cpu_table.h"
#include "ops/pool/planes.h"

namespace torch::inline rushlight {
namespace {

template <class T> inline T positive(T x) { return x < 0 ? T(0) : x; }  // NaN stays

inline bool is_quads(const PoolWindow& k, const Planes& p) {
  return k.kernel_h == 2 && k.kernel_w == 2 && k.stride_h == 2 && k.stride_w == 2 && k.pad_h == 0 &&
         k.pad_w == 0 && k.dilation_h == 1 && k.dilation_w == 1 && 2 * p.oh <= p.h && 2 * p.ow <= p.w;
}

// The taps of output (y, x) that lie inside the plane, in order: body(place, offset in the plane).
template <class Body>
void each_tap(const PoolWindow& k, const Planes& p, int64_t y, int64_t x, const Body& body) {
  const int64_t top = y * k.stride_h - k.pad_h, left = x * k.stride_w - k.pad_w;
  const Range rows = taps(top, k.kernel_h, k.dilation_h, p.h),
              columns = taps(left, k.kernel_w, k.dilation_w, p.w);
  for (int64_t a = rows.first; a < rows.last; ++a)
    for (int64_t b = columns.first; b < columns.last; ++b)
      body(a * k.kernel_w + b, (top + a * k.dilation_h) * p.w + left + b * k.dilation_w);
}

// The four elements of a 2x2 window, negative ones as 0, for a vector of windows.
template <class D> struct Quad {
  hn::Vec<D> a, b, c, d;
  template <class T> Quad(D tag, const T* top, const T* bottom) {
    hn::LoadInterleaved2(tag, top, a, b);
    hn::LoadInterleaved2(tag, bottom, c, d);
    a = positive_of(tag, a), b = positive_of(tag, b), c = positive_of(tag, c), d = positive_of(tag, d);
  }
  static hn::Vec<D> positive_of(D tag, hn::Vec<D> v) {
    const auto zero = hn::Zero(tag);
    return hn::IfThenElse(hn::Lt(v, zero), zero, v);
  }
};

template <class T>
void sample_quads(const T* top, const T* bottom, const T* uniform, int64_t count, T* out, uint8_t* place) {
  each_column<T>(count, false, [=](auto tag, int64_t j) {
    using D = decltype(tag);
    const Places<D> dp;
    const Quad<D> q(tag, top + 2 * j, bottom + 2 * j);
    const auto zero = hn::Zero(tag);
    const auto ab = hn::Add(q.a, q.b), abc = hn::Add(ab, q.c);
    const auto total = hn::Add(abc, q.d), goal = hn::Mul(hn::LoadU(tag, uniform + j), total);
    auto value = q.a;
    auto at = hn::Zero(dp);
    const auto step = [&](hn::Vec<D> v, hn::Vec<D> before, int id) HWY_ATTR {
      const auto open = hn::Or(hn::Le(before, goal), hn::Le(before, zero));
      const auto take = hn::And(hn::Gt(v, zero), open);
      value = hn::IfThenElse(take, v, value);
      at = hn::IfThenElse(hn::RebindMask(dp, take), hn::Set(dp, static_cast<hn::TFromD<Places<D>>>(id)), at);
    };
    step(q.b, q.a, 1);
    step(q.c, ab, 2);
    step(q.d, abc, 3);
    hn::StoreU(hn::IfThenElse(hn::IsNaN(total), total, value), tag, out + j);
    store_places<D>(dp, at, place + j);
  });
}

template <class T>
void sample(const PoolWindow& k, const View& in, const View& uniform, const View& out, const View& places) {
  const Planes p = planes_of(in, out, k.dims);
  const bool quads = is_quads(k, p);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    for (int64_t y = 0; y < p.oh; ++y) {
      const int64_t row = (c * p.oh + y) * p.ow;
      const T* u = uniform.as<const T>() + row;
      T* to = out.as<T>() + row;
      auto* place = places.as<uint8_t>() + row;
      if (quads) {
        sample_quads(plane + 2 * y * p.w, plane + (2 * y + 1) * p.w, u, p.ow, to, place);
        continue;
      }
      for (int64_t x = 0; x < p.ow; ++x) {
        T total = 0, sum = 0, value = 0;
        int64_t at = 0;
        each_tap(k, p, y, x, [&](int64_t, int64_t i) { total += positive(plane[i]); });
        const T goal = u[x] * total;
        each_tap(k, p, y, x, [&](int64_t id, int64_t i) {
          const T v = positive(plane[i]);
          if (v > 0 && !(sum > goal && sum > 0)) value = v, at = id;
          sum += v;
        });
        to[x] = std::isnan(total) ? total : value;
        place[x] = static_cast<uint8_t>(at);
      }
    }
  });
}

template <class T> void mean_quads(const T* top, const T* bottom, int64_t count, T* out) {
  each_column<T>(count, false, [=](auto tag, int64_t j) {
    const Quad<decltype(tag)> q(tag, top + 2 * j, bottom + 2 * j);
    const auto sum = hn::Add(hn::Add(q.a, q.b), hn::Add(q.c, q.d));
    const auto squares = hn::MulAdd(q.a, q.a, hn::MulAdd(q.b, q.b, hn::MulAdd(q.c, q.c, hn::Mul(q.d, q.d))));
    const auto zero = hn::Zero(tag);
    hn::StoreU(hn::IfThenElse(hn::Eq(sum, zero), zero, hn::Div(squares, sum)), tag, out + j);
  });
}

template <class T> void mean(const PoolWindow& k, const View& in, const View& out) {
  const Planes p = planes_of(in, out, k.dims);
  const bool quads = is_quads(k, p);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    T* to = out.as<T>() + c * p.oh * p.ow;
    for (int64_t y = 0; y < p.oh; ++y, to += p.ow) {
      if (quads) {
        mean_quads(plane + 2 * y * p.w, plane + (2 * y + 1) * p.w, p.ow, to);
        continue;
      }
      for (int64_t x = 0; x < p.ow; ++x) {
        T sum = 0, squares = 0;
        each_tap(k, p, y, x, [&](int64_t, int64_t i) {
          const T v = positive(plane[i]);
          sum += v;
          squares += v * v;
        });
        to[x] = sum == 0 ? T(0) : squares / sum;
      }
    }
  });
}

// out = sum(a^2) / sum(a), so its derivative by a positive a is (2 a - out) / sum(a).
template <class T>
void mean_backward(const PoolWindow& k, const View& grad_out, const View& in, const View& out,
                   const View& grad_in) {
  const Planes p = planes_of(in, out, k.dims);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    T* to = grad_in.as<T>() + c * p.h * p.w;
    for (int64_t i = 0; i < p.h * p.w; ++i) to[i] = 0;
    for (int64_t y = 0; y < p.oh; ++y)
      for (int64_t x = 0; x < p.ow; ++x) {
        const int64_t o = (c * p.oh + y) * p.ow + x;
        const T g = grad_out.as<const T>()[o], result = out.as<const T>()[o];
        T sum = 0;
        each_tap(k, p, y, x, [&](int64_t, int64_t i) { sum += positive(plane[i]); });
        if (sum == 0) continue;
        each_tap(k, p, y, x, [&](int64_t, int64_t i) {
          if (plane[i] > 0) to[i] += g * (2 * plane[i] - result) / sum;
        });
      }
  });
}

}  // namespace

template <> const StochasticPoolKernels& cpu_table<StochasticPoolKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr StochasticPoolKernels table{
      [](const PoolWindow& k, const View& in, const View& uniform, const View& out, const View& places) {
        (in.dtype == kDouble ? sample<double> : sample<float>)(k, in, uniform, out, places);
      },
      [](const PoolWindow& k, const View& in, const View& out) {
        (in.dtype == kDouble ? mean<double> : mean<float>)(k, in, out);
      },
      [](const PoolWindow& k, const View& grad_out, const View& in, const View& out, const View& grad_in) {
        (in.dtype == kDouble ? mean_backward<double> : mean_backward<float>)(k, grad_out, in, out, grad_in);
      }};
  return table;
}

}  // namespace torch::inline rushlight
