// Logistic regression of the well-known tutorial set: one linear layer, cross entropy, SGD, a random sampler, and test
// accuracy under InferenceMode. With a folder it reads MNIST, else it makes Gaussian clouds in 784 dimensions.
#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <vector>

namespace F = torch::nn::functional;

const int64_t input_size = 784;
const int64_t num_classes = 10;
const int64_t batch_size = 100;
const size_t num_epochs = 5;
const double learning_rate = 0.02;

struct Clouds : torch::data::datasets::Dataset<Clouds> {
  explicit Clouds(size_t count) : count(count) {
    targets = torch::arange(static_cast<int64_t>(count)) % num_classes;
    auto centres = torch::linspace(0, 40, num_classes * input_size).view({num_classes, input_size}).sin();
    images = (centres.index_select(0, targets) + torch::randn({static_cast<int64_t>(count), input_size}))
                 .view({-1, 1, 28, 28});
  }
  torch::data::Example<torch::Tensor, torch::Tensor> get(size_t index) override {
    return {images[index], targets[index]};
  }
  c10::optional<size_t> size() const override { return count; }

  size_t count;
  torch::Tensor images, targets;
};

template <typename Dataset> bool run(Dataset train_images, Dataset test_images, torch::Device device) {
  auto train_dataset = train_images.map(torch::data::transforms::Stack<>());
  auto test_dataset = test_images.map(torch::data::transforms::Stack<>());
  auto num_train_samples = train_dataset.size().value();
  auto num_test_samples = test_dataset.size().value();

  auto train_loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      std::move(train_dataset), batch_size);
  auto test_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(test_dataset), batch_size);

  torch::nn::Linear model(input_size, num_classes);
  model->to(device);
  torch::nn::CrossEntropyLoss criterion;
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(learning_rate));

  std::cout << std::fixed << std::setprecision(4);
  std::cout << "Training...\n";
  for (size_t epoch = 0; epoch != num_epochs; ++epoch) {
    double running_loss = 0.0;
    size_t num_correct = 0;
    for (auto& batch : *train_loader) {
      auto data = batch.data.view({batch_size, -1}).to(device);
      auto target = batch.target.to(device);

      auto output = model->forward(data);
      auto loss = criterion(output, target);
      running_loss += loss.template item<double>() * data.size(0);

      auto prediction = output.argmax(1);
      num_correct += prediction.eq(target).sum().template item<int64_t>();

      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    auto sample_mean_loss = running_loss / num_train_samples;
    auto accuracy = static_cast<double>(num_correct) / num_train_samples;
    std::cout << "Epoch [" << (epoch + 1) << "/" << num_epochs << "], Trainset - Loss: " << sample_mean_loss
              << ", Accuracy: " << accuracy << '\n';
  }

  std::cout << "Testing...\n";
  model->eval();
  torch::InferenceMode no_grad;
  double running_loss = 0.0;
  size_t num_correct = 0;
  for (const auto& batch : *test_loader) {
    auto data = batch.data.view({batch_size, -1}).to(device);
    auto target = batch.target.to(device);
    auto output = model->forward(data);
    auto loss = F::cross_entropy(output, target, F::CrossEntropyFuncOptions().reduction(torch::kMean));
    running_loss += loss.template item<double>() * data.size(0);
    auto [values, prediction] = torch::max(output, /*dim=*/1);
    num_correct += prediction.eq(target).sum().template item<int64_t>();
  }
  auto test_accuracy = static_cast<double>(num_correct) / num_test_samples;
  std::cout << "Testset - Loss: " << running_loss / num_test_samples << ", Accuracy: " << test_accuracy
            << '\n';
  return test_accuracy > 0.85;
}

int main(int argc, char** argv) {
  std::cout << "Logistic Regression\n\n";
  auto cuda_available = torch::cuda::is_available();
  torch::Device device(cuda_available ? torch::kCUDA : torch::kCPU);
  std::cout << (cuda_available ? "CUDA available. Training on GPU." : "Training on CPU.") << '\n';
  torch::manual_seed(3);
  using torch::data::datasets::MNIST;
  const bool good = argc > 1 ? run(MNIST(argv[1]), MNIST(argv[1], MNIST::Mode::kTest), device)
                             : run(Clouds(2000), Clouds(500), device);
  return good ? 0 : 1;
}
