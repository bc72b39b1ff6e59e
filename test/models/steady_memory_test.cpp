// Training with shapes that change at every step: once each shape has been seen, the process takes no more memory from the
// system, however long it goes on.
#include <gtest/gtest.h>

#include "rushlight/core/allocator.h"
#include "rushlight/nn.h"
#include "rushlight/ops.h"
#include "rushlight/optim.h"

namespace torch::inline rushlight {
namespace {

// A convolution, a recurrent layer and dense ones, whose tensors are small blocks of the allocator.
struct Sequences : nn::Module {
  Sequences()
      : conv(register_module("conv", nn::Conv1d(nn::Conv1dOptions(3, 4, 3).padding(1)))),
        lstm(register_module("lstm", nn::LSTM(nn::LSTMOptions(4, 5)))),
        dropout(register_module("dropout", nn::Dropout(0.2))),
        fc(register_module("fc", nn::Linear(5, 2))) {}
  static Tensor input(int64_t step) { return randn({1 + step % 13, 3, 2 + step % 7}); }
  Tensor forward(const Tensor& x) {
    const Tensor steps = std::get<0>(lstm->forward(relu(conv->forward(x)).permute({2, 0, 1})));
    return fc->forward(dropout->forward(steps[-1]));
  }
  static constexpr int64_t shapes = 13 * 7;

  nn::Conv1d conv;
  nn::LSTM lstm;
  nn::Dropout dropout;
  nn::Linear fc;
};

// Convolutions, by Winograd's algorithm and strided, batch norm, a pool and attention over the places of an image. Most
// tensors, the memory of Winograd's transforms among them, are large blocks, and become so as the image grows.
struct Images : nn::Module {
  Images()
      : conv(register_module("conv", nn::Conv2d(nn::Conv2dOptions(8, 32, 3).padding(1)))),
        norm(register_module("norm", nn::BatchNorm2d(32))),
        down(register_module("down", nn::Conv2d(nn::Conv2dOptions(32, 32, 2).stride(2)))),
        layer(register_module("layer", nn::TransformerEncoderLayer(
                                           nn::TransformerEncoderLayerOptions(32, 2).dim_feedforward(256)))),
        fc(register_module("fc", nn::Linear(32, 2))) {}
  static Tensor input(int64_t step) { return randn({1 + step % 3, 8, 24 + 8 * (step % 4), 32}); }
  Tensor forward(const Tensor& x) {
    const Tensor features = max_pool2d(relu(norm->forward(conv->forward(x))), 2);
    return fc->forward(layer->forward(down->forward(features).flatten(2).permute({2, 0, 1})).mean(0));
  }
  static constexpr int64_t shapes = 3 * 4;

  nn::Conv2d conv;
  nn::BatchNorm2d norm;
  nn::Conv2d down;
  nn::TransformerEncoderLayer layer;
  nn::Linear fc;
};

template <class Net> void train(Net& net, optim::Adam& optimizer, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; ++i) {
    const Tensor x = Net::input(i);
    optimizer.zero_grad();
    nn::functional::cross_entropy(net.forward(x), randint(0, 2, {x.size(0)}, kLong)).backward();
    optimizer.step();
  }
}

// With several threads, which of them meets the largest temporary memory first is chance: each may still take some for its
// own list of blocks, once. `allowed` is for that.
template <class Net> void expect_steady_memory(int threads, int64_t steps, int64_t allowed) {
  set_num_threads(threads);
  manual_seed(0);
  Net net;
  optim::Adam optimizer(net.parameters(), optim::AdamOptions(1e-3));
  const int64_t first = steps % Net::shapes + 10 * Net::shapes;  // the same shape as that of the last step
  train(net, optimizer, 0, first);
  const MemoryStats before = memory_stats();
  train(net, optimizer, first, steps);
  const MemoryStats after = memory_stats();
  EXPECT_LE(after.reserved, before.reserved + allowed);
#if !defined(__SANITIZE_ADDRESS__)  // under which every block is the system's
  if (allowed == 0) EXPECT_EQ(after.system_calls, before.system_calls);
#endif
  EXPECT_EQ(after.in_use, before.in_use);
}

TEST(SteadyMemory, TenThousandStepsOfSequencesOfChangingLengths) {
  expect_steady_memory<Sequences>(2, 10000, 0);
}

TEST(SteadyMemory, SlowTenThousandStepsOfImagesOfChangingSizes) {
  expect_steady_memory<Images>(1, 10000, 0);
  expect_steady_memory<Images>(2, 3000, 2 << 20);
#if !defined(__SANITIZE_ADDRESS__)
  EXPECT_GT(memory_stats().peak_in_use, 1 << 20) << "the images are to fill large blocks";
#endif
}

}  // namespace
}  // namespace torch::inline rushlight
