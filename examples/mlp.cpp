// A multilayer perceptron, 784-128-64-10, on MNIST: a module of your own and a data loader.
// What to see: a module registers its parts in the constructor and joins them in forward(); a data set goes
// through map() (Normalize each image, Stack single images into a batch), and make_data_loader serves
// shuffled batches.
// Usage: mlp [data folder] [--epochs N]; it stops when the goal is reached. (Stopping by the test set is for
// this demonstration; early_stopping.cpp shows how it is done properly.)
// Read next: cnn.cpp, which looks at the images as images.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace nn = torch::nn;
using torch::Tensor;
using torch::data::datasets::MNIST;

struct MlpImpl : nn::Module {
  MlpImpl()
      : fc1(register_module("fc1", nn::Linear(784, 128))),
        fc2(register_module("fc2", nn::Linear(128, 64))),
        fc3(register_module("fc3", nn::Linear(64, 10))) {}

  Tensor forward(Tensor x) {
    x = torch::relu(fc1->forward(x.flatten(1)));
    x = torch::relu(fc2->forward(x));
    return fc3->forward(x);
  }

  nn::Linear fc1, fc2, fc3;
};
TORCH_MODULE(Mlp);

/// Share of the test images that the model puts into the right class.
template <typename Loader> static double accuracy_on(Mlp& model, Loader& loader) {
  torch::NoGradGuard no_grad;
  model->eval();
  int64_t right = 0, seen = 0;
  for (auto& batch : loader) {
    right += model->forward(batch.data).argmax(1).eq(batch.target).sum().template item<int64_t>();
    seen += batch.data.size(0);
  }
  return static_cast<double>(right) / static_cast<double>(seen);
}

int main(int argc, char** argv) {
  std::string data = "data/mnist";
  int epochs = 10;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else data = argv[i];
  }
  const double goal = 0.97;
  torch::manual_seed(42);

  auto prepared = [&](MNIST::Mode mode) {
    return MNIST(data, mode)
        .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
        .map(torch::data::transforms::Stack<>());
  };
  auto train = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      prepared(MNIST::Mode::kTrain), torch::data::DataLoaderOptions().batch_size(64));
  auto test = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      prepared(MNIST::Mode::kTest), torch::data::DataLoaderOptions().batch_size(1000));

  Mlp model;
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));
  double accuracy = 0;
  for (int epoch = 1; epoch <= epochs && accuracy < goal; ++epoch) {
    model->train();
    double loss_sum = 0;
    int64_t steps = 0;
    for (auto& batch : *train) {
      optimizer.zero_grad();
      Tensor loss = torch::nn::functional::cross_entropy(model->forward(batch.data), batch.target);
      loss.backward();
      optimizer.step();
      loss_sum += loss.item<double>();
      ++steps;
    }
    accuracy = accuracy_on(model, *test);
    std::printf("epoch %2d: loss %.4f, test accuracy %.4f\n", epoch, loss_sum / steps, accuracy);
  }

  std::printf("test accuracy %.4f (must be at least %.2f)\n", accuracy, goal);
  return accuracy >= goal ? 0 : 1;
}
