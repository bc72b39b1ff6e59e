// A recurrent network that reads an image row by row, from top to bottom, and names the digit at the end.
// Shapes: images (N, 28, 28) become (28 steps, N, 28 features), because nn::LSTM wants (sequence, batch,
// feature); its output at the last step, (N, 128), goes to a Linear with ten scores.
// What to see: nn::LSTM returns the outputs of all steps and the pair of final states (h, c).
// Usage: lstm_rows [data folder] [--epochs N]
// Read next: early_stopping.cpp, when to stop training.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <tuple>

namespace nn = torch::nn;
using torch::Tensor;
using torch::data::datasets::MNIST;

struct RowReaderImpl : nn::Module {
  RowReaderImpl()
      : lstm(register_module("lstm", nn::LSTM(nn::LSTMOptions(28, 128)))),
        fc(register_module("fc", nn::Linear(128, 10))) {}

  Tensor forward(const Tensor& images) {
    const Tensor rows = images.squeeze(1).transpose(0, 1);  // (N, 1, 28, 28) -> (28, N, 28)
    const Tensor outputs = std::get<0>(lstm->forward(rows));
    return fc->forward(outputs[-1]);
  }

  nn::LSTM lstm;
  nn::Linear fc;
};
TORCH_MODULE(RowReader);

int main(int argc, char** argv) {
  std::string data = "data/mnist";
  int epochs = 2;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else data = argv[i];
  }
  const int64_t batch = 64;
  torch::manual_seed(42);

  const MNIST train(data), test(data, MNIST::Mode::kTest);
  const Tensor x = train.images(), y = train.targets();

  RowReader model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(2e-3));
  double accuracy = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const Tensor order = torch::randperm(x.size(0));
    double loss_sum = 0;
    for (int64_t first = 0; first < x.size(0); first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, x.size(0)));
      optimizer.zero_grad();
      Tensor loss =
          nn::functional::cross_entropy(model->forward(x.index_select(0, rows)), y.index_select(0, rows));
      loss.backward();
      nn::utils::clip_grad_norm_(model->parameters(), 1.0);  // long chains can make gradients explode
      optimizer.step();
      loss_sum += loss.item<double>() * rows.size(0);
    }
    torch::NoGradGuard no_grad;
    const Tensor hits = model->forward(test.images()).argmax(1).eq(test.targets());
    accuracy = hits.to(torch::kFloat32).mean().item<double>();
    std::printf("epoch %d: loss %.4f, test accuracy %.4f\n", epoch, loss_sum / x.size(0), accuracy);
  }

  std::printf("test accuracy %.4f (must be at least 0.95)\n", accuracy);
  return accuracy >= 0.95 ? 0 : 1;
}
