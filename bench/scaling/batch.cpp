// How a training step grows with the batch and shrinks with the threads: an MLP and a small CNN, batch 1 to 1024, on one
// thread and on two. The figures divided by the batch are the cost of one example. Read next: ../models/cnn.cpp.
#include <torch/torch.h>

#include "../models/training.h"

namespace nn = torch::nn;

static nn::Sequential mlp() {
  return nn::Sequential(nn::Flatten(), nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 64), nn::ReLU(),
                        nn::Linear(64, 10));
}
static nn::Sequential cnn() {
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(1, 16, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2),
                        nn::Conv2d(nn::Conv2dOptions(16, 32, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2),
                        nn::Flatten(), nn::Linear(32 * 7 * 7, 10));
}

template <nn::Sequential (*net)(), int64_t batch, int threads> static bench::Timing step() {
  prepare();
  torch::set_num_threads(threads);
  auto model = net();
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));
  return time_training(model, optimizer, torch::randn({batch, 1, 28, 28}), ten_classes(batch));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {
      {"mlp_batch1_thread1", step<mlp, 1, 1>},       {"mlp_batch1_thread2", step<mlp, 1, 2>},
      {"mlp_batch32_thread1", step<mlp, 32, 1>},     {"mlp_batch32_thread2", step<mlp, 32, 2>},
      {"mlp_batch1024_thread1", step<mlp, 1024, 1>}, {"mlp_batch1024_thread2", step<mlp, 1024, 2>},
      {"cnn_batch1_thread1", step<cnn, 1, 1>},       {"cnn_batch1_thread2", step<cnn, 1, 2>},
      {"cnn_batch32_thread1", step<cnn, 32, 1>},     {"cnn_batch32_thread2", step<cnn, 32, 2>},
      {"cnn_batch1024_thread1", step<cnn, 1024, 1>}, {"cnn_batch1024_thread2", step<cnn, 1024, 2>}};
  return bench::run(cases, argc, argv);
}
