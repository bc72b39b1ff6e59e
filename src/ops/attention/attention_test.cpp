// Scaled dot-product attention against plain loops: masks of both kinds, causal order, blind queries, grouped heads.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// Inputs: query (heads, L, E), key (groups, S, E), value (groups, S, V), a mask (L, S) if given. The numbers: is_causal,
// scale (0: not given).
std::vector<Plain> attended(const PlainArgs& x) {
  const Shape &q = x[0].shape, &k = x[1].shape, &v = x[2].shape;
  const int64_t heads = q[0], length = q[1], e = q[2], keys = k[1], columns = v[2],
                each = heads / std::max<int64_t>(1, k[0]);
  const double scale = x.d(1) != 0 ? x.d(1) : 1 / std::sqrt(double(e));
  Plain y({heads, length, columns});
  for (int64_t h = 0; h < heads; ++h)
    for (int64_t i = 0; i < length; ++i) {
      Numbers weight(static_cast<size_t>(keys));
      double total = 0;
      for (int64_t j = 0; j < keys; ++j) {
        double score = 0;
        for (int64_t c = 0; c < e; ++c)
          score += x[0][(h * length + i) * e + c] * x[1][(h / each * keys + j) * e + c];
        score *= scale;
        if (x.i(0) != 0 && j > i) score = -std::numeric_limits<double>::infinity();
        if (x.arrays.size() > 3) score += x[3][i * keys + j];
        total += weight[static_cast<size_t>(j)] = std::exp(score);
      }
      for (int64_t j = 0; j < keys && total > 0; ++j)
        for (int64_t c = 0; c < columns; ++c)
          y[(h * length + i) * columns + c] +=
              weight[static_cast<size_t>(j)] / total * x[2][(h / each * keys + j) * columns + c];
    }
  return {y};
}
Tensor attention(const Args& x) {
  const double scale = x.d(1);
  return scaled_dot_product_attention(
      x[0], x[1], x[2], x.size() > 3 ? std::optional<Tensor>(x[3]) : std::nullopt, 0.0, x.i(0) != 0,
      scale != 0 ? std::optional<double>(scale) : std::nullopt, x[0].size(0) != x[1].size(0));
}
void call(IntArrayRef q, IntArrayRef k, IntArrayRef v) {
  scaled_dot_product_attention(ones(q), ones(k), ones(v));
}

const OpCases cases([] {
  op_case("scaled_dot_product_attention", attention)
      .sample({{1, 2, 2}, {1, 2, 2}, {1, 2, 1}}, {0, 0})
      .sample({{1, 2, 1}, {1, 3, 1}, {1, 3, 1}}, {1, 0.7})
      .sample({{4, 3, 5}, {2, 4, 5}, {2, 4, 3}}, {0, 0})
      .sample({{2, 3, 2}, {2, 2, 2}, {2, 2, 2}, Arg{3, 2}}, {0, 0})
      .sample({{0, 3, 2}, {0, 2, 2}, {0, 2, 2}}, {1, 0})
      .reference(attended)
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            call({2}, {2, 2}, {2, 2});
          },
          "scaled_dot_product_attention: expected inputs of at least 2 dimensions, got shapes [2], [2, 2] "
          "and [2, 2]")
      .error(
          [] {
            call({2, 3}, {2, 2}, {2, 2});
          },
          "scaled_dot_product_attention: expected query and key of one last size, key and value of one "
          "length")
      .error(
          [] {
            scaled_dot_product_attention(ones({2, 2}), ones({2, 2}, kDouble), ones({2, 2}));
          },
          "scaled_dot_product_attention: expected inputs of one floating-point dtype, got float32, float64 "
          "and")
      .error(
          [] {
            scaled_dot_product_attention(ones({2, 2}), ones({2, 2}), ones({2, 2}), ones({2, 2}), 0, true);
          },
          "scaled_dot_product_attention: expected a mask or is_causal, got both")
      .error(
          [] {
            scaled_dot_product_attention(ones({3, 2, 2}), ones({2, 2, 2}), ones({2, 2, 2}), {}, 0, false, {},
                                         true);
          },
          "scaled_dot_product_attention: expected a number of heads that divides 3, got shape [2, 2, 2]");
});

TEST(Attention, QueriesThatSeeNoKeyGiveZeroAndNoGradient) {
  const Tensor q = rand({2, 3}).requires_grad_(), k = rand({4, 3}), v = rand({4, 2});
  Tensor mask = zeros({2, 4}, kBool);
  mask[0].fill_(true);
  const Tensor y = scaled_dot_product_attention(q, k, v, mask);
  EXPECT_TRUE(equal(y[1], zeros({2})));
  EXPECT_TRUE(allclose(y[0], (q[0] / std::sqrt(3.0)).matmul(k.t()).softmax(-1).matmul(v)));
  y.sum().backward();
  EXPECT_TRUE(equal(q.grad()[1], zeros({3})));
}
TEST(Attention, DropoutLeavesTheMean) {
  manual_seed(1);
  const Tensor v = ones({1000, 1});
  const Tensor y = scaled_dot_product_attention(zeros({50, 2}), zeros({1000, 2}), v, {}, 0.5);
  EXPECT_NEAR(y.mean().item<double>(), 1, 0.05);
  EXPECT_FALSE(equal(y, ones({50, 1})));
}

}  // namespace
}  // namespace torch::inline rushlight::test
