// Recurrent classifiers of the well-known tutorial set: an LSTM that reads the rows of an image, a bidirectional one
// with given first states, and a GRU with a cell stepped by hand beside it. The sequences say at an early step which class
// they are, so that a gradient which is lost on its way back through time does not learn them.
#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <tuple>

namespace F = torch::nn::functional;

const int64_t sequence_length = 12, input_size = 8, hidden_size = 24, num_layers = 2, num_classes = 4;

class RNNImpl : public torch::nn::Module {
 public:
  RNNImpl(int64_t input_size, int64_t hidden_size, int64_t num_layers, int64_t num_classes)
      : lstm(torch::nn::LSTMOptions(input_size, hidden_size).num_layers(num_layers).batch_first(true)),
        fc(hidden_size, num_classes) {
    register_module("lstm", lstm);
    register_module("fc", fc);
  }
  torch::Tensor forward(torch::Tensor x) {
    auto out = std::get<0>(lstm->forward(x)).slice(1, -1).squeeze(1);
    return fc->forward(out);
  }

 private:
  torch::nn::LSTM lstm;
  torch::nn::Linear fc;
};
TORCH_MODULE(RNN);

class BiRNNImpl : public torch::nn::Module {
 public:
  BiRNNImpl(int64_t input_size, int64_t hidden_size, int64_t num_layers, int64_t num_classes) {
    lstm = register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(input_size, hidden_size)
                                                       .num_layers(num_layers)
                                                       .batch_first(true)
                                                       .bidirectional(true)));
    fc = register_module("fc", torch::nn::Linear(hidden_size * 2, num_classes));
  }
  torch::Tensor forward(torch::Tensor x) {
    auto h0 =
        torch::zeros({lstm->options.num_layers() * 2, x.size(0), lstm->options.hidden_size()}).to(x.device());
    auto c0 =
        torch::zeros({lstm->options.num_layers() * 2, x.size(0), lstm->options.hidden_size()}).to(x.device());
    torch::Tensor out;
    std::tuple<torch::Tensor, torch::Tensor> states;
    std::tie(out, states) = lstm->forward(x, std::make_tuple(h0, c0));

    auto out_directed = out.view({x.size(0), x.size(1), 2, lstm->options.hidden_size()});
    auto out_forward = out_directed.index({torch::indexing::Slice(), -1, 0});
    auto out_backward = out_directed.index({torch::indexing::Slice(), 0, 1});
    return fc->forward(torch::cat({out_forward, out_backward}, 1));
  }

 private:
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(BiRNN);

struct GatedImpl : torch::nn::Module {
  GatedImpl()
      : gru(register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(input_size, hidden_size)))),
        cell(register_module("cell", torch::nn::GRUCell(input_size, hidden_size))),
        fc(register_module("fc", torch::nn::Linear(2 * hidden_size, num_classes))) {}
  torch::Tensor forward(torch::Tensor x) {
    auto steps = x.transpose(0, 1);  // GRU has time first
    torch::Tensor output, state;
    std::tie(output, state) = gru(steps);
    torch::Tensor hidden = torch::zeros({x.size(0), hidden_size});
    for (int64_t t = 0; t < steps.size(0); t++) hidden = cell(steps[t], hidden);
    return fc(torch::cat({state.squeeze(0), hidden}, /*dim=*/-1));
  }
  torch::nn::GRU gru;
  torch::nn::GRUCell cell;
  torch::nn::Linear fc;
};
TORCH_MODULE(Gated);

// The class is which of the first inputs is raised, early in the sequence.
std::tuple<torch::Tensor, torch::Tensor> make_sequences(int64_t count) {
  auto target = torch::randint(num_classes, {count}, torch::kLong);
  auto data = 0.3 * torch::randn({count, sequence_length, input_size});
  data.select(1, 2).scatter_add_(1, target.unsqueeze(1), torch::full({count, 1}, 2.0f));
  return std::make_tuple(data, target);
}

template <typename Model> bool train(Model model, const char* name) {
  auto [train_data, train_target] = make_sequences(640);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(5e-3));
  double last = 0;
  for (int epoch = 0; epoch < 12; ++epoch) {
    model->train();
    last = 0;
    for (int64_t begin = 0; begin < 640; begin += 32) {
      auto output = model->forward(train_data.narrow(0, begin, 32));
      auto loss = F::cross_entropy(output, train_target.narrow(0, begin, 32));
      optimizer.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_value_(model->parameters(), 1.0);
      optimizer.step();
      last += loss.template item<double>() / 20;
    }
  }
  model->eval();
  torch::NoGradGuard no_grad;
  auto [data, target] = make_sequences(256);
  auto accuracy = (model->forward(data).argmax(1) == target).sum().template item<double>() / 256;
  std::cout << std::fixed << std::setprecision(4) << name << ": loss " << last << ", test accuracy "
            << accuracy << '\n';
  return accuracy > 0.95 && last < 0.1;
}

int main() {
  torch::manual_seed(6);
  bool good = train(RNN(input_size, hidden_size, num_layers, num_classes), "LSTM");
  good &= train(BiRNN(input_size, hidden_size, num_layers, num_classes), "bidirectional LSTM");
  good &= train(Gated(), "GRU and GRUCell");
  return good ? 0 : 1;
}
