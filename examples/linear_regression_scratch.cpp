// Linear regression by hand: tensors and autograd, nothing else.
// The data follow y = X w + b + noise with a known w and b, so success can be measured: they must be found.
// What to see: requires_grad_ marks a parameter, backward() fills .grad(), and one step of stochastic
// gradient descent on a mini-batch is `param.data() -= lr * grad / batch`.
// Usage: linear_regression_scratch [--epochs N]
// Read next: linear_regression.cpp, the same with nn::Linear and an optimizer.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

using torch::Tensor;

/// Squared error of each row, halved so that its gradient is the plain difference.
static Tensor squared_loss(const Tensor& predicted, const Tensor& y) { return (predicted - y).pow(2) / 2; }

int main(int argc, char** argv) {
  const int epochs = argc > 2 && std::strcmp(argv[1], "--epochs") == 0 ? std::stoi(argv[2]) : 3;
  const int64_t examples = 1000, batch = 10;
  const double lr = 0.03;
  torch::manual_seed(42);

  const Tensor true_w = torch::tensor({2.0f, -3.4f}).reshape({2, 1});
  const float true_b = 4.2f;
  const Tensor x = torch::randn({examples, 2});
  const Tensor y = x.matmul(true_w) + true_b + torch::normal(0.0, 0.01, {examples, 1});

  Tensor w = torch::normal(0.0, 0.01, {2, 1}).requires_grad_();
  Tensor b = torch::zeros({1}, torch::requires_grad());

  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const Tensor order = torch::randperm(examples);
    for (int64_t first = 0; first < examples; first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, examples));
      const Tensor predicted = x.index_select(0, rows).matmul(w) + b;
      squared_loss(predicted, y.index_select(0, rows)).sum().backward();
      for (Tensor param : {w, b}) {
        param.data() -= lr * param.grad() / rows.size(0);
        param.grad().zero_();  // backward() adds to what is there
      }
    }
    torch::NoGradGuard no_grad;
    std::printf("epoch %d: loss %.6f\n", epoch, squared_loss(x.matmul(w) + b, y).mean().item<float>());
  }

  const float error_w = (w.detach() - true_w).abs().max().item<float>();
  const float error_b = std::abs(b.item<float>() - true_b);
  std::printf("w = [%.4f, %.4f], b = %.4f\n", w[0].item<float>(), w[1].item<float>(), b.item<float>());
  std::printf("largest error: w %.4f, b %.4f (must be below 0.01)\n", error_w, error_b);
  return error_w < 0.01f && error_b < 0.01f ? 0 : 1;
}
