// Linear regression with nn and optim: linear_regression_scratch.cpp again, in the words of the library.
// What to see: nn::Linear owns the weight and the bias, MSELoss is the squared error, and optim::SGD does the
// step; zero_grad, forward, loss, backward and step are the five lines that every later program repeats.
// Usage: linear_regression [--epochs N]
// Read next: softmax_regression_scratch.cpp, from a number to a class.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

namespace nn = torch::nn;
using torch::Tensor;

int main(int argc, char** argv) {
  const int epochs = argc > 2 && std::strcmp(argv[1], "--epochs") == 0 ? std::stoi(argv[2]) : 3;
  const int64_t examples = 1000, batch = 10;
  torch::manual_seed(42);

  const Tensor true_w = torch::tensor({2.0f, -3.4f}).reshape({2, 1});
  const float true_b = 4.2f;
  const Tensor x = torch::randn({examples, 2});
  const Tensor y = x.matmul(true_w) + true_b + torch::normal(0.0, 0.01, {examples, 1});

  nn::Linear model(2, 1);
  nn::init::normal_(model->weight, 0.0, 0.01);
  nn::init::zeros_(model->bias);
  nn::MSELoss loss_of;
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));

  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const Tensor order = torch::randperm(examples);
    for (int64_t first = 0; first < examples; first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, examples));
      optimizer.zero_grad();
      Tensor loss = loss_of(model->forward(x.index_select(0, rows)), y.index_select(0, rows));
      loss.backward();
      optimizer.step();
    }
    torch::NoGradGuard no_grad;
    std::printf("epoch %d: loss %.6f\n", epoch, loss_of(model->forward(x), y).item<float>());
  }

  const Tensor w = model->weight.detach();  // (1, 2): nn::Linear keeps one row per output
  const float b = model->bias.item<float>();
  const float error_w = (w - true_w.t()).abs().max().item<float>();
  const float error_b = std::abs(b - true_b);
  std::printf("w = [%.4f, %.4f], b = %.4f\n", w[0][0].item<float>(), w[0][1].item<float>(), b);
  std::printf("largest error: w %.4f, b %.4f (must be below 0.01)\n", error_w, error_b);
  return error_w < 0.01f && error_b < 0.01f ? 0 : 1;
}
