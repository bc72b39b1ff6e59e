// What training costs beside its arithmetic: the graph of a chain of calls on 8 floats, going through it backwards, and
// an optimizer step over small parameters. Read next: ../models.
#include <torch/torch.h>

#include "timing.h"

using torch::Tensor;

static constexpr int kNodes = 100;

// sum of kNodes additions; the time of one node is a hundredth of what is reported.
static Tensor chain(const Tensor& x, const Tensor& y) {
  Tensor t = x;
  for (int i = 0; i < kNodes; ++i) t = t + y;
  return t;
}

static Tensor numbers(bool grad) {
  torch::set_num_threads(1);
  torch::manual_seed(0);
  return torch::randn({8}, torch::TensorOptions().requires_grad(grad));
}

static bench::Timing forward() {
  const Tensor x = numbers(true), y = numbers(false);
  return bench::measure([&] { chain(x, y); });
}

static bench::Timing forward_and_backward() {
  const Tensor x = numbers(true), y = numbers(false), one = torch::ones({8});
  return bench::measure([&] { chain(x, y).backward(one); });
}

// Every node also adds its gradient to that of y.
static bench::Timing backward_to_a_leaf() {
  const Tensor x = numbers(true), y = numbers(true), one = torch::ones({8});
  return bench::measure([&] { chain(x, y).backward(one); });
}

template <class Optimizer, class Options> static bench::Timing step(const Options& options) {
  numbers(false);
  std::vector<Tensor> parameters;
  for (int i = 0; i < 20; ++i) {
    parameters.push_back(torch::randn({8}, torch::requires_grad()));
    parameters.back().mutable_grad() = torch::randn({8});
  }
  Optimizer optimizer(parameters, options);
  return bench::measure([&] { optimizer.step(); });
}

static bench::Timing sgd() { return step<torch::optim::SGD>(torch::optim::SGDOptions(1e-3)); }
static bench::Timing adam() { return step<torch::optim::Adam>(torch::optim::AdamOptions(1e-3)); }

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"100 additions", forward},
                               {"100 additions and backward", forward_and_backward},
                               {"100 additions and backward to a shared leaf", backward_to_a_leaf},
                               {"SGD step, 20 parameters", sgd},
                               {"Adam step, 20 parameters", adam}};
  return bench::run(cases, argc, argv);
}
