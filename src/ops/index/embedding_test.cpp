// embedding and one_hot against loops; texts of errors.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases cases([] {
  op_case("embedding", [](const Args& x) { return embedding(x[0], x[1]); })
      .sample({{4, 3}, indices({2, 3}, 0, 4)})
      .sample({{4, 3}, indices({}, {2})})
      .sample({{4, 3}, indices({0}, 0, 1)})
      .sample({{4, 0}, indices({2}, 0, 4)})
      .sample({{7, 33}, indices({3, 1, 5}, 0, 7)})
      .samples({{{Arg({300, 257}), indices({400}, 0, 300)}, {}, true}})
      .reference([](const PlainArgs& x) {
        Shape shape = x[1].shape;
        shape.push_back(x[0].shape[1]);
        Plain out(shape);
        const int64_t width = x[0].shape[1];
        for (int64_t k = 0; k < out.numel(); ++k)
          out[k] = x[0][static_cast<int64_t>(x[1][k / width]) * width + k % width];
        return List{out};
      })
      .integers(true)
      .error([] { embedding(ones({3}), zeros({1}, kLong)); },
             "embedding: expected a weight of 2 dimensions, got shape [3]")
      .error(
          [] {
            embedding(ones({3, 2}), full({1}, 3, kLong));
          },
          "embedding: expected indices in [0, 2], got 3 at place 0")
      .error(
          [] {
            embedding(ones({3, 2}), full({1}, -1, kLong));
          },
          "embedding: expected indices in [0, 2], got -1 at place 0")
      .error(
          [] {
            embedding(ones({3, 2}), zeros({1}));
          },
          "embedding: expected an index of dtype int64 or int32, got float32");
  op_case("one_hot", [](const Args& x) { return one_hot(x[0], x.i(0)); })
      .sample({indices({2, 3}, 0, 4)}, {4})
      .sample({indices({}, {2})}, {5})
      .sample({indices({3}, {0, 2, 1})}, {-1})
      .sample({indices({0}, 0, 1)}, {3})
      .reference([](const PlainArgs& x) {
        double most = -1;
        for (double v : x[0].values) most = std::max(most, v);
        Shape shape = x[0].shape;
        shape.push_back(x.i(0) == -1 ? static_cast<int64_t>(most) + 1 : x.i(0));
        Plain out(shape);
        for (int64_t k = 0; k < x[0].numel(); ++k) out[k * shape.back() + static_cast<int64_t>(x[0][k])] = 1;
        return List{out};
      })
      .dtypes({kLong})
      .error([] { one_hot(zeros({1}, kInt)); }, "one_hot: expected class numbers of dtype int64, got int32")
      .error([] { one_hot(zeros({0}, kLong)); },
             "one_hot: expected num_classes for a tensor without elements, got -1")
      .error([] { one_hot(full({1}, -1, kLong)); }, "one_hot: expected class numbers of at least 0, got -1")
      .error([] { one_hot(full({1}, std::numeric_limits<int64_t>::max(), kLong)); },
             "one_hot: expected class numbers below 9223372036854775807, got 9223372036854775807")
      .error([] { one_hot(full({1}, 2, kLong), 2); }, "one_hot: expected class numbers below 2, got 2")
      .error([] { one_hot(full({1}, 2, kLong), -2); },
             "one_hot: expected num_classes of at least 1, or -1 to count them, got -2");
});

/// Rows 1, 0, 1 and 3 of a table of four are used; each use adds a one to the gradient, but where options say otherwise.
Numbers gradient(int64_t padding_idx, bool scale_grad_by_freq) {
  Tensor weight = ones({4, 1}, TensorOptions(kDouble)).requires_grad_();
  embedding(weight, tensor({1, 0, 1, 3}), padding_idx, scale_grad_by_freq).sum().backward();
  return plain(weight.grad()).values;
}
TEST(Embedding, PaddingAndFrequenciesChangeTheGradient) {
  EXPECT_EQ(gradient(-1, false), (Numbers{1, 2, 0, 1}));
  EXPECT_EQ(gradient(1, false), (Numbers{1, 0, 0, 1}));
  EXPECT_EQ(gradient(-1, true), (Numbers{1, 1, 0, 1}));
}

}  // namespace
}  // namespace torch::inline rushlight::test
