// Indexing: results and gradients equal to LibTorch's call by call; texts of errors; second derivatives.
#include "golden/calls/index_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"

namespace torch::inline rushlight {
namespace {

using indexing::Slice;

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

TEST(Index, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::index(lines);
  calls::expect_calls("index", lines);
}

TEST(Index, ErrorsNameTheIndexAndTheRange) {
  const Tensor x = zeros({4, 3});
  EXPECT_EQ(message([&] {
              x.index_select(0, tensor({1, 4}));
            }),
            "index_select: expected indices in [0, 3], got 4 at place 1");
  EXPECT_EQ(message([&] { x.index_select(0, tensor({0.5})); }),
            "index_select: expected an index of dtype int64 or int32, got float32");
  EXPECT_EQ(message([&] {
              x.gather(1, tensor({{0, -1}}));
            }),
            "gather: expected indices in [0, 2], got -1 at place 1");
  EXPECT_EQ(message([&] { x.gather(1, tensor({0})); }),
            "gather: expected an index no larger than self of shape [4, 3], got shape [1]");
  EXPECT_EQ(message([&] { x.scatter(0, tensor({{7}}), 1); }),
            "scatter: expected indices in [0, 3], got 7 at place 0");
  EXPECT_EQ(message([&] { x.scatter(0, tensor({{0}}), 1, "mean"); }),
            "scatter_: expected reduce to be add or multiply, got mean");
  EXPECT_EQ(
      message([&] {
        x.index_add(0, tensor({0, 1}), zeros({3, 3}));
      }),
      "index_add: expected a source of the shape of self, [4, 3], with 2 entries in dimension 0, got [3, 3]");
  EXPECT_EQ(message([&] { x.index({5}); }),
            "index: expected an index in [-4, 3] for dimension 0 of shape [4, 3], got 5");
  EXPECT_EQ(message([&] {
              x.index({Slice(), tensor({0, 3})});
            }),
            "index: expected indices in [-3, 2] for dimension 1, got 3");
  EXPECT_EQ(message([&] {
              x.index({0, 0, 0});
            }),
            "index: expected at most 2 subscripts for shape [4, 3], got 3");
  EXPECT_EQ(
      message([&] {
        x.index({tensor({true, false})});
      }),
      "index: expected a mask of the sizes that it covers, from dimension 0 of shape [4, 3], got shape [2]");
  EXPECT_EQ(message([&] {
              x.index({tensor({0, 1, 2}), tensor({0, 1})});
            }),
            "index: expected index tensors whose shapes broadcast together, got [3] and [2]");
  EXPECT_EQ(message([&] {
              x.index_put_({tensor({0})}, ones({2, 3}));
            }),
            "index_put_: expected a value that broadcasts to [1, 3], got shape [2, 3]");
  EXPECT_EQ(message([&] { x.index_put_({tensor({0})}, ones({3}, kLong)); }),
            "index_put_: expected a value of self's dtype float32, got int64");
  EXPECT_EQ(message([] { Slice(0, 3, -1); }), "Slice: expected a positive step, got -1");
  EXPECT_EQ(message([&] { x.index({Tensor()}); }), "index: expected defined tensors, got an undefined one");
  EXPECT_EQ(message([&] { x.index({tensor({1.5})}); }),
            "index: expected index tensors of dtype int64, int32, bool or uint8, got float32");
  EXPECT_EQ(message([&] { x[tensor({1})]; }),
            "operator[]: expected a 0-dim integer tensor; use index({...}) for others");
  EXPECT_EQ(message([&] { x.index({"..", 1}); }), "index: expected \"...\" as text, got \"..\"");
  EXPECT_EQ(message([] {
              cat({ones({2, 3}), ones({3, 2})});
            }),
            "cat: expected tensors that differ in dimension 0 only, got shapes [2, 3] and [3, 2]");
  EXPECT_EQ(message([] { cat(std::vector<Tensor>{}); }),
            "cat: expected at least one tensor, got an empty list");
  EXPECT_EQ(message([] {
              stack({ones({2}), ones({3})});
            }),
            "stack: expected tensors of one shape, got [2] and [3]");
  EXPECT_EQ(message([&] { x.take(tensor({12})); }), "take: expected indices in [-12, 11], got 12");
  EXPECT_EQ(message([&] { embedding(x, tensor({4})); }),
            "embedding: expected indices in [0, 3], got 4 at place 0");
  EXPECT_EQ(message([] { one_hot(tensor({0, 2}), 2); }), "one_hot: expected class numbers below 2, got 2");
  EXPECT_EQ(message([&] { x.repeat({2}); }), "repeat: expected at least 2 repeats for shape [4, 3], got [2]");
  EXPECT_EQ(message([&] { x.flip({0, 0}); }), "flip: expected each dimension once, got [0, 0]");
  EXPECT_THROW(x.index({tensor({9})}), IndexError);
  EXPECT_THROW(x.index({9}), IndexError);
}

TEST(Index, AFailedPutChangesNothing) {
  Tensor x = arange(6, kFloat).reshape({2, 3});
  const Tensor before = x.clone();
  EXPECT_THROW(x.index_put_({tensor({0, 5})}, 1), Error);
  EXPECT_THROW(x.index_add_(0, tensor({0, 5}), ones({2, 3})), Error);
  EXPECT_THROW(x.scatter_(1, tensor({{0, 3}}), 1), Error);
  EXPECT_TRUE(equal(x, before));
}

const test::OpCases members([] {
  using test::Args;
  test::op_case("index",
                [](const Args& x) {
                  return x[0].index({x[1], Slice(0, 2)});
                })
      .sample({{4, 3}, test::indices({2}, {2, -1})})
      .sample({{2, 3}, test::indices({0}, 0, 1)})
      .reference([](const test::PlainArgs& x) {
        return std::vector<test::Plain>{test::rearranged(x[0], {x[1].numel(), 2}, [&](const test::Shape& i) {
          const auto row = static_cast<int64_t>(x[1][i[0]]);
          return test::Shape{row < 0 ? row + x[0].shape[0] : row, i[1]};
        })};
      })
      .integers(true);
  test::op_case("index_put_",
                [](const Args& x) {
                  Tensor self = x[0].clone();
                  return self.index_put_({Slice(), x[1]}, x[2], x.i(0) != 0);
                })
      .sample({{2, 4}, test::indices({2}, {3, -4}), {2, 2}}, {0})
      .sample({{2, 4}, test::indices({2}, {3, 0}), {}}, {0})
      .sample({{2, 4}, test::indices({3}, {3, 0, -1}), {2, 1}}, {1})
      .reference([](const test::PlainArgs& x) {
        test::Plain out = x[0];
        const test::Plain& value = x[2];
        const int64_t k = x[1].numel(), wide = value.dim() == 0 ? 1 : value.shape[1];
        for (int64_t r = 0; r < 2; ++r)
          for (int64_t j = 0; j < k; ++j) {
            const auto column = static_cast<int64_t>(x[1][j]);
            double& element = out[r * 4 + (column < 0 ? column + 4 : column)];
            const double v = value.dim() == 0 ? value[0] : value[r * wide + (wide == 1 ? 0 : j)];
            element = x.i(0) != 0 ? element + v : v;
          }
        return std::vector<test::Plain>{out};
      })
      .inplace([](Tensor& self, const Args& x) {
        self.index_put_({Slice(), x[1]}, x[2], x.i(0) != 0);
      })
      .integers()
      .tolerance(4);
});

TEST(Index, NonzeroOfNothing) {
  EXPECT_EQ(tensor(0.).nonzero().sizes(), IntArrayRef({0, 0}));
  EXPECT_EQ(tensor(2.).nonzero().sizes(), IntArrayRef({1, 0}));
  EXPECT_EQ(zeros({0, 3}).nonzero().sizes(), IntArrayRef({0, 2}));
}

TEST(Index, LargeAndThreaded) {
  const int64_t n = 40000;
  const Tensor x = arange(4 * n).reshape({n, 4}), order = arange(n - 1, -1, -1);
  const Tensor reversed = x.index_select(0, order);
  EXPECT_TRUE(equal(reversed, x.flip(0)));
  EXPECT_TRUE(equal(zeros({n, 4}, kLong).index_add_(0, order, reversed), x));
  EXPECT_TRUE(equal(cat({x, reversed}, 1).narrow(1, 4, 4), reversed));
  EXPECT_TRUE(equal(x.t().contiguous().gather(1, order.expand({4, n})), reversed.t()));
  EXPECT_TRUE(equal(zeros({4, n}, kLong).scatter_add_(1, order.expand({4, n}), reversed.t()), x.t()));
  EXPECT_EQ(x.gt(7).nonzero().size(0), 4 * n - 8);
}

}  // namespace
}  // namespace torch::inline rushlight
