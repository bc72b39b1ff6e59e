// Networks whose output is an image: autoencoders of dense layers and of convolutions, the two halves of a DCGAN, a small
// U-Net; steps of training on a batch. Read next: text.cpp.
#include <torch/torch.h>

#include "models/training.h"

namespace F = torch::nn::functional;
namespace nn = torch::nn;
using torch::Tensor;

static nn::Conv2d conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t padding) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding));
}
static nn::ConvTranspose2d widen(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t padding) {
  return nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, out, kernel).stride(stride).padding(padding));
}

// Learns to give its input back.
static bench::Timing reproducing(nn::Sequential model, const Tensor& x) {
  torch::optim::Adam optimizer(model->parameters(), 1e-3);
  return bench::measure([&] {
    optimizer.zero_grad();
    F::mse_loss(model->forward(x), x).backward();
    optimizer.step();
  });
}
static bench::Timing autoencoder() {
  prepare();
  return reproducing(nn::Sequential(nn::Linear(784, 256), nn::ReLU(), nn::Linear(256, 64), nn::ReLU(),
                                    nn::Linear(64, 256), nn::ReLU(), nn::Linear(256, 784), nn::Sigmoid()),
                     torch::rand({128, 784}));
}
static bench::Timing convolutional_autoencoder() {
  prepare();
  return reproducing(nn::Sequential(conv(1, 16, 3, 2, 1), nn::ReLU(), conv(16, 32, 3, 2, 1), nn::ReLU(),
                                    widen(32, 16, 4, 2, 1), nn::ReLU(), widen(16, 1, 4, 2, 1), nn::Sigmoid()),
                     torch::rand({64, 1, 28, 28}));
}

// One step of the discriminator, on images and on the generator's, and one of the generator.
static bench::Timing dcgan() {
  prepare();
  const auto leaky = [] { return nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)); };
  nn::Sequential maker(widen(100, 256, 4, 1, 0), nn::BatchNorm2d(256), nn::ReLU(), widen(256, 128, 3, 2, 1),
                       nn::BatchNorm2d(128), nn::ReLU(), widen(128, 64, 4, 2, 1), nn::BatchNorm2d(64),
                       nn::ReLU(), widen(64, 1, 4, 2, 1), nn::Tanh());
  nn::Sequential judge(conv(1, 64, 4, 2, 1), leaky(), conv(64, 128, 4, 2, 1), nn::BatchNorm2d(128), leaky(),
                       conv(128, 256, 4, 2, 1), nn::BatchNorm2d(256), leaky(), conv(256, 1, 3, 1, 0),
                       nn::Sigmoid());
  torch::optim::Adam maker_step(maker->parameters(), 2e-4), judge_step(judge->parameters(), 2e-4);
  const Tensor images = torch::rand({32, 1, 28, 28}), noise = torch::randn({32, 100, 1, 1});
  const Tensor real = torch::ones({32}), made = torch::zeros({32});
  const auto loss = [&](const Tensor& x, const Tensor& label) {
    return F::binary_cross_entropy(judge->forward(x).reshape(-1), label);
  };
  return bench::measure([&] {
    judge_step.zero_grad();
    loss(images, real).backward();
    const Tensor fake = maker->forward(noise);
    loss(fake.detach(), made).backward();
    judge_step.step();
    maker_step.zero_grad();
    loss(fake, real).backward();
    maker_step.step();
  });
}

// One level of a U-Net: what goes down comes back beside what stayed.
struct UNetImpl : nn::Module {
  UNetImpl()
      : stay(register_module("stay", conv(3, 32, 3, 1, 1))),
        down(register_module("down", nn::Sequential(nn::MaxPool2d(2), conv(32, 64, 3, 1, 1), nn::ReLU(),
                                                    conv(64, 64, 3, 1, 1), nn::ReLU()))),
        join(register_module("join", conv(96, 32, 3, 1, 1))),
        classes(register_module("classes", conv(32, 10, 1, 1, 0))) {}
  Tensor forward(const Tensor& x) {
    const Tensor kept = torch::relu(stay->forward(x));
    const auto twice =
        F::InterpolateFuncOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kBilinear);
    const Tensor back =
        F::interpolate(down->forward(kept), F::InterpolateFuncOptions(twice).align_corners(false));
    return classes->forward(torch::relu(join->forward(torch::cat({back, kept}, 1))));
  }

  nn::Conv2d stay;
  nn::Sequential down;
  nn::Conv2d join, classes;
};
TORCH_MODULE(UNet);

static bench::Timing unet() {
  prepare();
  UNet model;
  torch::optim::Adam optimizer(model->parameters(), 1e-3);
  return time_training(model, optimizer, torch::randn({8, 3, 64, 64}), torch::randint(0, 10, {8, 64, 64}));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"autoencoder", autoencoder},
                               {"convolutional_autoencoder", convolutional_autoencoder},
                               {"dcgan", dcgan},
                               {"unet", unet}};
  return bench::run(cases, argc, argv);
}
