// The MNIST example of PyTorch: two convolutions, channel dropout, two linear layers, templates over the data loader,
// test loss and accuracy after each epoch. With a folder it reads MNIST, else it draws noisy figures of ten classes.
#include <torch/torch.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

// The batch size for training.
const int64_t kTrainBatchSize = 64;

// The batch size for testing.
const int64_t kTestBatchSize = 1000;

// The number of epochs to train.
const int64_t kNumberOfEpochs = 3;

// After how many batches to log a new update with the loss value.
const int64_t kLogInterval = 10;

struct Net : torch::nn::Module {
  Net()
      : conv1(torch::nn::Conv2dOptions(1, 10, /*kernel_size=*/5)),
        conv2(torch::nn::Conv2dOptions(10, 20, /*kernel_size=*/5)),
        fc1(320, 50),
        fc2(50, 10) {
    register_module("conv1", conv1);
    register_module("conv2", conv2);
    register_module("conv2_drop", conv2_drop);
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(torch::max_pool2d(conv1->forward(x), 2));
    x = torch::relu(torch::max_pool2d(conv2_drop->forward(conv2->forward(x)), 2));
    x = x.view({-1, 320});
    x = torch::relu(fc1->forward(x));
    x = torch::dropout(x, /*p=*/0.5, /*training=*/is_training());
    x = fc2->forward(x);
    return torch::log_softmax(x, /*dim=*/1);
  }

  torch::nn::Conv2d conv1;
  torch::nn::Conv2d conv2;
  torch::nn::Dropout2d conv2_drop;
  torch::nn::Linear fc1;
  torch::nn::Linear fc2;
};

// Each class has a smooth picture of its own; an example is that picture, moved a little, in noise.
class Figures : public torch::data::datasets::Dataset<Figures> {
 public:
  explicit Figures(int64_t count) : targets_(torch::randint(10, {count}, torch::kLong)) {
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(/*seed=*/99);
    auto coarse = torch::rand({10, 1, 7, 7}, generator);
    pictures_ = torch::upsample_bilinear2d(coarse, {28, 28}, /*align_corners=*/false);
  }
  torch::data::Example<> get(size_t index) override {
    auto target = targets_[index];
    auto picture = pictures_[target.item<int64_t>()].roll(static_cast<int64_t>(index % 3) - 1, /*dims=*/2);
    return {picture + 0.2 * torch::randn({1, 28, 28}), target};
  }
  torch::optional<size_t> size() const override { return targets_.size(0); }

 private:
  torch::Tensor targets_, pictures_;
};

template <typename DataLoader>
void train(size_t epoch, Net& model, torch::Device device, DataLoader& data_loader,
           torch::optim::Optimizer& optimizer, size_t dataset_size) {
  model.train();
  size_t batch_idx = 0;
  for (auto& batch : data_loader) {
    auto data = batch.data.to(device), targets = batch.target.to(device);
    optimizer.zero_grad();
    auto output = model.forward(data);
    auto loss = torch::nll_loss(output, targets);
    AT_ASSERT(!std::isnan(loss.template item<float>()));
    loss.backward();
    optimizer.step();

    if (batch_idx++ % kLogInterval == 0) {
      std::printf("\rTrain Epoch: %zu [%5zu/%5zu] Loss: %.4f", epoch, batch_idx * batch.data.size(0),
                  dataset_size, loss.template item<float>());
    }
  }
}

template <typename DataLoader>
double test(Net& model, torch::Device device, DataLoader& data_loader, size_t dataset_size) {
  torch::NoGradGuard no_grad;
  model.eval();
  double test_loss = 0;
  int32_t correct = 0;
  for (const auto& batch : data_loader) {
    auto data = batch.data.to(device), targets = batch.target.to(device);
    auto output = model.forward(data);
    test_loss +=
        torch::nll_loss(output, targets, /*weight=*/{}, torch::Reduction::Sum).template item<float>();
    auto pred = output.argmax(1);
    correct += pred.eq(targets).sum().template item<int64_t>();
  }

  test_loss /= dataset_size;
  std::printf("\nTest set: Average loss: %.4f | Accuracy: %.3f\n", test_loss,
              static_cast<double>(correct) / dataset_size);
  return static_cast<double>(correct) / dataset_size;
}

template <typename Dataset> double run(Dataset train_images, Dataset test_images, torch::Device device) {
  Net model;
  model.to(device);

  auto train_dataset = train_images.map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                           .map(torch::data::transforms::Stack<>());
  const size_t train_dataset_size = train_dataset.size().value();
  auto train_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(train_dataset), kTrainBatchSize);

  auto test_dataset = test_images.map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                          .map(torch::data::transforms::Stack<>());
  const size_t test_dataset_size = test_dataset.size().value();
  auto test_loader = torch::data::make_data_loader(std::move(test_dataset), kTestBatchSize);

  torch::optim::SGD optimizer(model.parameters(), torch::optim::SGDOptions(0.01).momentum(0.5));

  double accuracy = 0;
  for (size_t epoch = 1; epoch <= kNumberOfEpochs; ++epoch) {
    train(epoch, model, device, *train_loader, optimizer, train_dataset_size);
    accuracy = test(model, device, *test_loader, test_dataset_size);
  }
  return accuracy;
}

auto main(int argc, char** argv) -> int {
  torch::manual_seed(1);

  torch::DeviceType device_type;
  if (torch::cuda::is_available()) {
    std::printf("CUDA available! Training on GPU.\n");
    device_type = torch::kCUDA;
  } else {
    std::printf("Training on CPU.\n");
    device_type = torch::kCPU;
  }
  torch::Device device(device_type);

  using torch::data::datasets::MNIST;
  const double accuracy = argc > 1 ? run(MNIST(argv[1]), MNIST(argv[1], MNIST::Mode::kTest), device)
                                   : run(Figures(4000), Figures(1000), device);
  return accuracy > 0.95 ? 0 : 1;
}
