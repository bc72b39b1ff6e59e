// Training with shapes that change at every step: once each shape has been seen, the process takes no more memory from the
// system, however long it goes on.
#include <gtest/gtest.h>

#include "rushlight/core/allocator.h"
#include "rushlight/nn.h"
#include "rushlight/ops.h"
#include "rushlight/optim.h"

namespace torch::inline rushlight {
namespace {

// A convolution, a recurrent layer and dense ones, so that every kind of temporary memory is in it.
struct Net : nn::Module {
  Net()
      : conv(register_module("conv", nn::Conv1d(nn::Conv1dOptions(3, 4, 3).padding(1)))),
        lstm(register_module("lstm", nn::LSTM(nn::LSTMOptions(4, 5)))),
        dropout(register_module("dropout", nn::Dropout(0.2))),
        fc(register_module("fc", nn::Linear(5, 2))) {}
  Tensor forward(const Tensor& x) {
    const Tensor steps = std::get<0>(lstm->forward(relu(conv->forward(x)).permute({2, 0, 1})));
    return fc->forward(dropout->forward(steps[-1]));
  }

  nn::Conv1d conv;
  nn::LSTM lstm;
  nn::Dropout dropout;
  nn::Linear fc;
};

TEST(SteadyMemory, TenThousandStepsWithChangingShapes) {
  manual_seed(0);
  Net net;
  optim::Adam optimizer(net.parameters(), optim::AdamOptions(1e-3));
  const auto train = [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      const int64_t batch = 1 + i % 13, length = 2 + i % 7;  // every pair within 91 steps
      optimizer.zero_grad();
      nn::functional::cross_entropy(net.forward(randn({batch, 3, length})), randint(0, 2, {batch}, kLong))
          .backward();
      optimizer.step();
    }
  };
  train(0, 1000);
  const MemoryStats before = memory_stats();
  train(1000, 10000);
  const MemoryStats after = memory_stats();
  EXPECT_EQ(after.reserved, before.reserved);
#if !defined(__SANITIZE_ADDRESS__)  // under which every block is the system's
  EXPECT_EQ(after.system_calls, before.system_calls);
#endif
  EXPECT_EQ(after.in_use, before.in_use);
}

}  // namespace
}  // namespace torch::inline rushlight
