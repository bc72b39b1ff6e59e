// The network that the demonstration trains: (N, 1, 28, 28) to scores for ten digits, and its data.
// Read next: demo.cpp, classify.cpp.
#pragma once

#include <torch/torch.h>

/// 5x5 convolution 1-32, ReLU, pool, 5x5 convolution 32-64, ReLU, pool, 3136-1000, dropout, ReLU, 1000-10.
struct DigitNetImpl : torch::nn::Module {
  DigitNetImpl()
      : conv1(register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 32, 5).padding(2)))),
        conv2(register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 5).padding(2)))),
        fc1(register_module("fc1", torch::nn::Linear(3136, 1000))),
        dropout(register_module("dropout", torch::nn::Dropout(0.5))),
        fc2(register_module("fc2", torch::nn::Linear(1000, 10))) {}

  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(conv1->forward(x)), 2);
    x = torch::max_pool2d(torch::relu(conv2->forward(x)), 2);
    x = torch::relu(dropout->forward(fc1->forward(x.flatten(1))));
    return fc2->forward(x);
  }

  torch::nn::Conv2d conv1, conv2;
  torch::nn::Linear fc1;
  torch::nn::Dropout dropout;
  torch::nn::Linear fc2;
};
TORCH_MODULE(DigitNet);

/// Mean and standard deviation of MNIST's pixels: what the network was shown is shifted and scaled by them.
inline constexpr double kPixelMean = 0.1307, kPixelDeviation = 0.3081;
