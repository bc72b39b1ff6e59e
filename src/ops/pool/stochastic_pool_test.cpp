// Stochastic pooling: evaluation against plain loops in double, training by what a draw must satisfy. The kernels alone:
// pool_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ops/pool/pool_reference.h"

namespace torch::inline rushlight::test {
namespace {

const double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();

double weighted_mean(const Held& h) {
  double sum = 0, squares = 0;
  for (double v : h.values)
    if (!(v < 0)) sum += v, squares += v * v;
  return sum == 0 ? 0 : squares / sum;
}

// Inputs without zeros in sight, so that differences see no corner.
const OpCases stochastic([] {
  op_case("stochastic_pool2d",
          [](const Args& x) {
            const Window w(x.numbers, 2);
            return stochastic_pool2d(x[0], w.list(w.kernel), w.list(w.stride), w.ceil_mode, false);
          })
      .sample({{1, 4, 4}}, {2, 2, 2, 2, 0, 0, 1, 1, 0})
      .sample({{2, 3, 5}}, {2, 3, 1, 2, 0, 0, 1, 1, 0})
      .sample({{1, 3, 5}}, {2, 2, 2, 2, 0, 0, 1, 1, 1})
      .sample({Arg(Shape{1, 3, 3}, -2, -0.1)}, {2, 2, 1, 1, 0, 0, 1, 1, 0})
      .sample({{2, 3, 9, 34}}, {2, 2, 2, 2, 0, 0, 1, 1, 0})
      .sample({{0, 2, 4, 4}}, {2, 2, 2, 2, 0, 0, 1, 1, 0})
      .sample({{1, 18, 18}}, {17, 17, 1, 1, 0, 0, 1, 1, 0})
      .sample({given({1, 2, 6}, {kNan, 1, 1, 2, kInf, -1, -1, 3, 4, -kInf, 1, 1})},
              {2, 2, 2, 2, 0, 0, 1, 1, 0})
      .reference(by_window(2, {weighted_mean}))
      .tolerance(8)
      .error(
          [] {
            stochastic_pool2d(ones({4, 4}), 2);
          },
          "stochastic_pool2d: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            stochastic_pool2d(ones({4, 4}), 2, 2, false, false);
          },
          "stochastic_pool: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            stochastic_pool2d(ones({1, 4, 4}, kLong), 2);
          },
          "stochastic_pool2d: expected a floating-point input, got int64")
      .error(
          [] {
            stochastic_pool2d(ones({1, 20, 20}), 17);
          },
          "stochastic_pool2d: expected a window of at most 256 elements in training, got [17]")
      .error(
          [] {
            stochastic_pool2d(ones({1, 4, 4}), 0);
          },
          "stochastic_pool2d: expected a kernel size of 1 or more, got [0]");
});

// Training draws, which a reference cannot foresee: each result must be one of its window, and with a fixed seed the
// draw is a function that has derivatives.
TEST(StochasticPool, DrawsOneElementOfEachWindow) {
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16}) {
    const Tensor x = make_args({{Arg(Shape{2, 3, 9, 33}, -1, 2)}, {}}, t, 5)[0];
    const Tensor y = stochastic_pool2d(x, {3, 2}, {3, 2}, true);
    ASSERT_EQ(y.scalar_type(), t);
    ASSERT_EQ(y.sizes(), IntArrayRef({2, 3, 3, 17}));
    const Plain in = plain(x), out = plain(y);
    for (int64_t o = 0; o < out.numel(); ++o) {
      bool found = out[o] == 0;
      for (int64_t a = 0; a < 3; ++a)
        for (int64_t b = 0; b < 2 && o % 17 * 2 + b < 33; ++b)
          found |= out[o] > 0 && out[o] == in[(o / 51 * 9 + o / 17 % 3 * 3 + a) * 33 + o % 17 * 2 + b];
      EXPECT_TRUE(found) << "element " << o << ", " << t;
    }
  }
}
TEST(StochasticPool, DerivativesOfADraw) {
  for (bool ceil_mode : {false, true}) {
    const auto draw = [=](const autograd::variable_list& in) {
      manual_seed(3);
      return autograd::variable_list{stochastic_pool2d(in[0], {2, 2}, {1, 2}, ceil_mode)};
    };
    const Tensor x = make_args({{Arg(Shape{1, 3, 5}, -1, 2)}, {}}, kDouble, 6)[0].set_requires_grad(true);
    EXPECT_EQ(autograd::gradcheck(draw, {x}), "");
    EXPECT_EQ(autograd::gradgradcheck(draw, {x}), "");
  }
}
TEST(StochasticPool, NanIsDrawnFromItsWindow) {
  Tensor x = ones({1, 2, 34});
  x[0][1][5] = Scalar(kNan);
  for (const Shape& kernel : {Shape{2, 2}, Shape{1, 2}}) {
    const Plain y = plain(isnan(stochastic_pool2d(x, kernel)));
    for (int64_t o = 0; o < y.numel(); ++o) EXPECT_EQ(y[o], o == y.numel() / 17 * 17 - 17 + 2) << o;
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
