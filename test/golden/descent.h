// Ten steps of an optimizer down a quadratic, as golden_rnn_cases.py describes it: p follows the gradient a * (p - target).
// Read next: optim_test.cpp, golden_call.h.
#pragma once

#include <memory>

#include "golden/golden_call.h"

namespace torch::inline rushlight::golden {

/// The parameter after each step, stacked.
template <typename Optimizer, typename Options>
std::vector<torch::Tensor> path(const Call& c, const Options& options) {
  torch::Tensor p = c["p"].clone().requires_grad_();
  Optimizer optimizer(std::vector<torch::Tensor>{p}, options);
  std::unique_ptr<torch::optim::StepLR> schedule;
  if (c.has("gamma"))
    schedule = std::make_unique<torch::optim::StepLR>(optimizer, c.integer("step_size"), c.number("gamma"));
  std::vector<torch::Tensor> steps;
  for (int step = 0; step < 10; ++step) {
    optimizer.zero_grad();
    (0.5 * c["a"] * (p - c["target"]).pow(2)).sum().backward();
    optimizer.step();
    if (schedule) schedule->step();
    steps.push_back(p.detach().clone());
  }
  return {torch::stack(steps)};
}

}  // namespace torch::inline rushlight::golden
