// W2 and W3: networks of dense layers on flat images of 784 pixels, batch 64. W2 is softmax regression, a single layer;
// W3 a multilayer perceptron, 784-128-64-10. Read next: cnn.cpp.
#include <torch/torch.h>

#include "training.h"

namespace nn = torch::nn;

static bench::Timing softmax_regression() {
  prepare();
  nn::Linear model(784, 10);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.5));
  return time_training(model, optimizer, torch::randn({64, 784}), ten_classes(64));
}

static bench::Timing mlp() {
  prepare();
  nn::Sequential model(nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 64), nn::ReLU(), nn::Linear(64, 10));
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));
  return time_training(model, optimizer, torch::randn({64, 784}), ten_classes(64));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W2", softmax_regression}, {"W3", mlp}};
  return bench::run(cases, argc, argv);
}
