// Recurrent layers as operators: one direction of one layer over all steps. The first derivative runs in one fused
// kernel; when a graph of the derivative is wanted, the same formulas are unrolled with public operators.
// Next: layers.cpp, which builds stacks of layers and directions from these; rnn_cpu.cpp, the kernels.
#include "ops/rnn/rnn_op.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/rnn/rnn.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The inputs that all three share: xw (T, B, G * H), h0 (B, H), w_hh (G * H, H).
void check_layer(const Infer& io, const View& h0, const View& w_hh, int64_t gates) {
  const View& xw = io.in(0);
  io.check(xw.dims == 3 && w_hh.dims == 2 && h0.dims == 2,
           "expected input (T, B, features), state (B, H) and weight matrices, got shapes ", xw.shape(), ", ",
           h0.shape(), " and ", w_hh.shape());
  const int64_t h = w_hh.sizes[1];
  io.check(w_hh.sizes[0] == gates * h && xw.sizes[2] == gates * h, "expected a recurrent weight of shape [",
           gates * h, ", ", h, "], got ", w_hh.shape());
  io.check(h0.sizes[0] == xw.sizes[1] && h0.sizes[1] == h, "expected an initial state of shape [",
           xw.sizes[1], ", ", h, "], got ", h0.shape());
  io.check(xw.dtype == w_hh.dtype && xw.dtype == h0.dtype,
           "expected input, state and weights of one dtype, got ", xw.dtype, ", ", h0.dtype, " and ",
           w_hh.dtype);
  io.check(xw.dtype == kFloat || xw.dtype == kDouble, "expected float32 or float64, got ", xw.dtype);
}

// Gradient of w_hh: products of every step's gate gradients with the state before it.
Tensor recurrent_weight_grad(const Tensor& grad_gates, const Tensor& y, const Tensor& h0) {
  const Tensor first = grad_gates[0].t().mm(h0);
  const int64_t steps = y.size(0);
  if (steps == 1) return first;
  return first + grad_gates.slice(0, 1).flatten(0, 1).t().mm(y.slice(0, 0, steps - 1).flatten(0, 1));
}

Tensor previous(const Tensor& states, const Tensor& initial, int64_t t) {
  return t == 0 ? initial : states[t - 1];
}

struct LstmBackward {
  static constexpr Traits traits{
      .name = "lstm_layer_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    io.out(0, io.in(0).dtype, io.in(3).shape());
    io.out(1, io.in(0).dtype, io.in(4).shape());
    io.out(2, io.in(0).dtype, io.in(4).shape());
  }
  static void execute(const LstmBackward&, Views in, Views out) {
    kernels<RnnKernels>(in[0]).lstm_backward(in[0], in[1], in[2], in[3], in[4], in[5], out[0], out[1],
                                             out[2]);
  }
};

// Inputs xw, h0, c0, w_hh; outputs y, c and the gates i, f, g, o of all steps.
struct LstmLayer {
  static constexpr Traits traits{.name = "lstm_layer",
                                 .save_inputs = 0b1110,
                                 .save_outputs = 7,
                                 .outputs = 3,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, io.in(1), io.in(3), 4);
    io.check(io.in(2).shape() == io.in(1).shape(), "expected an initial cell of shape ", io.in(1).shape(),
             ", got ", io.in(2).shape());
    const View& xw = io.in(0);
    const int64_t h = io.in(3).sizes[1];
    io.out(0, xw.dtype, {xw.sizes[0], xw.sizes[1], h});
    io.out(1, xw.dtype, {xw.sizes[0], xw.sizes[1], h});
    io.out(2, xw.dtype, xw.shape());
  }
  static void execute(const LstmLayer&, Views in, Views out) {
    kernels<RnnKernels>(in[0]).lstm(in[0], in[1], in[2], in[3], out[0], out[1], out[2]);
  }
  void backward(Backward& b) const {
    const Tensor h0 = b.in(1), c0 = b.in(2), w_hh = b.in(3), y = b.out(0), c = b.out(1), gates = b.out(2);
    Tensor grad_gates, grad_h0, grad_c0;
    if (GradMode::is_enabled() || b.has_grad(2)) {
      unrolled(b, c0, w_hh, c, gates, grad_gates, grad_h0, grad_c0);
    } else {
      const Tensor grad_c = b.has_grad(1) ? b.grad(1) : Tensor();
      auto g = run(LstmBackward{}, b.grad(0), grad_c, c, gates, c0, w_hh);
      grad_gates = g[0], grad_h0 = g[1], grad_c0 = g[2];
    }
    b.set(0, grad_gates);
    b.set(1, grad_h0);
    b.set(2, grad_c0);
    if (b.needs(3)) b.set(3, recurrent_weight_grad(grad_gates, y, h0));
  }
  static void unrolled(Backward& b, const Tensor& c0, const Tensor& w_hh, const Tensor& c,
                       const Tensor& gates, Tensor& grad_gates, Tensor& dh, Tensor& dc) {
    dh = zeros_like(c0), dc = zeros_like(c0);
    std::vector<Tensor> steps(static_cast<size_t>(c.size(0)));
    for (int64_t t = c.size(0) - 1; t >= 0; --t) {
      const auto now = gates[t].chunk(4, 1), extra = b.grad(2)[t].chunk(4, 1);
      const Tensor &i = now[0], &f = now[1], &g = now[2], &o = now[3];
      const Tensor grad_h = b.grad(0)[t] + dh, tc = c[t].tanh();
      const Tensor cell = b.grad(1)[t] + dc + grad_h * o * (1 - tc * tc);
      const Tensor step =
          cat({(cell * g + extra[0]) * i * (1 - i), (cell * previous(c, c0, t) + extra[1]) * f * (1 - f),
               (cell * i + extra[2]) * (1 - g * g), (grad_h * tc + extra[3]) * o * (1 - o)},
              1);
      dh = step.mm(w_hh);
      dc = cell * f;
      steps[static_cast<size_t>(t)] = step;
    }
    grad_gates = stack(steps);
  }
};

struct GruBackward {
  static constexpr Traits traits{
      .name = "gru_layer_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& y = io.in(1);
    for (int i = 0; i < 2; ++i) io.out(i, y.dtype, {y.sizes[0], y.sizes[1], 3 * y.sizes[2]});
    io.out(2, y.dtype, io.in(3).shape());
  }
  static void execute(const GruBackward&, Views in, Views out) {
    kernels<RnnKernels>(in[0]).gru_backward(in[0], in[1], in[2], in[3], in[4], out[0], out[1], out[2]);
  }
};

// Inputs xw, h0, w_hh, b_hh (optional); outputs y and r, z, n and the hidden part of n of all steps.
struct GruLayer {
  static constexpr Traits traits{
      .name = "gru_layer", .save_inputs = 0b0110, .save_outputs = 3, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, io.in(1), io.in(2), 3);
    const View& xw = io.in(0);
    const int64_t h = io.in(2).sizes[1];
    io.out(0, xw.dtype, {xw.sizes[0], xw.sizes[1], h});
    io.out(1, xw.dtype, {xw.sizes[0], xw.sizes[1], 4 * h});
  }
  static void execute(const GruLayer&, Views in, Views out) {
    kernels<RnnKernels>(in[0]).gru(in[0], in[1], in[2], in[3], out[0], out[1]);
  }
  void backward(Backward& b) const {
    const Tensor h0 = b.in(1), w_hh = b.in(2), y = b.out(0), gates = b.out(1);
    Tensor grad_xw, grad_hw, grad_h0;
    if (GradMode::is_enabled() || b.has_grad(1)) {
      unrolled(b, h0, w_hh, y, gates, grad_xw, grad_hw, grad_h0);
    } else {
      auto g = run(GruBackward{}, b.grad(0), y, gates, h0, w_hh);
      grad_xw = g[0], grad_hw = g[1], grad_h0 = g[2];
    }
    b.set(0, grad_xw);
    b.set(1, grad_h0);
    if (b.needs(2)) b.set(2, recurrent_weight_grad(grad_hw, y, h0));
    if (b.needs(3)) b.set(3, grad_hw.sum({0, 1}));
  }
  static void unrolled(Backward& b, const Tensor& h0, const Tensor& w_hh, const Tensor& y,
                       const Tensor& gates, Tensor& grad_xw, Tensor& grad_hw, Tensor& dh) {
    dh = zeros_like(h0);
    std::vector<Tensor> xs(static_cast<size_t>(y.size(0))), hs(xs);
    for (int64_t t = y.size(0) - 1; t >= 0; --t) {
      const auto now = gates[t].chunk(4, 1), extra = b.grad(1)[t].chunk(4, 1);
      const Tensor &r = now[0], &z = now[1], &n = now[2], &hidden = now[3];
      const Tensor grad = b.grad(0)[t] + dh;
      const Tensor dn = (grad * (1 - z) + extra[2]) * (1 - n * n);
      const Tensor dz = (grad * (previous(y, h0, t) - n) + extra[1]) * z * (1 - z);
      const Tensor dr = (dn * hidden + extra[0]) * r * (1 - r);
      const Tensor hw = cat({dr, dz, dn * r + extra[3]}, 1);
      dh = grad * z + hw.mm(w_hh);
      xs[static_cast<size_t>(t)] = cat({dr, dz, dn}, 1);
      hs[static_cast<size_t>(t)] = hw;
    }
    grad_xw = stack(xs);
    grad_hw = stack(hs);
  }
};

struct ElmanBackward {
  RnnActivation activation;
  static constexpr Traits traits{
      .name = "rnn_layer_backward", .outputs = 2, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& y = io.in(1);
    io.out(0, y.dtype, y.shape());
    io.out(1, y.dtype, {y.sizes[1], y.sizes[2]});
  }
  static void execute(const ElmanBackward& op, Views in, Views out) {
    kernels<RnnKernels>(in[0]).elman_backward(op.activation, in[0], in[1], in[2], out[0], out[1]);
  }
};

// Inputs xw, h0, w_hh; output y.
struct ElmanLayer {
  RnnActivation activation;
  static constexpr Traits traits{
      .name = "rnn_layer", .save_inputs = 0b110, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, io.in(1), io.in(2), 1);
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const ElmanLayer& op, Views in, Views out) {
    kernels<RnnKernels>(in[0]).elman(op.activation, in[0], in[1], in[2], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor h0 = b.in(1), w_hh = b.in(2), y = b.out(0);
    Tensor grad_xw, grad_h0;
    if (GradMode::is_enabled()) {
      grad_h0 = zeros_like(h0);
      std::vector<Tensor> steps(static_cast<size_t>(y.size(0)));
      for (int64_t t = y.size(0) - 1; t >= 0; --t) {
        const Tensor slope =
            activation == RnnActivation::kTanh ? 1 - y[t] * y[t] : (y[t] > 0).to(y.scalar_type());
        steps[static_cast<size_t>(t)] = (b.grad()[t] + grad_h0) * slope;
        grad_h0 = steps[static_cast<size_t>(t)].mm(w_hh);
      }
      grad_xw = stack(steps);
    } else {
      auto g = run(ElmanBackward{activation}, b.grad(), y, w_hh);
      grad_xw = g[0], grad_h0 = g[1];
    }
    b.set(0, grad_xw);
    b.set(1, grad_h0);
    if (b.needs(2)) b.set(2, recurrent_weight_grad(grad_xw, y, h0));
  }
};

// Products of all steps' inputs with w_ih; the recurrent bias joins where the formula adds it at the same place.
Tensor input_products(const Tensor& x, const RnnWeights& w, bool join_bias) {
  return linear(x, w.w_ih, w.b_ih.defined() && join_bias ? w.b_ih + w.b_hh : w.b_ih);
}

}  // namespace

RnnResult run_rnn_layer(RnnKind kind, const Tensor& x, const Tensor& h0, const Tensor& c0,
                        const RnnWeights& w) {
  if (w.w_hr.defined()) return run_projected_lstm(x, h0, c0, w);
  if (kind == RnnKind::kLstm) {
    auto out = run(LstmLayer{}, input_products(x, w, true), h0, c0, w.w_hh);
    return {out[0], out[0][-1], out[1][-1]};
  }
  Tensor y;
  if (kind == RnnKind::kGru) y = run(GruLayer{}, input_products(x, w, false), h0, w.w_hh, w.b_hh)[0];
  else
    y = run(ElmanLayer{kind == RnnKind::kTanh ? RnnActivation::kTanh : RnnActivation::kRelu},
            input_products(x, w, true), h0, w.w_hh)[0];
  return {y, y[-1], Tensor()};
}

}  // namespace torch::inline rushlight
