// The DCGAN of the C++ frontend tutorial: a generator module of transposed convolutions and batch norms, a Sequential
// discriminator, Normalize and Stack on a data set, smooth real labels, two Adam optimizers and checkpoints.
// The images are blurred rings; the channels are fewer than the tutorial's, so that it takes seconds.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

const int64_t kNoiseSize = 16;
const int64_t kBatchSize = 32;
const int64_t kNumberOfEpochs = 6;
const int64_t kCheckpointEvery = 60;
const int64_t kLogInterval = 20;

namespace nn = torch::nn;

struct DCGANGeneratorImpl : nn::Module {
  DCGANGeneratorImpl(int kNoiseSize)
      : conv1(nn::ConvTranspose2dOptions(kNoiseSize, 64, 4).bias(false)),
        batch_norm1(64),
        conv2(nn::ConvTranspose2dOptions(64, 32, 3).stride(2).padding(1).bias(false)),
        batch_norm2(32),
        conv3(nn::ConvTranspose2dOptions(32, 16, 4).stride(2).padding(1).bias(false)),
        batch_norm3(16),
        conv4(nn::ConvTranspose2dOptions(16, 1, 4).stride(2).padding(1).bias(false)) {
    // register_module() is needed if we want to use the parameters() method later on.
    register_module("conv1", conv1);
    register_module("conv2", conv2);
    register_module("conv3", conv3);
    register_module("conv4", conv4);
    register_module("batch_norm1", batch_norm1);
    register_module("batch_norm2", batch_norm2);
    register_module("batch_norm3", batch_norm3);
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(batch_norm1(conv1(x)));
    x = torch::relu(batch_norm2(conv2(x)));
    x = torch::relu(batch_norm3(conv3(x)));
    x = torch::tanh(conv4(x));
    return x;
  }

  nn::ConvTranspose2d conv1;
  nn::BatchNorm2d batch_norm1;
  nn::ConvTranspose2d conv2;
  nn::BatchNorm2d batch_norm2;
  nn::ConvTranspose2d conv3;
  nn::BatchNorm2d batch_norm3;
  nn::ConvTranspose2d conv4;
};
TORCH_MODULE(DCGANGenerator);

nn::Sequential create_discriminator() {
  return nn::Sequential(
      // Layer 1
      nn::Conv2d(nn::Conv2dOptions(1, 16, 4).stride(2).padding(1).bias(false)),
      nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
      // Layer 2
      nn::Conv2d(nn::Conv2dOptions(16, 32, 4).stride(2).padding(1).bias(false)), nn::BatchNorm2d(32),
      nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
      // Layer 3
      nn::Conv2d(nn::Conv2dOptions(32, 64, 4).stride(2).padding(1).bias(false)), nn::BatchNorm2d(64),
      nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
      // Layer 4
      nn::Conv2d(nn::Conv2dOptions(64, 1, 3).stride(1).padding(0).bias(false)), nn::Sigmoid());
}

// Rings around a centre that moves a little; pixels from 0 to 1, as those of MNIST.
class Rings : public torch::data::datasets::Dataset<Rings> {
 public:
  torch::data::Example<> get(size_t index) override {
    auto axis = torch::arange(28, torch::kFloat) - 13.5;
    const double dx = 0.5 * (index % 3), dy = 0.5 * (index % 5) - 1;
    auto radius = ((axis - dy).pow(2).unsqueeze(1) + (axis - dx).pow(2)).sqrt();
    return {torch::exp(-(radius - 8).pow(2) / 8).unsqueeze(0), torch::tensor(0)};
  }
  torch::optional<size_t> size() const override { return 960; }
};

int main() {
  torch::manual_seed(1);
  torch::Device device = torch::kCPU;
  if (torch::cuda::is_available()) {
    std::cout << "CUDA is available! Training on GPU." << std::endl;
    device = torch::Device(torch::kCUDA);
  }
  const auto folder = std::filesystem::temp_directory_path() / "rushlight-dcgan";
  std::filesystem::create_directories(folder);
  const std::string generator_file = folder / "generator-checkpoint.pt";
  const std::string optimizer_file = folder / "generator-optimizer-checkpoint.pt";

  DCGANGenerator generator(kNoiseSize);
  generator->to(device);
  nn::Sequential discriminator = create_discriminator();
  discriminator->to(device);
  std::cout << generator << std::endl;

  auto dataset =
      Rings().map(torch::data::transforms::Normalize<>(0.5, 0.5)).map(torch::data::transforms::Stack<>());
  const int64_t batches_per_epoch = std::ceil(dataset.size().value() / static_cast<double>(kBatchSize));
  auto data_loader = torch::data::make_data_loader(
      std::move(dataset), torch::data::DataLoaderOptions().batch_size(kBatchSize).workers(1));

  torch::optim::Adam generator_optimizer(generator->parameters(),
                                         torch::optim::AdamOptions(1e-3).betas(std::make_tuple(0.5, 0.999)));
  torch::optim::Adam discriminator_optimizer(
      discriminator->parameters(), torch::optim::AdamOptions(5e-4).betas(std::make_tuple(0.5, 0.999)));

  torch::Tensor mean_image = torch::zeros({1, 28, 28});
  int64_t step = 0;
  for (int64_t epoch = 1; epoch <= kNumberOfEpochs; ++epoch) {
    int64_t batch_index = 0;
    for (const torch::data::Example<>& batch : *data_loader) {
      // Train discriminator with real images.
      discriminator->zero_grad();
      torch::Tensor real_images = batch.data.to(device);
      mean_image = 0.9 * mean_image + 0.1 * real_images.mean(0);
      torch::Tensor real_labels = torch::empty(batch.data.size(0), device).uniform_(0.8, 1.0);
      torch::Tensor real_output = discriminator->forward(real_images).reshape(real_labels.sizes());
      torch::Tensor d_loss_real = torch::binary_cross_entropy(real_output, real_labels);
      d_loss_real.backward();

      // Train discriminator with fake images.
      torch::Tensor noise = torch::randn({batch.data.size(0), kNoiseSize, 1, 1}, device);
      torch::Tensor fake_images = generator->forward(noise);
      torch::Tensor fake_labels = torch::zeros(batch.data.size(0), device);
      torch::Tensor fake_output = discriminator->forward(fake_images.detach()).reshape(fake_labels.sizes());
      torch::Tensor d_loss_fake = torch::binary_cross_entropy(fake_output, fake_labels);
      d_loss_fake.backward();

      torch::Tensor d_loss = d_loss_real + d_loss_fake;
      discriminator_optimizer.step();

      // Train generator.
      generator->zero_grad();
      fake_labels.fill_(1);
      fake_output = discriminator->forward(fake_images).reshape(fake_labels.sizes());
      torch::Tensor g_loss = torch::binary_cross_entropy(fake_output, fake_labels);
      g_loss.backward();
      generator_optimizer.step();
      batch_index++;
      if (batch_index % kLogInterval == 0) {
        std::printf("\r[%2lld/%2lld][%3lld/%3lld] D_loss: %.4f | G_loss: %.4f\n", (long long)epoch,
                    (long long)kNumberOfEpochs, (long long)batch_index, (long long)batches_per_epoch,
                    d_loss.item<float>(), g_loss.item<float>());
      }

      if (++step % kCheckpointEvery == 0) {
        // Checkpoint the model and optimizer state.
        torch::save(generator, generator_file);
        torch::save(generator_optimizer, optimizer_file);
      }
    }
  }

  // What the last checkpoint draws looks like what the discriminator saw.
  DCGANGenerator restored(kNoiseSize);
  torch::load(restored, generator_file);
  torch::load(generator_optimizer, optimizer_file);
  std::filesystem::remove_all(folder);
  torch::NoGradGuard no_grad;
  torch::Tensor samples = restored->forward(torch::randn({64, kNoiseSize, 1, 1}, device));
  const float distance =
      torch::l1_loss(samples.mean(0), mean_image / (1 - std::pow(0.9, step))).item<float>();
  std::printf("distance of the mean images: %.3f\n", distance);
  return distance < 0.15f ? 0 : 1;
}
