// CPU kernels of the recurrent layers (see rnn.h): per step one small matrix product and one pass over the gates.
#include "ops/rnn/rnn.h"

#include <hwy/highway.h>

#include <cstring>

#include "cpu/gemm/product.h"
#include "cpu/scratch.h"
#include "cpu/vec_math.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Calls f(d, j) for j in steps of a vector, then lane by lane, over [0, n).
template <class T, class F> void lanes(int64_t n, const F& f) {
  const hn::ScalableTag<T> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d));
  int64_t j = 0;
  for (; j + step <= n; j += step) f(d, j);
  const hn::CappedTag<T, 1> one;
  for (; j < n; ++j) f(one, j);
}

// The recurrent weight as the second factor (k, n) of every step's product: packed once for all steps, unless a sequence
// has so few rows that reading the weight in place costs less.
template <class T> class Weight {
 public:
  Weight(const T* w, int64_t row, int64_t col, int64_t k, int64_t n, int64_t steps, int64_t batch)
      : k_(k), n_(n), packed_(steps > 1 && batch >= 4, k, n), side_(packed_.take({w, row, col})) {}

  /// c (m, n) = a (m, k) * weight + addend (m, n, c itself or null), on the calling thread's rows; the bias is added to every
  /// row.
  /// Without `a`, a state of zeros, there is no product.
  void multiply(int64_t m, const T* a, T* c, const T* addend, const T* bias = nullptr) const {
    GemmArgs g;
    g.m = m, g.n = n_, g.k = a ? k_ : 0;
    g.a = a, g.a_row = k_, g.a_col = 1;
    side_.put_into(g);
    g.c = c, g.c_row = n_;
    g.addend = addend, g.addend_row = n_;
    g.beta = addend ? 1 : 0;
    g.column_bias = bias;
    product<T>(g);
  }

 private:
  int64_t k_, n_;
  PackedRight<T> packed_;
  Right<T> side_;
};

// The states before the first step: those given, or zeros, with which no product is needed.
template <class T> struct Initial {
  Scratch<T> zeros;
  const T* state;
  Initial(const View& given, int64_t batch, int64_t h)
      : zeros(given.defined() ? 0 : batch * h), state(given.defined() ? given.as<const T>() : zeros.data) {
    if (zeros.data) std::memset(zeros.data, 0, static_cast<size_t>(batch * h) * sizeof(T));
  }
  const T* rows(int64_t first, int64_t h) const { return state + first * h; }
  const T* factor(int64_t first, int64_t h) const { return zeros.data ? nullptr : rows(first, h); }
};

// Rows of the batch that are worth a thread of their own: about 1 MFLOP of products over the sequence.
int64_t row_grain(int64_t steps, int64_t gates, int64_t hidden) {
  const int64_t flops = 2 * steps * gates * hidden;
  return flops > 0 ? 1 + (int64_t{1} << 20) / flops : 1;
}

template <class T>
void lstm_rows(const Initial<T>& h0, const Initial<T>& c0, const Weight<T>& w_hh, T* y, T* c, T* gates,
               int64_t steps, int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    T* g = gates + at * 4 * h;
    const T* c_prev = t == 0 ? c0.rows(first, h) : c + (at - batch) * h;
    w_hh.multiply(rows, t == 0 ? h0.factor(first, h) : y + (at - batch) * h, g, g);
    for (int64_t r = 0; r < rows; ++r) {
      T *gi = g + r * 4 * h, *gf = gi + h, *gg = gf + h, *go = gg + h;
      const T* cp = c_prev + r * h;
      T *cn = c + (at + r) * h, *yn = y + (at + r) * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto i = vec::sigmoid(d, hn::LoadU(d, gi + j)), f = vec::sigmoid(d, hn::LoadU(d, gf + j));
        const auto n = vec::tanh(d, hn::LoadU(d, gg + j)), o = vec::sigmoid(d, hn::LoadU(d, go + j));
        const auto cell = hn::MulAdd(f, hn::LoadU(d, cp + j), hn::Mul(i, n));
        hn::StoreU(i, d, gi + j);
        hn::StoreU(f, d, gf + j);
        hn::StoreU(n, d, gg + j);
        hn::StoreU(o, d, go + j);
        hn::StoreU(cell, d, cn + j);
        hn::StoreU(hn::Mul(o, vec::tanh(d, cell)), d, yn + j);
      });
    }
  }
}

template <class T>
void lstm_backward_rows(const T* grad_y, const T* grad_c, const T* c, const T* gates, const Initial<T>& c0,
                        const Weight<T>& w_hh, bool to_initial, T* grad_gates, T* dh, T* dc, int64_t steps,
                        int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T *dh_rows = dh + first * h, *dc_rows = dc + first * h;
  std::memset(dh_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  std::memset(dc_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = t * batch + first;
    const T* c_prev = t == 0 ? c0.rows(first, h) : c + (at - batch) * h;
    for (int64_t r = 0; r < rows; ++r) {
      const T *gi = gates + (at + r) * 4 * h, *gf = gi + h, *gg = gf + h, *go = gg + h;
      T *di = grad_gates + (at + r) * 4 * h, *df = di + h, *dg = df + h, *dout = dg + h;
      const T *gy = grad_y + (at + r) * h, *gc = grad_c ? grad_c + (at + r) * h : nullptr,
              *cn = c + (at + r) * h, *cp = c_prev + r * h;
      T *dhr = dh_rows + r * h, *dcr = dc_rows + r * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto one = hn::Set(d, 1);
        const auto i = hn::LoadU(d, gi + j), f = hn::LoadU(d, gf + j), g = hn::LoadU(d, gg + j),
                   o = hn::LoadU(d, go + j);
        const auto tc = vec::tanh(d, hn::LoadU(d, cn + j));
        const auto grad_h = hn::Add(hn::LoadU(d, gy + j), hn::LoadU(d, dhr + j));
        auto cell = hn::MulAdd(hn::Mul(grad_h, o), hn::NegMulAdd(tc, tc, one), hn::LoadU(d, dcr + j));
        if (grad_c) cell = hn::Add(cell, hn::LoadU(d, gc + j));
        hn::StoreU(hn::Mul(hn::Mul(cell, g), hn::Mul(i, hn::Sub(one, i))), d, di + j);
        hn::StoreU(hn::Mul(hn::Mul(cell, hn::LoadU(d, cp + j)), hn::Mul(f, hn::Sub(one, f))), d, df + j);
        hn::StoreU(hn::Mul(hn::Mul(cell, i), hn::NegMulAdd(g, g, one)), d, dg + j);
        hn::StoreU(hn::Mul(hn::Mul(grad_h, tc), hn::Mul(o, hn::Sub(one, o))), d, dout + j);
        hn::StoreU(hn::Mul(cell, f), d, dcr + j);
      });
    }
    if (t > 0 || to_initial) w_hh.multiply(rows, grad_gates + at * 4 * h, dh_rows, nullptr);
  }
}

template <class T>
void gru_rows(const Initial<T>& h0, const Weight<T>& w_hh, const T* b_hh, T* y, T* gates, T* hw,
              int64_t steps, int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T* product = hw + first * 3 * h;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    const T* h_prev = t == 0 ? h0.rows(first, h) : y + (at - batch) * h;
    w_hh.multiply(rows, t == 0 ? h0.factor(first, h) : h_prev, product, nullptr, b_hh);
    for (int64_t r = 0; r < rows; ++r) {
      const T *pr = product + r * 3 * h, *pz = pr + h, *pn = pz + h, *hp = h_prev + r * h;
      T *gr = gates + (at + r) * 4 * h, *gz = gr + h, *gn = gz + h, *ghn = gn + h, *yn = y + (at + r) * h;
      lanes<T>(h, [&](auto d, int64_t j) {
        const auto reset = vec::sigmoid(d, hn::Add(hn::LoadU(d, gr + j), hn::LoadU(d, pr + j)));
        const auto z = vec::sigmoid(d, hn::Add(hn::LoadU(d, gz + j), hn::LoadU(d, pz + j)));
        const auto hidden = hn::LoadU(d, pn + j);
        const auto n = vec::tanh(d, hn::MulAdd(reset, hidden, hn::LoadU(d, gn + j)));
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
void gru_backward_rows(const T* grad_y, const T* y, const T* gates, const Initial<T>& h0,
                       const Weight<T>& w_hh, bool to_initial, T* grad_xw, T* grad_hw, T* dh, int64_t steps,
                       int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  T* dh_rows = dh + first * h;
  std::memset(dh_rows, 0, static_cast<size_t>(rows * h) * sizeof(T));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = t * batch + first;
    const T* h_prev = t == 0 ? h0.rows(first, h) : y + (at - batch) * h;
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
    if (t > 0 || to_initial) w_hh.multiply(rows, grad_hw + at * 3 * h, dh_rows, dh_rows);
  }
}

template <class T>
void elman_rows(RnnActivation act, const Initial<T>& h0, const Weight<T>& w_hh, T* y, int64_t steps,
                int64_t batch, int64_t h, int64_t first, int64_t last) {
  const int64_t rows = last - first;
  for (int64_t t = 0; t < steps; ++t) {
    const int64_t at = t * batch + first;
    T* out = y + at * h;
    w_hh.multiply(rows, t == 0 ? h0.factor(first, h) : y + (at - batch) * h, out, out);
    lanes<T>(rows * h, [&](auto d, int64_t j) {
      const auto v = hn::LoadU(d, out + j);
      hn::StoreU(act == RnnActivation::kTanh ? vec::tanh(d, v) : vec::at_least(d, hn::Zero(d), v), d,
                 out + j);
    });
  }
}

template <class T>
void elman_backward_rows(RnnActivation act, const T* grad_y, const T* y, const Weight<T>& w_hh,
                         bool to_initial, T* grad_xw, T* dh, int64_t steps, int64_t batch, int64_t h,
                         int64_t first, int64_t last) {
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
    if (t > 0 || to_initial) w_hh.multiply(rows, grad_xw + at, dh_rows, nullptr);
  }
}

// Calls f(type tag) for the dtype of `v`.
template <class F> void typed(const View& v, const F& f) {
  if (v.dtype == kFloat) f(float{});
  else f(double{});
}

void lstm(const View& h0, const View& c0, const View& w_hh, const View& y, const View& c, const View& gates) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), 1, h, h, 4 * h, steps, batch);
    const Initial<T> h_first(h0, batch, h), c_first(c0, batch, h);
    parallel_for(0, batch, row_grain(steps, 4 * h, h), [&](int64_t a, int64_t b) {
      lstm_rows(h_first, c_first, weight, y.as<T>(), c.as<T>(), gates.as<T>(), steps, batch, h, a, b);
    });
  });
}

void lstm_backward(const View& grad_y, const View& grad_c, const View& c, const View& gates, const View& c0,
                   const View& w_hh, bool to_initial, const View& grad_gates, const View& grad_h0,
                   const View& grad_c0) {
  const int64_t steps = c.size(0), batch = c.size(1), h = c.size(2);
  typed(c, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), h, 1, 4 * h, h, steps, batch);
    const Initial<T> c_first(c0, batch, h);
    parallel_for(0, batch, row_grain(steps, 4 * h, h), [&](int64_t a, int64_t b) {
      lstm_backward_rows(grad_y.as<const T>(), grad_c.defined() ? grad_c.as<const T>() : nullptr,
                         c.as<const T>(), gates.as<const T>(), c_first, weight, to_initial,
                         grad_gates.as<T>(), grad_h0.as<T>(), grad_c0.as<T>(), steps, batch, h, a, b);
    });
  });
}

void gru(const View& h0, const View& w_hh, const View& b_hh, const View& y, const View& gates) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), 1, h, h, 3 * h, steps, batch);
    const Initial<T> h_first(h0, batch, h);
    const Scratch<T> scratch(batch * 3 * h);
    parallel_for(0, batch, row_grain(steps, 3 * h, h), [&](int64_t a, int64_t b) {
      gru_rows(h_first, weight, b_hh.as<const T>(), y.as<T>(), gates.as<T>(), scratch.data, steps, batch, h,
               a, b);
    });
  });
}

void gru_backward(const View& grad_y, const View& y, const View& gates, const View& h0, const View& w_hh,
                  bool to_initial, const View& grad_xw, const View& grad_hw, const View& grad_h0) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), h, 1, 3 * h, h, steps, batch);
    const Initial<T> h_first(h0, batch, h);
    parallel_for(0, batch, row_grain(steps, 3 * h, h), [&](int64_t a, int64_t b) {
      gru_backward_rows(grad_y.as<const T>(), y.as<const T>(), gates.as<const T>(), h_first, weight,
                        to_initial, grad_xw.as<T>(), grad_hw.as<T>(), grad_h0.as<T>(), steps, batch, h, a, b);
    });
  });
}

void elman(RnnActivation act, const View& h0, const View& w_hh, const View& y) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), 1, h, h, h, steps, batch);
    const Initial<T> h_first(h0, batch, h);
    parallel_for(0, batch, row_grain(steps, h, h), [&](int64_t a, int64_t b) {
      elman_rows(act, h_first, weight, y.as<T>(), steps, batch, h, a, b);
    });
  });
}

void elman_backward(RnnActivation act, const View& grad_y, const View& y, const View& w_hh, bool to_initial,
                    const View& grad_xw, const View& grad_h0) {
  const int64_t steps = y.size(0), batch = y.size(1), h = y.size(2);
  typed(y, [&](auto tag) {
    using T = decltype(tag);
    const Weight<T> weight(w_hh.as<const T>(), h, 1, h, h, steps, batch);
    parallel_for(0, batch, row_grain(steps, h, h), [&](int64_t a, int64_t b) {
      elman_backward_rows(act, grad_y.as<const T>(), y.as<const T>(), weight, to_initial, grad_xw.as<T>(),
                          grad_h0.as<T>(), steps, batch, h, a, b);
    });
  });
}

}  // namespace

template <> const RnnKernels& cpu_table<RnnKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr RnnKernels table{lstm, lstm_backward, gru, gru_backward, elman, elman_backward};
  return table;
}

}  // namespace torch::inline rushlight
