// CPU kernels of the recurrent layers (see rnn.h): per step one small matrix product and one pass over the gates.
#include "ops/rnn/rnn.h"

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstring>
#include <type_traits>

#include "cpu/gemm/gemm.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V> V sigmoid(D d, V x) {
  const V one = hn::Set(d, 1);
  return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(x))));
}

// Calls f(d, j) for j in steps of a vector, then lane by lane, over [0, n).
template <class T, class F> void lanes(int64_t n, const F& f) {
  const hn::ScalableTag<T> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d));
  int64_t j = 0;
  for (; j + step <= n; j += step) f(d, j);
  const hn::CappedTag<T, 1> one;
  for (; j < n; ++j) f(one, j);
}

// c (m, n) = a (m, k) * b + beta * c, on the calling thread's rows; b is (k, n) through its strides.
template <class T>
void multiply(int64_t m, int64_t n, int64_t k, const T* a, int64_t a_row, const T* b, int64_t b_row,
              int64_t b_col, T* c, int64_t c_row, double beta, const T* bias = nullptr) {
  GemmArgs g;
  g.m = m, g.n = n, g.k = k;
  g.a = a, g.a_row = a_row, g.a_col = 1;
  g.b = b, g.b_row = b_row, g.b_col = b_col;
  g.c = c, g.c_row = c_row;
  g.beta = beta;
  g.column_bias = bias;
  const GemmKernels& gemm = cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>();
  if constexpr (std::is_same_v<T, float>) gemm.f32(g);
  else gemm.f64(g);
}

// Rows of the batch that are worth a thread of their own: about 1 MFLOP of products over the sequence.
int64_t row_grain(int64_t steps, int64_t gates, int64_t hidden) {
  const int64_t flops = 2 * steps * gates * hidden;
  return flops > 0 ? 1 + (int64_t{1} << 20) / flops : 1;
}

template <class T>
void lstm_rows(const T* xw, const T* h0, const T* c0, const T* w_hh, T* y, T* c, T* gates, int64_t steps,
               int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    T* g = gates + at * 4 * h;
    std::memcpy(g, xw + at * 4 * h, static_cast<size_t>(rows * 4 * h) * sizeof(T));
    const T* h_prev = t == 0 ? h0 + first * h : y + (at - batch) * h;
    const T* c_prev = t == 0 ? c0 + first * h : c + (at - batch) * h;
    multiply(rows, 4 * h, h, h_prev, h, w_hh, 1, h, g, 4 * h, 1.0);
    for (int64_t r = 0; r < rows; ++r) {
      T *gi = g + r * 4 * h, *gf = gi + h, *gg = gf + h, *go = gg + h;
      const T* cp = c_prev + r * h;
      T *cn = c + (at + r) * h, *yn = y + (at + r) * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto i = sigmoid(d, hn::LoadU(d, gi + j)), f = sigmoid(d, hn::LoadU(d, gf + j));
        const auto n = hn::Tanh(d, hn::LoadU(d, gg + j)), o = sigmoid(d, hn::LoadU(d, go + j));
        const auto cell = hn::MulAdd(f, hn::LoadU(d, cp + j), hn::Mul(i, n));
        hn::StoreU(i, d, gi + j);
        hn::StoreU(f, d, gf + j);
        hn::StoreU(n, d, gg + j);
        hn::StoreU(o, d, go + j);
        hn::StoreU(cell, d, cn + j);
        hn::StoreU(hn::Mul(o, hn::Tanh(d, cell)), d, yn + j);
      });
    }
  }
}

template <class T>
void lstm_backward_rows(const T* grad_y, const T* grad_c, const T* c, const T* gates, const T* c0,
                        const T* w_hh, T* grad_gates, T* dh, T* dc, int64_t steps, int64_t batch, int64_t h,
                        int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T *dh_rows = dh + first * h, *dc_rows = dc + first * h;
  std::memset(dh_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  std::memset(dc_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = t * batch + first;
    const T* c_prev = t == 0 ? c0 + first * h : c + (at - batch) * h;
    for (int64_t r = 0; r < rows; ++r) {
      const T *gi = gates + (at + r) * 4 * h, *gf = gi + h, *gg = gf + h, *go = gg + h;
      T *di = grad_gates + (at + r) * 4 * h, *df = di + h, *dg = df + h, *dout = dg + h;
      const T *gy = grad_y + (at + r) * h, *gc = grad_c + (at + r) * h, *cn = c + (at + r) * h,
              *cp = c_prev + r * h;
      T *dhr = dh_rows + r * h, *dcr = dc_rows + r * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto one = hn::Set(d, 1);
        const auto i = hn::LoadU(d, gi + j), f = hn::LoadU(d, gf + j), g = hn::LoadU(d, gg + j),
                   o = hn::LoadU(d, go + j);
        const auto tc = hn::Tanh(d, hn::LoadU(d, cn + j));
        const auto grad_h = hn::Add(hn::LoadU(d, gy + j), hn::LoadU(d, dhr + j));
        const auto cell = hn::Add(hn::Add(hn::LoadU(d, gc + j), hn::LoadU(d, dcr + j)),
                                  hn::Mul(hn::Mul(grad_h, o), hn::NegMulAdd(tc, tc, one)));
        hn::StoreU(hn::Mul(hn::Mul(cell, g), hn::Mul(i, hn::Sub(one, i))), d, di + j);
        hn::StoreU(hn::Mul(hn::Mul(cell, hn::LoadU(d, cp + j)), hn::Mul(f, hn::Sub(one, f))), d, df + j);
        hn::StoreU(hn::Mul(hn::Mul(cell, i), hn::NegMulAdd(g, g, one)), d, dg + j);
        hn::StoreU(hn::Mul(hn::Mul(grad_h, tc), hn::Mul(o, hn::Sub(one, o))), d, dout + j);
        hn::StoreU(hn::Mul(cell, f), d, dcr + j);
      });
    }
    multiply(rows, h, 4 * h, grad_gates + at * 4 * h, 4 * h, w_hh, h, 1, dh_rows, h, 0.0);
  }
}

template <class T>
void gru_rows(const T* xw, const T* h0, const T* w_hh, const T* b_hh, T* y, T* gates, T* hw, int64_t steps,
              int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T* product = hw + first * 3 * h;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    const T* h_prev = t == 0 ? h0 + first * h : y + (at - batch) * h;
    multiply(rows, 3 * h, h, h_prev, h, w_hh, 1, h, product, 3 * h, 0.0, b_hh);
    for (int64_t r = 0; r < rows; ++r) {
      const T *xr = xw + (at + r) * 3 * h, *xz = xr + h, *xn = xz + h;
      const T *pr = product + r * 3 * h, *pz = pr + h, *pn = pz + h, *hp = h_prev + r * h;
      T *gr = gates + (at + r) * 4 * h, *gz = gr + h, *gn = gz + h, *ghn = gn + h, *yn = y + (at + r) * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto reset = sigmoid(d, hn::Add(hn::LoadU(d, xr + j), hn::LoadU(d, pr + j)));
        const auto z = sigmoid(d, hn::Add(hn::LoadU(d, xz + j), hn::LoadU(d, pz + j)));
        const auto hidden = hn::LoadU(d, pn + j);
        const auto n = hn::Tanh(d, hn::MulAdd(reset, hidden, hn::LoadU(d, xn + j)));
        hn::StoreU(reset, d, gr + j);
        hn::StoreU(z, d, gz + j);
        hn::StoreU(n, d, gn + j);
        hn::StoreU(hidden, d, ghn + j);
        hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, hp + j), n), n), d, yn + j);
      });
    }
  }
}

template <class T>
void gru_backward_rows(const T* grad_y, const T* y, const T* gates, const T* h0, const T* w_hh, T* grad_xw,
                       T* grad_hw, T* dh, int64_t steps, int64_t batch, int64_t h, int64_t first,
                       int64_t last) {
  const int64_t rows = last - first;
  T* dh_rows = dh + first * h;
  std::memset(dh_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = t * batch + first;
    const T* h_prev = t == 0 ? h0 + first * h : y + (at - batch) * h;
    for (int64_t r = 0; r < rows; ++r) {
      const T *gr = gates + (at + r) * 4 * h, *gz = gr + h, *gn = gz + h, *ghn = gn + h;
      T *xr = grad_xw + (at + r) * 3 * h, *xz = xr + h, *xn = xz + h;
      T *pr = grad_hw + (at + r) * 3 * h, *pz = pr + h, *pn = pz + h;
      const T *gy = grad_y + (at + r) * h, *hp = h_prev + r * h;
      T* dhr = dh_rows + r * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto one = hn::Set(d, 1);
        const auto reset = hn::LoadU(d, gr + j), z = hn::LoadU(d, gz + j), n = hn::LoadU(d, gn + j);
        const auto grad = hn::Add(hn::LoadU(d, gy + j), hn::LoadU(d, dhr + j));
        const auto dn = hn::Mul(hn::Mul(grad, hn::Sub(one, z)), hn::NegMulAdd(n, n, one));
        const auto dz = hn::Mul(hn::Mul(grad, hn::Sub(hn::LoadU(d, hp + j), n)), hn::Mul(z, hn::Sub(one, z)));
        const auto dr = hn::Mul(hn::Mul(dn, hn::LoadU(d, ghn + j)), hn::Mul(reset, hn::Sub(one, reset)));
        hn::StoreU(dr, d, xr + j);
        hn::StoreU(dz, d, xz + j);
        hn::StoreU(dn, d, xn + j);
        hn::StoreU(dr, d, pr + j);
        hn::StoreU(dz, d, pz + j);
        hn::StoreU(hn::Mul(dn, reset), d, pn + j);
        hn::StoreU(hn::Mul(grad, z), d, dhr + j);
      });
    }
    multiply(rows, h, 3 * h, grad_hw + at * 3 * h, 3 * h, w_hh, h, 1, dh_rows, h, 1.0);
  }
}

template <class T>
void elman_rows(RnnActivation act, const T* xw, const T* h0, const T* w_hh, T* y, int64_t steps,
                int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    T* out = y + at * h;
    std::memcpy(out, xw + at * h, static_cast<size_t>(rows * h) * sizeof(T));
    multiply(rows, h, h, t == 0 ? h0 + first * h : y + (at - batch) * h, h, w_hh, 1, h, out, h, 1.0);
    lanes<T>(rows * h, [&](auto d, int64_t j) {
      const auto v = hn::LoadU(d, out + j);
      hn::StoreU(act == RnnActivation::kTanh ? hn::Tanh(d, v) : hn::Max(v, hn::Zero(d)), d, out + j);
    });
  }
}

template <class T>
void elman_backward_rows(RnnActivation act, const T* grad_y, const T* y, const T* w_hh, T* grad_xw, T* dh,
                         int64_t steps, int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T* dh_rows = dh + first * h;
  std::memset(dh_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = (t * batch + first) * h;
    lanes<T>(rows * h, [&](auto d, int64_t j) {
      const auto grad = hn::Add(hn::LoadU(d, grad_y + at + j), hn::LoadU(d, dh_rows + j));
      const auto v = hn::LoadU(d, y + at + j);
      const auto zero = hn::Zero(d);
      hn::StoreU(act == RnnActivation::kTanh ? hn::Mul(grad, hn::NegMulAdd(v, v, hn::Set(d, 1)))
                                             : hn::IfThenElse(hn::Gt(v, zero), grad, zero),
                 d, grad_xw + at + j);
    });
    multiply(rows, h, h, grad_xw + at, h, w_hh, h, 1, dh_rows, h, 0.0);
  }
}

// Calls f(type tag) for the dtype of `v`.
template <class F> void typed(const View& v, const F& f) {
  if (v.dtype == kFloat) f(float{});
  else f(double{});
}

void lstm(const View& xw, const View& h0, const View& c0, const View& w_hh, const View& y, const View& c,
          const View& gates) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    parallel_for(0, batch, row_grain(steps, 4 * h, h), [&](int64_t a, int64_t b) {
      lstm_rows(xw.as<const T>(), h0.as<const T>(), c0.as<const T>(), w_hh.as<const T>(), y.as<T>(),
                c.as<T>(), gates.as<T>(), steps, batch, h, a, b);
    });
  });
}

void lstm_backward(const View& grad_y, const View& grad_c, const View& c, const View& gates, const View& c0,
                   const View& w_hh, const View& grad_gates, const View& grad_h0, const View& grad_c0) {
  const int64_t steps = c.size(0), batch = c.size(1), h = c.size(2);
  typed(c, [&](auto tag) {
    using T = decltype(tag);
    parallel_for(0, batch, row_grain(steps, 4 * h, h), [&](int64_t a, int64_t b) {
      lstm_backward_rows(grad_y.as<const T>(), grad_c.as<const T>(), c.as<const T>(), gates.as<const T>(),
                         c0.as<const T>(), w_hh.as<const T>(), grad_gates.as<T>(), grad_h0.as<T>(),
                         grad_c0.as<T>(), steps, batch, h, a, b);
    });
  });
}

void gru(const View& xw, const View& h0, const View& w_hh, const View& b_hh, const View& y,
         const View& gates) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Scratch<T> scratch(batch * 3 * h);
    parallel_for(0, batch, row_grain(steps, 3 * h, h), [&](int64_t a, int64_t b) {
      gru_rows(xw.as<const T>(), h0.as<const T>(), w_hh.as<const T>(), b_hh.as<const T>(), y.as<T>(),
               gates.as<T>(), scratch.data, steps, batch, h, a, b);
    });
  });
}

void gru_backward(const View& grad_y, const View& y, const View& gates, const View& h0, const View& w_hh,
                  const View& grad_xw, const View& grad_hw, const View& grad_h0) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    parallel_for(0, batch, row_grain(steps, 3 * h, h), [&](int64_t a, int64_t b) {
      gru_backward_rows(grad_y.as<const T>(), y.as<const T>(), gates.as<const T>(), h0.as<const T>(),
                        w_hh.as<const T>(), grad_xw.as<T>(), grad_hw.as<T>(), grad_h0.as<T>(), steps, batch,
                        h, a, b);
    });
  });
}

void elman(RnnActivation act, const View& xw, const View& h0, const View& w_hh, const View& y) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    parallel_for(0, batch, row_grain(steps, h, h), [&](int64_t a, int64_t b) {
      elman_rows(act, xw.as<const T>(), h0.as<const T>(), w_hh.as<const T>(), y.as<T>(), steps, batch, h, a,
                 b);
    });
  });
}

void elman_backward(RnnActivation act, const View& grad_y, const View& y, const View& w_hh,
                    const View& grad_xw, const View& grad_h0) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    parallel_for(0, batch, row_grain(steps, h, h), [&](int64_t a, int64_t b) {
      elman_backward_rows(act, grad_y.as<const T>(), y.as<const T>(), w_hh.as<const T>(), grad_xw.as<T>(),
                          grad_h0.as<T>(), steps, batch, h, a, b);
    });
  });
}

}  // namespace

template <> const RnnKernels& cpu_table<RnnKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr RnnKernels table{lstm, lstm_backward, gru, gru_backward, elman, elman_backward};
  return table;
}

}  // namespace rushlight
