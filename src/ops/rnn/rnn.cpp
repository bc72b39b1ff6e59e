// Recurrent layers as operators: one direction of one layer over all steps. The first derivative runs in one fused
// kernel; when a graph of the derivative is wanted, the same formulas are unrolled with public operators.
// Next: layers.cpp, which builds stacks of layers and directions from these; rnn_cpu.cpp, the kernels.
#include "ops/rnn/rnn_op.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/product.h"
#include "ops/rnn/rnn.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Where the inputs that all three layers share stand: x (T, B, I), w_ih (G * H, I), a bias of G * H or none, h0 (B, H) or
// none, w_hh (G * H, H). An absent state is zeros: then the first step has no product with it.
enum Input { kX, kWih, kBias, kH0, kWhh, kOwn };

void check_state(const Infer& io, const View& state) {
  if (!state.defined()) return;
  const View &x = io.in(kX), &w_hh = io.in(kWhh);
  io.check(state.dims == 2 && state.sizes[0] == x.sizes[1] && state.sizes[1] == w_hh.sizes[1],
           "expected an initial state of shape [", x.sizes[1], ", ", w_hh.sizes[1], "], got ", state.shape());
  io.check(state.dtype == x.dtype, "expected input and states of one dtype, got ", x.dtype, " and ",
           state.dtype);
}

void check_layer(const Infer& io, int64_t gates) {
  const View &x = io.in(kX), &w_ih = io.in(kWih), &bias = io.in(kBias), &w_hh = io.in(kWhh);
  io.check(x.dims == 3 && w_ih.dims == 2 && w_hh.dims == 2,
           "expected input (T, B, features) and weight matrices, got shapes ", x.shape(), ", ", w_ih.shape(),
           " and ", w_hh.shape());
  const int64_t h = w_hh.sizes[1], rows = gates * h;
  io.check(w_hh.sizes[0] == rows, "expected a recurrent weight of shape [", rows, ", ", h, "], got ",
           w_hh.shape());
  io.check(w_ih.sizes[0] == rows && w_ih.sizes[1] == x.sizes[2], "expected an input weight of shape [", rows,
           ", ", x.sizes[2], "], got ", w_ih.shape());
  io.check(!bias.defined() || (bias.dims == 1 && bias.sizes[0] == rows), "expected a bias of shape [", rows,
           "], got ", bias.shape());
  io.check(x.dtype == w_ih.dtype && x.dtype == w_hh.dtype && (!bias.defined() || bias.dtype == x.dtype),
           "expected input and weights of one dtype, got ", x.dtype, ", ", w_ih.dtype, " and ", w_hh.dtype);
  io.check(x.dtype == kFloat || x.dtype == kDouble, "expected float32 or float64, got ", x.dtype);
  check_state(io, io.in(kH0));
}

// The products of all steps' inputs with w_ih, and the bias: they are written where the kernel of the steps then works in
// place, the first columns of each row of `gates` (T, B, at least G * H).
void input_products(Views in, const View& gates) { rows_times_weight(in[kX], in[kWih], in[kBias], gates); }

// What these products hand back, from the gradient of their sums (T, B, G * H).
void input_gradients(Backward& b, const Tensor& grad) {
  rows_times_weight_gradients(b, grad, kX, kWih, kBias);
}

// Gradient of w_hh: products of every step's gate gradients with the state before it.
Tensor recurrent_weight_grad(const Tensor& grad_gates, const Tensor& y, const Tensor& h0) {
  const int64_t steps = y.size(0);
  Tensor sum;
  if (steps > 1) sum = grad_gates.slice(0, 1).flatten(0, 1).t().mm(y.slice(0, 0, steps - 1).flatten(0, 1));
  if (h0.defined()) {
    const Tensor first = grad_gates[0].t().mm(h0);
    return sum.defined() ? sum + first : first;
  }
  return sum.defined() ? sum : zeros({grad_gates.size(2), y.size(2)}, y.options());
}

// A state as the unrolled formulas want it.
Tensor or_zeros(const Tensor& state, const Tensor& all_states) {
  return state.defined() ? state : zeros_like(all_states[0]);
}

Tensor previous(const Tensor& states, const Tensor& initial, int64_t t) {
  return t == 0 ? initial : states[t - 1];
}

struct LstmBackward {
  bool to_initial;
  static constexpr Traits traits{
      .name = "lstm_layer_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &c = io.in(2), &gates = io.in(3);
    io.out(0, c.dtype, gates.shape());
    for (int i = 1; i < 3; ++i) io.out(i, c.dtype, {c.sizes[1], c.sizes[2]});
  }
  static void execute(const LstmBackward& op, Views in, Views out) {
    kernels<RnnKernels>(in[0]).lstm_backward(in[0], in[1], in[2], in[3], in[4], in[5], op.to_initial, out[0],
                                             out[1], out[2]);
  }
};

// Inputs as above and c0; outputs y, c and the gates i, f, g, o of all steps.
struct LstmLayer {
  static constexpr Traits traits{.name = "lstm_layer",
                                 .save_inputs = 0b111011,
                                 .save_outputs = 7,
                                 .outputs = 3,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, 4);
    check_state(io, io.in(kOwn));
    const View& x = io.in(kX);
    const int64_t h = io.in(kWhh).sizes[1];
    io.out(0, x.dtype, {x.sizes[0], x.sizes[1], h});
    io.out(1, x.dtype, {x.sizes[0], x.sizes[1], h});
    io.out(2, x.dtype, {x.sizes[0], x.sizes[1], 4 * h});
  }
  static void execute(const LstmLayer&, Views in, Views out) {
    input_products(in, out[2]);
    kernels<RnnKernels>(in[0]).lstm(in[kH0], in[kOwn], in[kWhh], out[0], out[1], out[2]);
  }
  void backward(Backward& b) const {
    const Tensor c0 = b.in(kOwn), w_hh = b.in(kWhh), c = b.out(1), gates = b.out(2);
    Tensor grad_gates, grad_h0, grad_c0;
    if (GradMode::is_enabled() || b.has_grad(2)) {
      unrolled(b, c0, w_hh, c, gates, grad_gates, grad_h0, grad_c0);
    } else {
      const Tensor grad_c = b.has_grad(1) ? b.grad(1) : Tensor();
      auto g = run(LstmBackward{b.needs(kH0)}, b.grad(0), grad_c, c, gates, c0, w_hh);
      grad_gates = g[0], grad_h0 = g[1], grad_c0 = g[2];
    }
    input_gradients(b, grad_gates);
    b.set(kH0, grad_h0);
    b.set(kOwn, grad_c0);
    if (b.needs(kWhh)) b.set(kWhh, recurrent_weight_grad(grad_gates, b.out(0), b.in(kH0)));
  }
  static void unrolled(Backward& b, const Tensor& initial, const Tensor& w_hh, const Tensor& c,
                       const Tensor& gates, Tensor& grad_gates, Tensor& dh, Tensor& dc) {
    const Tensor c0 = or_zeros(initial, c);
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
  bool to_initial;
  static constexpr Traits traits{
      .name = "gru_layer_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& y = io.in(1);
    for (int i = 0; i < 2; ++i) io.out(i, y.dtype, {y.sizes[0], y.sizes[1], 3 * y.sizes[2]});
    io.out(2, y.dtype, {y.sizes[1], y.sizes[2]});
  }
  static void execute(const GruBackward& op, Views in, Views out) {
    kernels<RnnKernels>(in[0]).gru_backward(in[0], in[1], in[2], in[3], in[4], op.to_initial, out[0], out[1],
                                            out[2]);
  }
};

// Inputs as above and b_hh (optional); outputs y and r, z, n and the hidden part of n of all steps.
struct GruLayer {
  static constexpr Traits traits{.name = "gru_layer",
                                 .save_inputs = 0b011011,
                                 .save_outputs = 3,
                                 .outputs = 2,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, 3);
    const View& x = io.in(kX);
    const int64_t h = io.in(kWhh).sizes[1];
    io.out(0, x.dtype, {x.sizes[0], x.sizes[1], h});
    io.out(1, x.dtype, {x.sizes[0], x.sizes[1], 4 * h});
  }
  static void execute(const GruLayer&, Views in, Views out) {
    input_products(in, out[1]);
    kernels<RnnKernels>(in[0]).gru(in[kH0], in[kWhh], in[kOwn], out[0], out[1]);
  }
  void backward(Backward& b) const {
    const Tensor h0 = b.in(kH0), w_hh = b.in(kWhh), y = b.out(0), gates = b.out(1);
    Tensor grad_xw, grad_hw, grad_h0;
    if (GradMode::is_enabled() || b.has_grad(1)) {
      unrolled(b, h0, w_hh, y, gates, grad_xw, grad_hw, grad_h0);
    } else {
      auto g = run(GruBackward{b.needs(kH0)}, b.grad(0), y, gates, h0, w_hh);
      grad_xw = g[0], grad_hw = g[1], grad_h0 = g[2];
    }
    input_gradients(b, grad_xw);
    b.set(kH0, grad_h0);
    if (b.needs(kWhh)) b.set(kWhh, recurrent_weight_grad(grad_hw, y, h0));
    if (b.needs(kOwn)) b.set(kOwn, grad_hw.sum({0, 1}));
  }
  static void unrolled(Backward& b, const Tensor& initial, const Tensor& w_hh, const Tensor& y,
                       const Tensor& gates, Tensor& grad_xw, Tensor& grad_hw, Tensor& dh) {
    const Tensor h0 = or_zeros(initial, y);
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
  bool to_initial;
  static constexpr Traits traits{
      .name = "rnn_layer_backward", .outputs = 2, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& y = io.in(1);
    io.out(0, y.dtype, y.shape());
    io.out(1, y.dtype, {y.sizes[1], y.sizes[2]});
  }
  static void execute(const ElmanBackward& op, Views in, Views out) {
    kernels<RnnKernels>(in[0]).elman_backward(op.activation, in[0], in[1], in[2], op.to_initial, out[0],
                                              out[1]);
  }
};

// Inputs as above; output y.
struct ElmanLayer {
  RnnActivation activation;
  static constexpr Traits traits{
      .name = "rnn_layer", .save_inputs = 0b11011, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_layer(io, 1);
    const View& x = io.in(kX);
    io.out(0, x.dtype, {x.sizes[0], x.sizes[1], io.in(kWhh).sizes[1]});
  }
  static void execute(const ElmanLayer& op, Views in, Views out) {
    input_products(in, out[0]);
    kernels<RnnKernels>(in[0]).elman(op.activation, in[kH0], in[kWhh], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor w_hh = b.in(kWhh), y = b.out(0);
    Tensor grad_xw, grad_h0;
    if (GradMode::is_enabled()) {
      grad_h0 = zeros_like(y[0]);
      std::vector<Tensor> steps(static_cast<size_t>(y.size(0)));
      for (int64_t t = y.size(0) - 1; t >= 0; --t) {
        const Tensor slope =
            activation == RnnActivation::kTanh ? 1 - y[t] * y[t] : (y[t] > 0).to(y.scalar_type());
        steps[static_cast<size_t>(t)] = (b.grad()[t] + grad_h0) * slope;
        grad_h0 = steps[static_cast<size_t>(t)].mm(w_hh);
      }
      grad_xw = stack(steps);
    } else {
      auto g = run(ElmanBackward{activation, b.needs(kH0)}, b.grad(), y, w_hh);
      grad_xw = g[0], grad_h0 = g[1];
    }
    input_gradients(b, grad_xw);
    b.set(kH0, grad_h0);
    if (b.needs(kWhh)) b.set(kWhh, recurrent_weight_grad(grad_xw, y, b.in(kH0)));
  }
};

// The biases of an LSTM's and an Elman network's gates, which the formula adds at the same place.
Tensor joined_bias(const RnnWeights& w) { return w.b_ih.defined() ? w.b_ih + w.b_hh : w.b_ih; }

}  // namespace

RnnResult run_rnn_layer(RnnKind kind, const Tensor& x, const Tensor& h0, const Tensor& c0,
                        const RnnWeights& w) {
  if (w.w_hr.defined()) return run_projected_lstm(x, h0, c0, w);
  if (kind == RnnKind::kLstm) {
    auto out = run(LstmLayer{}, x, w.w_ih, joined_bias(w), h0, w.w_hh, c0);
    return {out[0], out[0][-1], out[1][-1]};
  }
  Tensor y;
  if (kind == RnnKind::kGru) {
    y = run(GruLayer{}, x, w.w_ih, w.b_ih, h0, w.w_hh, w.b_hh)[0];
  } else {
    const auto activation = kind == RnnKind::kTanh ? RnnActivation::kTanh : RnnActivation::kRelu;
    y = run(ElmanLayer{activation}, x, w.w_ih, joined_bias(w), h0, w.w_hh)[0];
  }
  return {y, y[-1], Tensor()};
}

}  // namespace torch::inline rushlight
