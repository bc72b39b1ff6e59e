// The normalisation operators against plain loops in double. What they do to running statistics:
// running_statistics_test.cpp. The kernels alone: norm_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kEps = 1e-2;

// Sets every group of elements for which group(k) is the same number to mean 0 and variance v / (v + eps), then applies
// weight and bias at channel(k), where they are among the inputs.
template <class Group, class Channel>
std::vector<Plain> normalised(const PlainArgs& x, int64_t groups, double eps, const Group& group,
                              const Channel& channel) {
  const size_t n = static_cast<size_t>(groups);
  Numbers count(n), total(n), squares(n);
  const int64_t elements = x[0].numel();
  for (int64_t k = 0; k < elements; ++k) ++count[group(k)], total[group(k)] += x[0][k];
  for (int64_t k = 0; k < elements; ++k) {
    const double d = x[0][k] - total[group(k)] / count[group(k)];
    squares[group(k)] += d * d;
  }
  Plain out(x[0].shape);
  for (int64_t k = 0; k < elements; ++k) {
    const size_t g = group(k);
    out[k] = (x[0][k] - total[g] / count[g]) / std::sqrt(squares[g] / count[g] + eps);
    if (x.arrays.size() > 1) out[k] = out[k] * x[1][channel(k)] + x[2][channel(k)];
  }
  return {out};
}
int64_t inner_of(const Plain& a, size_t from) {
  int64_t n = 1;
  for (size_t d = from; d < a.shape.size(); ++d) n *= a.shape[d];
  return n;
}
std::optional<Tensor> input(const Args& x, size_t i) {
  return x.size() > i ? std::optional<Tensor>(x[i]) : std::nullopt;
}

std::vector<Plain> batch_reference(const PlainArgs& x) {
  const int64_t c = x[0].shape[1], inner = inner_of(x[0], 2);
  const auto channel = [=](int64_t k) { return static_cast<size_t>(k / inner % c); };
  return normalised(x, c, kEps, channel, channel);
}
std::vector<Plain> evaluated_reference(const PlainArgs& x) {
  const int64_t c = x[0].shape[1], inner = inner_of(x[0], 2);
  Plain out(x[0].shape);
  for (int64_t k = 0; k < out.numel(); ++k) {
    const int64_t q = k / inner % c;
    out[k] = (x[0][k] - x[3][q]) / std::sqrt(x[4][q] + kEps) * x[1][q] + x[2][q];
  }
  return {out};
}
// Numbers: how many dimensions are normalised.
std::vector<Plain> layer_reference(const PlainArgs& x) {
  const int64_t n = inner_of(x[0], x[0].shape.size() - static_cast<size_t>(x.i(0)));
  return normalised(
      x, n > 0 ? x[0].numel() / n : 0, kEps, [=](int64_t k) { return static_cast<size_t>(k / n); },
      [=](int64_t k) { return k % n; });
}
// Numbers: how many groups.
std::vector<Plain> group_reference(const PlainArgs& x) {
  const int64_t n = x[0].shape[0], c = x[0].shape[1], inner = inner_of(x[0], 2), row = c / x.i(0) * inner;
  return normalised(
      x, n * x.i(0), kEps, [=](int64_t k) { return static_cast<size_t>(k / row); },
      [=](int64_t k) { return k / inner % c; });
}
std::vector<Plain> rms_reference(const PlainArgs& x) {
  const int64_t n = x[0].shape.back();
  Plain out(x[0].shape);
  for (int64_t k = 0; k < out.numel(); ++k) {
    double squares = 0;
    for (int64_t j = k / n * n; j < k / n * n + n; ++j) squares += x[0][j] * x[0][j];
    out[k] = x[0][k] / std::sqrt(squares / static_cast<double>(n) + kEps) * x[1][k % n];
  }
  return {out};
}
// Numbers: size.
std::vector<Plain> response_reference(const PlainArgs& x) {
  const int64_t c = x[0].shape[1], inner = inner_of(x[0], 2), size = x.i(0);
  Plain out(x[0].shape);
  for (int64_t k = 0; k < out.numel(); ++k) {
    const int64_t q = k / inner % c;
    double squares = 0;
    for (int64_t j = q - size / 2; j <= q + (size - 1) / 2; ++j)
      if (j >= 0 && j < c) squares += x[0][k + (j - q) * inner] * x[0][k + (j - q) * inner];
    out[k] = x[0][k] / std::pow(1.5 + 0.3 / static_cast<double>(size) * squares, 0.75);
  }
  return {out};
}

Tensor trained(const Args& x) {
  return batch_norm(x[0], input(x, 1), input(x, 2), {}, {}, true, 0.1, kEps, false);
}
Tensor evaluated(const Args& x) { return batch_norm(x[0], x[1], x[2], x[3], x[4], false, 0.1, kEps, false); }
Tensor layers(const Args& x) {
  return layer_norm(x[0], x[0].sizes().slice(static_cast<size_t>(x[0].dim() - x.i(0))), input(x, 1),
                    input(x, 2), kEps);
}
Tensor groups(const Args& x) { return group_norm(x[0], x.i(0), input(x, 1), input(x, 2), kEps); }

const OpCases cases([] {
  op_case("batch_norm", trained)
      .sample({{3, 2}, {2}, {2}})
      .sample({{2, 2, 2}, {2}, {2}})
      .sample({{5, 1}})
      .sample({{5, 19}, {19}, {19}})
      .sample({{4, 3, 5, 7}, {3}, {3}})
      .sample({{2, 3, 2, 3, 2}})
      .sample({{0, 3, 2}, {3}, {3}})
      .sample({{4, 3, 0}, {3}, {3}})
      .reference(batch_reference)
      .tolerance(8)
      .error([] { batch_norm(ones({3}), {}, {}, {}, {}, true, 0.1, 1e-5, false); },
             "batch_norm: expected an input (N, C, ...) of 2 dimensions or more, got [3]")
      .error(
          [] {
            batch_norm(ones({3, 2}, kLong), {}, {}, {}, {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a floating-point input, got int64")
      .error(
          [] {
            batch_norm(ones({3, 2}), ones({3}), {}, {}, {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a weight of shape [2], got [3]")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, ones({1}), {}, {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a bias of shape [2], got [1]")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, ones({2}, kDouble), {}, {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a bias of dtype float32, got float64")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, ones({3}), ones({2}), true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a running_mean of shape [2], got [3]")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, ones({2}), ones({2, 1}), false, 0.1, 1e-5, false);
          },
          "batch_norm: expected a running_var of shape [2], got [2, 1]")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, ones({2}), {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected running_mean and running_var or neither, got one of them")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, {}, {}, false, 0.1, 1e-5, false);
          },
          "batch_norm: expected running_mean and running_var where training is false, got none");
  op_case("batch_norm arguments", trained)
      .sample({{3, 2}, {2}, {2}})
      .reference(batch_reference)
      .tolerance(8)
      .error(
          [] {
            batch_norm(ones({3, 2}), ones({2}, kDouble), {}, {}, {}, true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a weight of dtype float32, got float64")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, ones({2}, kDouble), ones({2}), true, 0.1, 1e-5, false);
          },
          "batch_norm: expected a running_mean of dtype float32, got float64")
      .error(
          [] {
            batch_norm(ones({3, 2}), {}, {}, ones({2}), ones({2}, kLong), false, 0.1, 1e-5, false);
          },
          "batch_norm: expected a running_var of dtype float32, got int64");
  const auto statistics = [](int64_t c) {
    return std::pair(Arg{c}.without_grad(), Arg(Shape{c}, 0.5, 2).without_grad());
  };
  const auto [mean2, var2] = statistics(2);
  const auto [mean3, var3] = statistics(3);
  op_case("batch_norm evaluated", evaluated)
      .sample({{3, 2}, {2}, {2}, mean2, var2})
      .sample({{4, 3, 5}, {3}, {3}, mean3, var3})
      .sample({{0, 3}, {3}, {3}, mean3, var3})
      .reference(evaluated_reference)
      .tolerance(4);
  op_case("layer_norm", layers)
      .sample({{2, 3}, {3}, {3}}, {1})
      .sample({{2, 3}}, {1})
      .sample({{2, 2, 2}, {2, 2}, {2, 2}}, {2})
      .sample({{5}, {5}, {5}}, {1})
      .sample({{7, 5, 19}, {19}, {19}}, {1})
      .sample({{3, 4, 33}}, {2})
      .sample({{0, 5}, {5}, {5}}, {1})
      .sample({{2, 0}, {0}, {0}}, {1})
      .reference(layer_reference)
      .tolerance(8)
      .error(
          [] {
            layer_norm(ones({2, 3}), {2});
          },
          "layer_norm: expected an input whose last dimensions are normalized_shape [2], got [2, 3]")
      .error(
          [] {
            layer_norm(ones({3}), {2, 3});
          },
          "layer_norm: expected an input whose last dimensions are normalized_shape [2, 3], got [3]")
      .error([] { layer_norm(ones({3}), {}); },
             "layer_norm: expected a normalized_shape of one dimension or more, got []")
      .error(
          [] {
            layer_norm(ones({2, 3}, kInt), {3});
          },
          "layer_norm: expected a floating-point input, got int32")
      .error(
          [] {
            layer_norm(ones({2, 3}), {3}, ones({2}));
          },
          "layer_norm: expected a weight of shape [3], got [2]")
      .error(
          [] {
            layer_norm(ones({2, 3}), {3}, {}, ones({3}, kDouble));
          },
          "layer_norm: expected a bias of dtype float32, got float64")
      .error(
          [] {
            layer_norm(ones({2, 3}), {3}, {}, ones({1, 3}));
          },
          "layer_norm: expected a bias of shape [3], got [1, 3]")
      .error(
          [] {
            layer_norm(ones({2, 3}), {3}, ones({3}, kDouble));
          },
          "layer_norm: expected a weight of dtype float32, got float64");
  op_case("group_norm", groups)
      .sample({{1, 4}, {4}, {4}}, {2})
      .sample({{2, 2, 2}, {2}, {2}}, {1})
      .sample({{2, 6, 3, 5}, {6}, {6}}, {3})
      .sample({{2, 4, 3}}, {4})
      .sample({{0, 4, 3}, {4}, {4}}, {2})
      .reference(group_reference)
      .tolerance(8)
      .error([] { group_norm(ones({4}), 2); },
             "group_norm: expected an input (N, C, ...) of 2 dimensions or more, got [4]")
      .error(
          [] {
            group_norm(ones({1, 5}), 2);
          },
          "group_norm: expected channels that divide into 2 groups, got 5")
      .error(
          [] {
            group_norm(ones({1, 5}), 0);
          },
          "group_norm: expected a positive num_groups, got 0")
      .error(
          [] {
            group_norm(ones({1, 4}), 2, ones({2}));
          },
          "group_norm: expected a weight of shape [4], got [2]")
      .error(
          [] {
            group_norm(ones({1, 4}), 2, {}, ones({4}, kDouble));
          },
          "group_norm: expected a bias of dtype float32, got float64")
      .error(
          [] {
            group_norm(ones({1, 4}), 2, ones({4}, kDouble));
          },
          "group_norm: expected a weight of dtype float32, got float64")
      .error(
          [] {
            group_norm(ones({1, 4}), 2, {}, ones({2, 2}));
          },
          "group_norm: expected a bias of shape [4], got [2, 2]")
      .error(
          [] {
            group_norm(ones({1, 4}, kLong), 2);
          },
          "group_norm: expected a floating-point input, got int64");
  op_case("instance_norm",
          [](const Args& x) {
            return instance_norm(x[0], input(x, 1), input(x, 2), {}, {}, true, 0.1, kEps, false);
          })
      .sample({{2, 2, 3}, {2}, {2}})
      .sample({{3, 4, 5, 2}, {4}, {4}})
      .reference([](const PlainArgs& x) {
        PlainArgs per_channel = x;
        per_channel.numbers = {static_cast<double>(x[0].shape[1])};
        return group_reference(per_channel);
      })
      .tolerance(8)
      .error(
          [] {
            instance_norm(ones({2, 3, 4}), {}, {}, {}, {}, false, 0.1, 1e-5, false);
          },
          "instance_norm: expected running_mean and running_var where use_input_stats is false, got none")
      .error([] { instance_norm(ones({3}), {}, {}, {}, {}, true, 0.1, 1e-5, false); },
             "instance_norm: expected an input (N, C, ...) of 2 dimensions or more, got [3]")
      .error(
          [] {
            instance_norm(ones({2, 3, 4}), ones({2}), {}, {}, {}, true, 0.1, 1e-5, false);
          },
          "instance_norm: expected a weight of shape [3], got [2]")
      .error(
          [] {
            instance_norm(ones({2, 3, 4}), {}, ones({4}), {}, {}, true, 0.1, 1e-5, false);
          },
          "instance_norm: expected a bias of shape [3], got [4]")
      .error(
          [] {
            instance_norm(ones({2, 3, 4}), {}, {}, ones({2}), ones({3}), true, 0.1, 1e-5, false);
          },
          "instance_norm: expected a running_mean of shape [3], got [2]")
      .error(
          [] {
            instance_norm(ones({2, 3, 4}), {}, {}, ones({3}), ones({4}), true, 0.1, 1e-5, false);
          },
          "instance_norm: expected a running_var of shape [3], got [4]")
      .error(
          [] {
            instance_norm(ones({2, 3, 4}, kLong), {}, {}, {}, {}, true, 0.1, 1e-5, false);
          },
          "instance_norm: expected a floating-point input, got int64");
  op_case("rms_norm", [](const Args& x) { return rms_norm(x[0], {x[0].size(-1)}, x[1], kEps); })
      .sample({{2, 3}, {3}})
      .sample({{4, 2, 19}, {19}})
      .sample({{0, 3}, {3}})
      .reference(rms_reference)
      .tolerance(8)
      .error(
          [] {
            rms_norm(ones({2, 3}), {2});
          },
          "rms_norm: expected an input whose last dimensions are normalized_shape [2], got [2, 3]")
      .error(
          [] {
            rms_norm(ones({2, 3}), {3}, ones({2}));
          },
          "rms_norm: expected a weight of shape [3], got [2]")
      .error([] { rms_norm(ones({3}, kLong), {3}); }, "rms_norm: expected a floating-point input, got int64");
  op_case("local_response_norm",
          [](const Args& x) { return local_response_norm(x[0], x.i(0), 0.3, 0.75, 1.5); })
      .sample({{1, 3, 2}}, {3})
      .sample({{1, 4, 2}}, {2})
      .sample({{2, 7, 3, 11}}, {5})
      .sample({{2, 3, 4}}, {9})
      .sample({{0, 3, 4}}, {3})
      .reference(response_reference)
      .tolerance(8)
      .error(
          [] {
            local_response_norm(ones({2, 3}), 2);
          },
          "local_response_norm: expected an input (N, C, ...) of 3 dimensions or more, got [2, 3]")
      .error(
          [] {
            local_response_norm(ones({2, 3, 1}), 0);
          },
          "local_response_norm: expected a positive size, got 0")
      .error(
          [] {
            local_response_norm(ones({2, 3, 1}, kLong), 2);
          },
          "local_response_norm: expected a floating-point input, got int64");
});

// A NaN spoils what shares its mean: a channel, a row, a group, a window of channels.
TEST(Norms, NanStaysWithWhatItIsNormalisedWith) {
  Tensor x = ones({2, 4, 3});
  x[1][2][0] = Scalar(std::nan(""));
  const auto expect = [](const Tensor& y,
                         const std::function<bool(int64_t n, int64_t c, int64_t i)>& spoilt) {
    const Plain out = plain(y);
    for (int64_t k = 0; k < out.numel(); ++k)
      EXPECT_EQ(std::isnan(out[k]), spoilt(k / 12, k / 3 % 4, k % 3)) << k;
  };
  expect(batch_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, false), [](auto, auto c, auto) { return c == 2; });
  expect(batch_norm(x, {}, {}, zeros({4}), ones({4}), false, 0.1, 1e-5, false),
         [](auto n, auto c, auto i) { return n == 1 && c == 2 && i == 0; });
  expect(instance_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, false),
         [](auto n, auto c, auto) { return n == 1 && c == 2; });
  expect(layer_norm(x, {3}), [](auto n, auto c, auto) { return n == 1 && c == 2; });
  expect(rms_norm(x, {3}), [](auto n, auto c, auto) { return n == 1 && c == 2; });
  expect(group_norm(x, 2), [](auto n, auto c, auto) { return n == 1 && c >= 2; });
  expect(local_response_norm(x, 3), [](auto n, auto c, auto i) { return n == 1 && c >= 1 && i == 0; });
}

TEST(RmsNorm, DefaultEpsIsTheStepOfTheDtype) {
  const Tensor x = full({1, 4}, 1e-4);
  EXPECT_NEAR(rms_norm(x, {4})[0][0].item<double>(), 1e-4 / std::sqrt(1e-8 + 1.1920929e-7), 1e-5);
}

}  // namespace
}  // namespace torch::inline rushlight::test
