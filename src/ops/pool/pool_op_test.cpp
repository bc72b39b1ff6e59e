// The pooling operators against plain loops in double: values, gradients of both orders, errors. The kernels alone:
// pool_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

// The numbers of a sample: kernel, stride, padding and dilation for each dimension, then ceil_mode.
struct Window {
  int64_t kernel[2], stride[2], padding[2], dilation[2];
  bool ceil_mode;
  size_t dims;
  Window(const Numbers& n, size_t d) : dims(d) {
    int64_t* const lists[] = {kernel, stride, padding, dilation};
    for (size_t list = 0; list < 4; ++list)
      for (size_t i = 0; i < d; ++i) lists[list][i] = static_cast<int64_t>(n[list * d + i]);
    ceil_mode = n[4 * d] != 0;
  }
  IntArrayRef list(const int64_t* values) const { return {values, dims}; }
};

int64_t outputs(const Window& w, size_t i, int64_t size) {
  const int64_t room = size + 2 * w.padding[i] - w.dilation[i] * (w.kernel[i] - 1) - 1, s = w.stride[i];
  int64_t n = (w.ceil_mode ? (room + s - 1) / s : room / s) + 1;
  if (w.ceil_mode && (n - 1) * s >= size + w.padding[i]) --n;
  return n;
}

// What a window holds: positions in the plane, their values, and how many places it has inside the padded plane.
struct Held {
  std::vector<int64_t> positions;
  Numbers values;
  double padded = 1;
  void add(const double* plane, int64_t position) {
    positions.push_back(position);
    values.push_back(plane[position]);
  }
};
using Reduce = std::function<double(const Held&)>;

// Result of reduce for every window; one dimension counts as two, of which the first has size 1.
Plain windows(const Plain& in, const Window& w, const Reduce& reduce) {
  const bool flat = w.dims == 1;
  const size_t x = flat ? 0 : 1;
  Shape shape = in.shape;
  const int64_t width = shape.back(), height = flat ? 1 : shape[shape.size() - 2];
  const int64_t ow = outputs(w, x, width), oh = flat ? 1 : outputs(w, 0, height);
  shape.back() = ow;
  if (!flat) shape[shape.size() - 2] = oh;
  Plain out(shape);
  for (int64_t o = 0; o < out.numel(); ++o) {
    const double* plane = &in.values[static_cast<size_t>(o / (oh * ow) * height * width)];
    const int64_t top = flat ? 0 : o / ow % oh * w.stride[0] - w.padding[0],
                  left = o % ow * w.stride[x] - w.padding[x];
    Held held;
    for (int64_t a = 0; a < (flat ? 1 : w.kernel[0]); ++a)
      for (int64_t b = 0; b < w.kernel[x]; ++b) {
        const int64_t i = top + (flat ? 0 : a * w.dilation[0]), j = left + b * w.dilation[x];
        if (i >= 0 && i < height && j >= 0 && j < width) held.add(plane, i * width + j);
      }
    held.padded = static_cast<double>(std::min(left + w.kernel[x], width + w.padding[x]) - left);
    if (!flat) held.padded *= static_cast<double>(std::min(top + w.kernel[0], height + w.padding[0]) - top);
    out[o] = reduce(held);
  }
  return out;
}
// The same for windows that divide the planes into the sizes that the numbers give.
Plain divided(const Plain& in, const Numbers& sizes, const Reduce& reduce) {
  const bool flat = sizes.size() == 1;
  Shape shape = in.shape;
  const int64_t width = shape.back(), height = flat ? 1 : shape[shape.size() - 2];
  const int64_t ow = static_cast<int64_t>(sizes.back()), oh = flat ? 1 : static_cast<int64_t>(sizes[0]);
  shape.back() = ow;
  if (!flat) shape[shape.size() - 2] = oh;
  Plain out(shape);
  const auto first = [](int64_t i, int64_t size, int64_t n) { return i * size / n; };
  const auto end = [](int64_t i, int64_t size, int64_t n) {
    return static_cast<int64_t>(std::ceil(static_cast<double>((i + 1) * size) / static_cast<double>(n)));
  };
  for (int64_t o = 0; o < out.numel(); ++o) {
    const double* plane = &in.values[static_cast<size_t>(o / (oh * ow) * height * width)];
    Held held;
    for (int64_t i = first(o / ow % oh, height, oh); i < end(o / ow % oh, height, oh); ++i)
      for (int64_t j = first(o % ow, width, ow); j < end(o % ow, width, ow); ++j)
        held.add(plane, i * width + j);
    held.padded = static_cast<double>(held.values.size());
    out[o] = reduce(held);
  }
  return out;
}

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
double weighted_mean(const Held& h) {
  double sum = 0, squares = 0;
  for (double v : h.values)
    if (!(v < 0)) sum += v, squares += v * v;
  return sum == 0 ? 0 : squares / sum;
}

OpCase::Reference by_window(size_t dims, std::vector<Reduce> reductions) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out;
    for (const Reduce& r : reductions) out.push_back(windows(x[0], Window(x.numbers, dims), r));
    return out;
  };
}
OpCase::Reference by_size(std::vector<Reduce> reductions) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out;
    for (const Reduce& r : reductions) out.push_back(divided(x[0], x.numbers, r));
    return out;
  };
}

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
}  // namespace rushlight::test
