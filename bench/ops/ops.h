// What the operator benchmarks share: a call timed forward, or forward and backward, on two threads.
// Read next: elements.cpp.
#pragma once

#include <torch/torch.h>

#include "../models/training.h"

using torch::Tensor;

/// Time of `f(inputs...)` outside of autograd.
template <class F, class... Inputs> bench::Timing forward(F f, const Inputs&... inputs) {
  torch::NoGradGuard no_grad;
  return bench::measure([&] { (void)f(inputs...); });
}

/// Time of `f(x)` and of its gradients by `x` and by the parameters that `f` holds.
template <class F> bench::Timing both_ways(F f, const Tensor& input) {
  const Tensor x = input.detach().requires_grad_(input.is_floating_point());
  Tensor ones;
  return bench::measure([&] {
    const Tensor y = f(x);
    if (!ones.defined()) ones = torch::ones_like(y);
    if (x.requires_grad()) x.mutable_grad() = Tensor();
    y.backward(ones);
  });
}
