// Optimizers against PyTorch's figures: optim.txt, ten steps down a quadratic.
// Read next: descent.h, the steps; golden_call.h, which runs the cases.
#include "golden/descent.h"

namespace {

namespace optim = torch::optim;
using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::Operators;
using rushlight::golden::path;
using Outputs = std::vector<torch::Tensor>;

Outputs sgd(const Call& c) {
  auto options =
      optim::SGDOptions(c.number("lr")).momentum(c.number("momentum", 0)).nesterov(c.flag("nesterov"));
  options.dampening(c.number("dampening", 0)).weight_decay(c.number("weight_decay", 0));
  return path<optim::SGD>(c, options);
}

template <typename Optimizer, typename Options> Outputs adam(const Call& c) {
  Options options(c.number("lr"));
  options.betas({c.number("beta1", 0.9), c.number("beta2", 0.999)}).eps(c.number("eps", 1e-8));
  options.weight_decay(c.number("weight_decay", options.weight_decay())).amsgrad(c.flag("amsgrad"));
  return path<Optimizer>(c, options);
}

Outputs rmsprop(const Call& c) {
  auto options =
      optim::RMSpropOptions(c.number("lr")).alpha(c.number("alpha", 0.99)).eps(c.number("eps", 1e-8));
  options.momentum(c.number("momentum", 0)).centered(c.flag("centered"));
  return path<optim::RMSprop>(c, options.weight_decay(c.number("weight_decay", 0)));
}

Outputs adagrad(const Call& c) {
  auto options =
      optim::AdagradOptions(c.number("lr")).lr_decay(c.number("lr_decay", 0)).eps(c.number("eps", 1e-10));
  options.initial_accumulator_value(c.number("initial_accumulator_value", 0));
  return path<optim::Adagrad>(c, options.weight_decay(c.number("weight_decay", 0)));
}

TEST(Golden, Optim) {
  const Operators operators = {{"sgd", sgd},
                               {"adam", adam<optim::Adam, optim::AdamOptions>},
                               {"adamw", adam<optim::AdamW, optim::AdamWOptions>},
                               {"rmsprop", rmsprop},
                               {"adagrad", adagrad}};
  expect_golden("optim.txt", operators, {1e-4, 1e-4});
}

}  // namespace
