// Stacks of recurrent layers: directions side by side, dropout between layers, states split and gathered. Sequences come
// padded to one length, or packed (see packed.cpp).
#include "ops/rnn/rnn_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct Stack {
  const char* name;
  RnnKind kind;
  TensorList params;
  bool has_biases;
  int64_t layers;
  double dropout;
  bool train, bidirectional, batch_first;
  Tensor batch_sizes = {};  // of packed sequences
  bool projected = false;   // an LSTM whose output is a projection of its hidden state

  int64_t directions() const { return bidirectional ? 2 : 1; }
  size_t params_of_layer() const { return (has_biases ? 4u : 2u) + (projected ? 1u : 0u); }
  RnnWeights weights(int64_t layer, int64_t direction) const {
    const size_t each = params_of_layer(), at = static_cast<size_t>(layer * directions() + direction) * each;
    return {params[at], params[at + 1], has_biases ? params[at + 2] : Tensor(),
            has_biases ? params[at + 3] : Tensor(), projected ? params[at + each - 1] : Tensor()};
  }
};

// How many sequences there are.
int64_t check_input(const Stack& s, const Tensor& input) {
  RUSHLIGHT_CHECK(s.layers >= 1, s.name, ": expected one or more layers, got ", s.layers);
  const size_t expected = static_cast<size_t>(s.layers * s.directions()) * s.params_of_layer();
  RUSHLIGHT_CHECK(s.params.size() == expected, s.name, ": expected ", expected, " parameters, got ",
                  s.params.size());
  const bool packed = s.batch_sizes.defined();
  const int64_t dims = packed ? 2 : 3;
  RUSHLIGHT_CHECK(input.dim() == dims, s.name, ": expected an input of ", dims, " dimensions, got shape ",
                  input.sizes());
  RUSHLIGHT_CHECK(packed || input.size(s.batch_first ? 1 : 0) > 0, s.name,
                  ": expected a sequence of one or more steps, got shape ", input.sizes());
  RUSHLIGHT_CHECK(input.size(-1) == s.params[0].size(1), s.name, ": expected an input of ",
                  s.params[0].size(1), " features, got shape ", input.sizes());
  return packed ? packed_batch(s.name, s.batch_sizes, input.size(0)) : input.size(s.batch_first ? 0 : 1);
}
// An initial state; undefined it stands for zeros, in padded sequences without projection.
void check_state(const Stack& s, const Tensor& state, int64_t batch, int64_t size) {
  if (!state.defined() && !s.projected && !s.batch_sizes.defined()) return;
  RUSHLIGHT_CHECK(state.defined(), s.name, ": expected initial states, got an undefined tensor");
  const DimVector shape{s.layers * s.directions(), batch, size};
  RUSHLIGHT_CHECK(state.sizes() == IntArrayRef(shape), s.name, ": expected initial states of shape ", shape,
                  ", got ", state.sizes());
}

// One direction of one layer, in the order of the input.
RnnResult run_direction(const Stack& s, bool backwards, const Tensor& x, const Tensor& h0, const Tensor& c0,
                        const RnnWeights& weights) {
  if (s.batch_sizes.defined()) return run_packed_layer(s.kind, backwards, x, s.batch_sizes, h0, c0, weights);
  RnnResult r = run_rnn_layer(s.kind, backwards ? flip(x, 0) : x, h0, c0, weights);
  if (backwards) r.y = flip(r.y, 0);
  return r;
}

RnnResult run_stack(const Stack& s, const Tensor& input, const Tensor& h0, const Tensor& c0);

// 16-bit floats: all steps in float32, rounded at the end.
RnnResult run_in_float32(const Stack& s, const Tensor& input, const Tensor& h0, const Tensor& c0) {
  const ScalarType t = input.scalar_type();
  const auto wide = [&](const Tensor& x) {
    if (!x.defined()) return x;
    RUSHLIGHT_CHECK(x.scalar_type() == t, s.name, ": expected input, state and weights of one dtype, got ", t,
                    " and ", x.scalar_type());
    return x.to(kFloat);
  };
  std::vector<Tensor> params;
  for (const Tensor& p : s.params) params.push_back(wide(p));
  Stack stack = s;
  stack.params = params;
  const RnnResult r = run_stack(stack, wide(input), wide(h0), wide(c0));
  return {r.y.to(t), r.h.to(t), r.c.defined() ? r.c.to(t) : r.c};
}

// Outputs and last states of the whole stack.
RnnResult run_stack(const Stack& s, const Tensor& input, const Tensor& h0, const Tensor& c0) {
  const int64_t batch = check_input(s, input);
  check_state(s, h0, batch, s.params[1].size(1));
  const bool has_cell = s.kind == RnnKind::kLstm;
  if (has_cell) check_state(s, c0, batch, s.projected ? s.params[1].size(0) / 4 : s.params[1].size(1));
  if (isReducedFloatingType(input.scalar_type())) return run_in_float32(s, input, h0, c0);
  Tensor x = s.batch_first ? input.transpose(0, 1) : input;
  std::vector<Tensor> last_h, last_c;
  for (int64_t layer = 0; layer < s.layers; ++layer) {
    std::vector<Tensor> sides;
    for (int64_t d = 0; d < s.directions(); ++d) {
      const int64_t state = layer * s.directions() + d;
      const auto initial = [&](const Tensor& all) { return all.defined() ? all[state] : all; };
      const RnnResult r = run_direction(s, d == 1, x, initial(h0), initial(c0), s.weights(layer, d));
      sides.push_back(r.y);
      last_h.push_back(r.h);
      last_c.push_back(r.c);
    }
    x = sides.size() == 1 ? sides[0] : cat(sides, -1);
    if (s.dropout > 0 && s.train && layer + 1 < s.layers) x = dropout(x, s.dropout, true);
  }
  return {s.batch_first ? x.transpose(0, 1) : x, stack(last_h), has_cell ? stack(last_c) : Tensor()};
}

std::tuple<Tensor, Tensor> one_state(const Stack& s, const Tensor& input, const Tensor& hx) {
  RnnResult r = run_stack(s, input, hx, Tensor());
  return {r.y, r.h};
}
std::tuple<Tensor, Tensor, Tensor> two_states(Stack s, const Tensor& input, TensorList hx) {
  RUSHLIGHT_CHECK(hx.size() == 2, "lstm: expected two initial states, got ", hx.size());
  const bool given = hx[0].defined() && hx[1].defined();
  s.projected = given && hx[0].dim() > 0 && hx[1].dim() > 0 && hx[0].size(-1) != hx[1].size(-1);
  RnnResult r = run_stack(s, input, hx[0], hx[1]);
  return {r.y, r.h, r.c};
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& input, TensorList hx, TensorList params,
                                        bool has_biases, int64_t num_layers, double dropout, bool train,
                                        bool bidirectional, bool batch_first) {
  return two_states(
      {"lstm", RnnKind::kLstm, params, has_biases, num_layers, dropout, train, bidirectional, batch_first},
      input, hx);
}
std::tuple<Tensor, Tensor> gru(const Tensor& input, const Tensor& hx, TensorList params, bool has_biases,
                               int64_t num_layers, double dropout, bool train, bool bidirectional,
                               bool batch_first) {
  return one_state(
      {"gru", RnnKind::kGru, params, has_biases, num_layers, dropout, train, bidirectional, batch_first},
      input, hx);
}
std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& input, const Tensor& hx, TensorList params, bool has_biases,
                                    int64_t num_layers, double dropout, bool train, bool bidirectional,
                                    bool batch_first) {
  return one_state({"rnn_tanh", RnnKind::kTanh, params, has_biases, num_layers, dropout, train, bidirectional,
                    batch_first},
                   input, hx);
}
std::tuple<Tensor, Tensor> rnn_relu(const Tensor& input, const Tensor& hx, TensorList params, bool has_biases,
                                    int64_t num_layers, double dropout, bool train, bool bidirectional,
                                    bool batch_first) {
  return one_state({"rnn_relu", RnnKind::kRelu, params, has_biases, num_layers, dropout, train, bidirectional,
                    batch_first},
                   input, hx);
}

std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& data, const Tensor& batch_sizes, TensorList hx,
                                        TensorList params, bool has_biases, int64_t num_layers,
                                        double dropout, bool train, bool bidirectional) {
  return two_states({"lstm", RnnKind::kLstm, params, has_biases, num_layers, dropout, train, bidirectional,
                     false, batch_sizes},
                    data, hx);
}
std::tuple<Tensor, Tensor> gru(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                               TensorList params, bool has_biases, int64_t num_layers, double dropout,
                               bool train, bool bidirectional) {
  return one_state({"gru", RnnKind::kGru, params, has_biases, num_layers, dropout, train, bidirectional,
                    false, batch_sizes},
                   data, hx);
}
std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                                    TensorList params, bool has_biases, int64_t num_layers, double dropout,
                                    bool train, bool bidirectional) {
  return one_state({"rnn_tanh", RnnKind::kTanh, params, has_biases, num_layers, dropout, train, bidirectional,
                    false, batch_sizes},
                   data, hx);
}
std::tuple<Tensor, Tensor> rnn_relu(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                                    TensorList params, bool has_biases, int64_t num_layers, double dropout,
                                    bool train, bool bidirectional) {
  return one_state({"rnn_relu", RnnKind::kRelu, params, has_biases, num_layers, dropout, train, bidirectional,
                    false, batch_sizes},
                   data, hx);
}

}  // namespace torch::inline rushlight
