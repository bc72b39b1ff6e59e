// Bilinear maps against the sum that defines them.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases cases([] {
  op_case("bilinear",
          [](const Args& x) { return bilinear(x[0], x[1], x[2], x.size() > 3 ? x[3] : Tensor()); })
      .sample({{1, 2}, {1, 2}, {1, 2, 2}, {1}})
      .sample({{2}, {1}, {2, 2, 1}})
      .sample({{2, 3, 4}, {2, 3, 5}, {3, 4, 5}, {3}})
      .sample({{0, 2}, {0, 3}, {2, 2, 3}, {2}})
      .reference([](const PlainArgs& x) {
        const int64_t out = x[2].shape[0], a = x[2].shape[1], b = x[2].shape[2];
        Shape shape = x[0].shape;
        shape.back() = out;
        Plain y(shape);
        for (int64_t k = 0; k < y.numel(); ++k) {
          const int64_t row = k / out, o = k % out;
          y[k] = x.arrays.size() > 3 ? x[3][o] : 0;
          for (int64_t i = 0; i < a; ++i)
            for (int64_t j = 0; j < b; ++j)
              y[k] += x[0][row * a + i] * x[2][(o * a + i) * b + j] * x[1][row * b + j];
        }
        return std::vector<Plain>{y};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(16)
      .error(
          [] {
            bilinear(ones({1, 2}), ones({1, 2}), ones({2, 2}));
          },
          "bilinear: expected a weight of 3 dimensions, got shape [2, 2]")
      .error(
          [] {
            bilinear(ones({1, 2}), ones({1, 2}), ones({2, 2, 3}));
          },
          "bilinear: expected inputs of shape [..., 2] and [..., 3], got [1, 2] and [1, 2]");
});

}  // namespace
}  // namespace torch::inline rushlight::test
