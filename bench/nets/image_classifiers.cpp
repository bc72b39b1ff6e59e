// Classifiers of images as courses build them, one after the other in history: LeNet, AlexNet, VGG, GoogLeNet, MobileNetV2;
// steps of training on a batch and, where named so, inference on one image. Read next: image_makers.cpp.
#include <torch/torch.h>

#include "models/training.h"

namespace nn = torch::nn;

static nn::Conv2d conv(int64_t in, int64_t out, int64_t kernel, int64_t padding = 0, int64_t stride = 1) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).padding(padding).stride(stride));
}
static nn::MaxPool2d max_pool(int64_t kernel, int64_t stride, int64_t padding = 0) {
  return nn::MaxPool2d(nn::MaxPool2dOptions(kernel).stride(stride).padding(padding));
}

static nn::Sequential lenet() {
  return nn::Sequential(conv(1, 6, 5, 2), nn::Sigmoid(), nn::AvgPool2d(2), conv(6, 16, 5), nn::Sigmoid(),
                        nn::AvgPool2d(2), nn::Flatten(), nn::Linear(400, 120), nn::Sigmoid(),
                        nn::Linear(120, 84), nn::Sigmoid(), nn::Linear(84, 10));
}

static nn::Sequential alexnet() {
  return nn::Sequential(conv(1, 96, 11, 1, 4), nn::ReLU(), max_pool(3, 2), nn::LocalResponseNorm(5),
                        conv(96, 256, 5, 2), nn::ReLU(), max_pool(3, 2), conv(256, 384, 3, 1), nn::ReLU(),
                        conv(384, 384, 3, 1), nn::ReLU(), conv(384, 256, 3, 1), nn::ReLU(), max_pool(3, 2),
                        nn::Flatten(), nn::Linear(6400, 4096), nn::ReLU(), nn::Dropout(0.5),
                        nn::Linear(4096, 4096), nn::ReLU(), nn::Dropout(0.5), nn::Linear(4096, 10));
}

// A small VGG with batch normalisation, for images of 32 x 32.
static nn::Sequential vgg() {
  nn::Sequential net;
  int64_t in = 3;
  for (int64_t out : {32, 64, 128}) {
    for (int i = 0; i < 2; ++i, in = out) {
      net->push_back(conv(in, out, 3, 1));
      net->push_back(nn::BatchNorm2d(out));
      net->push_back(nn::ReLU());
    }
    net->push_back(nn::MaxPool2d(2));
  }
  net->push_back(nn::Flatten());
  net->push_back(nn::Linear(2048, 256));
  net->push_back(nn::ReLU());
  net->push_back(nn::Dropout(0.5));
  net->push_back(nn::Linear(256, 10));
  return net;
}

// Four paths side by side (Szegedy et al., 2014); a and d are the outputs of the first and the last, b and c those of
// the two layers of the others.
struct InceptionImpl : nn::Module {
  InceptionImpl(int64_t in, int64_t a, int64_t b1, int64_t b2, int64_t c1, int64_t c2, int64_t d)
      : one(register_module("one", conv(in, a, 1))),
        two(register_module("two", nn::Sequential(conv(in, b1, 1), nn::ReLU(), conv(b1, b2, 3, 1)))),
        three(register_module("three", nn::Sequential(conv(in, c1, 1), nn::ReLU(), conv(c1, c2, 5, 2)))),
        four(register_module("four", nn::Sequential(max_pool(3, 1, 1), conv(in, d, 1)))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::relu(
        torch::cat({one->forward(x), two->forward(x), three->forward(x), four->forward(x)}, 1));
  }

  nn::Conv2d one;
  nn::Sequential two, three, four;
};
TORCH_MODULE(Inception);

static nn::Sequential googlenet() {
  return nn::Sequential(
      conv(1, 64, 7, 3, 2), nn::ReLU(), max_pool(3, 2, 1), conv(64, 64, 1), nn::ReLU(), conv(64, 192, 3, 1),
      nn::ReLU(), max_pool(3, 2, 1), Inception(192, 64, 96, 128, 16, 32, 32),
      Inception(256, 128, 128, 192, 32, 96, 64), max_pool(3, 2, 1), Inception(480, 192, 96, 208, 16, 48, 64),
      Inception(512, 160, 112, 224, 24, 64, 64), Inception(512, 128, 128, 256, 24, 64, 64),
      Inception(512, 112, 144, 288, 32, 64, 64), Inception(528, 256, 160, 320, 32, 128, 128),
      max_pool(3, 2, 1), Inception(832, 256, 160, 320, 32, 128, 128),
      Inception(832, 384, 192, 384, 48, 128, 128), nn::AdaptiveAvgPool2d(1), nn::Flatten(),
      nn::Linear(1024, 10));
}

// An inverted residual (Sandler et al., 2018): wider, a depthwise convolution, narrower.
struct InvertedImpl : nn::Module {
  InvertedImpl(int64_t in, int64_t out, int64_t stride, int64_t widen)
      : adds(in == out && stride == 1), path(register_module("path", nn::Sequential())) {
    const int64_t wide = in * widen;
    path->push_back(nn::Conv2d(nn::Conv2dOptions(in, wide, 1).bias(false)));
    path->push_back(nn::BatchNorm2d(wide));
    path->push_back(nn::ReLU6());
    path->push_back(
        nn::Conv2d(nn::Conv2dOptions(wide, wide, 3).stride(stride).padding(1).groups(wide).bias(false)));
    path->push_back(nn::BatchNorm2d(wide));
    path->push_back(nn::ReLU6());
    path->push_back(nn::Conv2d(nn::Conv2dOptions(wide, out, 1).bias(false)));
    path->push_back(nn::BatchNorm2d(out));
  }
  torch::Tensor forward(const torch::Tensor& x) { return adds ? x + path->forward(x) : path->forward(x); }

  bool adds;
  nn::Sequential path;
};
TORCH_MODULE(Inverted);

static nn::Sequential mobilenet() {
  return nn::Sequential(conv(3, 32, 3, 1), nn::BatchNorm2d(32), nn::ReLU6(), Inverted(32, 16, 1, 1),
                        Inverted(16, 24, 1, 6), Inverted(24, 24, 1, 6), Inverted(24, 32, 2, 6),
                        Inverted(32, 32, 1, 6), Inverted(32, 64, 2, 6), Inverted(64, 64, 1, 6),
                        Inverted(64, 96, 1, 6), Inverted(96, 160, 2, 6), Inverted(160, 320, 1, 6),
                        conv(320, 1280, 1), nn::BatchNorm2d(1280), nn::ReLU6(), nn::AdaptiveAvgPool2d(1),
                        nn::Flatten(), nn::Linear(1280, 10));
}

template <nn::Sequential (*net)(), int64_t batch, int64_t channels, int64_t size> bench::Timing training() {
  prepare();
  auto model = net();
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  return time_training(model, optimizer, torch::randn({batch, channels, size, size}), ten_classes(batch));
}

template <nn::Sequential (*net)(), int64_t channels, int64_t size> bench::Timing inference() {
  prepare();
  auto model = net();
  model->eval();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, channels, size, size});
  return bench::measure([&] { model->forward(x); });
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {
      {"lenet", training<lenet, 64, 1, 28>},         {"lenet_inference", inference<lenet, 1, 28>},
      {"alexnet", training<alexnet, 16, 1, 224>},    {"vgg", training<vgg, 64, 3, 32>},
      {"googlenet", training<googlenet, 16, 1, 96>}, {"googlenet_inference", inference<googlenet, 1, 224>},
      {"mobilenet", training<mobilenet, 16, 3, 32>}, {"mobilenet_inference", inference<mobilenet, 3, 64>}};
  return bench::run(cases, argc, argv);
}
