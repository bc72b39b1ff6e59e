// What loading costs a program that trains: steps of W3's multilayer perceptron on shuffled batches of 64 images, made in the
// program's own thread, made by two workers while it trains, and on one batch that stays. A step of the table is 64 of
// training. Read next: models/linear_regression.cpp.
#include <torch/torch.h>

#include "mnist_images.h"
#include "timing.h"

namespace {

namespace nn = torch::nn;

constexpr int kBatch = 64, kBatches = 64;

struct Trainer {
  nn::Sequential model{nn::Flatten(),       nn::Linear(784, 128), nn::ReLU(),
                       nn::Linear(128, 64), nn::ReLU(),           nn::Linear(64, 10)};
  torch::optim::SGD optimizer{model->parameters(), torch::optim::SGDOptions(0.03)};

  void step(const torch::data::Example<>& batch) {
    optimizer.zero_grad();
    nn::functional::cross_entropy(model->forward(batch.data), batch.target).backward();
    optimizer.step();
  }
};

void prepare() {
  torch::manual_seed(0);
  torch::set_num_threads(2);
}

template <size_t kWorkers> bench::Timing while_loading() {
  prepare();
  Trainer trainer;
  auto loader =
      torch::data::make_data_loader(read_images()
                                        .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                                        .map(torch::data::transforms::Stack<>()),
                                    torch::data::DataLoaderOptions().batch_size(kBatch).workers(kWorkers));
  auto batch = loader->begin();
  return bench::measure([&] {
    for (int i = 0; i < kBatches; ++i) {
      trainer.step(*batch);
      if (++batch == loader->end()) batch = loader->begin();
    }
  });
}

bench::Timing without_loading() {
  prepare();
  Trainer trainer;
  const torch::data::Example<> batch{torch::rand({kBatch, 1, 28, 28}),
                                     torch::randint(10, {kBatch}, torch::kLong)};
  return bench::measure([&] {
    for (int i = 0; i < kBatches; ++i) trainer.step(batch);
  });
}

}  // namespace

int main(int argc, char** argv) {
  constexpr double kItems = kBatch * kBatches;
  const bench::Case cases[] = {{"train_one_batch", without_loading, kItems},
                               {"train_loading", while_loading<0>, kItems},
                               {"train_loading_2_workers", while_loading<2>, kItems}};
  return bench::run(cases, argc, argv);
}
