// Single steps of recurrent networks, and the LSTM that is made of single steps because its output is projected.
#include "ops/rnn/rnn_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Checks one step's arguments: input (B, I) or (I), states alike, weights of `gates` rows for each hidden unit.
void check(const char* who, int64_t gates, const Tensor& x, const Tensor& h, const Tensor& w_ih,
           const Tensor& w_hh) {
  RUSHLIGHT_CHECK(w_ih.dim() == 2 && w_hh.dim() == 2 && w_hh.size(0) == gates * w_hh.size(1) &&
                      w_ih.size(0) == w_hh.size(0),
                  who, ": expected weights of shapes [", gates, " H, I] and [", gates, " H, H], got ",
                  w_ih.sizes(), " and ", w_hh.sizes());
  RUSHLIGHT_CHECK((x.dim() == 1 || x.dim() == 2) && x.size(-1) == w_ih.size(1), who,
                  ": expected an input of shape [B, ", w_ih.size(1), "] or [", w_ih.size(1), "], got ",
                  x.sizes());
  DimVector shape(x.sizes());
  shape.back() = w_hh.size(1);
  RUSHLIGHT_CHECK(h.sizes() == IntArrayRef(shape), who, ": expected a state of shape ", shape, ", got ",
                  h.sizes());
}

// Gates i, f, g, o before their nonlinearity: the new cell state, and the hidden state before any projection.
struct LstmStep {
  Tensor h, c;
};
LstmStep lstm_step(const Tensor& sums, const Tensor& c) {
  const auto gates = sums.chunk(4, -1);
  const Tensor next = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
  return {gates[3].sigmoid() * next.tanh(), next};
}

Tensor elman(const char* who, const Tensor& x, const Tensor& h, const Tensor& w_ih, const Tensor& w_hh,
             const std::optional<Tensor>& b_ih, const std::optional<Tensor>& b_hh) {
  check(who, 1, x, h, w_ih, w_hh);
  return linear(x, w_ih, b_ih) + linear(h, w_hh, b_hh);
}

}  // namespace

std::tuple<Tensor, Tensor> lstm_cell(const Tensor& input, TensorList hx, const Tensor& w_ih,
                                     const Tensor& w_hh, const std::optional<Tensor>& b_ih,
                                     const std::optional<Tensor>& b_hh) {
  RUSHLIGHT_CHECK(hx.size() == 2, "lstm_cell: expected two states, got ", hx.size());
  for (const Tensor& state : hx) check("lstm_cell", 4, input, state, w_ih, w_hh);
  const LstmStep step = lstm_step(linear(input, w_ih, b_ih) + linear(hx[0], w_hh, b_hh), hx[1]);
  return {step.h, step.c};
}

Tensor gru_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                const std::optional<Tensor>& b_ih, const std::optional<Tensor>& b_hh) {
  check("gru_cell", 3, input, hx, w_ih, w_hh);
  const auto x = linear(input, w_ih, b_ih).chunk(3, -1), r = linear(hx, w_hh, b_hh).chunk(3, -1);
  const Tensor reset = (x[0] + r[0]).sigmoid(), update = (x[1] + r[1]).sigmoid();
  const Tensor fresh = (x[2] + reset * r[2]).tanh();
  return fresh + update * (hx - fresh);
}

Tensor rnn_tanh_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                     const std::optional<Tensor>& b_ih, const std::optional<Tensor>& b_hh) {
  return elman("rnn_tanh_cell", input, hx, w_ih, w_hh, b_ih, b_hh).tanh();
}
Tensor rnn_relu_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                     const std::optional<Tensor>& b_ih, const std::optional<Tensor>& b_hh) {
  return elman("rnn_relu_cell", input, hx, w_ih, w_hh, b_ih, b_hh).relu();
}

RnnResult run_projected_lstm(const Tensor& x, const Tensor& h0, const Tensor& c0, const RnnWeights& w) {
  RUSHLIGHT_CHECK(w.w_hr.dim() == 2 && w.w_hr.size(0) == h0.size(1) && w.w_hr.size(1) == c0.size(1),
                  "lstm: expected a projection of shape [", h0.size(1), ", ", c0.size(1), "], got ",
                  w.w_hr.sizes());
  const Tensor xw = linear(x, w.w_ih, w.b_ih.defined() ? w.b_ih + w.b_hh : w.b_ih);
  Tensor h = h0, c = c0;
  std::vector<Tensor> outputs;
  for (int64_t t = 0; t < x.size(0); ++t) {
    const LstmStep step = lstm_step(xw[t] + linear(h, w.w_hh), c);
    h = linear(step.h, w.w_hr);
    c = step.c;
    outputs.push_back(h);
  }
  return {stack(outputs), h, c};
}

}  // namespace torch::inline rushlight
