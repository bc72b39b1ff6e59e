// W4 and W4sgd: two 5x5 convolutions with ReLU and pooling, dropout, two dense layers, on 64 images of 28 x 28; trained
// with Adam and with SGD, whose difference is what the optimizer costs for 3.2 million parameters.
// Read next: lstm.cpp.
#include <torch/torch.h>

#include "training.h"

namespace nn = torch::nn;

struct CnnImpl : nn::Module {
  CnnImpl()
      : conv1(register_module("conv1", nn::Conv2d(nn::Conv2dOptions(1, 32, 5).padding(2)))),
        conv2(register_module("conv2", nn::Conv2d(nn::Conv2dOptions(32, 64, 5).padding(2)))),
        fc1(register_module("fc1", nn::Linear(3136, 1000))),
        dropout(register_module("dropout", nn::Dropout(0.5))),
        fc2(register_module("fc2", nn::Linear(1000, 10))) {}

  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(conv1->forward(x)), 2);
    x = torch::max_pool2d(torch::relu(conv2->forward(x)), 2);
    return fc2->forward(torch::relu(dropout->forward(fc1->forward(x.flatten(1)))));
  }

  nn::Conv2d conv1, conv2;
  nn::Linear fc1;
  nn::Dropout dropout;
  nn::Linear fc2;
};
TORCH_MODULE(Cnn);

static bench::Timing with_adam() {
  prepare();
  Cnn model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));
  return time_training(model, optimizer, torch::randn({64, 1, 28, 28}), ten_classes(64));
}

static bench::Timing with_sgd() {
  prepare();
  Cnn model;
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(1e-3));
  return time_training(model, optimizer, torch::randn({64, 1, 28, 28}), ten_classes(64));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W4", with_adam}, {"W4sgd", with_sgd}};
  return bench::run(cases, argc, argv);
}
