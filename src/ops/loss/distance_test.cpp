// Distances between rows, and triplet_margin_loss, against plain loops in double.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kEps = 1e-6;

// p-norm of row r of a - b + eps.
double distance(const Plain& a, const Plain& b, int64_t r, double p) {
  const int64_t n = a.shape.back();
  double s = 0;
  for (int64_t k = r * n; k < r * n + n; ++k) s += std::pow(std::fabs(a[k] - b[k] + kEps), p);
  return std::pow(s, 1 / p);
}
// One value for each row of input 0.
template <class F> OpCase::Reference rows(F f) {
  return [f](const PlainArgs& x) {
    Plain out(Shape(x[0].shape.begin(), x[0].shape.end() - 1));
    for (int64_t r = 0; r < out.numel(); ++r) out[r] = f(x, r);
    return std::vector<Plain>{out};
  };
}

const OpCases cases([] {
  op_case("pairwise_distance", [](const Args& x) { return pairwise_distance(x[0], x[1], x.d(0), kEps); })
      .sample({{2, 3}, {2, 3}}, {2})
      .sample({{2, 3}, {2, 3}}, {3})
      .sample({{4, 2, 5}, {4, 2, 5}}, {1})
      .reference(rows([](const PlainArgs& x, int64_t r) { return distance(x[0], x[1], r, x.d(0)); }))
      .tolerance(16)
      .error(
          [] {
            pairwise_distance(ones({2, 3}), ones({2, 2}));
          },
          "expected shapes that broadcast together");
  op_case("cosine_similarity", [](const Args& x) { return cosine_similarity(x[0], x[1], -1); })
      .sample({{2, 3}, {2, 3}})
      .sample({{5, 2, 7}, {5, 2, 7}})
      .reference(rows([](const PlainArgs& x, int64_t r) {
        const int64_t n = x[0].shape.back();
        double dot = 0, a = 0, b = 0;
        for (int64_t k = r * n; k < r * n + n; ++k)
          dot += x[0][k] * x[1][k], a += x[0][k] * x[0][k], b += x[1][k] * x[1][k];
        return dot / std::sqrt(a * b);
      }))
      .tolerance(16)
      .error([] { cosine_similarity(ones({2}, kLong), ones({2}, kInt)); },
             "cosine_similarity: expected floating-point inputs, got int64 and int32")
      .error(
          [] {
            cosine_similarity(ones({2, 3}), ones({2, 2}));
          },
          "cosine_similarity: expected shapes that broadcast together");
  op_case("triplet_margin_loss",
          [](const Args& x) { return triplet_margin_loss(x[0], x[1], x[2], 1.5, 2, kEps, x.i(0) != 0, 0); })
      .sample({{2, 2}, {2, 2}, {2, 2}}, {0})
      .sample({{2, 2}, {2, 2}, {2, 2}}, {1})
      .sample({{6, 5}, {6, 5}, {6, 5}}, {1})
      .reference(rows([](const PlainArgs& x, int64_t r) {
        double far = distance(x[0], x[2], r, 2);
        if (x.i(0)) far = std::fmin(far, distance(x[1], x[2], r, 2));
        return std::fmax(0, 1.5 + distance(x[0], x[1], r, 2) - far);
      }))
      .tolerance(16)
      .error(
          [] {
            triplet_margin_loss(ones({2, 3}), ones({2, 3}), ones({3}));
          },
          "triplet_margin_loss: expected three inputs of as many dimensions, got [2, 3], [2, 3] and [3]");
});

TEST(PairwiseDistance, NormsAtTheEndsAndKeptDimensions) {
  const Tensor x = ones({2, 3}), y = zeros({2, 3});
  EXPECT_NEAR(pairwise_distance(x, y, HUGE_VAL, 0)[0].item<double>(), 1, 1e-6);
  EXPECT_NEAR(pairwise_distance(x, y, 0, 0)[0].item<double>(), 3, 1e-6);
  EXPECT_EQ(pairwise_distance(x, y, 2, 0, true).sizes(), IntArrayRef({2, 1}));
  EXPECT_EQ(pairwise_distance(ones({0, 3}), ones({0, 3})).sizes(), IntArrayRef({0}));
}

TEST(CosineSimilarity, ZeroVectorsGiveZeroAndBroadcast) {
  const Tensor x = zeros({1, 3}), y = ones({4, 3});
  EXPECT_TRUE(equal(cosine_similarity(x, y), zeros({4})));
  EXPECT_EQ(cosine_similarity(ones({4, 3}), y, 0).size(0), 3);
}

}  // namespace
}  // namespace torch::inline rushlight::test
