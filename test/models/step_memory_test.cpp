// What a step of training takes from the allocator: one tensor for each result and each gradient, and no copy, buffer or
// accumulator besides. Tensors that count are large enough to be blocks of their own (core/page_store.h); the products are of
// sizes at which no operand is packed into one.
#include <gtest/gtest.h>

#include "core/page_store.h"
#include "rushlight/core/parallel.h"
#include "rushlight/nn.h"
#include "rushlight/ops.h"
#include "rushlight/optim.h"

namespace torch::inline rushlight {
namespace {

using Taken = PageStore::Taken;

template <class Step> Taken taken_by(const Step& step) {
  const Taken before = large_blocks().taken();
  step();
  const Taken after = large_blocks().taken();
  return {after.blocks - before.blocks, after.bytes - before.bytes};
}

void expect_tensors(const char* when, const Taken& got, const std::vector<int64_t>& sizes) {
  constexpr size_t kHeader = 64;  // of a storage (core/storage.cpp)
  size_t bytes = 0;
  for (int64_t n : sizes) bytes += PageStore::rounded(static_cast<size_t>(n) * sizeof(float) + kHeader);
  EXPECT_EQ(got.blocks, sizes.size()) << when;
  EXPECT_EQ(got.bytes, bytes) << when;
}

// Three steps of cross_entropy(relu(x w + b)), all alike: the tensors that forward, backward and the optimizer take.
void check(const Tensor& x, int64_t classes, const std::vector<int64_t>& forward,
           const std::vector<int64_t>& backward) {
  nn::Linear fc(x.size(1), classes);
  optim::SGD sgd(fc->parameters(), optim::SGDOptions(0.1));
  const Tensor target = randint(0, classes, {x.size(0)}, kLong);
  for (int i = 0; i < 3; ++i) {
    x.mutable_grad() = Tensor();
    Tensor loss;
    expect_tensors("forward",
                   taken_by([&] { loss = nn::functional::cross_entropy(relu(fc->forward(x)), target); }),
                   forward);
    expect_tensors("backward", taken_by([&] { loss.backward(); }), backward);
    expect_tensors("update", taken_by([&] { sgd.step(), sgd.zero_grad(); }), {});
  }
}

TEST(StepMemory, LinearReluAndCrossEntropyTakeOneTensorForEachResult) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "every block is the system's";
#endif
  const int threads = get_num_threads();
  set_num_threads(1);
  // Many rows: the results of linear and of relu, and the gradients of both; parameters are small. cross_entropy keeps
  // the logarithms of sums of rows alone, its gradient is the only tensor of the size of its input.
  constexpr int64_t rows = 20000, in = 32, classes = 24, y = rows * classes;
  check(randn({rows, in}), classes, {y, y}, {y, y});
  // The same where the input wants its gradient, as in any layer but the first.
  check(randn({rows, in}).requires_grad_(), classes, {y, y}, {y, y, rows * in});
  // A large weight: its gradient, which becomes the parameter's without a copy and without zeros to add it to.
  constexpr int64_t wide = 500;
  check(randn({4, wide}), wide, {}, {wide * wide});
  set_num_threads(threads);
}

}  // namespace
}  // namespace torch::inline rushlight
