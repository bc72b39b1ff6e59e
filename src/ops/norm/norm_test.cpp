// The kernels of normalisation, and their gradients, against plain loops in double, within the bound of norm.h.
#include "ops/norm/norm.h"

#include <cmath>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;

std::vector<int64_t> batch_shape(int64_t n, int64_t c, int64_t inner) {
  return inner == 1 ? std::vector<int64_t>{n, c} : std::vector<int64_t>{n, c, inner};
}

template <class T> void check_batch(int64_t n, int64_t c, int64_t inner, bool affine, bool batch) {
  SCOPED_TRACE(::testing::Message() << n << "x" << c << "x" << inner << " affine " << affine << " batch "
                                    << batch);
  const double eps = 1e-3, momentum = 0.3, count = double(n * inner);
  const auto shape = batch_shape(n, c, inner);
  Array<T> in(shape), out(shape), grad(shape), grad_in(shape);
  Array<T> weight({c}), bias({c}), running_mean({c}), running_var({c}), mean({c}), rstd({c}), gw({c}),
      gb({c});
  Array<double> want(shape), want_in(shape), want_mean({c}), want_rstd({c}), want_gw({c}), want_gb({c}),
      moved_mean({c}), moved_var({c});
  Array<double> size(shape), size_in(shape), size_mean({c}), size_gw({c}), size_gb({c}), size_moved({c});
  in.random(1, 2, 5), grad.random(2), weight.random(3, 0.5, 2), bias.random(4);
  running_mean.random(5, 3, 4), running_var.random(6, 0.5, 1);
  const auto at = [&](int64_t i, int64_t q) { return (i / inner * c + q) * inner + i % inner; };
  for (int64_t q = 0; q < c; ++q) {
    double m = 0, v = 0, size_m = 0;
    for (int64_t i = 0; i < n * inner; ++i)
      m += double(in.at(at(i, q))) / count, size_m += std::abs(double(in.at(at(i, q)))) / count;
    for (int64_t i = 0; i < n * inner; ++i)
      v += (double(in.at(at(i, q))) - m) * (double(in.at(at(i, q))) - m);
    moved_mean.at(q) =
        batch ? (1 - momentum) * double(running_mean.at(q)) + momentum * m : double(running_mean.at(q));
    moved_var.at(q) = batch ? (1 - momentum) * double(running_var.at(q)) + momentum * v / (count - 1)
                            : double(running_var.at(q));
    if (!batch) m = running_mean.at(q), v = double(running_var.at(q)) * count, size_m = std::abs(m);
    const double r = 1 / std::sqrt(v / count + eps), w = affine ? double(weight.at(q)) : 1;
    want_mean.at(q) = m, want_rstd.at(q) = r;
    size_mean.at(q) = size_m, size_moved.at(q) = std::abs(double(running_mean.at(q))) + size_m;
    const auto size_hat = [&](int64_t i) { return (std::abs(double(in.at(at(i, q)))) + size_m) * r; };
    for (int64_t i = 0; i < n * inner; ++i) {
      const double hat = (double(in.at(at(i, q))) - m) * r, g = grad.at(at(i, q));
      want.at(at(i, q)) = hat * w + (affine ? double(bias.at(q)) : 0);
      size.at(at(i, q)) = size_hat(i) * w + (affine ? std::abs(double(bias.at(q))) : 0);
      want_gb.at(q) += g, size_gb.at(q) += std::abs(g);
      want_gw.at(q) += g * hat, size_gw.at(q) += std::abs(g) * size_hat(i);
    }
    for (int64_t i = 0; i < n * inner; ++i) {
      const double hat = (double(in.at(at(i, q))) - m) * r;
      size_in.at(at(i, q)) = w * r *
                             (std::abs(double(grad.at(at(i, q)))) +
                              (batch ? (size_gb.at(q) + size_hat(i) * size_gw.at(q)) / count : 0));
      want_in.at(at(i, q)) =
          w * r * (double(grad.at(at(i, q))) - (batch ? (want_gb.at(q) + hat * want_gw.at(q)) / count : 0));
    }
  }
  const BatchNormKernels& kernels = cpu_kernels<BatchNormKernels>();
  const View w = affine ? weight.view() : View(), b = affine ? bias.view() : View();
  if (batch) kernels.train(momentum, eps, in, w, b, running_mean, running_var, out, mean, rstd);
  else kernels.evaluate(eps, in, w, b, running_mean, running_var, out, mean, rstd);
  kernels.backward(batch, grad, in, w, mean, rstd, grad_in, affine ? gw.view() : View(),
                   affine ? gb.view() : View());
  const double units = norm_units(n * inner);
  expect_units(out, want, size, units);
  expect_units(mean, want_mean, size_mean, units);
  expect_units(rstd, want_rstd, want_rstd, units);
  expect_units(running_mean, moved_mean, size_moved, units);
  expect_units(running_var, moved_var, moved_var, units);
  expect_units(grad_in, want_in, size_in, units);
  if (!affine) return;
  expect_units(gw, want_gw, size_gw, units);
  expect_units(gb, want_gb, size_gb, units);
}

TEST(BatchNormKernels, ValuesStatisticsAndGradients) {
  test::each_isa([] {
    for (int64_t c : {1, 3, 16, 17, 70, 130})
      for (int64_t inner : {1, 2, 15, 49})
        for (bool affine : {false, true})
          for (bool batch : {false, true}) {
            check_batch<float>(6, c, inner, affine, batch);
            check_batch<double>(5, c, inner, affine, batch);
          }
  });
}
TEST(BatchNormKernels, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  set_num_threads(3);
  check_batch<float>(64, 150, 1, true, true);
  check_batch<float>(32, 10, 900, true, true);
  set_num_threads(before);
}
TEST(BatchNormKernels, LargeMeanKeepsTheVariance) {
  test::each_isa([] {
    Array<float> in({64, 2, 100}), out({64, 2, 100}), mean({2}), rstd({2});
    in.random(1);
    for (int64_t i = 0; i < in.count(); ++i) in.at(i) = 4096.f + std::round(in.at(i) * 64) / 64;
    cpu_kernels<BatchNormKernels>().train(0, 0, in, {}, {}, {}, {}, out, mean, rstd);
    for (int q = 0; q < 2; ++q) EXPECT_NEAR(1 / (rstd.at(q) * rstd.at(q)), 1 / 3., 0.02);
  });
}

// Rows of n values, each normalised alone; groups and channels of `inner` values for group normalisation, for layer
// normalisation one group of n channels.
struct Runs {
  std::vector<int64_t> shape, statistics;
  int64_t rows, n, channels, groups, inner;
  static Runs layer(int64_t rows, int64_t n) { return {{rows, n}, {rows}, rows, n, n, 1, 1}; }
  static Runs group(int64_t images, int64_t channels, int64_t inner, int64_t groups) {
    const int64_t n = channels / groups * inner;
    return {{images, channels, inner}, {images, groups}, images * groups, n, channels, groups, inner};
  }
  int64_t channel(int64_t row, int64_t j) const { return row % groups * (channels / groups) + j / inner; }
  int64_t per_channel() const { return rows / groups * inner; }
};

template <class T, class Kernels> void check_runs(const Runs& s, bool affine) {
  SCOPED_TRACE(::testing::Message() << s.rows << "x" << s.n << " affine " << affine);
  const double eps = 1e-4, n = double(s.n);
  Array<T> in(s.shape), out(s.shape), grad(s.shape), grad_in(s.shape), mean(s.statistics), rstd(s.statistics);
  Array<T> weight({s.channels}), bias({s.channels}), gw({s.channels}), gb({s.channels});
  Array<double> want(s.shape), want_in(s.shape), want_gw({s.channels}), want_gb({s.channels});
  Array<double> size(s.shape), size_in(s.shape), size_gw({s.channels}), size_gb({s.channels});
  in.random(1, -1, 2), grad.random(2), weight.random(3, 0.5, 2), bias.random(4);
  // Sizes: |x^| counts as (|x| + mean of |x|) rstd, everything else with its magnitude.
  for (int64_t i = 0; i < s.rows; ++i) {
    double m = 0, size_m = 0, v = 0, sum = 0, size_sum = 0, dot = 0, size_dot = 0;
    const auto x = [&](int64_t j) { return double(in.at(i * s.n + j)); };
    for (int64_t j = 0; j < s.n; ++j) m += x(j) / n, size_m += std::abs(x(j)) / n;
    for (int64_t j = 0; j < s.n; ++j) v += (x(j) - m) * (x(j) - m) / n;
    const double r = 1 / std::sqrt(v + eps);
    const auto w = [&](int64_t j) { return affine ? double(weight.at(s.channel(i, j))) : 1; };
    const auto hat = [&](int64_t j) { return (x(j) - m) * r; };
    const auto size_hat = [&](int64_t j) { return (std::abs(x(j)) + size_m) * r; };
    for (int64_t j = 0; j < s.n; ++j) {
      const double g = grad.at(i * s.n + j), size_g = std::abs(g), b = affine ? bias.at(s.channel(i, j)) : 0;
      want.at(i * s.n + j) = hat(j) * w(j) + b, size.at(i * s.n + j) = size_hat(j) * w(j) + std::abs(b);
      want_gw.at(s.channel(i, j)) += g * hat(j), size_gw.at(s.channel(i, j)) += size_g * size_hat(j);
      want_gb.at(s.channel(i, j)) += g, size_gb.at(s.channel(i, j)) += size_g;
      sum += g * w(j) / n, size_sum += size_g * w(j) / n;
      dot += g * w(j) * hat(j) / n, size_dot += size_g * w(j) * size_hat(j) / n;
    }
    for (int64_t j = 0; j < s.n; ++j) {
      const double g = double(grad.at(i * s.n + j)) * w(j);
      want_in.at(i * s.n + j) = r * (g - sum - hat(j) * dot);
      size_in.at(i * s.n + j) = r * (std::abs(g) + size_sum + size_hat(j) * size_dot);
    }
  }
  const Kernels& kernels = cpu_kernels<Kernels>();
  const View w = affine ? weight.view() : View(), b = affine ? bias.view() : View();
  kernels.forward(eps, in, w, b, out, mean, rstd);
  kernels.backward(grad, in, w, mean, rstd, grad_in, affine ? gw.view() : View(),
                   affine ? gb.view() : View());
  expect_units(out, want, size, norm_units(s.n));
  expect_units(grad_in, want_in, size_in, norm_units(s.n));
  if (!affine) return;
  expect_units(gw, want_gw, size_gw, norm_units(std::max(s.n, s.per_channel())));
  expect_units(gb, want_gb, size_gb, norm_units(s.per_channel()));
}

TEST(LayerNormKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (int64_t n : {2, 7, 16, 17, 64, 100, 3000})
      for (bool affine : {false, true}) {
        check_runs<float, LayerNormKernels>(Runs::layer(5, n), affine);
        check_runs<double, LayerNormKernels>(Runs::layer(9, n), affine);
      }
  });
}
TEST(LayerNormKernels, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  set_num_threads(3);
  check_runs<float, LayerNormKernels>(Runs::layer(600, 96), true);
  set_num_threads(before);
}
TEST(GroupNormKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (int64_t groups : {1, 2, 6})
      for (int64_t inner : {1, 5, 33, 900})
        for (bool affine : {false, true}) {
          check_runs<float, GroupNormKernels>(Runs::group(3, 12, inner, groups), affine);
          check_runs<double, GroupNormKernels>(Runs::group(2, 6, inner, groups), affine);
        }
  });
}

template <class T> void check_response(int64_t c, int64_t pixels, ResponseNorm rule) {
  SCOPED_TRACE(::testing::Message() << c << "x" << pixels << " size " << rule.size);
  const std::vector<int64_t> shape = {2, c, pixels};
  Array<T> in(shape), out(shape), base(shape), grad(shape), grad_in(shape);
  Array<double> want(shape), want_in(shape), want_base(shape), size(shape), size_in(shape);
  in.random(1, -2, 2), grad.random(2);
  for (int64_t e = 0; e < in.count(); e += 3) in.at(e) *= T(64);
  const auto at = [&](int64_t i, int64_t q, int64_t p) { return (i * c + q) * pixels + p; };
  const auto near = [&](int64_t of, int64_t q) {
    return q >= of - rule.size / 2 && q <= of + (rule.size - 1) / 2;
  };
  const double share = rule.alpha / double(rule.size);
  // base^-beta, and how much larger its error is than that of one rounding.
  const auto power = [&](int64_t e) { return std::pow(want_base.at(e), -rule.beta); };
  const auto steep = [&](int64_t e) { return 1 + rule.beta * (1 + std::abs(std::log(want_base.at(e)))); };
  for (int64_t e = 0; e < in.count(); ++e) {
    const int64_t i = e / (c * pixels), q = e / pixels % c, p = e % pixels;
    double sum = 0;
    for (int64_t o = 0; o < c; ++o)
      sum += near(q, o) ? double(in.at(at(i, o, p))) * double(in.at(at(i, o, p))) : 0;
    want_base.at(e) = rule.k + share * sum;
    want.at(e) = double(in.at(e)) * power(e);
    size.at(e) = std::abs(want.at(e)) * steep(e);
  }
  for (int64_t e = 0; e < in.count(); ++e) {  // out(e) depends on in(o) for all o near it
    const int64_t i = e / (c * pixels), q = e / pixels % c, p = e % pixels;
    const double g = grad.at(e);
    want_in.at(e) += g * power(e), size_in.at(e) += std::abs(g) * power(e) * steep(e);
    for (int64_t o = 0; o < c; ++o) {
      if (!near(q, o)) continue;
      const double term =
          g * want.at(e) / want_base.at(e) * 2 * share * rule.beta * double(in.at(at(i, o, p)));
      want_in.at(at(i, o, p)) -= term, size_in.at(at(i, o, p)) += std::abs(term) * steep(e);
    }
  }
  const ResponseNormKernels& kernels = cpu_kernels<ResponseNormKernels>();
  kernels.forward(rule, in, out, base);
  kernels.backward(rule, grad, in, out, base, grad_in);
  expect_units(base, want_base, want_base, norm_units(rule.size));
  expect_units(out, want, size, norm_units(rule.size));
  expect_units(grad_in, want_in, size_in, norm_units(rule.size));
}

TEST(ResponseNormKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (int64_t c : {1, 3, 8})
      for (int64_t pixels : {1, 15, 33})
        for (int64_t size : {1, 2, 4, 5}) {
          check_response<float>(c, pixels, {size, 0.5, 0.75, 1});
          check_response<double>(c, pixels, {size, 1e-2, 0.6, 2});
        }
  });
}

}  // namespace
}  // namespace torch::inline rushlight
