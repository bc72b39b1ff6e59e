// The kernels of normalisation, and their gradients, against plain loops in double.
#include "ops/norm/norm.h"

#include <cmath>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_near;
using test::kRounding;

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
  in.random(1, 2, 5), grad.random(2), weight.random(3, 0.5, 2), bias.random(4);
  running_mean.random(5, 3, 4), running_var.random(6, 0.5, 1);
  const auto at = [&](int64_t i, int64_t q) { return (i / inner * c + q) * inner + i % inner; };
  for (int64_t q = 0; q < c; ++q) {
    double m = 0, v = 0;
    for (int64_t i = 0; i < n * inner; ++i) m += double(in.at(at(i, q))) / count;
    for (int64_t i = 0; i < n * inner; ++i)
      v += (double(in.at(at(i, q))) - m) * (double(in.at(at(i, q))) - m);
    moved_mean.at(q) =
        batch ? (1 - momentum) * double(running_mean.at(q)) + momentum * m : double(running_mean.at(q));
    moved_var.at(q) = batch ? (1 - momentum) * double(running_var.at(q)) + momentum * v / (count - 1)
                            : double(running_var.at(q));
    if (!batch) m = running_mean.at(q), v = double(running_var.at(q)) * count;
    const double r = 1 / std::sqrt(v / count + eps), w = affine ? double(weight.at(q)) : 1;
    want_mean.at(q) = m, want_rstd.at(q) = r;
    for (int64_t i = 0; i < n * inner; ++i) {
      const double hat = (double(in.at(at(i, q))) - m) * r, g = grad.at(at(i, q));
      want.at(at(i, q)) = hat * w + (affine ? double(bias.at(q)) : 0);
      want_gb.at(q) += g;
      want_gw.at(q) += g * hat;
    }
    for (int64_t i = 0; i < n * inner; ++i) {
      const double hat = (double(in.at(at(i, q))) - m) * r;
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
  const double tolerance = 10 * kRounding<T>;
  expect_near(out, want, tolerance);
  expect_near(mean, want_mean, tolerance);
  expect_near(rstd, want_rstd, tolerance);
  expect_near(running_mean, moved_mean, tolerance);
  expect_near(running_var, moved_var, tolerance);
  expect_near(grad_in, want_in, tolerance);
  if (!affine) return;
  expect_near(gw, want_gw, tolerance);
  expect_near(gb, want_gb, tolerance);
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

template <class T> void check_layer(int64_t rows, int64_t n, bool affine) {
  SCOPED_TRACE(::testing::Message() << rows << "x" << n << " affine " << affine);
  const double eps = 1e-4;
  Array<T> in({rows, n}), out({rows, n}), grad({rows, n}), grad_in({rows, n}), weight({n}), bias({n}),
      gw({n}), gb({n});
  Array<T> mean({rows}), rstd({rows});
  Array<double> want({rows, n}), want_in({rows, n}), want_gw({n}), want_gb({n});
  in.random(1, -1, 2), grad.random(2), weight.random(3, 0.5, 2), bias.random(4);
  for (int64_t i = 0; i < rows; ++i) {
    double m = 0, v = 0, sum = 0, dot = 0;
    for (int64_t j = 0; j < n; ++j) m += double(in.at(i * n + j)) / double(n);
    for (int64_t j = 0; j < n; ++j)
      v += (double(in.at(i * n + j)) - m) * (double(in.at(i * n + j)) - m) / double(n);
    const double r = 1 / std::sqrt(v + eps);
    const auto w = [&](int64_t j) { return affine ? double(weight.at(j)) : 1; };
    const auto hat = [&](int64_t j) { return (double(in.at(i * n + j)) - m) * r; };
    for (int64_t j = 0; j < n; ++j) {
      const double g = grad.at(i * n + j);
      want.at(i * n + j) = hat(j) * w(j) + (affine ? double(bias.at(j)) : 0);
      want_gw.at(j) += g * hat(j);
      want_gb.at(j) += g;
      sum += g * w(j) / double(n);
      dot += g * w(j) * hat(j) / double(n);
    }
    for (int64_t j = 0; j < n; ++j)
      want_in.at(i * n + j) = r * (double(grad.at(i * n + j)) * w(j) - sum - hat(j) * dot);
  }
  const LayerNormKernels& kernels = cpu_kernels<LayerNormKernels>();
  const View w = affine ? weight.view() : View(), b = affine ? bias.view() : View();
  kernels.forward(eps, in, w, b, out, mean, rstd);
  kernels.backward(grad, in, w, mean, rstd, grad_in, affine ? gw.view() : View(),
                   affine ? gb.view() : View());
  const double tolerance = 30 * kRounding<T>;
  expect_near(out, want, tolerance);
  expect_near(grad_in, want_in, tolerance);
  if (!affine) return;
  expect_near(gw, want_gw, tolerance);
  expect_near(gb, want_gb, tolerance);
}

TEST(LayerNormKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (int64_t n : {2, 7, 16, 17, 64, 100})
      for (bool affine : {false, true}) {
        check_layer<float>(5, n, affine);
        check_layer<double>(9, n, affine);
      }
  });
}
TEST(LayerNormKernels, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  set_num_threads(3);
  check_layer<float>(600, 96, true);
  set_num_threads(before);
}

template <class T> void check_response(int64_t c, int64_t pixels, ResponseNorm rule) {
  SCOPED_TRACE(::testing::Message() << c << "x" << pixels << " size " << rule.size);
  const std::vector<int64_t> shape = {2, c, pixels};
  Array<T> in(shape), out(shape), base(shape), grad(shape), grad_in(shape);
  Array<double> want(shape), want_in(shape), want_base(shape);
  in.random(1, -2, 2), grad.random(2);
  const auto at = [&](int64_t i, int64_t q, int64_t p) { return (i * c + q) * pixels + p; };
  const auto near = [&](int64_t of, int64_t q) {
    return q >= of - rule.size / 2 && q <= of + (rule.size - 1) / 2;
  };
  const double share = rule.alpha / double(rule.size);
  for (int64_t e = 0; e < in.count(); ++e) {
    const int64_t i = e / (c * pixels), q = e / pixels % c, p = e % pixels;
    double sum = 0;
    for (int64_t o = 0; o < c; ++o)
      sum += near(q, o) ? double(in.at(at(i, o, p))) * double(in.at(at(i, o, p))) : 0;
    want_base.at(e) = rule.k + share * sum;
    want.at(e) = double(in.at(e)) * std::pow(want_base.at(e), -rule.beta);
  }
  for (int64_t e = 0; e < in.count(); ++e) {  // out(e) depends on in(o) for all o near it
    const int64_t i = e / (c * pixels), q = e / pixels % c, p = e % pixels;
    const double g = grad.at(e), b = want_base.at(e);
    want_in.at(e) += g * std::pow(b, -rule.beta);
    for (int64_t o = 0; o < c; ++o)
      if (near(q, o))
        want_in.at(at(i, o, p)) -= g * double(in.at(e)) * rule.beta * std::pow(b, -rule.beta - 1) * 2 *
                                   share * double(in.at(at(i, o, p)));
  }
  const ResponseNormKernels& kernels = cpu_kernels<ResponseNormKernels>();
  kernels.forward(rule, in, out, base);
  kernels.backward(rule, grad, in, out, base, grad_in);
  expect_near(base, want_base, kRounding<T>);
  expect_near(out, want, kRounding<T>);
  expect_near(grad_in, want_in, 2 * kRounding<T>);
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
