// histogramdd: counts, weights, densities and edges as PyTorch makes them, and histogram's bounds.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

const test::OpCases tested([] { test::covered({"histogramdd"}); });

TEST(Histogramdd, CountsWeightsAndDensities) {
  const Tensor x = tensor({{0.0, 1.0}, {1.0, 0.0}, {2.0, 0.0}, {2.0, 2.0}}), w = tensor({1.0, 2.0, 4.0, 8.0});
  auto [hist, edges] = histogramdd(x, {3, 3}, std::nullopt, w);
  EXPECT_TRUE(equal(hist, tensor({{0.0f, 1.0f, 0.0f}, {2.0f, 0.0f, 0.0f}, {4.0f, 0.0f, 8.0f}})));
  ASSERT_EQ(edges.size(), 2u);
  EXPECT_TRUE(allclose(edges[1], tensor({0.0f, 2.0f / 3, 4.0f / 3, 2.0f})));

  const Tensor diagonal = tensor({{0.0, 0.0}, {1.0, 1.0}, {2.0, 2.0}});
  const std::vector<double> range{0, 1, 0, 1};
  std::tie(hist, edges) = histogramdd(diagonal, 2, range, std::nullopt, true);
  EXPECT_TRUE(equal(hist, tensor({{2.0f, 0.0f}, {0.0f, 2.0f}})));

  const std::vector<Tensor> given{tensor({0.0f, 1.0f, 2.0f}), tensor({0.0f, 1.0f, 1.5f, 2.0f})};
  std::tie(hist, edges) = histogramdd(tensor({{0.5f, 1.0f}, {3.0f, 2.0f}, {1.0f, 0.0f}}), given);
  EXPECT_TRUE(equal(hist, tensor({{0.0f, 1.0f, 0.0f}, {1.0f, 0.0f, 0.0f}})));
  EXPECT_TRUE(equal(edges[1], given[1]));
}

TEST(Histogramdd, RowsOfAnyShapeAndEqualValues) {
  const Tensor rows = rand({2, 30, 3}, kDouble);
  const Tensor hist = std::get<0>(histogramdd(rows, {2, 3, 4}));
  EXPECT_EQ(hist.sizes(), (IntArrayRef{2, 3, 4}));
  EXPECT_EQ(hist.sum().item<double>(), 60);
  EXPECT_TRUE(equal(
      hist, std::get<0>(histogramdd(rows.reshape({60, 3}), {2, 3, 4}, std::nullopt, ones({60}, kDouble)))));
  EXPECT_TRUE(equal(std::get<1>(histogramdd(ones({3, 2}), 2))[0], tensor({0.5f, 1.0f, 1.5f})));
  EXPECT_TRUE(equal(std::get<1>(histogramdd(ones({0, 2}), 2))[0], tensor({0.0f, 0.5f, 1.0f})));
  EXPECT_TRUE(equal(std::get<1>(ones({3}).histogram(2)), tensor({0.5f, 1.0f, 1.5f})));
  EXPECT_TRUE(equal(std::get<1>(ones({0}).histogram(2)), tensor({0.0f, 0.5f, 1.0f})));
  const std::vector<double> point{2, 2};
  EXPECT_TRUE(equal(std::get<1>(ones({3}).histogram(2, point)), tensor({1.5f, 2.0f, 2.5f})));
}

TEST(Histogramdd, ErrorsNameTheArgument) {
  const Tensor x = ones({3, 2});
  EXPECT_EQ(error_of([&] { histogramdd(ones({3}), 2); }),
            "histogramdd: expected rows, a tensor of at least two dimensions, got shape [3]");
  EXPECT_EQ(error_of([&] { histogramdd(x.to(kLong), 2); }),
            "histogramdd: expected float32 or float64, got int64");
  EXPECT_EQ(error_of([&] { histogramdd(x, IntArrayRef{2}); }),
            "histogramdd: expected a number of bins for each of 2 dimensions, got 1");
  EXPECT_EQ(error_of([&] { histogramdd(x, {2, 0}); }), "histogramdd: expected at least one bin, got 0");
  const std::vector<double> two{0, 1}, falling{1, 0, 0, 1};
  EXPECT_EQ(error_of([&] { histogramdd(x, 2, two); }), "histogramdd: expected a range of 4 numbers, got 2");
  EXPECT_EQ(error_of([&] { histogramdd(x, 2, falling); }), "histogramdd: expected min <= max, got 1 and 0");
  EXPECT_EQ(error_of([&] { histogramdd(x, 2, std::nullopt, ones({2})); }),
            "histogramdd: expected a weight for each row, of dtype float32, got shape [2] of float32");
  const std::vector<Tensor> edges{ones({2})};
  EXPECT_EQ(error_of([&] { histogramdd(x, edges); }),
            "histogramdd: expected edges for each of 2 dimensions, got 1");
}

}  // namespace
}  // namespace torch::inline rushlight
