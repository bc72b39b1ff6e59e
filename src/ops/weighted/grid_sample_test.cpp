// Sampling on a grid against plain loops over the elements around each place. LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// The numbers of a sample.
struct Form {
  int64_t mode, padding;
  bool corners;
  explicit Form(const Numbers& n)
      : mode(static_cast<int64_t>(n[0])), padding(static_cast<int64_t>(n[1])), corners(n[2] != 0) {}
};

double padded(double at, int64_t size, const Form& f) {
  if (f.padding == 0) return at;
  const double last = double(size - 1);
  if (f.padding == 2) {
    const double low = f.corners ? 0 : -0.5, high = f.corners ? last : last + 0.5;
    if (high == low) return 0;
    while (at < low || at > high) at = at < low ? 2 * low - at : 2 * high - at;
  }
  return std::min(std::max(at, 0.0), last);
}
double cubic(double x) {
  x = std::abs(x);
  return x < 1   ? 1.25 * x * x * x - 2.25 * x * x + 1
         : x < 2 ? -0.75 * (x * x * x - 5 * x * x + 8 * x - 4)
                 : 0;
}

// Weight of element i (-1 and size stand for all that lies outside) for coordinate c.
double share(double c, int64_t size, const Form& f, int64_t i) {
  const double at = f.corners ? (c + 1) / 2 * double(size - 1) : ((c + 1) * double(size) - 1) / 2;
  if (f.mode == 1) return std::nearbyint(padded(at, size, f)) == double(i);
  if (f.mode == 0) return std::max(0.0, 1 - std::abs(padded(at, size, f) - double(i)));
  double sum = 0;
  for (int64_t tap = -1; tap <= 2; ++tap) {
    const double place = std::floor(at) + double(tap);
    if (padded(place, size, f) == double(i)) sum += cubic(at - place);
  }
  return sum;
}

// The product over the dimensions of factor(dimension, coordinate, size, element of that dimension).
template <class Factor>
double product(const Shape& in, const double* c, int64_t element, const Factor& factor) {
  double by = 1;
  for (size_t d = 0; d < in.size() - 2; ++d) {  // coordinates begin with the last dimension
    const int64_t size = in[in.size() - 1 - d];
    by *= factor(d, c[d], size, element % size);
    element /= size;
  }
  return by;
}
// Calls body(output, element of its plane, where the coordinates of the output begin).
template <class Body> void each_pair(const PlainArgs& x, const Body& body) {
  const Shape &in = x[0].shape, &places = x[1].shape;
  int64_t outputs = 1, elements = 1;
  for (size_t d = 2; d < in.size(); ++d) outputs *= places[d - 1], elements *= in[d];
  const auto dims = static_cast<int64_t>(in.size() - 2);
  for (int64_t k = 0; k < in[0] * in[1] * outputs; ++k)
    for (int64_t e = 0; e < elements; ++e) {
      const int64_t plane = k / outputs;
      body(k, plane * elements + e, (plane / in[1] * outputs + k % outputs) * dims);
    }
}

std::vector<Plain> sampled(const PlainArgs& x) {
  const Form f(x.numbers);
  const Shape &in = x[0].shape, &places = x[1].shape;
  Shape shape{in[0], in[1]};
  shape.insert(shape.end(), places.begin() + 1, places.end() - 1);
  Plain y(shape);
  each_pair(x, [&](int64_t k, int64_t e, int64_t at) {
    const auto factor = [&](size_t, double c, int64_t size, int64_t i) { return share(c, size, f, i); };
    y[k] += product(in, &x[1].values[static_cast<size_t>(at)], e, factor) * x[0][e];
  });
  return {y};
}

// Places that keep away from the borders of the elements, where derivatives jump; some lie outside.
Arg places(Shape shape) {
  Numbers values;
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  for (int64_t i = 0; i < n; ++i) values.push_back(1.3 * std::sin(1.7 * double(i * i % 101) + 0.2));
  return given(std::move(shape), std::move(values));
}

Samples of_images(int64_t most_modes) {
  Samples all;
  for (double mode = 0; mode < double(most_modes); ++mode)
    for (double padding : {0, 1, 2})
      for (double corners : {0, 1}) {
        const Numbers n{mode, padding, corners};
        all.push_back({{Arg{1, 1, 2, 2}, places({1, 1, 2, 2})}, n});
        all.push_back({{Arg{2, 3, 4, 5}, places({2, 3, 2, 2})}, n});
        all.push_back({{Arg{0, 1, 2, 2}, places({0, 1, 2, 2})}, n});
      }
  all.push_back({{Arg{2, 2, 1, 3}, places({2, 1, 2, 2})}, {0, 2, 1}});
  // More channels and more places than are summed at once.
  all.push_back({{Arg{1, 7, 3, 2}, places({1, 9, 8, 2})}, {0, 1, 0}});
  return all;
}
Samples of_volumes() {
  Samples all;
  for (double mode : {0, 1})
    for (double padding : {0, 1, 2})
      for (double corners : {0, 1}) {
        all.push_back({{Arg{1, 1, 2, 1, 2}, places({1, 1, 1, 1, 3})}, {mode, padding, corners}});
        all.push_back({{Arg{2, 2, 3, 2, 4}, places({2, 1, 2, 2, 3})}, {mode, padding, corners}});
      }
  return all;
}

void call(IntArrayRef input, IntArrayRef grid, int64_t mode = 0, int64_t padding = 0) {
  grid_sampler(ones(input), zeros(grid), mode, padding, false);
}

const OpCases cases([] {
  const auto run = [](const Args& x) { return grid_sampler(x[0], x[1], x.i(0), x.i(1), x.i(2) != 0); };
  // In half precision a rounded place moves the result by more than a rounding.
  op_case("grid_sampler", run)
      .samples(of_images(3))
      .samples(of_volumes())
      .reference(sampled)
      .dtypes({kFloat, kDouble})
      .tolerance(16)
      .error(
          [] {
            call({2, 3, 4}, {2, 3, 4});
          },
          "grid_sampler: expected an input of 4 or 5 dimensions, got shape [2, 3, 4]")
      .error(
          [] {
            call({2, 3, 4, 4}, {1, 3, 4, 2});
          },
          "grid_sampler: expected a grid of 4 dimensions with first size 2 and last size 2, got shape [1, "
          "3, 4, 2]")
      .error(
          [] {
            grid_sampler(ones({1, 1, 2, 2}), zeros({1, 1, 1, 2}, kDouble), 0, 0, true);
          },
          "grid_sampler: expected input and grid of one floating-point dtype, got float32 and float64")
      .error(
          [] {
            call({1, 1, 0, 2}, {1, 1, 1, 2});
          },
          "grid_sampler: expected spatial sizes above 0, got shape [1, 1, 0, 2]")
      .error(
          [] {
            grid_sampler(ones({1, 1, 1, 1}).expand({1, 1, 65536, 65536}), zeros({1, 1, 1, 2}), 0, 0, true);
          },
          "grid_sampler: expected an input of fewer than 2^31 elements in each channel, got shape [1, 1, "
          "65536, "
          "65536]")
      .error(
          [] {
            call({1, 1, 2, 2}, {1, 1, 1, 2}, 3);
          },
          "grid_sampler: expected an interpolation mode from 0 to 2, got 3")
      .error(
          [] {
            call({1, 1, 2, 2, 2}, {1, 1, 1, 1, 3}, 2);
          },
          "grid_sampler: expected a 4-dimensional input for bicubic interpolation")
      .error(
          [] {
            call({1, 1, 2, 2}, {1, 1, 1, 2}, 0, 4);
          },
          "grid_sampler: expected a padding mode from 0 to 2, got 4");
  op_case("grid_sampler_2d",
          [](const Args& x) { return grid_sampler_2d(x[0], x[1], x.i(0), x.i(1), x.i(2) != 0); })
      .samples(of_images(1))
      .reference(sampled)
      .dtypes({kFloat, kDouble})
      .tolerance(16)
      .error(
          [] {
            grid_sampler_2d(ones({1, 1, 2, 2, 2}), zeros({1, 1, 1, 1, 3}), 0, 0, false);
          },
          "grid_sampler_2d: expected an input of 4 dimensions, got shape [1, 1, 2, 2, 2]");
  op_case("grid_sampler_3d",
          [](const Args& x) { return grid_sampler_3d(x[0], x[1], x.i(0), x.i(1), x.i(2) != 0); })
      .samples(of_volumes())
      .reference(sampled)
      .dtypes({kFloat, kDouble})
      .tolerance(16)
      .error(
          [] {
            grid_sampler_3d(ones({1, 1, 2, 2}), zeros({1, 1, 1, 2}), 0, 0, false);
          },
          "grid_sampler_3d: expected an input of 5 dimensions, got shape [1, 1, 2, 2]");
  // The numbers: align_corners and the size (N, C, ...).
  op_case("affine_grid_generator",
          [](const Args& x) {
            std::vector<int64_t> size;
            for (size_t i = 1; i < x.numbers.size(); ++i) size.push_back(x.i(i));
            return affine_grid_generator(x[0], size, x.i(0) != 0);
          })
      .sample({{1, 2, 3}}, {0, 1, 1, 2, 3})
      .sample({{2, 2, 3}}, {1, 2, 3, 4, 1})
      .sample({{1, 3, 4}}, {0, 1, 1, 2, 1, 3})
      .sample({{2, 3, 4}}, {1, 2, 1, 3, 2, 4})
      .reference([](const PlainArgs& x) {
        const int64_t batch = x[0].shape[0], dims = x[0].shape[1];
        Shape shape{batch};
        int64_t outputs = 1;
        for (int64_t d = 0; d < dims; ++d) {
          shape.push_back(x.i(static_cast<size_t>(3 + d)));
          outputs *= shape.back();
        }
        shape.push_back(dims);
        Plain y(shape);
        for (int64_t k = 0; k < y.numel(); ++k) {
          const int64_t row = k % dims, n = k / dims / outputs;
          const double* theta = &x[0].values[static_cast<size_t>((n * dims + row) * (dims + 1))];
          int64_t rest = k / dims % outputs;
          y[k] = theta[dims];
          for (int64_t d = 0; d < dims; ++d) {
            const int64_t size = shape[static_cast<size_t>(dims - d)], i = rest % size;
            rest /= size;
            const double at = size == 1     ? 0
                              : x.i(0) != 0 ? 2.0 * double(i) / double(size - 1) - 1
                                            : (2.0 * double(i) + 1) / double(size) - 1;
            y[k] += theta[d] * at;
          }
        }
        return std::vector<Plain>{y};
      })
      .tolerance(4)
      .error(
          [] {
            affine_grid_generator(ones({1, 2, 3}), {1, 1, 2}, false);
          },
          "affine_grid_generator: expected a size of 4 or 5 entries, got [1, 1, 2]")
      .error(
          [] {
            affine_grid_generator(ones({1, 2, 3}, kLong), {1, 1, 2, 2}, false);
          },
          "affine_grid_generator: expected a floating-point theta, got int64")
      .error(
          [] {
            affine_grid_generator(ones({1, 2, 2}), {1, 1, 2, 2}, false);
          },
          "affine_grid_generator: expected theta of shape [1, 2, 3] for size [1, 1, 2, 2], got [1, 2, 2]");
});

// Gradients are kernels of their own, and formulas of operators where they are to be derived again.
TEST(GridSample, TheKernelsOfTheGradientsAgreeWithTheFormulas) {
  manual_seed(7);
  for (int64_t dims : {2, 3})
    for (int64_t mode = 0; mode < (dims == 2 ? 3 : 2); ++mode)
      for (int64_t padding : {0, 1, 2})
        for (bool corners : {false, true}) {
          const Tensor x = randn(dims == 2 ? IntArrayRef{2, 7, 5, 6} : IntArrayRef{2, 7, 5, 4, 6}, kDouble);
          const Tensor grid =
              rand(dims == 2 ? IntArrayRef{2, 9, 11, 2} : IntArrayRef{2, 3, 5, 6, 3}, kDouble) * 3 - 1.5;
          const Tensor a = x.detach().requires_grad_(), b = grid.detach().requires_grad_();
          const Tensor y = grid_sampler(a, b, mode, padding, corners), g = randn_like(y);
          const auto formulas = autograd::grad({y}, {a, b}, {g}, true, true);
          const auto kernels = autograd::grad({y}, {a, b}, {g});
          EXPECT_EQ(y.grad_fn()->name(), dims == 2 ? "GridSampler2DBackward0" : "GridSampler3DBackward0");
          for (size_t i : {0, 1})
            EXPECT_TRUE(allclose(kernels[i], formulas[i], 1e-9, 1e-9))
                << dims << " dimensions, mode " << mode << ", padding " << padding << ", " << i;
        }
}

// Derivative of the share by the coordinate. Away from the borders of elements the share is a polynomial of degree 3.
double slope(double c, int64_t size, const Form& f, int64_t i) {
  constexpr double step = 0x1p-20;
  return f.mode == 1 ? 0 : (share(c + step, size, f, i) - share(c - step, size, f, i)) / (2 * step);
}
// How many of the taps of bicubic interpolation are element i, of which each counts as 1.
double taps(double c, int64_t size, const Form& f, int64_t i) {
  const double at = f.corners ? (c + 1) / 2 * double(size - 1) : ((c + 1) * double(size) - 1) / 2;
  double count = 0;
  for (int64_t tap = -1; tap <= 2; ++tap) count += padded(std::floor(at) + double(tap), size, f) == double(i);
  return count;
}

// Coordinates of few digits, at which places are exact, and none at a border of an element.
Tensor exact_places(IntArrayRef shape) { return (randint(-90, 90, shape, kLong) * 2 + 1).to(kFloat) / 128; }

void check_bound(const Tensor& x, const Tensor& grid, const Numbers& numbers) {
  const Form f(numbers);
  const Tensor a = x.detach().requires_grad_(), b = grid.detach().requires_grad_();
  const Tensor y = grid_sampler(a, b, f.mode, f.padding, f.corners), g = randn_like(y);
  const auto gradients = autograd::grad({y}, {a, b}, {g});
  const PlainArgs in{{plain(x), plain(grid)}, numbers};
  const Plain grad = plain(g);
  const Shape& sizes = in[0].shape;
  ExactSums want(y.sizes().vec()), want_x(sizes), want_grid(in[1].shape);
  each_pair(in, [&](int64_t k, int64_t e, int64_t at) {
    // The weight of the pair, or its derivative by coordinate `by`, and the magnitude it counts with.
    const auto term = [&](size_t by, bool magnitude) {
      const auto factor = [&](size_t d, double c, int64_t size, int64_t i) {
        if (magnitude && f.mode == 2) return taps(c, size, f, i) * (d == by ? double(size) / 2 : 1);
        const double value = d == by ? slope(c, size, f, i) : share(c, size, f, i);
        return magnitude ? std::abs(value) : value;
      };
      return product(sizes, &in[1].values[static_cast<size_t>(at)], e, factor);
    };
    const double value = in[0][e], from = grad[k];
    const size_t none = sizes.size();
    want.add(k, term(none, false) * value, term(none, true) * std::abs(value));
    want_x.add(e, term(none, false) * from, term(none, true) * std::abs(from));
    for (size_t d = 0; d < sizes.size() - 2; ++d)
      want_grid.add(at + static_cast<int64_t>(d), term(d, false) * value * from,
                    term(d, true) * std::abs(value * from));
  });
  want.expect(y.detach());
  want_x.expect(gradients[0]);
  want_grid.expect(gradients[1]);
}

TEST(GridSample, StaysWithinItsBound) {
  manual_seed(9);
  each_isa([] {
    for (int64_t dims : {2, 3})
      for (int64_t mode = 0; mode < (dims == 2 ? 3 : 2); ++mode)
        for (int64_t padding : {0, 1, 2})
          for (bool corners : {false, true}) {
            SCOPED_TRACE(::testing::Message() << dims << " dimensions, mode " << mode << ", padding "
                                              << padding << ", corners " << corners);
            const Tensor x = randn(dims == 2 ? IntArrayRef{2, 6, 5, 8} : IntArrayRef{2, 6, 3, 4, 6});
            check_bound(x.mul(exp(2 * randn_like(x))),
                        exact_places(dims == 2 ? IntArrayRef{2, 11, 13, 2} : IntArrayRef{2, 3, 5, 6, 3}),
                        {double(mode), double(padding), double(corners)});
          }
  });
}

// Where every element holds its own place, the result is the place.
TEST(GridSample, FindsPlacesWithinTheirBound) {
  manual_seed(10);
  constexpr int64_t n = 1000, size = 739;
  each_isa([] {
    for (bool corners : {false, true}) {
      const Tensor grid = zeros({1, 1, n, 2}), x = arange(size).to(kFloat).view({1, 1, 1, size});
      grid.select(3, 0).copy_(rand({1, 1, n}) * 1.98 - 0.99);
      const Array<float> c(grid.select(3, 0).contiguous());
      Array<double> want({1, 1, 1, n}), allowed({1, 1, 1, n});
      for (int64_t i = 0; i < n; ++i) {
        want.at(i) = (double(c.at(i)) + 1) / 2 * double(corners ? size - 1 : size) - (corners ? 0 : 0.5);
        allowed.at(i) = 3 * (1 + want.at(i)) + gemm_units(4) * want.at(i);
      }
      expect_units(Array<float>(grid_sampler(x, grid, 0, 1, corners)), want, allowed, 1);
    }
  });
}

TEST(GridSample, ThreadsChangeNothing) {
  manual_seed(8);
  const Tensor x = randn({3, 6, 40, 40}), grid = rand({3, 50, 50, 2}) * 2 - 1, g = randn({3, 6, 50, 50});
  const int threads = get_num_threads();
  const auto all = [&](int n) {
    set_num_threads(n);
    const Tensor a = x.detach().requires_grad_(), b = grid.detach().requires_grad_();
    const Tensor y = grid_sampler(a, b, 0, 0, false);
    const auto gradients = autograd::grad({y}, {a, b}, {g});
    set_num_threads(threads);
    return std::vector<Tensor>{y, gradients[0], gradients[1]};
  };
  const std::vector<Tensor> one = all(1), four = all(4);
  for (size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(equal(one[i], four[i])) << i;
}

TEST(GridSample, CoordinatesThatAreNoPlaceDoNoHarm) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (ScalarType t : {kFloat, kDouble}) {
    const Tensor x = arange(1, 10).to(t).view({1, 1, 3, 3});
    const Tensor grid = torch::tensor({nan, 0.0, inf, 0.0, -inf, 0.0, 1e30, 0.0}).to(t).view({1, 1, 4, 2});
    const auto sampled = [&](int64_t mode, int64_t padding) {
      return grid_sampler(x, grid, mode, padding, false).flatten();
    };
    for (int64_t mode : {0, 1}) {
      EXPECT_TRUE(equal(sampled(mode, 0), zeros({4}, t))) << mode;
      EXPECT_TRUE(equal(sampled(mode, 1), torch::tensor({4.0, 6.0, 4.0, 6.0}).to(t))) << mode;
    }
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
