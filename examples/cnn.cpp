// A convolutional network on MNIST: 5x5 convolutions and pooling find strokes wherever they are.
// Shapes: (N, 1, 28, 28) -> conv, ReLU, pool -> (N, 32, 14, 14) -> conv, ReLU, pool -> (N, 64, 7, 7) -> 3136
// -> 1000 -> 10 scores. What to see: convolutions inside a module, dropout that works in train() and rests
// in eval(), Adam with a falling learning rate, and that saving and loading a model gives the same answers.
// Usage: cnn [data folder] [--epochs N]; the goal is 0.985 after one epoch and 0.99 after three.
// Read next: lstm_rows.cpp, which reads an image row by row.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>

namespace nn = torch::nn;
using torch::Tensor;
using torch::data::datasets::MNIST;

struct CnnImpl : nn::Module {
  CnnImpl()
      : conv1(register_module("conv1", nn::Conv2d(nn::Conv2dOptions(1, 32, 5).padding(2)))),
        conv2(register_module("conv2", nn::Conv2d(nn::Conv2dOptions(32, 64, 5).padding(2)))),
        fc1(register_module("fc1", nn::Linear(3136, 1000))),
        dropout(register_module("dropout", nn::Dropout(0.5))),
        fc2(register_module("fc2", nn::Linear(1000, 10))) {}

  Tensor forward(Tensor x) {
    x = torch::max_pool2d(torch::relu(conv1->forward(x)), 2);
    x = torch::max_pool2d(torch::relu(conv2->forward(x)), 2);
    x = torch::relu(dropout->forward(fc1->forward(x.flatten(1))));
    return fc2->forward(x);
  }

  nn::Conv2d conv1, conv2;
  nn::Linear fc1;
  nn::Dropout dropout;
  nn::Linear fc2;
};
TORCH_MODULE(Cnn);

/// Share of the test images that the model puts into the right class.
template <typename Loader> static double accuracy_on(Cnn& model, Loader& loader) {
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
  int epochs = 3;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else data = argv[i];
  }
  const double goal = epochs < 3 ? 0.985 : 0.99;
  torch::manual_seed(42);

  auto prepared = [&](MNIST::Mode mode) {
    return MNIST(data, mode)
        .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
        .map(torch::data::transforms::Stack<>());
  };
  auto train = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      prepared(MNIST::Mode::kTrain), torch::data::DataLoaderOptions().batch_size(64));
  auto test = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      prepared(MNIST::Mode::kTest), torch::data::DataLoaderOptions().batch_size(500));

  Cnn model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));
  torch::optim::StepLR schedule(optimizer, /*step_size=*/1, /*gamma=*/0.3);
  double accuracy = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    model->train();
    int64_t steps = 0;
    double loss_sum = 0;
    for (auto& batch : *train) {
      optimizer.zero_grad();
      Tensor loss = torch::nn::functional::cross_entropy(model->forward(batch.data), batch.target);
      loss.backward();
      optimizer.step();
      loss_sum += loss.item<double>();
      if (++steps % 100 == 0)
        std::printf("epoch %d, step %3d: loss %.4f\n", epoch, int(steps), loss_sum / steps);
      std::fflush(stdout);
    }
    schedule.step();  // smaller steps from epoch to epoch
    accuracy = accuracy_on(model, *test);
    std::printf("epoch %d: test accuracy %.4f\n", epoch, accuracy);
  }

  std::stringstream file;  // a file name works just as well
  torch::save(model, file);
  Cnn loaded;
  torch::load(loaded, file);
  const double loaded_accuracy = accuracy_on(loaded, *test);
  std::printf("test accuracy %.4f (must be at least %.3f), saved and loaded %.4f\n", accuracy, goal,
              loaded_accuracy);
  return accuracy >= goal && loaded_accuracy == accuracy ? 0 : 1;
}
