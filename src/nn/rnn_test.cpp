// Recurrent layers and cells: names, shapes of outputs and states, agreement of layers with cells, errors.
#include "rushlight/nn/rnn.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

void expect_close(const Tensor& a, const Tensor& b, double tolerance = 1e-6) {
  ASSERT_EQ(a.sizes(), b.sizes());
  const auto x = values(a), y = values(b);
  for (size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], y[i], tolerance) << i;
}

TEST(RnnModule, ShapesAndNames) {
  nn::LSTM lstm(nn::LSTMOptions(3, 4).num_layers(2).bidirectional(true).batch_first(true));
  EXPECT_EQ(lstm->named_parameters().keys()[4], "weight_ih_l0_reverse");
  EXPECT_EQ(lstm->named_parameters().keys()[8], "weight_ih_l1");
  EXPECT_EQ(lstm->named_parameters()["weight_ih_l1"].sizes(), (IntArrayRef{16, 8}));
  EXPECT_EQ(lstm->all_weights().size(), 16u);
  auto [y, state] = lstm(ones({5, 7, 3}));
  EXPECT_EQ(y.sizes(), (IntArrayRef{5, 7, 8}));
  EXPECT_EQ(std::get<0>(state).sizes(), (IntArrayRef{4, 5, 4}));
  EXPECT_EQ(std::get<1>(state).sizes(), (IntArrayRef{4, 5, 4}));
  auto [one, one_state] = lstm(ones({7, 3}));
  EXPECT_EQ(one.sizes(), (IntArrayRef{7, 8}));
  EXPECT_EQ(std::get<0>(one_state).sizes(), (IntArrayRef{4, 4}));
  expect_close(one, y.select(0, 0));
}

TEST(RnnModule, LayersAgreeWithCells) {
  manual_seed(0);
  const Tensor x = randn({4, 2, 3});
  nn::LSTM lstm(3, 5);
  nn::LSTMCell lstm_cell(3, 5);
  nn::GRU gru(3, 5);
  nn::GRUCell gru_cell(3, 5);
  nn::RNN rnn(nn::RNNOptions(3, 5).nonlinearity(kReLU));
  nn::RNNCell rnn_cell(nn::RNNCellOptions(3, 5).nonlinearity(kReLU));
  auto share = [](const auto& cell, const auto& layer) {
    NoGradGuard no_grad;
    for (size_t i = 0; i < 4; ++i) cell->parameters()[i].copy_(layer->parameters()[i]);
  };
  share(lstm_cell, lstm);
  share(gru_cell, gru);
  share(rnn_cell, rnn);
  Tensor h, c, g, r;
  for (int64_t t = 0; t < 4; ++t) {
    std::optional<std::tuple<Tensor, Tensor>> state;
    if (h.defined()) state = std::tuple(h, c);
    std::tie(h, c) = lstm_cell(x.select(0, t), state);
    g = gru_cell(x.select(0, t), g);
    r = rnn_cell(x.select(0, t), r);
  }
  const auto [y, state] = lstm(x);
  expect_close(y.select(0, 3), h);
  expect_close(std::get<1>(state).select(0, 0), c);
  expect_close(std::get<1>(gru(x)).select(0, 0), g);
  expect_close(std::get<0>(rnn(x)).select(0, 3), r);
  const auto [rest, rest_state] = lstm(x.narrow(0, 2, 2), std::get<1>(lstm(x.narrow(0, 0, 2))));
  expect_close(rest.select(0, 1), h);
}

TEST(RnnModule, InsideSequentialAndErrors) {
  nn::Sequential model(nn::GRU(3, 4));
  const auto result = model->forward<std::tuple<Tensor, Tensor>>(ones({2, 1, 3}));
  EXPECT_EQ(std::get<0>(result).sizes(), (IntArrayRef{2, 1, 4}));
  nn::GRU gru(3, 4);
  EXPECT_EQ(error_of([&] {
              gru(ones({2, 1, 4}));
            }),
            "torch::nn::GRU: expected a last dimension of 3, got shape [2, 1, 4]");
  EXPECT_EQ(error_of([&] { gru(ones({3})); }), "torch::nn::GRU: expected 2 or 3 dimensions, got shape [3]");
  EXPECT_EQ(error_of([&] {
              gru(ones({2, 1, 3}), ones({1, 2, 4}));
            }),
            "torch::nn::GRU: expected hx of shape [1, 1, 4], got [1, 2, 4]");
  EXPECT_EQ(error_of([] { nn::LSTM(nn::LSTMOptions(3, 4).dropout(2)); }),
            "torch::nn::LSTM: expected dropout from 0 to 1, got 2");
  EXPECT_EQ(error_of([] {
              nn::LSTMCell(3, 4)(ones({2, 4}));
            }),
            "torch::nn::LSTMCell: expected an input of shape [batch, 3] or [3], got [2, 4]");
}

}  // namespace
}  // namespace torch::inline rushlight
