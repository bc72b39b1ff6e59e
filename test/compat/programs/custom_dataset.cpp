// The custom data set example of PyTorch: pairs of a file name and a label, images made when an example is asked for,
// and a network that is a Sequential itself, filled with layers and with functions that carry their arguments.
// The "files" are stripes drawn at four angles.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

struct Options {
  int image_size = 32;
  size_t train_batch_size = 16;
  size_t test_batch_size = 50;
  size_t iterations = 6;
  size_t log_interval = 20;
  torch::DeviceType device = torch::kCPU;
};

static Options options;

using Data = std::vector<std::pair<std::string, long>>;

class CustomDataset : public torch::data::datasets::Dataset<CustomDataset> {
  using Example = torch::data::Example<>;

  Data data;

 public:
  CustomDataset(const Data& data) : data(data) {}

  Example get(size_t index) override {
    // The name of a file is "angle-phase".
    const std::string& path = data[index].first;
    const double angle = std::stod(path), phase = std::stod(path.substr(path.find('-') + 1));
    auto rows = torch::arange(options.image_size).view({-1, 1});
    auto columns = torch::arange(options.image_size).view({1, -1});
    auto mono = (0.8 * (rows * std::cos(angle) + columns * std::sin(angle)) + phase).sin();
    auto tdata = torch::cat({mono.view({1, options.image_size, options.image_size}),
                             0.5 * mono.view({1, options.image_size, options.image_size}),
                             torch::rand({1, options.image_size, options.image_size})});
    auto tlabel = torch::from_blob(&data[index].second, {1}, torch::kLong);
    return {tdata, tlabel};
  }

  torch::optional<size_t> size() const override { return data.size(); }
};

std::pair<Data, Data> readInfo() {
  Data train, test;
  for (int i = 0; i < 400; ++i) {
    const long label = i % 4;
    auto path = std::to_string(label * M_PI / 4 + 0.05 * (i % 5)) + "-" + std::to_string(0.37 * i);
    (i < 300 ? train : test).push_back(std::make_pair(path, label));
  }
  std::mt19937 random(7);
  std::shuffle(train.begin(), train.end(), random);
  return std::make_pair(train, test);
}

struct NetworkImpl : torch::nn::SequentialImpl {
  NetworkImpl() {
    using namespace torch::nn;

    auto stride = torch::ExpandingArray<2>({2, 2});
    torch::ExpandingArray<2> shape({-1, 32 * 3 * 3});
    push_back(Conv2d(Conv2dOptions(3, 16, 5).stride(1).padding(2)));
    push_back(Functional(torch::relu));
    push_back(Functional(torch::max_pool2d, 3, stride, 0, 1, false));
    push_back(Conv2d(Conv2dOptions(16, 32, 5).padding(2)));
    push_back(Functional(torch::relu));
    push_back(Functional(torch::max_pool2d, 3, stride, 0, 1, false));
    push_back(Conv2d(Conv2dOptions(32, 32, 3).padding(1)));
    push_back(Functional(torch::relu));
    push_back(Functional(torch::max_pool2d, 3, stride, 0, 1, false));
    push_back(Functional(torch::reshape, shape));
    push_back(Dropout());
    push_back(Linear(32 * 3 * 3, 64));
    push_back(Functional(torch::relu));
    push_back(Dropout(0.2));
    push_back(Linear(64, 4));
    push_back(Functional([](torch::Tensor input) { return torch::log_softmax(input, 1); }));
  }
};
TORCH_MODULE(Network);

template <typename DataLoader>
void train(Network& network, DataLoader& loader, torch::optim::Optimizer& optimizer, size_t epoch,
           size_t data_size) {
  size_t index = 0;
  network->train();
  float Loss = 0, Acc = 0;

  for (auto& batch : loader) {
    auto data = batch.data.to(options.device);
    auto targets = batch.target.to(options.device).view({-1});

    auto output = network->forward(data);
    auto loss = torch::nll_loss(output, targets);
    assert(!std::isnan(loss.template item<float>()));
    auto acc = output.argmax(1).eq(targets).sum();

    optimizer.zero_grad();
    loss.backward();
    optimizer.step();

    Loss += loss.template item<float>();
    Acc += acc.template item<float>();

    if (index++ % options.log_interval == 0) {
      auto end = std::min(data_size, (index + 1) * options.train_batch_size);
      std::cout << "Train Epoch: " << epoch << " " << end << "/" << data_size << "\tLoss: " << Loss / index
                << "\tAcc: " << Acc / end << std::endl;
    }
  }
}

template <typename DataLoader> float test(Network& network, DataLoader& loader, size_t data_size) {
  network->eval();
  torch::NoGradGuard no_grad;
  float Loss = 0, Acc = 0;

  for (const auto& batch : loader) {
    auto data = batch.data.to(options.device);
    auto targets = batch.target.to(options.device).view({-1});
    auto output = network->forward(data);
    auto loss = torch::nll_loss(output, targets);
    auto acc = output.argmax(1).eq(targets).sum();
    Loss += loss.template item<float>();
    Acc += acc.template item<float>();
  }
  std::cout << "Test Loss: " << Loss / data_size << "\tAcc: " << Acc / data_size << std::endl;
  return Acc / data_size;
}

int main() {
  torch::manual_seed(1);
  if (torch::cuda::is_available()) options.device = torch::kCUDA;

  auto data = readInfo();
  auto train_set = CustomDataset(data.first).map(torch::data::transforms::Stack<>());
  auto train_size = train_set.size().value();
  auto train_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(train_set), options.train_batch_size);
  auto test_set = CustomDataset(data.second).map(torch::data::transforms::Stack<>());
  auto test_size = test_set.size().value();
  auto test_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(test_set), torch::data::DataLoaderOptions().batch_size(options.test_batch_size).workers(1));

  Network network;
  network->to(options.device);
  torch::optim::SGD optimizer(network->parameters(), torch::optim::SGDOptions(0.01).momentum(0.8));

  float accuracy = 0;
  for (size_t i = 0; i < options.iterations; ++i) {
    train(network, *train_loader, optimizer, i + 1, train_size);
    std::cout << std::endl;
    accuracy = test(network, *test_loader, test_size);
    std::cout << std::endl;
  }
  return accuracy > 0.95f ? 0 : 1;
}
