// A deep residual network in the way public LibTorch code writes it: a template over the block, layers made in a loop
// with an optional downsample, weights initialised over modules(), and a learning rate lowered through the options of
// the parameter groups. It learns which quarter of a noisy image is the brightest.
#include <torch/torch.h>

#include <array>
#include <iomanip>
#include <iostream>
#include <memory>
#include <vector>

namespace nn = torch::nn;

nn::Conv2d conv3x3(int64_t in_channels, int64_t out_channels, int64_t stride = 1) {
  return nn::Conv2d(nn::Conv2dOptions(in_channels, out_channels, 3).stride(stride).padding(1).bias(false));
}

class ResidualBlockImpl : public nn::Module {
 public:
  ResidualBlockImpl(int64_t in_channels, int64_t out_channels, int64_t stride = 1,
                    nn::Sequential downsample = nullptr)
      : conv1(conv3x3(in_channels, out_channels, stride)),
        bn1(out_channels),
        relu(nn::ReLUOptions().inplace(true)),
        conv2(conv3x3(out_channels, out_channels)),
        bn2(out_channels),
        downsampler(downsample) {
    register_module("conv1", conv1);
    register_module("bn1", bn1);
    register_module("relu", relu);
    register_module("conv2", conv2);
    register_module("bn2", bn2);
    if (downsampler) register_module("downsampler", downsampler);
  }

  torch::Tensor forward(torch::Tensor x) {
    auto out = conv1->forward(x);
    out = bn1->forward(out);
    out = relu->forward(out);
    out = conv2->forward(out);
    out = bn2->forward(out);
    auto residual = downsampler ? downsampler->forward(x) : x;
    out += residual;
    return relu->forward(out);
  }

 private:
  nn::Conv2d conv1;
  nn::BatchNorm2d bn1;
  nn::ReLU relu;
  nn::Conv2d conv2;
  nn::BatchNorm2d bn2;
  nn::Sequential downsampler;
};
TORCH_MODULE(ResidualBlock);

template <typename Block> class ResNetImpl : public nn::Module {
 public:
  explicit ResNetImpl(const std::array<int64_t, 3>& layers, int64_t num_classes = 10)
      : layer1(make_layer(8, layers[0])),
        layer2(make_layer(16, layers[1], 2)),
        layer3(make_layer(32, layers[2], 2)),
        fc(32, num_classes) {
    register_module("conv", conv);
    register_module("bn", bn);
    register_module("layer1", layer1);
    register_module("layer2", layer2);
    register_module("layer3", layer3);
    register_module("avg_pool", avg_pool);
    register_module("fc", fc);
    for (auto& module : modules(/*include_self=*/false)) {
      if (auto M = dynamic_cast<nn::Conv2dImpl*>(module.get())) {
        nn::init::kaiming_normal_(M->weight, /*a=*/0, torch::kFanOut, torch::kReLU);
      } else if (auto M = dynamic_cast<nn::BatchNorm2dImpl*>(module.get())) {
        nn::init::constant_(M->weight, 1);
        nn::init::constant_(M->bias, 0);
      }
    }
  }

  torch::Tensor forward(torch::Tensor x) {
    auto out = torch::relu(bn->forward(conv->forward(x)));
    out = layer1->forward(out);
    out = layer2->forward(out);
    out = layer3->forward(out);
    out = avg_pool->forward(out);
    out = out.view({out.size(0), -1});
    return fc->forward(out);
  }

 private:
  int64_t in_channels = 8;
  nn::Conv2d conv{conv3x3(3, 8)};
  nn::BatchNorm2d bn{8};
  nn::Sequential layer1, layer2, layer3;
  nn::AdaptiveAvgPool2d avg_pool{nn::AdaptiveAvgPool2dOptions({1, 1})};
  nn::Linear fc;

  nn::Sequential make_layer(int64_t out_channels, int64_t blocks, int64_t stride = 1) {
    nn::Sequential layers;
    nn::Sequential downsample{nullptr};
    if (stride != 1 || in_channels != out_channels) {
      downsample = nn::Sequential{conv3x3(in_channels, out_channels, stride), nn::BatchNorm2d(out_channels)};
    }
    layers->push_back(Block(in_channels, out_channels, stride, downsample));
    in_channels = out_channels;
    for (int64_t i = 1; i != blocks; ++i) layers->push_back(Block(out_channels, out_channels));
    return layers;
  }
};

template <typename Block = ResidualBlock> class ResNet : public nn::ModuleHolder<ResNetImpl<Block>> {
 public:
  using nn::ModuleHolder<ResNetImpl<Block>>::ModuleHolder;
};

// Noise with one brighter quarter; the class is its number.
std::pair<torch::Tensor, torch::Tensor> make_images(int64_t count) {
  using torch::indexing::Slice;
  auto images = torch::randn({count, 3, 16, 16});
  auto targets = torch::randint(0, 4, {count}, torch::kInt64);
  auto target = targets.accessor<int64_t, 1>();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t top = target[i] / 2 * 8, left = target[i] % 2 * 8;
    images.index({i, Slice(), Slice(top, top + 8), Slice(left, left + 8)}) += 1;
  }
  return {images, targets};
}

int main() {
  torch::manual_seed(5);
  double learning_rate = 0.01;
  const size_t learning_rate_decay_frequency = 2;
  const double learning_rate_decay_factor = 1.0 / 3.0;

  ResNet<> model(std::array<int64_t, 3>{2, 2, 2}, 4);
  torch::optim::Adam optimizer(model->parameters(),
                               torch::optim::AdamOptions(learning_rate).weight_decay(1e-4));
  auto [train_images, train_targets] = make_images(512);
  auto [test_images, test_targets] = make_images(256);
  std::cout << std::fixed << std::setprecision(4);

  auto current_learning_rate = learning_rate;
  for (size_t epoch = 0; epoch != 4; ++epoch) {
    model->train();
    double running_loss = 0.0;
    for (const auto& index : torch::randperm(train_images.size(0)).split(32)) {
      auto output = model->forward(train_images.index({index}));
      auto loss = nn::functional::cross_entropy(output, train_targets.index({index}));
      running_loss += loss.item<double>() * index.size(0);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    if ((epoch + 1) % learning_rate_decay_frequency == 0) {
      current_learning_rate *= learning_rate_decay_factor;
      for (auto& param_group : optimizer.param_groups()) {
        static_cast<torch::optim::AdamOptions&>(param_group.options()).lr(current_learning_rate);
      }
    }
    std::cout << "Epoch [" << (epoch + 1) << "], Loss: " << running_loss / train_images.size(0)
              << ", learning rate: " << optimizer.defaults().get_lr() << '\n';
  }

  model->eval();
  torch::NoGradGuard no_grad;
  auto prediction = model->forward(test_images).argmax(1);
  auto accuracy =
      prediction.eq(test_targets).sum().item<int64_t>() / static_cast<double>(test_targets.numel());
  std::cout << "Test accuracy: " << accuracy << '\n';
  return accuracy > 0.9 ? 0 : 1;
}
