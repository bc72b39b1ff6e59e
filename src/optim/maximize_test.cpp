// The option maximize: climbing a function takes the steps that descending its negative takes, and is saved with the others.
#include <gtest/gtest.h>

#include <sstream>

#include "rushlight/optim.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::optim {
namespace {

template <class Optimizer, class Options> Tensor after_steps(Options options, bool climb) {
  Tensor x = tensor({1.0, -2.0, 3.0}).set_requires_grad(true);
  Optimizer optimizer({x}, options.maximize(climb));
  for (int i = 0; i < 5; ++i) {
    optimizer.zero_grad();
    const Tensor loss = (x.pow(2) * tensor({1.0, 2.0, 0.5})).sum();
    (climb ? -loss : loss).backward();
    optimizer.step();
  }
  return x.detach();
}

template <class Optimizer, class Options> void expect_mirrored(const Options& options) {
  const Tensor down = after_steps<Optimizer>(options, false), up = after_steps<Optimizer>(options, true);
  EXPECT_TRUE(equal(down, up)) << down << up;
  EXPECT_FALSE(equal(down, tensor({1.0, -2.0, 3.0})));
}

TEST(Maximize, ClimbsAsTheNegativeDescends) {
  expect_mirrored<SGD>(SGDOptions(0.1));
  expect_mirrored<SGD>(SGDOptions(0.1).momentum(0.9).weight_decay(0.1));
  expect_mirrored<Adam>(AdamOptions(0.1).weight_decay(0.1).amsgrad(true));
  expect_mirrored<AdamW>(AdamWOptions(0.1));
  expect_mirrored<Adagrad>(AdagradOptions(0.1));
  expect_mirrored<RMSprop>(RMSpropOptions(0.1).centered(true).momentum(0.5));
  expect_mirrored<Adadelta>(AdadeltaOptions(0.1));
  expect_mirrored<Adamax>(AdamaxOptions(0.1));
  expect_mirrored<NAdam>(NAdamOptions(0.1));
  expect_mirrored<RAdam>(RAdamOptions(0.1));
}

TEST(Maximize, IsSavedWithTheOptions) {
  const Tensor x = ones({2}).set_requires_grad(true);
  SGD climbing({x}, SGDOptions(0.1).maximize(true)), other({x}, SGDOptions(0.1));
  std::stringstream file;
  save(climbing, file);
  load(other, file);
  EXPECT_TRUE(static_cast<SGDOptions&>(other.param_groups()[0].options()).maximize());
}

}  // namespace
}  // namespace torch::inline rushlight::optim
