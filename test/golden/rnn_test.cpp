// Recurrent modules against PyTorch's figures: rnn.txt, every parameter and its gradient by name.
// Read next: golden_call.h, which runs them; optim_test.cpp.
#include <tuple>

#include "golden/golden_call.h"

namespace {

namespace nn = torch::nn;
using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::Operators;
using Outputs = std::vector<torch::Tensor>;

template <typename Options> Options options_of(const Call& c) {
  Options options(c.integer("input_size"), c.integer("hidden_size"));
  options.num_layers(c.integer("num_layers")).bias(c.flag("bias")).batch_first(c.flag("batch_first"));
  return options.bidirectional(c.flag("bidirectional"));
}

/// Copies the figures of the case into the parameters of the same name, which then stand for them.
template <typename Module> void set_parameters(Module& module, Call& c) {
  torch::NoGradGuard no_grad;
  module->to(c["x"].scalar_type());
  for (auto& parameter : module->named_parameters()) {
    parameter.value().copy_(c[parameter.key()]);
    c.replace(parameter.key(), parameter.value());
  }
}

template <typename Module, typename Options> Outputs run(Call& c, const Options& options) {
  Module module(options);
  set_parameters(module, c);
  auto [out, last] = module->forward(c["x"], c.maybe("h0"));
  return {out, last};
}

Outputs run_lstm(Call& c) {
  nn::LSTM module(options_of<nn::LSTMOptions>(c));
  set_parameters(module, c);
  torch::optional<std::tuple<torch::Tensor, torch::Tensor>> state;
  if (c.has("h0")) state = std::make_tuple(c["h0"], c["c0"]);
  auto [out, last] = module->forward(c["x"], state);
  return {out, std::get<0>(last), std::get<1>(last)};
}

TEST(Golden, Rnn) {
  const Operators operators = {
      {"lstm", run_lstm},
      {"gru", [](Call& c) { return run<nn::GRU>(c, options_of<nn::GRUOptions>(c)); }},
      {"rnn_tanh", [](Call& c) { return run<nn::RNN>(c, options_of<nn::RNNOptions>(c)); }},
      {"rnn_relu",
       [](Call& c) { return run<nn::RNN>(c, options_of<nn::RNNOptions>(c).nonlinearity(torch::kReLU)); }},
  };
  expect_golden("rnn.txt", operators, {2e-4, 1e-4});
}

}  // namespace
