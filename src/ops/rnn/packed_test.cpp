// Single steps against the formulas, and packed sequences against each sequence alone; projections against steps.
// LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// w (rows, columns) times row b of x, plus a bias if given.
double product(const Plain& w, const Plain& x, const Plain* bias, int64_t b, int64_t row) {
  const int64_t columns = w.shape[1];
  double sum = bias ? (*bias)[row] : 0;
  for (int64_t c = 0; c < columns; ++c) sum += w[row * columns + c] * x[b * columns + c];
  return sum;
}

// Inputs: x, h, [c,] w_ih, w_hh, and both biases if given. `step` makes the results of one unit.
using Step = void (*)(const PlainArgs& x, size_t states, int64_t b, int64_t unit, std::vector<Plain>& out);
OpCase::Reference steps(size_t states, Step step) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out(states, Plain(x[1].shape));
    const int64_t hidden = x[1].shape.back(), batch = hidden > 0 ? x[1].numel() / hidden : 0;
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t unit = 0; unit < hidden; ++unit) step(x, states, b, unit, out);
    return out;
  };
}
struct Parts {
  const PlainArgs& x;
  size_t states;
  int64_t b, unit, hidden;
  Parts(const PlainArgs& args, size_t n, int64_t batch, int64_t u)
      : x(args), states(n), b(batch), unit(u), hidden(args[1].shape.back()) {}
  const Plain* bias(size_t i) const { return x.arrays.size() > states + 3 ? &x[states + 3 + i] : nullptr; }
  double from_x(int64_t gate) const { return product(x[states + 1], x[0], bias(0), b, gate * hidden + unit); }
  double from_h(int64_t gate) const { return product(x[states + 2], x[1], bias(1), b, gate * hidden + unit); }
  double sum(int64_t gate) const { return from_x(gate) + from_h(gate); }
  int64_t at() const { return b * hidden + unit; }
};
void lstm_step(const PlainArgs& x, size_t n, int64_t b, int64_t unit, std::vector<Plain>& out) {
  const Parts p(x, n, b, unit);
  const double c = sigmoid(p.sum(1)) * x[2][p.at()] + sigmoid(p.sum(0)) * std::tanh(p.sum(2));
  out[0][p.at()] = sigmoid(p.sum(3)) * std::tanh(c);
  out[1][p.at()] = c;
}
void gru_step(const PlainArgs& x, size_t n, int64_t b, int64_t unit, std::vector<Plain>& out) {
  const Parts p(x, n, b, unit);
  const double r = sigmoid(p.sum(0)), z = sigmoid(p.sum(1)), fresh = std::tanh(p.from_x(2) + r * p.from_h(2));
  out[0][p.at()] = (1 - z) * fresh + z * x[1][p.at()];
}
void tanh_step(const PlainArgs& x, size_t n, int64_t b, int64_t unit, std::vector<Plain>& out) {
  const Parts p(x, n, b, unit);
  out[0][p.at()] = std::tanh(p.sum(0));
}
void relu_step(const PlainArgs& x, size_t n, int64_t b, int64_t unit, std::vector<Plain>& out) {
  const Parts p(x, n, b, unit);
  out[0][p.at()] = std::max(0.0, p.sum(0));
}

Samples cells(size_t states, int64_t gates) {
  const auto sample = [&](Shape batch, int64_t in, int64_t hidden, bool biased) {
    Sample s;
    const auto add = [&](Shape head, int64_t last) {
      head.push_back(last);
      s.args.push_back(Arg(head, -1, 1));
    };
    add(batch, in);
    for (size_t i = 0; i < states; ++i) add(batch, hidden);
    add({gates * hidden}, in);
    add({gates * hidden}, hidden);
    if (biased) add({}, gates * hidden), add({}, gates * hidden);
    return s;
  };
  return {sample({1}, 1, 1, false), sample({}, 1, 1, true), sample({3}, 5, 4, true), sample({0}, 2, 3, true)};
}
Tensor maybe(const Args& x, size_t i) { return i < x.size() ? x[i] : Tensor(); }
using Cell = Tensor (*)(const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                        const std::optional<Tensor>&, const std::optional<Tensor>&);
OpCase& cell(const char* name, Cell f, int64_t gates, Step step) {
  return op_case(name, [f](const Args& x) { return f(x[0], x[1], x[2], x[3], maybe(x, 4), maybe(x, 5)); })
      .samples(cells(1, gates))
      .reference(steps(1, step))
      .dtypes({kFloat, kDouble})
      .tolerance(4);
}

const OpCases single_steps([] {
  op_case("lstm_cell",
          [](const Args& x) {
            return lstm_cell(x[0], {x[1], x[2]}, x[3], x[4], maybe(x, 5), maybe(x, 6));
          })
      .samples(cells(2, 4))
      .reference(steps(2, lstm_step))
      .dtypes({kFloat, kDouble})
      .tolerance(4)
      .error(
          [] {
            lstm_cell(ones({1, 2}), {ones({1, 2})}, ones({8, 2}), ones({8, 2}));
          },
          "lstm_cell: expected two states, got 1");
  cell("gru_cell", gru_cell, 3, gru_step)
      .error(
          [] {
            gru_cell(ones({1, 2}), ones({1, 2}), ones({6, 2}), ones({6, 3}));
          },
          "gru_cell: expected weights of shapes [3 H, I] and [3 H, H], got [6, 2] and [6, 3]");
  cell("rnn_tanh_cell", rnn_tanh_cell, 1, tanh_step)
      .error(
          [] {
            rnn_tanh_cell(ones({1, 3}), ones({1, 2}), ones({2, 2}), ones({2, 2}));
          },
          "rnn_tanh_cell: expected an input of shape [B, 2] or [2], got [1, 3]")
      .error(
          [] {
            rnn_tanh_cell(ones({1, 2}), ones({2, 2}), ones({2, 2}), ones({2, 2}));
          },
          "rnn_tanh_cell: expected a state of shape [1, 2], got [2, 2]");
  cell("rnn_relu_cell", rnn_relu_cell, 1, relu_step);
});

Tensor list(std::vector<int64_t> values) { return tensor(values, kLong); }
Arg listed(Numbers values) {
  const auto size = static_cast<int64_t>(values.size());
  Arg a = given({size}, std::move(values));
  a.dtype = kLong;
  return a;
}

const OpCases packing([] {
  // Inputs: padded sequences and lengths; the number: batch_first.
  op_case("_pack_padded_sequence",
          [](const Args& x) { return _pack_padded_sequence(x[0], x[1], x.i(0) != 0); })
      .sample({Arg{3, 2, 2}, listed({3, 1})}, {0})
      .sample({Arg{2, 4, 1}, listed({4, 4})}, {1})
      .sample({Arg{5, 3}, listed({4, 2, 2})}, {0})
      .reference([](const PlainArgs& x) {
        const bool first = x.i(0) != 0;
        const int64_t batch = x[1].numel(), steps = x[0].shape[first ? 1 : 0],
                      each = x[0].numel() / (batch * steps);
        Plain data({0}), sizes({static_cast<int64_t>(x[1][0])});
        for (int64_t t = 0; t < sizes.numel(); ++t)
          for (int64_t b = 0; b < batch && double(t) < x[1][b]; ++b, ++sizes[t])
            for (int64_t i = 0; i < each; ++i)
              data.values.push_back(x[0][(first ? b * steps + t : t * batch + b) * each + i]);
        data.shape = Shape(x[0].shape.begin() + 1, x[0].shape.end());
        data.shape[0] = data.numel() / each;
        return std::vector<Plain>{data, sizes};
      })
      .gives({Gives::same, Gives::int64})
      .error([] { _pack_padded_sequence(ones({3}), list({3}), false); },
             "_pack_padded_sequence: expected an input of at least 2 dimensions, got shape [3]")
      .error(
          [] {
            _pack_padded_sequence(ones({3, 2, 1}), list({3}), false);
          },
          "_pack_padded_sequence: expected lengths as a vector of int64 for 2 sequences, got int64 [1]")
      .error(
          [] {
            _pack_padded_sequence(ones({3, 2, 1}), list({4, 1}), false);
          },
          "_pack_padded_sequence: expected lengths from 1 to 3, got 4")
      .error(
          [] {
            _pack_padded_sequence(ones({3, 2, 1}), list({1, 2}), false);
          },
          "_pack_padded_sequence: expected lengths in falling order, got 2 behind 1");
  // Inputs: data and batch sizes; the numbers: batch_first, total length.
  op_case("_pad_packed_sequence",
          [](const Args& x) { return _pad_packed_sequence(x[0], x[1], x.i(0) != 0, 0.5, x.i(1)); })
      .sample({Arg{4, 2}, listed({2, 1, 1})}, {0, 0})
      .sample({Arg{3, 1, 2}, listed({2, 1})}, {1, 4})
      .reference([](const PlainArgs& x) {
        const int64_t used = x[1].numel(), steps = x.i(1) > 0 ? x.i(1) : used,
                      batch = static_cast<int64_t>(x[1][0]), each = x[0].numel() / x[0].shape[0];
        Shape shape = x[0].shape;
        shape[0] = x.i(0) != 0 ? steps : batch;
        shape.insert(shape.begin(), x.i(0) != 0 ? batch : steps);
        Plain y(shape), lengths({batch});
        for (double& v : y.values) v = 0.5;
        int64_t from = 0;
        for (int64_t t = 0; t < used; ++t)
          for (int64_t b = 0; double(b) < x[1][t]; ++b) {
            lengths[b] = double(t + 1);
            for (int64_t i = 0; i < each; ++i)
              y[(x.i(0) != 0 ? b * steps + t : t * batch + b) * each + i] = x[0][from++];
          }
        return std::vector<Plain>{y, lengths};
      })
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            _pad_packed_sequence(ones({3, 1}), list({2, 2}), false, 0, 0);
          },
          "_pad_packed_sequence: expected batch sizes that add up to 3 rows, got 4")
      .error(
          [] {
            _pad_packed_sequence(ones({3, 1}), list({1, 2}), false, 0, 0);
          },
          "_pad_packed_sequence: expected batch sizes above 0 that do not grow, got 2 at step 1")
      .error(
          [] {
            _pad_packed_sequence(ones({3, 1}), ones({2}), false, 0, 0);
          },
          "_pad_packed_sequence: expected batch sizes as a vector of int64, got float32 [2]")
      .error(
          [] {
            _pad_packed_sequence(ones({3, 1}), list({2, 1}), false, 0, 1);
          },
          "_pad_packed_sequence: expected a total_length of at least 2, got 1");
  // The numbers: batch_first, left.
  op_case(
      "pad_sequence",
      [](const Args& x) { return pad_sequence(x.tensors, x.i(0) != 0, 0.5, x.i(1) != 0 ? "left" : "right"); })
      .sample({{2, 2}, {3, 2}}, {0, 0})
      .sample({{2}, {0}, {3}}, {1, 1})
      .reference([](const PlainArgs& x) {
        const int64_t batch = static_cast<int64_t>(x.arrays.size());
        int64_t steps = 0, each = 1;
        for (const Plain& s : x.arrays) steps = std::max(steps, s.shape[0]);
        Shape shape = x[0].shape;
        for (size_t d = 1; d < shape.size(); ++d) each *= shape[d];
        shape[0] = x.i(0) != 0 ? steps : batch;
        shape.insert(shape.begin(), x.i(0) != 0 ? batch : steps);
        Plain y(shape);
        for (double& v : y.values) v = 0.5;
        for (int64_t b = 0; b < batch; ++b) {
          const Plain& s = x[static_cast<size_t>(b)];
          const int64_t shift = x.i(1) != 0 ? steps - s.shape[0] : 0;
          for (int64_t i = 0; i < s.numel(); ++i) {
            const int64_t t = i / each + shift;
            y[(x.i(0) != 0 ? b * steps + t : t * batch + b) * each + i % each] = s[i];
          }
        }
        return std::vector<Plain>{y};
      })
      .error([] { pad_sequence({}); }, "pad_sequence: expected one or more sequences, got none")
      .error([] { pad_sequence({ones({2})}, false, 0, "up"); },
             "pad_sequence: expected padding side \"right\" or \"left\", got \"up\"")
      .error(
          [] {
            pad_sequence({ones({2, 1}), ones({2, 2})});
          },
          "pad_sequence: expected sequences that differ in their first size only, got [2, 1] and [2, 2]");
});

// A packed batch gives what each of its sequences gives alone, in both directions and all layers.
TEST(Rnn, PackedSequencesRunAsEachAlone) {
  manual_seed(4);
  const std::vector<int64_t> lengths = {5, 3, 3, 1};
  const Tensor padded = randn({5, 4, 3}, kDouble);
  const auto [data, sizes] = _pack_padded_sequence(padded, list(lengths), false);
  const int64_t hidden = 2, layers = 2;
  for (const bool projected : {false, true}) {
    const int64_t out = projected ? 1 : hidden;
    std::vector<Tensor> params;
    for (int64_t layer = 0; layer < layers; ++layer)
      for (int64_t direction = 0; direction < 2; ++direction) {
        params.push_back(randn({4 * hidden, layer == 0 ? 3 : 2 * out}, kDouble));
        params.push_back(randn({4 * hidden, out}, kDouble));
        params.push_back(randn({4 * hidden}, kDouble));
        params.push_back(randn({4 * hidden}, kDouble));
        if (projected) params.push_back(randn({out, hidden}, kDouble));
      }
    const Tensor h0 = randn({4, 4, out}, kDouble), c0 = randn({4, 4, hidden}, kDouble);
    const auto [y, h, c] = lstm(data, sizes, {h0, c0}, params, true, layers, 0, false, true);
    const Tensor all = std::get<0>(_pad_packed_sequence(y, sizes, false, 0, 0));
    for (int64_t b = 0; b < 4; ++b) {
      const int64_t n = lengths[static_cast<size_t>(b)];
      const auto [y1, h1, c1] =
          lstm(padded.narrow(0, 0, n).narrow(1, b, 1), {h0.narrow(1, b, 1), c0.narrow(1, b, 1)}, params, true,
               layers, 0, false, true, false);
      EXPECT_TRUE(allclose(all.narrow(0, 0, n).narrow(1, b, 1), y1)) << b;
      EXPECT_TRUE(allclose(h.narrow(1, b, 1), h1)) << b;
      EXPECT_TRUE(allclose(c.narrow(1, b, 1), c1)) << b;
    }
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
