// W1: linear regression by hand, 1000 x 2, batches of 10 by index_select. The tensors are so small that the time is the
// library's own: calls, the graph, the engine. Read next: dense.cpp.
#include <torch/torch.h>

#include "training.h"

using torch::Tensor;

static bench::Timing by_hand() {
  prepare();
  const int64_t n = 1000, batch = 10;
  const double lr = 0.03;
  const Tensor x = torch::randn({n, 2});
  const Tensor y = x.mm(torch::tensor({2.0f, -3.4f}).view({2, 1})) + 4.2 + torch::randn({n, 1}) * 0.01;
  Tensor w = (torch::randn({2, 1}) * 0.01).requires_grad_();
  Tensor b = torch::zeros({1}).requires_grad_();
  const Tensor order = torch::randperm(n, torch::kLong);
  int64_t first = 0;
  return bench::measure([&] {
    const Tensor rows = order.slice(0, first, first + batch);
    first = (first + batch) % n;
    const Tensor predicted = x.index_select(0, rows).mm(w) + b;
    ((predicted - y.index_select(0, rows)).pow(2) / 2).sum().backward();
    for (Tensor* param : {&w, &b}) {
      param->data() -= lr * param->grad() / batch;
      param->grad().zero_();
    }
  });
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W1", by_hand}};
  return bench::run(cases, argc, argv);
}
