// The pooling operators against plain loops in double: values, gradients of both orders, errors. The kernels alone:
// pool_test.cpp; stochastic pooling: stochastic_pool_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ops/pool/pool_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

size_t winner(const Held& h) {
  size_t best = 0;
  for (size_t k = 1; k < h.values.size(); ++k)
    if (!std::isnan(h.values[best]) && !(h.values[k] <= h.values[best])) best = k;
  return best;
}
double largest(const Held& h) { return h.values[winner(h)]; }
double position(const Held& h) { return static_cast<double>(h.positions[winner(h)]); }
double total(const Held& h) {
  double s = 0;
  for (double v : h.values) s += v;
  return s;
}
double mean_of_padded(const Held& h) { return total(h) / h.padded; }
double mean_inside(const Held& h) { return total(h) / static_cast<double>(h.values.size()); }
const double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();

// Windows that both max and average pooling have; batched, unbatched, empty batches, and one for threads.
Samples planes() {
  Samples all{{{{1, 1, 4, 4}}, {2, 2, 2, 2, 0, 0, 1, 1, 0}},  {{{2, 3, 4}}, {2, 3, 1, 1, 0, 0, 1, 1, 0}},
              {{{1, 3, 5}}, {3, 3, 2, 2, 1, 1, 1, 1, 0}},     {{{1, 3, 5}}, {2, 2, 2, 2, 0, 0, 1, 1, 1}},
              {{{1, 4, 4}}, {3, 2, 1, 3, 1, 0, 1, 1, 1}},     {{{2, 2, 9, 17}}, {3, 3, 2, 2, 1, 1, 1, 1, 0}},
              {{{2, 1, 7, 33}}, {2, 2, 2, 2, 0, 0, 1, 1, 1}}, {{{1, 2, 8, 31}}, {5, 4, 3, 1, 2, 2, 1, 1, 0}},
              {{{0, 2, 4, 4}}, {2, 2, 2, 2, 0, 0, 1, 1, 0}}};
  Sample special{{given({1, 3, 4}, {kNan, 1, kInf, 2, -kInf, 0, 3, 4, -kInf, -kInf, -kInf, -1})},
                 {2, 2, 1, 2, 0, 0, 1, 1, 0}};
  all.push_back(special);
  all.push_back({{{6, 8, 40, 41}}, {2, 2, 2, 2, 0, 0, 1, 1, 0}, true});
  return all;
}
Samples dilated() {
  return {{{{1, 5, 5}}, {2, 2, 1, 2, 0, 1, 2, 3, 0}}, {{{2, 2, 9, 16}}, {3, 3, 2, 1, 2, 1, 2, 1, 1}}};
}
Samples rows() {
  return {
      {{{1, 2, 6}}, {2, 2, 0, 1, 0}}, {{{2, 7}}, {3, 2, 1, 1, 0}},
      {{{2, 5}}, {2, 2, 0, 1, 1}},    {{{3, 2, 33}}, {3, 1, 1, 1, 0}},
      {{{0, 2, 5}}, {2, 2, 0, 1, 0}}, {{given({1, 6}, {kNan, 1, kInf, 2, -kInf, -kInf})}, {2, 2, 0, 1, 0}}};
}
Samples sizes(bool flat) {
  if (flat)
    return {{{{2, 7}}, {3}}, {{{1, 2, 5}}, {7}}, {{{0, 2, 5}}, {2}}, {{{2, 3, 33}}, {4}}, {{{2, 4}}, {0}}};
  return {{{{1, 4, 4}}, {3, 2}},    {{{1, 2, 3, 3}}, {1, 1}},  {{{1, 2, 3}}, {5, 4}},
          {{{0, 2, 4, 4}}, {2, 2}}, {{{2, 3, 9, 17}}, {4, 5}}, {{{1, 2, 2}}, {0, 2}}};
}

Tensor max2(const Args& x) {
  const Window w(x.numbers, 2);
  return max_pool2d(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding), w.list(w.dilation),
                    w.ceil_mode);
}
Tensor max1(const Args& x) {
  const Window w(x.numbers, 1);
  return max_pool1d(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding), w.list(w.dilation),
                    w.ceil_mode);
}

const OpCases maxima([] {
  op_case("max_pool2d", max2)
      .samples(planes())
      .samples(dilated())
      .reference(by_window(2, {largest}))
      .error(
          [] {
            max_pool2d(ones({4, 4}), 2);
          },
          "max_pool: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}, kLong), 2);
          },
          "max_pool: expected a floating-point input, got int64")
      .error(
          [] {
            max_pool2d(ones({2, 0, 4}), 2);
          },
          "max_pool: expected spatial sizes that are not 0, got shape [2, 0, 4]")
      .error(
          [] {
            max_pool2d(ones({1, 0, 4, 4}), 2);
          },
          "max_pool: expected one or more channels, got shape [1, 0, 4, 4]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 5);
          },
          "max_pool: expected an input that the kernel fits in, got shape [1, 4, 4]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), {2, 2, 2});
          },
          "max_pool2d: expected a kernel size with 1 or 2 entries, got [2, 2, 2]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), IntArrayRef());
          },
          "max_pool2d: expected a kernel size with 1 or 2 entries, got []")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 0);
          },
          "max_pool2d: expected a kernel size of 1 or more, got [0]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 2, {1, -1});
          },
          "max_pool2d: expected a stride of 1 or more, got [1, -1]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 2, 2, -1);
          },
          "max_pool2d: expected a padding of 0 or more, got [-1]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 2, 2, 2);
          },
          "max_pool2d: expected a padding of at most half the kernel size, got [2] for kernel size [2]")
      .error(
          [] {
            max_pool2d(ones({1, 4, 4}), 2, 2, 0, 0);
          },
          "max_pool2d: expected a dilation of 1 or more, got [0]");
  op_case("max_pool2d_with_indices",
          [](const Args& x) {
            const Window w(x.numbers, 2);
            return max_pool2d_with_indices(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding),
                                           w.list(w.dilation), w.ceil_mode);
          })
      .samples(planes())
      .samples(dilated())
      .reference(by_window(2, {largest, position}))
      .gives({Gives::same, Gives::int64})
      .error([] { max_pool2d_with_indices(ones({4}), 2); },
             "max_pool: expected an input of 3 or 4 dimensions, got shape [4]");
  op_case("max_pool1d", max1)
      .samples(rows())
      .sample({{2, 9}}, {3, 2, 1, 2, 1})
      .reference(by_window(1, {largest}))
      .error([] { max_pool1d(ones({4}), 2); },
             "max_pool: expected an input of 2 or 3 dimensions, got shape [4]")
      .error(
          [] {
            max_pool1d(ones({2, 0, 4}), 2);
          },
          "max_pool: expected one or more channels, got shape [2, 0, 4]")
      .error(
          [] {
            max_pool1d(ones({1, 4}), {2, 2});
          },
          "max_pool1d: expected a kernel size with 1 or 1 entries, got [2, 2]");
  op_case("max_pool1d_with_indices",
          [](const Args& x) {
            const Window w(x.numbers, 1);
            return max_pool1d_with_indices(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding),
                                           w.list(w.dilation), w.ceil_mode);
          })
      .samples(rows())
      .reference(by_window(1, {largest, position}))
      .gives({Gives::same, Gives::int64});
  op_case("adaptive_max_pool2d",
          [](const Args& x) {
            return adaptive_max_pool2d(x[0], {x.i(0), x.i(1)});
          })
      .samples(sizes(false))
      .reference(by_size({largest, position}))
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            adaptive_max_pool2d(ones({4, 4}), 2);
          },
          "adaptive_max_pool: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            adaptive_max_pool2d(ones({1, 4, 4}), -2);
          },
          "adaptive_max_pool2d: expected an output size of -1 or more, got [-2]");
  op_case("adaptive_max_pool1d", [](const Args& x) { return adaptive_max_pool1d(x[0], x.i(0)); })
      .samples(sizes(true))
      .reference(by_size({largest, position}))
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            adaptive_max_pool1d(ones({1, 4}), {2, 2});
          },
          "adaptive_max_pool1d: expected an output size with 1 or 1 entries, got [2, 2]");
});

Tensor avg2(const Args& x, bool count_padding, std::optional<int64_t> divisor = {}) {
  const Window w(x.numbers, 2);
  return avg_pool2d(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding), w.ceil_mode, count_padding,
                    divisor);
}
Tensor avg1(const Args& x, bool count_padding) {
  const Window w(x.numbers, 1);
  return avg_pool1d(x[0], w.list(w.kernel), w.list(w.stride), w.list(w.padding), w.ceil_mode, count_padding);
}

const OpCases averages([] {
  op_case("avg_pool2d", [](const Args& x) { return avg2(x, true); })
      .samples(planes())
      .reference(by_window(2, {mean_of_padded}))
      .tolerance(4)
      .error(
          [] {
            avg_pool2d(ones({4, 4}), 2);
          },
          "avg_pool: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            avg_pool2d(ones({1, 4, 4}, kLong), 2);
          },
          "avg_pool: expected a floating-point input, got int64")
      .error(
          [] {
            avg_pool2d(ones({1, 4, 4}), 2, 2, 2);
          },
          "avg_pool2d: expected a padding of at most half the kernel size, got [2] for kernel size [2]")
      .error(
          [] {
            avg_pool2d(ones({1, 4, 4}), 2, 2, 0, false, true, 0);
          },
          "avg_pool2d: expected a divisor_override that is not 0, got 0");
  op_case("avg_pool2d bare", [](const Args& x) { return avg2(x, false); })
      .samples(planes())
      .reference(by_window(2, {mean_inside}))
      .tolerance(4);
  op_case("avg_pool2d divisor", [](const Args& x) { return avg2(x, true, -3); })
      .samples(planes())
      .reference(by_window(2, {[](const Held& h) { return total(h) / -3; }}))
      .tolerance(4);
  op_case("avg_pool1d", [](const Args& x) { return avg1(x, true); })
      .samples(rows())
      .reference(by_window(1, {mean_of_padded}))
      .tolerance(4)
      .error([] { avg_pool1d(ones({4}), 2); },
             "avg_pool: expected an input of 2 or 3 dimensions, got shape [4]")
      .error(
          [] {
            avg_pool1d(ones({1, 4}), 2, 0);
          },
          "avg_pool1d: expected a stride of 1 or more, got [0]");
  op_case("avg_pool1d bare", [](const Args& x) { return avg1(x, false); })
      .samples(rows())
      .reference(by_window(1, {mean_inside}))
      .tolerance(4);
  op_case("adaptive_avg_pool2d",
          [](const Args& x) {
            return adaptive_avg_pool2d(x[0], {x.i(0), x.i(1)});
          })
      .samples(sizes(false))
      .sample({{1, 0, 4, 4}}, {2, 2})
      .reference(by_size({mean_inside}))
      .tolerance(4)
      .error(
          [] {
            adaptive_avg_pool2d(ones({1, 4, 4}, kInt), 2);
          },
          "adaptive_avg_pool: expected a floating-point input, got int32")
      .error(
          [] {
            adaptive_avg_pool2d(ones({1, 0, 4}), 2);
          },
          "adaptive_avg_pool: expected spatial sizes that are not 0, got shape [1, 0, 4]")
      .error(
          [] {
            adaptive_avg_pool2d(ones({1, 4, 4}), {1, 2, 3});
          },
          "adaptive_avg_pool2d: expected an output size with 1 or 2 entries, got [1, 2, 3]");
  op_case("adaptive_avg_pool1d", [](const Args& x) { return adaptive_avg_pool1d(x[0], x.i(0)); })
      .samples(sizes(true))
      .reference(by_size({mean_inside}))
      .tolerance(4)
      .error(
          [] {
            adaptive_avg_pool1d(ones({1, 4}), -3);
          },
          "adaptive_avg_pool1d: expected an output size of -1 or more, got [-3]");
});

TEST(AdaptivePool, MinusOneKeepsASize) {
  EXPECT_EQ(adaptive_avg_pool2d(ones({2, 4, 6}), {-1, 3}).sizes(), IntArrayRef({2, 4, 3}));
  EXPECT_EQ(std::get<0>(adaptive_max_pool2d(ones({2, 4, 6}), {2, -1})).sizes(), IntArrayRef({2, 2, 6}));
}

// Windows of more than 256 elements keep positions instead of places.
TEST(MaxPool, LargeWindowsHaveTheSameGradient) {
  Tensor x = arange(18 * 18, kDouble).view({1, 18, 18}).requires_grad_();
  const Tensor y = max_pool2d(x, 17, 1);
  EXPECT_TRUE(equal(y.detach().flatten(), tensor({304.0, 305.0, 322.0, 323.0}, kDouble)));
  (y * y).sum().backward();
  Tensor expected = zeros({18 * 18}, kDouble);
  for (int64_t k : {304, 305, 322, 323}) expected[k] = Scalar(2.0 * static_cast<double>(k));
  EXPECT_TRUE(equal(x.grad().flatten(), expected));
}

}  // namespace
}  // namespace torch::inline rushlight::test
