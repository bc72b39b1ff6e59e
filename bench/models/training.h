// What the model benchmarks share: one training step, and the settings under which both libraries are timed.
// Data are random and in memory: the models are timed, not the loading. Read next: dense.cpp.
#pragma once

#include <torch/torch.h>

#include "timing.h"

/// The same random numbers each time, and as many threads for either library.
inline void prepare() {
  torch::manual_seed(0);
  torch::set_num_threads(2);
}

/// Time of zero_grad, forward, cross entropy, backward and a step of the optimizer.
template <class Model, class Optimizer>
bench::Timing time_training(Model& model, Optimizer&& optimizer, const torch::Tensor& x,
                            const torch::Tensor& target) {
  model->train();
  return bench::measure([&] {
    optimizer.zero_grad();
    torch::nn::functional::cross_entropy(model->forward(x), target).backward();
    optimizer.step();
  });
}

/// A batch of class numbers, 0 to 9.
inline torch::Tensor ten_classes(int64_t n) { return torch::randint(0, 10, {n}, torch::kLong); }
