// Softmax regression with nn, and a trap: softmax twice. A course's notes put nn::Softmax in front of
// CrossEntropyLoss, which applies log_softmax itself. The second softmax sees inputs between 0 and 1 only, so
// no probability exceeds e / (e + 9) = 0.23 and the loss never falls below 1.46, however sure the network is.
// It still learns, because the order of the classes is kept; its gradients are small, so lr 0.5 is calm.
// With --logits the Softmax is left out, as CrossEntropyLoss wants it: the loss falls to 0.27, and now lr 0.5
// is large: the accuracy jumps between about 0.91 and 0.92 from epoch to epoch.
// Usage: softmax_regression [data folder] [--epochs N] [--logits]
// Read next: mlp.cpp, a hidden layer.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

namespace nn = torch::nn;
using torch::Tensor;
using torch::data::datasets::MNIST;

int main(int argc, char** argv) {
  std::string data = "data/mnist";
  int epochs = 10;
  bool logits = false;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else if (arg == "--logits") logits = true;
    else data = arg;
  }
  const int64_t batch = 64;
  const std::map<int, double> notes = {{1, 0.9037}, {8, 0.9244}, {10, 0.9234}};  // accuracy after an epoch
  torch::manual_seed(42);

  const MNIST train(data), test(data, MNIST::Mode::kTest);
  const Tensor x = train.images(), y = train.targets();

  nn::Sequential net(nn::Flatten(), nn::Linear(784, 10));
  if (!logits) net->push_back(nn::Softmax(1));
  nn::CrossEntropyLoss loss_of;
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.5));

  bool reached = true;
  std::printf("epoch    loss  accuracy  %s\n", logits ? "" : "notes");
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const Tensor order = torch::randperm(x.size(0));
    double loss_sum = 0;
    for (int64_t first = 0; first < x.size(0); first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, x.size(0)));
      optimizer.zero_grad();
      Tensor loss = loss_of(net->forward(x.index_select(0, rows)), y.index_select(0, rows));
      loss.backward();
      optimizer.step();
      loss_sum += loss.item<double>() * rows.size(0);
    }
    torch::NoGradGuard no_grad;
    const Tensor hits = net->forward(test.images()).argmax(1).eq(test.targets());
    const double accuracy = hits.to(torch::kFloat32).mean().item<double>();
    std::printf("%5d  %6.4f    %.4f", epoch, loss_sum / x.size(0), accuracy);
    const auto expected = notes.find(epoch);
    if (logits) {
      reached = reached && accuracy >= 0.90;
    } else if (expected != notes.end()) {
      std::printf("  %.4f", expected->second);
      reached = reached && std::abs(accuracy - expected->second) <= 0.005;
    }
    std::printf("\n");
  }

  if (logits) {
    std::printf(
        "Plain logits: at lr 0.5 the accuracy jumps from epoch to epoch (each must be at least 0.90).\n");
  } else {
    std::printf(
        "Softmax stands in front of CrossEntropyLoss, which applies softmax again: the loss cannot fall\n");
    std::printf("below 1.46, the gradients are small, the curve is calm. Try --logits.\n");
    std::printf("(The accuracy must be within 0.005 of the notes.)\n");
  }
  return reached ? 0 : 1;
}
