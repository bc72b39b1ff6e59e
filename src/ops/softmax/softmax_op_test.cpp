// softmax, log_softmax and cross-entropy as operators against plain loops in double: values, gradients of both orders,
// all forms of targets, errors. The kernels alone: softmax_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();

// Elements before, along and behind dimension `dim`.
struct Axis {
  int64_t outer = 1, size = 1, inner = 1;
  Axis(const Shape& shape, int64_t dim) {
    const int64_t dims = static_cast<int64_t>(shape.size()), at = dim < 0 ? dim + dims : dim;
    for (int64_t d = 0; d < dims; ++d)
      (d < at ? outer : d == at ? size : inner) *= shape[static_cast<size_t>(d)];
  }
  int64_t rows() const { return outer * inner; }
  int64_t at(int64_t row, int64_t k) const { return (row / inner * size + k) * inner + row % inner; }
};

Plain log_softmax_of(const Plain& x, int64_t dim) {
  const Axis a(x.shape, dim);
  Plain y(x.shape);
  for (int64_t r = 0; r < a.rows(); ++r) {
    double top = -kInf, sum = 0;
    for (int64_t k = 0; k < a.size; ++k) top = std::fmax(top, x[a.at(r, k)]);
    for (int64_t k = 0; k < a.size; ++k) sum += std::exp(x[a.at(r, k)] - top);
    for (int64_t k = 0; k < a.size; ++k) y[a.at(r, k)] = x[a.at(r, k)] - top - std::log(sum);
  }
  return y;
}
Plain exponential(Plain x) {
  for (double& v : x.values) v = std::exp(v);
  return x;
}

Samples along() {
  Samples all{{{{}}, {0}},       {{{}}, {-1}},       {{{5}}, {0}},        {{{2, 3}}, {0}},
              {{{2, 3}}, {1}},   {{{2, 3, 2}}, {1}}, {{{3, 2, 2}}, {-1}}, {{{0, 3}}, {0}},
              {{{0, 3}}, {1}},   {{{3, 0}}, {1}},    {{{1, 4}}, {0}},     {{{4, 1000}}, {1}},
              {{{33, 17}}, {1}}, {{{33, 17}}, {0}},  {{{3, 31, 9}}, {1}}, {{{2, 3, 2, 5}}, {2}},
              {{{7, 65}}, {-1}}};
  all.push_back({{Arg(Shape{3, 8}, -100, 100)}, {1}});
  all.push_back(
      {{given({5, 3}, {kNan, 1, 2, kInf, 1, 2, -kInf, 1, 2, -kInf, -kInf, -kInf, 30000, -30000, 0})}, {1}});
  all.push_back({{{512, 130}}, {1}, true});
  all.push_back({{{130, 16, 32}}, {1}, true});
  return all;
}

const OpCases rows([] {
  op_case("softmax", [](const Args& x) { return softmax(x[0], x.i(0)); })
      .samples(along())
      .reference(
          [](const PlainArgs& x) { return std::vector<Plain>{exponential(log_softmax_of(x[0], x.i(0)))}; })
      .tolerance(8)
      .error([] { softmax(ones({3}, kLong), 0); },
             "softmax: expected a floating-point tensor, got int64; pass a dtype or convert it")
      .error([] { softmax(ones({3}), 0, kLong); }, "softmax: expected a floating-point tensor, got int64")
      .error([] { softmax(ones({3}, kBool), 0); }, "softmax: expected a floating-point tensor, got bool")
      .error([] { softmax(ones({3}), 1); }, "softmax: expected a dimension in [-1, 0], got 1")
      .error([] { softmax(ones({}), -2); }, "softmax: expected a dimension in [-1, 0], got -2");
  op_case("log_softmax", [](const Args& x) { return log_softmax(x[0], x.i(0)); })
      .samples(along())
      .reference([](const PlainArgs& x) { return std::vector<Plain>{log_softmax_of(x[0], x.i(0))}; })
      .tolerance(8)
      .error([] { log_softmax(ones({3}, kLong), 0); },
             "log_softmax: expected a floating-point tensor, got int64; pass a dtype or convert it")
      .error(
          [] {
            log_softmax(ones({3, 2}), -3);
          },
          "log_softmax: expected a dimension in [-2, 1], got -3");
  op_case("softmax to float64", [](const Args& x) { return softmax(x[0], x.i(0), kDouble); })
      .sample({{2, 3}}, {1})
      .sample({{5}}, {0})
      .reference(
          [](const PlainArgs& x) { return std::vector<Plain>{exponential(log_softmax_of(x[0], x.i(0)))}; })
      .integers(true)
      .gives({Gives::anything});
  op_case("log_softmax to float64", [](const Args& x) { return log_softmax(x[0], x.i(0), kDouble); })
      .sample({{2, 3}}, {1})
      .reference([](const PlainArgs& x) { return std::vector<Plain>{log_softmax_of(x[0], x.i(0))}; })
      .integers(true)
      .gives({Gives::anything});
});

// The numbers of a cross-entropy: reduction, ignored class, smoothing. Inputs: scores, target, weights if given.
double weight_of(const PlainArgs& x, int64_t c) { return x.arrays.size() > 2 ? x[2][c] : 1; }

std::vector<Plain> reduced(const Plain& losses, double count, int64_t reduction) {
  if (reduction == 0) return {losses};
  Plain one(Shape{});
  for (double v : losses.values) one[0] += v;
  if (reduction == 1) one[0] /= count;
  return {one};
}
Shape without_classes(const Plain& scores) {
  Shape s = scores.shape;
  s.erase(s.begin() + (s.size() == 1 ? 0 : 1));
  return s;
}

std::vector<Plain> of_classes(const PlainArgs& x) {
  const int64_t dim = x[0].dim() == 1 ? 0 : 1;
  const Axis a(x[0].shape, dim);
  const Plain logs = log_softmax_of(x[0], dim);
  Plain losses(without_classes(x[0]));
  double count = 0;
  for (int64_t r = 0; r < a.rows(); ++r) {
    const int64_t t = static_cast<int64_t>(x[1][r]);
    if (t == x.i(1)) continue;
    double smooth = 0;
    for (int64_t k = 0; x.d(2) > 0 && k < a.size; ++k) smooth -= weight_of(x, k) * logs[a.at(r, k)];
    losses[r] =
        -(1 - x.d(2)) * weight_of(x, t) * logs[a.at(r, t)] + x.d(2) / static_cast<double>(a.size) * smooth;
    count += weight_of(x, t);
  }
  return reduced(losses, count, x.i(0));
}
std::vector<Plain> of_probabilities(const PlainArgs& x) {
  const int64_t dim = x[0].dim() == 1 ? 0 : 1;
  const Axis a(x[0].shape, dim);
  const Plain logs = log_softmax_of(x[0], dim);
  Plain losses(without_classes(x[0]));
  for (int64_t r = 0; r < a.rows(); ++r)
    for (int64_t k = 0; k < a.size; ++k) {
      const double share = x[1][a.at(r, k)] * (1 - x.d(2)) + x.d(2) / static_cast<double>(a.size);
      losses[r] -= weight_of(x, k) * share * logs[a.at(r, k)];
    }
  return reduced(losses, static_cast<double>(a.rows()), x.i(0));
}

Tensor entropy(const Args& x) {
  return cross_entropy_loss(x[0], x[1], x.size() > 2 ? x[2] : Tensor(), x.i(0), x.i(1), x.d(2));
}
Samples targets(bool classes) {
  Samples all;
  for (double reduction : {0.0, 1.0, 2.0})
    for (double smoothing : {0.0, 0.2})
      for (double ignored : {-100.0, 1.0}) {
        if (!classes && ignored >= 0) continue;
        const Numbers numbers{reduction, ignored, smoothing};
        const auto target = [&](Shape scores) -> Arg {
          if (!classes) return Arg(scores, 0, 1);
          Plain rows{std::move(scores)};
          return indices(without_classes(rows), 0, 3);
        };
        const Arg weight = Arg(Shape{3}, 0.5, 2).without_grad();
        all.push_back({{{2, 3}, target({2, 3})}, numbers});
        all.push_back({{{4, 3}, target({4, 3}), weight}, numbers});
        all.push_back({{{2, 3, 5, 7}, target({2, 3, 5, 7})}, numbers});
        if (reduction == 1 && ignored >= 0) continue;  // few rows, of which none may count: a mean of nothing
        all.push_back({{{1, 3, 2}, target({1, 3, 2}), weight}, numbers});
        all.push_back({{{3}, target({3})}, numbers});
        if (reduction != 1) all.push_back({{{0, 3}, target({0, 3})}, numbers});
      }
  return all;
}

Tensor class_indices(std::vector<int64_t> v) {
  Tensor t = empty({static_cast<int64_t>(v.size())}, kLong);
  std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
  return t;
}
Tensor scores() { return ones({2, 3}); }

const OpCases entropies([] {
  op_case("cross_entropy_loss", entropy)
      .samples(targets(true))
      .sample({{9, 65}, indices({9}, 0, 65)}, {0, -100, 0})
      .sample({{33, 10}, indices({33}, 0, 10)}, {1, -100, 0.1})
      .reference(of_classes)
      .tolerance(16)
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({0, 3}));
          },
          "cross_entropy: expected classes in [0, 2] or the ignored -100, got 3 in row 1")
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({-1, 0}));
          },
          "cross_entropy: expected classes in [0, 2] or the ignored -100, got -1 in row 0")
      .error([] { cross_entropy_loss(scores(), class_indices({0})); },
             "cross_entropy: expected class indices of shape [2] for scores [2, 3], got [1]")
      .error([] { cross_entropy_loss(scores(), ones({2})); },
             "cross_entropy: expected class indices of dtype int64, got float32")
      .error(
          [] {
            cross_entropy_loss(scores(), ones({2, 3}, kLong));
          },
          "cross_entropy: expected class indices of shape [2] for scores [2, 3], got [2, 3]")
      .error([] { cross_entropy_loss(ones({}), ones({}, kLong)); },
             "cross_entropy: expected scores of one or more dimensions, got a 0-dim tensor")
      .error(
          [] {
            cross_entropy_loss(ones({2, 3}, kLong), class_indices({0, 1}));
          },
          "cross_entropy: expected floating-point scores, got int64")
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({0, 1}), ones({2}));
          },
          "cross_entropy: expected a weight for each of 3 classes, got shape [2]")
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({0, 1}), ones({3}, kDouble));
          },
          "cross_entropy: expected weights of dtype float32, got float64")
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({0, 1}), {}, 3);
          },
          "cross_entropy: expected a reduction of 0 (none), 1 (mean) or 2 (sum), got 3")
      .error(
          [] {
            cross_entropy_loss(scores(), class_indices({0, 1}), {}, 1, -100, 1.5);
          },
          "cross_entropy: expected a label_smoothing in [0, 1], got 1.5");
  op_case("cross_entropy_loss probabilities", entropy)
      .samples(targets(false))
      .reference(of_probabilities)
      .tolerance(16)
      .error([] { cross_entropy_loss(scores(), scores(), ones({2})); },
             "cross_entropy: expected a weight for each of 3 classes, got shape [2]")
      .error([] { cross_entropy_loss(scores(), scores(), {}, 1, 2); },
             "cross_entropy: expected no ignore_index with probabilities as target, got 2");
});

TEST(CrossEntropy, ClassesOutOfRangeAreAnIndexError) {
  EXPECT_THROW(cross_entropy_loss(scores(), class_indices({0, 3})), IndexError);
}
TEST(CrossEntropy, ClassesMayBeBytes) {
  const Tensor x = make_args({{{2, 3}}, {}}, kDouble, 4)[0], t = class_indices({2, 0});
  EXPECT_TRUE(equal(cross_entropy_loss(x, t.to(kByte)), cross_entropy_loss(x, t)));
}
TEST(CrossEntropy, MeanOverNothingIsNan) {
  EXPECT_TRUE(std::isnan(cross_entropy_loss(scores(), class_indices({-100, -100})).item<double>()));
  EXPECT_TRUE(std::isnan(cross_entropy_loss(ones({0, 3}), class_indices({})).item<double>()));
  EXPECT_TRUE(std::isnan(cross_entropy_loss(ones({0, 3}), ones({0, 3})).item<double>()));
}
// The gradients of rows that do not count are 0, whatever they hold, by the kernel and by the formula of a graph.
TEST(CrossEntropy, IgnoredRowsHaveNoGradient) {
  for (bool graph : {false, true})
    for (double smoothing : {0.0, 0.1}) {
      const Tensor none = ones({2, 3}, kDouble).requires_grad_();
      const Tensor nothing = cross_entropy_loss(none, class_indices({-100, -100}), {}, 1, -100, smoothing);
      EXPECT_TRUE(
          equal(autograd::grad({nothing}, {none}, {}, true, graph)[0].detach(), zeros({2, 3}, kDouble)));
      Sample s{{given({2, 2}, {kNan, kInf, 1, 1})}, {}};
      const Tensor x = make_args(s, kDouble, 1)[0].set_requires_grad(true);
      const Tensor loss = cross_entropy_loss(x, class_indices({-100, 0}), {}, 1, -100, smoothing);
      EXPECT_EQ(difference(plain(autograd::grad({loss}, {x}, {}, true, graph)[0].detach()),
                           Plain({2, 2}, {0, 0, smoothing / 2 - 0.5, 0.5 - smoothing / 2}), 1e-12, 1e-12),
                "");
    }
}
// As PyTorch has it: a score of minus infinity is a class without probability; NaN and infinity spoil their row.
TEST(CrossEntropy, NanAndInfinity) {
  const Plain values({6, 2}, {kNan, 1, kInf, 1, -kInf, 1, -kInf, 1, 1, 2, 1, -kInf});
  const Plain expected({6}, {kNan, kNan, 0, kInf, std::log1p(std::exp(-1)), 0});
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16}) {
    Sample s{{given(values.shape, values.values)}, {}};
    const Tensor x = make_args(s, t, 1)[0];
    const Tensor loss = cross_entropy_loss(x, class_indices({1, 1, 1, 0, 1, 0}), {}, 0);
    EXPECT_EQ(difference(plain(loss), expected, 8e-3, 1e-6), "") << t;
  }
}
// The first derivative has a kernel of its own; the formula for the second one must give the same first one.
TEST(CrossEntropy, TheKernelOfTheGradientAgreesWithItsFormula) {
  for (const Sample& s : targets(true)) {
    if (s.args[0].shape[0] == 0) continue;
    const Args x = make_args(s, kDouble, 9);
    x[0].set_requires_grad(true);
    const auto gradient = [&](bool graph) {
      return autograd::grad({entropy(x).sum()}, {x[0]}, {}, true, graph)[0].detach();
    };
    EXPECT_EQ(difference(plain(gradient(false)), plain(gradient(true)), 1e-12, 1e-12), "") << s.str();
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
