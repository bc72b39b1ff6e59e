// The kernels of pooling against plain loops in double, means within the bound of pool.h.
#include "ops/pool/pool.h"

#include <cmath>
#include <limits>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::each_isa;
using test::expect_near;
using test::expect_units;
using test::kRounding;

struct Case {
  PoolWindow k;
  int64_t planes, h, w, oh, ow;
};

int64_t outputs(int64_t size, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, bool ceil) {
  const int64_t room = size + 2 * pad - dilation * (kernel - 1) - 1;
  int64_t n = (room + (ceil ? stride - 1 : 0)) / stride + 1;
  if (ceil && (n - 1) * stride >= size + pad) --n;
  return n;
}

Case make(int64_t planes, int64_t h, int64_t w, PoolWindow k, bool ceil = false) {
  return {k,
          planes,
          h,
          w,
          outputs(h, k.kernel_h, k.stride_h, k.pad_h, k.dilation_h, ceil),
          outputs(w, k.kernel_w, k.stride_w, k.pad_w, k.dilation_w, ceil)};
}

// Windows of every kind, at widths around the vector's; with `dilations` off, those that average pooling has
// too.
std::vector<Case> cases(bool dilations) {
  std::vector<Case> all;
  for (int64_t w : {2, 3, 7, 15, 16, 17, 31, 33, 34, 40, 67, 70})
    for (bool ceil : {false, true}) {
      all.push_back(make(3, 9, w, {2, 2, 2, 2}, ceil));
      all.push_back(make(2, 1, w, {.kernel_w = 2, .stride_w = 2, .dims = 1}, ceil));
      if (w > 2) {
        all.push_back(make(2, 8, w, {3, 3, 2, 2}, ceil));
        all.push_back(make(2, 8, w, {3, 3, 2, 2, 1, 1}, ceil));
        all.push_back(make(2, 5, w, {3, 3, 1, 1, 1, 1}, ceil));
        all.push_back(make(2, 6, w, {2, 3, 1, 3, 1, 1}, ceil));
        all.push_back(make(2, 1, w, {.kernel_w = 3, .stride_w = 2, .pad_w = 1, .dims = 1}, ceil));
      }
      if (w > 6 && dilations) all.push_back(make(2, 9, w, {3, 3, 2, 2, 1, 1, 2, 3}, ceil));
      if (w > 4) all.push_back(make(2, 9, w, {5, 5, 5, 4, 2, 2}, ceil));
    }
  return all;
}

template <class T> Array<T> plane_array(const Case& c, bool out) {
  const int64_t h = out ? c.oh : c.h, w = out ? c.ow : c.w;
  return c.k.dims == 1 ? Array<T>({c.planes, w}) : Array<T>({c.planes, h, w});
}

// Calls body(output, input, place) for every element of every window, in order.
template <class Body> void each(const Case& c, const Body& body) {
  const PoolWindow& k = c.k;
  for (int64_t o = 0; o < c.planes * c.oh * c.ow; ++o) {
    const int64_t p = o / (c.oh * c.ow), y = o / c.ow % c.oh, x = o % c.ow;
    for (int64_t a = 0; a < k.kernel_h; ++a)
      for (int64_t b = 0; b < k.kernel_w; ++b) {
        const int64_t i = y * k.stride_h - k.pad_h + a * k.dilation_h,
                      j = x * k.stride_w - k.pad_w + b * k.dilation_w;
        if (i >= 0 && i < c.h && j >= 0 && j < c.w) body(o, (p * c.h + i) * c.w + j, a * k.kernel_w + b);
      }
  }
}

::testing::Message describe(const Case& c) {
  return ::testing::Message() << c.h << "x" << c.w << " kernel " << c.k.kernel_h << "x" << c.k.kernel_w
                              << " stride " << c.k.stride_h << "," << c.k.stride_w << " pad " << c.k.pad_w
                              << " dilation " << c.k.dilation_w << " out " << c.oh << "x" << c.ow;
}

template <class T> void check_max(const Case& c, bool ties) {
  SCOPED_TRACE(describe(c));
  auto in = plane_array<T>(c, false);
  in.random(3);
  if (ties)
    for (int64_t i = 0; i < in.count(); ++i) in.at(i) = std::round(in.at(i));
  if (in.count() > 20) in.at(11) = std::numeric_limits<T>::quiet_NaN();
  in.at(1) = -std::numeric_limits<T>::infinity();
  in.at(0) = -std::numeric_limits<T>::infinity();
  auto out = plane_array<T>(c, true), alone = plane_array<T>(c, true), grad = plane_array<T>(c, true);
  auto indices = plane_array<int64_t>(c, true), want_indices = plane_array<int64_t>(c, true);
  auto places = plane_array<uint8_t>(c, true);
  auto expected = plane_array<double>(c, true), want_places = plane_array<double>(c, true);
  auto want_grad = plane_array<double>(c, false);
  grad.random(4);
  std::vector<bool> seen(static_cast<size_t>(out.count()));
  each(c, [&](int64_t o, int64_t i, int64_t place) {
    const double v = in.at(i);
    if (seen[o] && !(v > expected.at(o)) && !std::isnan(v)) return;
    seen[o] = true;
    expected.at(o) = v;
    want_indices.at(o) = i % (c.h * c.w);
    want_places.at(o) = double(place);
  });
  for (int64_t o = 0; o < out.count(); ++o)
    want_grad.at(o / (c.oh * c.ow) * c.h * c.w + want_indices.at(o)) += grad.at(o);

  const MaxPoolKernels& kernels = cpu_kernels<MaxPoolKernels>();
  kernels.forward(c.k, in, alone, {}, {});
  kernels.forward(c.k, in, out, indices, places);
  expect_near(alone, expected, 0);
  expect_near(out, expected, 0);
  expect_near(places, want_places, 0);
  for (int64_t o = 0; o < out.count(); ++o) ASSERT_EQ(indices.at(o), want_indices.at(o)) << o;
  auto grad_in = plane_array<T>(c, false), grad_again = plane_array<T>(c, false);
  grad_in.random(9);
  grad_again.random(9);
  kernels.backward_places(c.k, grad, places, grad_in);
  kernels.backward_indices(grad, indices, grad_again, c.k.dims);
  expect_near(grad_in, want_grad, kRounding<T>);
  expect_near(grad_again, want_grad, kRounding<T>);
}

TEST(MaxPool, ValuesWinnersAndGradients) {
  each_isa([] {
    for (const Case& c : cases(true))
      for (bool ties : {false, true}) {
        check_max<float>(c, ties);
        check_max<double>(c, ties);
      }
  });
}

template <class T> void check_avg(const Case& c, bool padding, int64_t divisor) {
  SCOPED_TRACE(describe(c) << " padding " << padding << " divisor " << divisor);
  auto in = plane_array<T>(c, false), grad_in = plane_array<T>(c, false);
  auto out = plane_array<T>(c, true), grad = plane_array<T>(c, true);
  auto expected = plane_array<double>(c, true), want_grad = plane_array<double>(c, false),
       inside = plane_array<double>(c, true);
  auto size = plane_array<double>(c, true), size_grad = plane_array<double>(c, false);
  in.random(5);
  grad.random(6);
  grad_in.random(7);
  each(c, [&](int64_t o, int64_t i, int64_t) {
    expected.at(o) += double(in.at(i)), size.at(o) += std::abs(double(in.at(i))), inside.at(o) += 1;
  });
  const auto by = [&](int64_t o) {
    const int64_t y = o / c.ow % c.oh * c.k.stride_h - c.k.pad_h, x = o % c.ow * c.k.stride_w - c.k.pad_w;
    const int64_t padded =
        (std::min(y + c.k.kernel_h, c.h + c.k.pad_h) - y) * (std::min(x + c.k.kernel_w, c.w + c.k.pad_w) - x);
    return divisor ? double(divisor) : padding ? double(padded) : inside.at(o);
  };
  each(c, [&](int64_t o, int64_t i, int64_t) {
    const double share = double(grad.at(o)) / by(o);
    want_grad.at(i) += share, size_grad.at(i) += std::abs(share);
  });
  for (int64_t o = 0; o < out.count(); ++o) {
    expected.at(o) = inside.at(o) > 0 ? expected.at(o) / by(o) : 0;
    size.at(o) /= by(o);
  }
  const AvgPoolKernels& kernels = cpu_kernels<AvgPoolKernels>();
  kernels.forward(c.k, padding, divisor, in, out);
  kernels.backward(c.k, padding, divisor, grad, grad_in);
  expect_units(out, expected, size, mean_units(c.k.kernel_h * c.k.kernel_w));
  expect_units(grad_in, want_grad, size_grad, mean_units(c.k.kernel_h * c.k.kernel_w));
}

TEST(AvgPool, ValuesAndGradients) {
  each_isa([] {
    for (const Case& c : cases(false))
      for (int mode = 0; mode < 3; ++mode) {
        check_avg<float>(c, mode == 0, mode == 2 ? 7 : 0);
        check_avg<double>(c, mode == 0, mode == 2 ? 7 : 0);
      }
  });
}

template <class T> void check_adaptive(int64_t h, int64_t w, int64_t oh, int64_t ow, int dims) {
  SCOPED_TRACE(::testing::Message() << h << "x" << w << " to " << oh << "x" << ow);
  const Case c{{.dims = dims}, 3, h, w, oh, ow};
  auto in = plane_array<T>(c, false), out = plane_array<T>(c, true), largest = plane_array<T>(c, true);
  auto grad = plane_array<T>(c, true), grad_in = plane_array<T>(c, false);
  auto indices = plane_array<int64_t>(c, true);
  auto mean = plane_array<double>(c, true), top = plane_array<double>(c, true),
       want_grad = plane_array<double>(c, false), size = plane_array<double>(c, true),
       size_grad = plane_array<double>(c, false);
  int64_t most = 0;  // elements of a window
  in.random(8);
  grad.random(9);
  for (int64_t o = 0; o < out.count(); ++o) {
    const int64_t p = o / (oh * ow), y = o / ow % oh, x = o % ow;
    const auto first = [](int64_t i, int64_t n, int64_t m) { return int64_t(std::floor(double(i) * n / m)); };
    const auto last = [](int64_t i, int64_t n, int64_t m) {
      return int64_t(std::ceil(double(i + 1) * n / m));
    };
    const int64_t count = (last(y, h, oh) - first(y, h, oh)) * (last(x, w, ow) - first(x, w, ow));
    most = std::max(most, count);
    top.at(o) = -1e9;
    for (int64_t i = first(y, h, oh); i < last(y, h, oh); ++i)
      for (int64_t j = first(x, w, ow); j < last(x, w, ow); ++j) {
        const int64_t at = (p * h + i) * w + j;
        mean.at(o) += double(in.at(at)) / double(count),
            size.at(o) += std::abs(double(in.at(at))) / double(count);
        want_grad.at(at) += double(grad.at(o)) / double(count);
        size_grad.at(at) += std::abs(double(grad.at(o))) / double(count);
        top.at(o) = std::max(top.at(o), double(in.at(at)));
      }
  }
  const AvgPoolKernels& average = cpu_kernels<AvgPoolKernels>();
  average.adaptive(in, out, dims);
  average.adaptive_backward(grad, grad_in, dims);
  cpu_kernels<MaxPoolKernels>().adaptive(in, largest, indices, dims);
  expect_units(out, mean, size, mean_units(most));
  expect_units(grad_in, want_grad, size_grad, mean_units(most));
  expect_near(largest, top, 0);
  for (int64_t o = 0; o < out.count(); ++o)
    EXPECT_EQ(in.at(o / (oh * ow) * h * w + indices.at(o)), largest.at(o));
}

TEST(AdaptivePool, ValuesAndGradients) {
  each_isa([] {
    check_adaptive<float>(60, 70, 1, 1, 2);
    for (int64_t w : {1, 5, 16, 33})
      for (int64_t ow : {1, 2, 3, 7}) {
        check_adaptive<float>(7, w, 1, ow, 2);
        check_adaptive<double>(7, w, 3, ow, 2);
        check_adaptive<float>(1, w, 1, ow, 1);
      }
  });
}

template <class T> void check_stochastic(const Case& c) {
  SCOPED_TRACE(describe(c));
  auto in = plane_array<T>(c, false), grad_in = plane_array<T>(c, false);
  auto out = plane_array<T>(c, true), mean = plane_array<T>(c, true), uniform = plane_array<T>(c, true),
       grad = plane_array<T>(c, true);
  auto places = plane_array<uint8_t>(c, true);
  auto sum = plane_array<double>(c, true), passed = plane_array<double>(c, true),
       value = plane_array<double>(c, true);
  auto place = plane_array<double>(c, true), squares = plane_array<double>(c, true),
       want_grad = plane_array<double>(c, false);
  in.random(10);
  uniform.random(11, 0, 0.999);
  grad.random(12);
  const auto positive = [&](int64_t i) { return std::max(0.0, double(in.at(i))); };
  each(c, [&](int64_t o, int64_t i, int64_t) {
    sum.at(o) += positive(i), squares.at(o) += positive(i) * positive(i);
  });
  std::vector<int64_t> source(static_cast<size_t>(out.count()), -1);
  double nearest = 1;  // how close a draw comes to a boundary: the order of rounding could decide it
  each(c, [&](int64_t o, int64_t i, int64_t id) {
    const double goal = double(uniform.at(o)) * sum.at(o);
    if (in.at(i) > 0 && (source[o] < 0 || passed.at(o) <= goal))
      value.at(o) = in.at(i), place.at(o) = double(id), source[o] = i;
    passed.at(o) += positive(i);
    if (in.at(i) > 0) nearest = std::min(nearest, std::abs(passed.at(o) - goal));
  });
  for (int64_t o = 0; o < out.count(); ++o) squares.at(o) = sum.at(o) > 0 ? squares.at(o) / sum.at(o) : 0;
  each(c, [&](int64_t o, int64_t i, int64_t) {
    if (in.at(i) > 0)
      want_grad.at(i) += double(grad.at(o)) * (2 * double(in.at(i)) - squares.at(o)) / sum.at(o);
  });
  const StochasticPoolKernels& kernels = cpu_kernels<StochasticPoolKernels>();
  kernels.sample(c.k, in, uniform, out, places);
  kernels.mean(c.k, in, mean);
  kernels.mean_backward(c.k, grad, in, mean, grad_in);
  if (nearest > (sizeof(T) == 8 ? 1e-13 : 1e-6)) {
    expect_near(out, value, 0);
    expect_near(places, place, 0);
  }
  expect_units(mean, squares, squares, 2 * mean_units(c.k.kernel_h * c.k.kernel_w));
  expect_near(grad_in, want_grad, 50 * kRounding<T>);
}

TEST(StochasticPool, DrawsMeansAndGradients) {
  each_isa([] {
    for (const Case& c : cases(true)) {
      check_stochastic<float>(c);
      check_stochastic<double>(c);
    }
  });
}
TEST(StochasticPool, DrawsInProportionToTheActivations) {
  each_isa([] {
    constexpr int64_t kDraws = 20000;
    const float values[4] = {1, 0, 4, 5};
    const Case c = make(kDraws, 2, 2, {2, 2, 2, 2});
    auto in = plane_array<float>(c, false), out = plane_array<float>(c, true),
         uniform = plane_array<float>(c, true);
    auto places = plane_array<uint8_t>(c, true);
    for (int64_t i = 0; i < in.count(); ++i) in.at(i) = values[i % 4];
    for (int64_t i = 0; i < kDraws; ++i) uniform.at(i) = (float(i) + 0.5f) / kDraws;
    cpu_kernels<StochasticPoolKernels>().sample(c.k, in, uniform, out, places);
    double hits[4] = {};
    for (int64_t i = 0; i < kDraws; ++i) {
      ASSERT_LT(places.at(i), 4);
      ASSERT_EQ(out.at(i), values[places.at(i)]);
      hits[places.at(i)] += 1;
    }
    for (int q = 0; q < 4; ++q) EXPECT_NEAR(hits[q] / kDraws, values[q] / 10, 1e-3);
  });
}

}  // namespace
}  // namespace torch::inline rushlight
