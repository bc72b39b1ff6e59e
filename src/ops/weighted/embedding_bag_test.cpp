// Bags of embeddings against plain loops: modes, weights, empty bags, the index that is left out, errors.
#include <gtest/gtest.h>

#include "harness/exact_sums.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The numbers of a sample: mode, include_last_offset, padding index (-1: none).
std::optional<int64_t> padding_of(int64_t index) {
  return index < 0 ? std::nullopt : std::optional<int64_t>(index);
}
Tensor called(const Args& x) {
  const std::optional<Tensor> weights = x.size() > 3 ? std::optional<Tensor>(x[3]) : std::nullopt;
  return std::get<0>(
      embedding_bag(x[0], x[1], x[2], false, x.i(0), false, weights, x.i(1) != 0, padding_of(x.i(2))));
}
std::vector<Plain> bags(const PlainArgs& x) {
  const int64_t columns = x[0].shape[1], offsets = x[2].numel(), count = offsets - x.i(1);
  Plain y({count, columns});
  for (int64_t b = 0; b < count; ++b)
    for (int64_t c = 0; c < columns; ++c) {
      const auto end = b + 1 < offsets ? static_cast<int64_t>(x[2][b + 1]) : x[1].numel();
      double sum = 0, most = 0, used = 0;
      for (auto i = static_cast<int64_t>(x[2][b]); i < end; ++i) {
        const auto row = static_cast<int64_t>(x[1][i]);
        if (row == x.i(2)) continue;
        const double v = x[0][row * columns + c];
        most = used == 0 ? v : std::max(most, v);
        sum += v * (x.arrays.size() > 3 ? x[3][i] : 1);
        used += 1;
      }
      y[b * columns + c] = x.i(0) == 2 ? most : x.i(0) == 1 && used > 0 ? sum / used : sum;
    }
  return {y};
}

Arg listed(Numbers values) {
  const auto size = static_cast<int64_t>(values.size());
  Arg a = given({size}, std::move(values));
  a.dtype = kLong;
  return a;
}
Samples samples(double mode) {
  return {{{Arg{3, 2}, listed({2, 0, 2}), listed({0, 1})}, {mode, 0, -1}},
          {{Arg{4, 1}, listed({3, 1, 1, 0}), listed({0, 2, 2})}, {mode, 0, 1}},
          {{Arg{2, 3}, listed({0, 1}), listed({0, 1, 2})}, {mode, 1, -1}},
          {{Arg{5, 33}, listed({4, 0, 3, 3, 1, 2, 4}), listed({0, 0, 5})}, {mode, 0, 3}},
          {{Arg{5, 2}, listed({}), listed({0, 0})}, {mode, 0, -1}},
          {{Arg{5, 2}, listed({}), listed({})}, {mode, 0, -1}}};
}

Tensor table() { return ones({3, 2}); }
Tensor list(std::vector<int64_t> values) { return tensor(values, kLong); }

const OpCases cases([] {
  op_case("embedding_bag sum", called)
      .samples(samples(0))
      .sample({Arg{3, 2}, listed({2, 0, 2}), listed({0, 1}), Arg{3}}, {0, 0, -1})
      .sample({Arg{3, 1}, listed({2, 0, 2, 1}), listed({0, 1, 3}), Arg{4}}, {0, 0, 0})
      .reference(bags)
      .row_major_only()
      .error([] { embedding_bag(ones({3}), list({0}), list({0})); },
             "embedding_bag: expected a floating-point weight of 2 dimensions, got float32 [3]")
      .error(
          [] {
            embedding_bag(table(), zeros({1, 1}, kLong), list({0}));
          },
          "embedding_bag: expected vectors of indices and offsets, got shapes [1, 1] and [1]")
      .error([] { embedding_bag(table(), ones({1}), list({0})); },
             "embedding_bag: expected indices and offsets of dtype int64 or int32, got float32")
      .error([] { embedding_bag(table(), list({0}), list({0}), false, 3); },
             "embedding_bag: expected mode 0 (sum), 1 (mean) or 2 (max), got 3")
      .error([] { embedding_bag(table(), list({0}), list({0}), false, 1, false, ones({1})); },
             "embedding_bag: expected per_sample_weights with mode 0 (sum) only, got mode 1")
      .error([] { embedding_bag(table(), list({0}), list({0}), false, 0, false, ones({2})); },
             "embedding_bag: expected per_sample_weights of dtype float32 and shape [1], got float32 [2]")
      .error([] { embedding_bag(table(), list({3}), list({0})); },
             "embedding_bag: expected indices in [0, 2], got 3 at place 0")
      .error(
          [] {
            embedding_bag(table(), list({1, 2}), list({1}));
          },
          "embedding_bag: expected offsets from 0 to 2 that do not fall, got 1 for bag 0")
      .error([] { embedding_bag(table(), list({}), list({}), false, 0, false, {}, true); },
             "embedding_bag: expected a last offset, got no offsets");
  op_case("embedding_bag mean", called).samples(samples(1)).reference(bags).row_major_only().tolerance(2);
  op_case("embedding_bag max", called).samples(samples(2)).reference(bags).row_major_only();
});

TEST(EmbeddingBag, GradientsAreDividedByTheUsesOfARow) {
  const Tensor t = ones({3, 1}).requires_grad_();
  std::get<0>(embedding_bag(t, list({2, 0, 2, 2}), list({0, 1}), true)).sum().backward();
  EXPECT_EQ(plain(t.grad()).values, (Numbers{1, 0, 1}));
}
// Bags of up to 40 rows in float32, and the gradients of the table and of the weights.
void check_bounds(int64_t mode, bool weighted) {
  constexpr int64_t bags = 100, rows = 50, columns = 33;
  std::vector<int64_t> starts, bag_of;
  std::vector<Tensor> picked;  // no row twice in a bag: the roundings of equal terms conspire
  for (int64_t b = 0; b < bags; ++b) {
    starts.push_back(static_cast<int64_t>(bag_of.size()));
    bag_of.insert(bag_of.end(), static_cast<size_t>(b * 7 % 41), b);
    picked.push_back(randperm(rows).narrow(0, 0, b * 7 % 41));
  }
  const auto total = static_cast<int64_t>(bag_of.size());
  const Tensor index = cat(picked), w = randn({total}).requires_grad_();
  const Tensor t = randn({rows, columns}).mul_(exp(3 * randn({rows, columns}))).requires_grad_();
  const Tensor y = std::get<0>(embedding_bag(t, index, list(starts), false, mode, false,
                                             weighted ? std::optional<Tensor>(w) : std::nullopt));
  const Tensor g = randn_like(y);
  const auto gradients =
      autograd::grad({y}, weighted ? autograd::variable_list{t, w} : autograd::variable_list{t}, {g});
  ExactSums want({bags, columns}), want_t({rows, columns}), want_w({total});
  const Plain table = plain(t), weights = plain(w), grad = plain(g), at = plain(index);
  for (int64_t i = 0; i < total; ++i) {
    const int64_t bag = bag_of[static_cast<size_t>(i)], row = static_cast<int64_t>(at[i]);
    const double by = weighted ? weights[i] : mode == 1 ? 1 / double(bag * 7 % 41) : 1;
    for (int64_t c = 0; c < columns; ++c) {
      want.add(bag * columns + c, by * table[row * columns + c]);
      want_t.add(row * columns + c, by * grad[bag * columns + c]);
      want_w.add(i, table[row * columns + c] * grad[bag * columns + c]);
    }
  }
  want.expect(y.detach(), double(mode));
  want_t.expect(gradients[0], double(mode));
  if (weighted) want_w.expect(gradients[1]);
}
TEST(EmbeddingBag, StaysWithinItsBound) {
  manual_seed(5);
  check_bounds(0, false);
  check_bounds(0, true);
  check_bounds(1, false);
}
TEST(EmbeddingBag, SaysWhatEachBagHolds) {
  const auto [values, bag, size, rows] =
      embedding_bag(tensor({1.0, 5.0, 3.0}).view({3, 1}), list({2, 0, 1, 0}), list({0, 2, 4}), false, 2);
  EXPECT_EQ(plain(values).values, (Numbers{3, 5, 0}));
  EXPECT_EQ(plain(bag).values, (Numbers{0, 0, 1, 1}));
  EXPECT_EQ(plain(size).values, (Numbers{2, 2, 0}));
  EXPECT_EQ(plain(rows).values, (Numbers{2, 1, 0}));
}

}  // namespace
}  // namespace torch::inline rushlight::test
