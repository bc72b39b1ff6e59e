// Softmax regression by hand: ten classes of handwritten digits from one matrix product.
// What to see: softmax turns ten scores into probabilities, cross entropy is minus the logarithm of the
// probability given to the right class (picked out with gather), and accuracy counts how often the largest
// score is the right one. The images are one tensor; a batch is index_select with shuffled row numbers.
// Usage: softmax_regression_scratch [data folder] [--epochs N]
// Read next: softmax_regression.cpp, the same with nn, and a trap.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <string>

using torch::Tensor;
using torch::data::datasets::MNIST;

/// Probabilities from scores, row by row; the largest score is taken off first so that exp cannot overflow.
static Tensor softmax(const Tensor& scores) {
  const Tensor e = (scores - scores.amax({1}, /*keepdim=*/true)).exp();
  return e / e.sum(1, /*keepdim=*/true);
}

/// Minus the logarithm of the probability of the right class, for each row.
static Tensor cross_entropy(const Tensor& probabilities, const Tensor& y) {
  return -probabilities.gather(1, y.unsqueeze(1)).log();
}

int main(int argc, char** argv) {
  std::string data = "data/mnist";
  int epochs = 5;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else data = argv[i];
  }
  const int64_t batch = 64;
  const double lr = 0.1;
  torch::manual_seed(42);

  const MNIST train(data), test(data, MNIST::Mode::kTest);
  const Tensor x = train.images().flatten(1), y = train.targets();
  const Tensor test_x = test.images().flatten(1), test_y = test.targets();

  Tensor w = torch::normal(0.0, 0.01, {784, 10}).requires_grad_();
  Tensor b = torch::zeros({10}, torch::requires_grad());
  auto net = [&](const Tensor& rows) { return softmax(rows.matmul(w) + b); };

  double accuracy = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const Tensor order = torch::randperm(x.size(0));
    double loss_sum = 0;
    for (int64_t first = 0; first < x.size(0); first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, x.size(0)));
      const Tensor loss = cross_entropy(net(x.index_select(0, rows)), y.index_select(0, rows)).sum();
      loss.backward();
      for (Tensor param : {w, b}) {
        param.data() -= lr * param.grad() / rows.size(0);
        param.grad().zero_();
      }
      loss_sum += loss.item<double>();
    }
    torch::NoGradGuard no_grad;
    accuracy = net(test_x).argmax(1).eq(test_y).to(torch::kFloat32).mean().item<double>();
    std::printf("epoch %d: loss %.4f, test accuracy %.4f\n", epoch, loss_sum / x.size(0), accuracy);
  }

  std::printf("test accuracy %.4f (must be at least 0.90)\n", accuracy);
  return accuracy >= 0.90 ? 0 : 1;
}
