// Recurrent layers against plain loops in double: values, gradients of both orders, stacks and directions, errors.
// Figures made with PyTorch are replayed by test/golden.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/each_isa.h"
#include "harness/op_case.h"
#include "ops/rnn/rnn.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

enum Kind { kLstm, kGru, kTanh, kRelu };

// The numbers of a sample; the inputs are x, h0, (c0,) and the parameters.
struct Form {
  bool biases, bidirectional, batch_first;
  int64_t layers;
  explicit Form(const Numbers& n)
      : biases(n[0] != 0),
        bidirectional(n[1] != 0),
        batch_first(n[2] != 0),
        layers(static_cast<int64_t>(n[3])) {}
  int64_t directions() const { return bidirectional ? 2 : 1; }
};

double sigmoid_of(double v) { return 1 / (1 + std::exp(-v)); }

// One direction of one layer over x (steps, batch, features): fills y (steps, batch, hidden) and the states.
struct Layer {
  Kind kind;
  const Plain &w_ih, &w_hh;
  const Plain *b_ih, *b_hh;

  int64_t hidden() const { return w_hh.shape[1]; }
  static double row(const Plain& w, const Plain* bias, int64_t r, const double* v) {
    double sum = bias ? (*bias)[r] : 0;
    for (int64_t k = 0; k < w.shape[1]; ++k) sum += w[r * w.shape[1] + k] * v[k];
    return sum;
  }
  void step(const double* x, double* h, double* c) const {
    const int64_t n = hidden();
    Numbers next(static_cast<size_t>(n));
    for (int64_t k = 0; k < n; ++k) {
      const auto in = [&](int64_t gate) { return row(w_ih, b_ih, gate * n + k, x); };
      const auto own = [&](int64_t gate) { return row(w_hh, b_hh, gate * n + k, h); };
      double& out = next[static_cast<size_t>(k)];
      if (kind == kLstm) {
        c[k] = sigmoid_of(in(1) + own(1)) * c[k] + sigmoid_of(in(0) + own(0)) * std::tanh(in(2) + own(2));
        out = sigmoid_of(in(3) + own(3)) * std::tanh(c[k]);
      } else if (kind == kGru) {
        const double z = sigmoid_of(in(1) + own(1));
        out = (1 - z) * std::tanh(in(2) + sigmoid_of(in(0) + own(0)) * own(2)) + z * h[k];
      } else {
        const double sum = in(0) + own(0);
        out = kind == kTanh ? std::tanh(sum) : std::fmax(sum, 0);
      }
    }
    std::copy(next.begin(), next.end(), h);
  }
};

Plain swapped(const Plain& x) {
  return rearranged(x, {x.shape[1], x.shape[0], x.shape[2]}, [](const Shape& i) {
    return Shape{i[1], i[0], i[2]};
  });
}

std::vector<Plain> stacked(Kind kind, const PlainArgs& a) {
  const Form form(a.numbers);
  const size_t first = kind == kLstm ? 3 : 2, each = form.biases ? 4 : 2;
  Plain x = form.batch_first ? swapped(a[0]) : a[0], h = a[1], c = kind == kLstm ? a[2] : a[1];
  const int64_t steps = x.shape[0], batch = x.shape[1], hidden = h.shape[2];
  for (int64_t layer = 0; layer < form.layers; ++layer) {
    Plain y({steps, batch, form.directions() * hidden});
    for (int64_t d = 0; d < form.directions(); ++d) {
      const int64_t state = layer * form.directions() + d;
      const size_t at = first + static_cast<size_t>(state) * each;
      const Layer cell{kind, a[at], a[at + 1], form.biases ? &a[at + 2] : nullptr,
                       form.biases ? &a[at + 3] : nullptr};
      for (int64_t k = 0; k < steps; ++k) {
        const int64_t t = d == 0 ? k : steps - 1 - k;
        for (int64_t b = 0; b < batch; ++b) {
          double *hb = &h[(state * batch + b) * hidden], *cb = &c[(state * batch + b) * hidden];
          cell.step(&x[(t * batch + b) * x.shape[2]], hb, cb);
          std::copy(hb, hb + hidden, &y[(t * batch + b) * y.shape[2] + d * hidden]);
        }
      }
    }
    x = y;
  }
  std::vector<Plain> all{form.batch_first ? swapped(x) : x, h};
  if (kind == kLstm) all.push_back(c);
  return all;
}

Results called(Kind kind, const Args& x) {
  const Form f(x.numbers);
  const TensorList all(x.tensors);
  const auto params = all.slice(kind == kLstm ? 3 : 2);
  if (kind == kLstm)
    return lstm(x[0], all.slice(1, 2), params, f.biases, f.layers, 0, true, f.bidirectional, f.batch_first);
  // Not the overload for packed sequences.
  using OneState = std::tuple<Tensor, Tensor> (*)(const Tensor&, const Tensor&, TensorList, bool, int64_t,
                                                  double, bool, bool, bool);
  const OneState one = kind == kGru ? OneState(gru) : kind == kTanh ? OneState(rnn_tanh) : OneState(rnn_relu);
  return one(x[0], x[1], params, f.biases, f.layers, 0, true, f.bidirectional, f.batch_first);
}

int64_t gates(Kind kind) { return kind == kLstm ? 4 : kind == kGru ? 3 : 1; }

Sample sequence(Kind kind, int64_t steps, int64_t batch, int64_t features, int64_t hidden, Numbers numbers) {
  const Form f(numbers);
  Sample s;
  s.numbers = std::move(numbers);
  s.args.push_back(Arg(f.batch_first ? Shape{batch, steps, features} : Shape{steps, batch, features}));
  for (int k = 0; k < (kind == kLstm ? 2 : 1); ++k)
    s.args.push_back(Arg(Shape{f.layers * f.directions(), batch, hidden}, -1, 1));
  const int64_t rows = gates(kind) * hidden;
  for (int64_t k = 0; k < f.layers * f.directions(); ++k) {
    const int64_t in = k < f.directions() ? features : f.directions() * hidden;
    s.args.push_back(Arg(Shape{rows, in}, -0.7, 0.7));
    s.args.push_back(Arg(Shape{rows, hidden}, -0.7, 0.7));
    for (int b = 0; b < (f.biases ? 2 : 0); ++b) s.args.push_back(Arg(Shape{rows}, -0.7, 0.7));
  }
  return s;
}

// The first two have both derivatives checked, the next three the first one.
Samples sequences(Kind kind) {
  Samples all{sequence(kind, 2, 1, 1, 1, {0, 0, 0, 1}),   sequence(kind, 1, 1, 1, 1, {0, 0, 1, 1}),
              sequence(kind, 3, 1, 1, 1, {1, 0, 0, 1}),   sequence(kind, 2, 1, 1, 1, {0, 1, 1, 1}),
              sequence(kind, 2, 1, 1, 1, {0, 0, 0, 2}),   sequence(kind, 5, 3, 4, 7, {1, 0, 0, 1}),
              sequence(kind, 4, 3, 5, 17, {1, 1, 1, 2}),  sequence(kind, 3, 2, 3, 8, {0, 1, 0, 2}),
              sequence(kind, 2, 0, 3, 4, {1, 0, 0, 1}),   sequence(kind, 7, 9, 31, 33, {1, 0, 1, 1}),
              sequence(kind, 3, 64, 16, 40, {1, 0, 0, 1})};
  all.back().big = true;
  return all;
}

OpCase& recurrent(const char* name, Kind kind) {
  return op_case(name, [kind](const Args& x) { return called(kind, x); })
      .samples(sequences(kind))
      .reference([kind](const PlainArgs& x) { return stacked(kind, x); })
      .tolerance(16);
}

std::vector<Tensor> parameters(int64_t rows, ScalarType t = kFloat) {
  return {ones({rows, 3}, t), ones({rows, 2}, t), ones({rows}, t), ones({rows}, t)};
}
// A call of rnn_tanh with an input of 3 features, a state of 2 and these arguments.
void call_tanh(IntArrayRef input, IntArrayRef state, std::vector<Tensor> params, int64_t layers = 1,
               ScalarType t = kFloat) {
  rnn_tanh(ones(input, t), ones(state, t), params, true, layers, 0, false, false, false);
}

const OpCases cases([] {
  recurrent("lstm", kLstm)
      .error(
          [] {
            lstm(ones({4, 1, 3}), {ones({1, 1, 2})}, parameters(8), true, 1, 0, false, false, false);
          },
          "lstm: expected two initial states, got 1")
      .error(
          [] {
            lstm(ones({4, 1, 3}), {ones({1, 1, 2}), ones({1, 2, 2})}, parameters(8), true, 1, 0, false, false,
                 false);
          },
          "lstm: expected initial states of shape [1, 1, 2], got [1, 2, 2]")
      .error(
          [] {
            lstm(ones({4, 1, 3}), {ones({1, 1, 2}), ones({1, 1, 2})}, parameters(6), true, 1, 0, false, false,
                 false);
          },
          "lstm_layer: expected a recurrent weight of shape [8, 2], got [6, 2]");
  recurrent("gru", kGru)
      .error(
          [] {
            gru(ones({4, 1, 3}, rushlight::kHalf), ones({1, 1, 2}), parameters(6), true, 1, 0, false, false,
                false);
          },
          "gru: expected input, state and weights of one dtype, got float16 and float32")
      .error(
          [] {
            gru(ones({4, 1, 3}), ones({1, 1, 2}), parameters(8), true, 1, 0, false, false, false);
          },
          "gru_layer: expected a recurrent weight of shape [6, 2], got [8, 2]");
  recurrent("rnn_tanh", kTanh)
      .error(
          [] {
            call_tanh({4, 1, 3}, {1, 1, 2}, {});
          },
          "rnn_tanh: expected 4 parameters, got 0")
      .error(
          [] {
            call_tanh({4, 1, 3}, {1, 1, 2}, {}, 0);
          },
          "rnn_tanh: expected one or more layers, got 0")
      .error(
          [] {
            call_tanh({4, 3}, {1, 1, 2}, parameters(2));
          },
          "rnn_tanh: expected an input of 3 dimensions, got shape [4, 3]")
      .error(
          [] {
            call_tanh({0, 1, 3}, {1, 1, 2}, parameters(2));
          },
          "rnn_tanh: expected a sequence of one or more steps, got shape [0, 1, 3]")
      .error(
          [] {
            call_tanh({4, 1, 5}, {1, 1, 2}, parameters(2));
          },
          "rnn_tanh: expected an input of 3 features, got shape [4, 1, 5]")
      .error(
          [] {
            call_tanh({4, 1, 3}, {2, 1, 2}, parameters(2));
          },
          "rnn_tanh: expected initial states of shape [1, 1, 2], got [2, 1, 2]")
      .error(
          [] {
            call_tanh({4, 1, 3}, {1, 1, 2}, parameters(3));
          },
          "rnn_layer: expected a recurrent weight of shape [2, 2], got [3, 2]")
      .error(
          [] {
            std::vector<Tensor> params = parameters(2);
            params[1] = ones({2, 2}, kDouble);
            call_tanh({4, 1, 3}, {1, 1, 2}, params);
          },
          "rnn_layer: expected input and weights of one dtype, got float32, float32 and float64")
      .error(
          [] {
            call_tanh({4, 1, 3}, {1, 1, 2}, parameters(2, kLong), 1, kLong);
          },
          "rnn_layer: expected float32 or float64, got int64");
  recurrent("rnn_relu", kRelu);
});

// Dropout between layers draws, which a reference cannot foresee: with a fixed seed it is a function with derivatives,
// and it changes nothing in evaluation, in a single layer, or with probability 0.
TEST(Recurrent, DropoutBetweenLayers) {
  const Args x = make_args(sequence(kGru, 2, 1, 1, 2, {0, 0, 0, 2}), kDouble, 3);
  const auto call = [&](const autograd::variable_list& in, double p, bool train) {
    manual_seed(5);
    auto [y, h] = gru(in[0], in[1], TensorList(in).slice(2), false, 2, p, train, false, false);
    return autograd::variable_list{y, h};
  };
  const Tensor plain_y = call(x.tensors, 0, true)[0];
  EXPECT_TRUE(equal(call(x.tensors, 0.5, false)[0], plain_y));
  EXPECT_FALSE(equal(call(x.tensors, 0.5, true)[0], plain_y));
  const auto dropped = [&](const autograd::variable_list& in) { return call(in, 0.5, true); };
  x[0].set_requires_grad(true), x[2].set_requires_grad(true);
  EXPECT_EQ(autograd::gradcheck(dropped, x.tensors), "");
  EXPECT_EQ(autograd::gradgradcheck(dropped, x.tensors), "");
}

// Outputs of a call, and the gradients of the input and the parameters by the sum of their squares.
std::vector<Tensor> with_gradients(Kind kind, const Args& x, size_t states, bool second) {
  std::vector<Tensor> wanted;
  for (size_t i = 0; i < x.tensors.size(); ++i)
    if (i == 0 || i > states) wanted.push_back(x.tensors[i].requires_grad_(true));
  std::vector<Tensor> all = called(kind, x).tensors;
  Tensor loss = zeros({}, kDouble);
  for (const Tensor& y : all) loss = loss + (y * y).sum();
  auto grads = autograd::grad({loss}, wanted, {}, true, second);
  if (second) {
    Tensor more = zeros({}, kDouble);
    for (const Tensor& g : grads) more = more + (g * g).sum();
    grads = autograd::grad({more}, wanted);
  }
  all.insert(all.end(), grads.begin(), grads.end());
  return all;
}

TEST(Recurrent, AbsentStatesAreZeros) {
  for (Kind kind : {kLstm, kGru, kTanh, kRelu})
    for (int64_t steps : {1, 3})
      for (bool second : {false, true}) {
        const size_t states = kind == kLstm ? 2 : 1;
        Args x = make_args(sequence(kind, steps, 2, 3, 4, {1, 1, 0, 2}), kDouble, 11);
        for (size_t s = 1; s <= states; ++s) x.tensors[s].zero_();
        const auto expected = with_gradients(kind, x, states, second);
        for (size_t s = 1; s <= states; ++s) x.tensors[s] = Tensor();
        const auto got = with_gradients(kind, x, states, second);
        ASSERT_EQ(got.size(), expected.size());
        for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(allclose(got[i], expected[i], 1e-9, 1e-11)) << i;
      }
}

// Results and gradients in float32 against those in float64, which the entries above hold to plain loops. Weights are drawn as
// LibTorch draws them.
TEST(Recurrent, Float32StaysWithinItsBound) {
  for (Kind kind : {kLstm, kGru, kTanh, kRelu})
    for (int64_t hidden : {5, 48, 128})
      for (int64_t steps : {1, 10, 50}) {
        SCOPED_TRACE(::testing::Message() << "kind " << int(kind) << ", " << steps << " steps of " << hidden);
        const size_t states = kind == kLstm ? 2 : 1;
        Args x = make_args(sequence(kind, steps, 4, hidden, hidden, {1, 0, 0, 1}), kFloat, 13), wide = x;
        for (size_t i = 1 + states; i < x.tensors.size(); ++i)
          x.tensors[i] /= 0.7 * std::sqrt(static_cast<double>(hidden));
        for (size_t i = 0; i < x.tensors.size(); ++i) wide.tensors[i] = x.tensors[i].to(kDouble);
        const auto want = with_gradients(kind, wide, states, false);
        each_isa([&] {
          const auto got = with_gradients(kind, x, states, false);
          for (size_t i = 0; i < got.size(); ++i) {
            const Tensor size = i <= states ? 1 + want[i].abs() : 2 * want[i].abs().max();
            const double apart = ((got[i].to(kDouble) - want[i]).abs() / size).max().item<double>();
            EXPECT_LE(apart, rnn_units(hidden) * 0x1p-24) << "result " << i;
          }
        });
      }
}

TEST(Recurrent, NanSpreadsForwardsOnly) {
  for (Kind kind : {kLstm, kGru, kTanh, kRelu}) {
    Args x = make_args(sequence(kind, 4, 2, 3, 5, {1, 0, 0, 1}), kFloat, 7);
    x.tensors[0][2][1][0] = Scalar(std::nan(""));
    const Plain y = plain(called(kind, x).tensors[0]);
    for (int64_t k = 0; k < y.numel(); ++k) EXPECT_EQ(std::isnan(y[k]), k / 10 >= 2 && k / 5 % 2 == 1) << k;
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
