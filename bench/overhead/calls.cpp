// What a call costs beside its arithmetic: tensors of 8 floats on one thread, so that nearly all of the time is the
// framework's own. The budgets are in docs/performance.md. Read next: training.cpp.
#include <torch/torch.h>

#include "timing.h"

using torch::Tensor;

static Tensor numbers(bool grad = false) {
  torch::set_num_threads(1);
  torch::manual_seed(0);
  return torch::randn({8}, torch::TensorOptions().requires_grad(grad));
}

static bench::Timing make_and_free() {
  numbers();
  return bench::measure([] { Tensor t = torch::empty({8}); });
}

static bench::Timing add() {
  const Tensor a = numbers(), b = numbers();
  return bench::measure([&] { Tensor t = a + b; });
}

static bench::Timing add_in_place() {
  Tensor a = numbers(), b = torch::zeros({8});
  return bench::measure([&] { a.add_(b); });
}

static bench::Timing add_recorded() {
  const Tensor a = numbers(true), b = numbers(true);
  return bench::measure([&] { Tensor t = a + b; });
}

static bench::Timing times_number() {
  const Tensor a = numbers();
  return bench::measure([&] { Tensor t = a * 2.0; });
}

static bench::Timing select() {
  numbers();
  const Tensor m = torch::randn({8, 8});
  return bench::measure([&] { Tensor t = m.select(0, 1); });
}

static bench::Timing sum() {
  const Tensor a = numbers();
  return bench::measure([&] { Tensor t = a.sum(); });
}

static bench::Timing small_product() {
  numbers();
  const Tensor m = torch::randn({8, 8});
  return bench::measure([&] { Tensor t = m.mm(m); });
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"make and free a tensor", make_and_free},
                               {"add", add},
                               {"add in place", add_in_place},
                               {"add, recorded", add_recorded},
                               {"times a number", times_number},
                               {"select a row", select},
                               {"sum", sum},
                               {"8 x 8 matrix product", small_product}};
  return bench::run(cases, argc, argv);
}
