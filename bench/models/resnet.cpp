// W7 and W7cl: a ResNet-18 for images of 32 x 32 (He et al., 2015), batch 32, SGD with momentum and weight decay; W7cl
// with weights and images in channels-last order, which is the one that LibTorch prefers. Read next: transformer.cpp.
#include <torch/torch.h>

#include "training.h"

namespace nn = torch::nn;

static nn::Conv2d convolution(int64_t in, int64_t out, int64_t kernel, int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

// Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the shape changes.
struct BlockImpl : nn::Module {
  BlockImpl(int64_t in, int64_t out, int64_t stride)
      : conv1(register_module("conv1", convolution(in, out, 3, stride))),
        bn1(register_module("bn1", nn::BatchNorm2d(out))),
        conv2(register_module("conv2", convolution(out, out, 3, 1))),
        bn2(register_module("bn2", nn::BatchNorm2d(out))) {
    if (stride == 1 && in == out) return;
    shortcut =
        register_module("shortcut", nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out)));
  }
  torch::Tensor forward(torch::Tensor x) {
    const auto y = bn2->forward(conv2->forward(torch::relu(bn1->forward(conv1->forward(x)))));
    return torch::relu(y + (shortcut.is_empty() ? x : shortcut->forward(x)));
  }

  nn::Conv2d conv1;
  nn::BatchNorm2d bn1;
  nn::Conv2d conv2;
  nn::BatchNorm2d bn2;
  nn::Sequential shortcut{nullptr};
};
TORCH_MODULE(Block);

struct ResNet18Impl : nn::Module {
  ResNet18Impl()
      : conv(register_module("conv", convolution(3, 64, 3, 1))),
        bn(register_module("bn", nn::BatchNorm2d(64))),
        blocks(register_module("blocks", nn::Sequential())),
        fc(register_module("fc", nn::Linear(512, 10))) {
    int64_t in = 64;
    for (int64_t out : {64, 128, 256, 512}) {
      blocks->push_back(Block(in, out, in == out ? 1 : 2));
      blocks->push_back(Block(out, out, 1));
      in = out;
    }
  }
  torch::Tensor forward(torch::Tensor x) {
    x = blocks->forward(torch::relu(bn->forward(conv->forward(x))));
    return fc->forward(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
  }

  nn::Conv2d conv;
  nn::BatchNorm2d bn;
  nn::Sequential blocks;
  nn::Linear fc;
};
TORCH_MODULE(ResNet18);

static bench::Timing train(torch::MemoryFormat order) {
  prepare();
  ResNet18 model;
  for (auto& weight : model->parameters()) {
    if (weight.dim() == 4) weight.set_data(weight.contiguous(order));
  }
  torch::optim::SGD optimizer(model->parameters(),
                              torch::optim::SGDOptions(0.01).momentum(0.9).weight_decay(5e-4));
  return time_training(model, optimizer, torch::randn({32, 3, 32, 32}).contiguous(order), ten_classes(32));
}
static bench::Timing plain() { return train(torch::MemoryFormat::Contiguous); }
static bench::Timing channels_last() { return train(torch::MemoryFormat::ChannelsLast); }

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W7", plain}, {"W7cl", channels_last}};
  return bench::run(cases, argc, argv);
}
