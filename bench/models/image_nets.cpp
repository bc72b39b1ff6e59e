// W8: inference with AlexNet (Krizhevsky et al., 2012, in its single-column form) and VGG16 (Simonyan and Zisserman,
// 2014) on images of 224 x 224, batch 1 and 8. Read next: first_step.cpp.
#include <torch/torch.h>

#include "training.h"

namespace nn = torch::nn;

static void add_convolution(nn::Sequential& net, int64_t in, int64_t out, int64_t kernel, int64_t stride,
                            int64_t padding) {
  net->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding)));
  net->push_back(nn::ReLU(nn::ReLUOptions(true)));
}
static void add_pool(nn::Sequential& net, int64_t kernel) {
  net->push_back(nn::MaxPool2d(nn::MaxPool2dOptions(kernel).stride(2)));
}
// The three dense layers that both nets end with.
static void add_classifier(nn::Sequential& net, int64_t features) {
  net->push_back(nn::Flatten());
  for (int64_t in : {features, int64_t(4096)}) {
    net->push_back(nn::Linear(in, 4096));
    net->push_back(nn::ReLU(nn::ReLUOptions(true)));
    net->push_back(nn::Dropout(0.5));
  }
  net->push_back(nn::Linear(4096, 1000));
}

static nn::Sequential alexnet() {
  nn::Sequential net;
  add_convolution(net, 3, 64, 11, 4, 2);
  add_pool(net, 3);
  add_convolution(net, 64, 192, 5, 1, 2);
  add_pool(net, 3);
  add_convolution(net, 192, 384, 3, 1, 1);
  add_convolution(net, 384, 256, 3, 1, 1);
  add_convolution(net, 256, 256, 3, 1, 1);
  add_pool(net, 3);
  add_classifier(net, 256 * 6 * 6);
  return net;
}

static nn::Sequential vgg16() {
  nn::Sequential net;
  int64_t in = 3;
  for (auto [layers, out] : {std::pair{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}) {
    for (int i = 0; i < layers; ++i, in = out) add_convolution(net, in, out, 3, 1, 1);
    add_pool(net, 2);
  }
  add_classifier(net, 512 * 7 * 7);
  return net;
}

static bench::Timing infer(nn::Sequential net, int64_t batch) {
  net->eval();
  torch::NoGradGuard no_grad;
  const auto images = torch::randn({batch, 3, 224, 224});
  return bench::measure([&] { net->forward(images); });
}
template <nn::Sequential (*net)(), int64_t batch> static bench::Timing inference() {
  prepare();
  return infer(net(), batch);
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"alexnet_1", inference<alexnet, 1>},
                               {"alexnet_8", inference<alexnet, 8>},
                               {"vgg16_1", inference<vgg16, 1>},
                               {"vgg16_8", inference<vgg16, 8>}};
  return bench::run(cases, argc, argv);
}
