// Losses over labels (CTC, class margins) and of distributions against plain loops; CTC by adding up all alignments.
// LibTorch's figures: test/golden/layers.txt and nn.txt.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const double kInf = std::numeric_limits<double>::infinity();

// The losses as they are (0), their mean (1) or their sum (2).
std::vector<Plain> reduced(const Plain& losses, int64_t reduction) {
  if (reduction == 0) return {losses};
  Plain one((Shape()));
  for (double v : losses.values) one[0] += v;
  if (reduction == 1) one[0] /= double(losses.numel());
  return {one};
}
Arg listed(Shape shape, Numbers values) {
  Arg a = given(std::move(shape), std::move(values));
  a.dtype = kLong;
  return a;
}

// log-probabilities of scores (T, N, C).
Plain normalised(Plain x) {
  const int64_t classes = x.shape.back();
  for (int64_t row = 0; row < x.numel(); row += classes) {
    double sum = 0;
    for (int64_t c = 0; c < classes; ++c) sum += std::exp(x[row + c]);
    for (int64_t c = 0; c < classes; ++c) x[row + c] -= std::log(sum);
  }
  return x;
}
// Sum of the probabilities of all paths of `steps` classes that read as `target` without repeats and blanks.
double all_paths(const Plain& log_probs, int64_t n, int64_t steps, const std::vector<int64_t>& target,
                 int64_t blank) {
  const int64_t batch = log_probs.shape[1], classes = log_probs.shape[2];
  double total = 0;
  std::vector<int64_t> path(static_cast<size_t>(steps), 0);
  while (true) {
    std::vector<int64_t> read;
    double log_prob = 0;
    for (size_t t = 0; t < path.size(); ++t) {
      log_prob += log_probs[(static_cast<int64_t>(t) * batch + n) * classes + path[t]];
      if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) read.push_back(path[t]);
    }
    if (read == target) total += std::exp(log_prob);
    size_t t = 0;
    while (t < path.size() && ++path[t] == classes) path[t++] = 0;
    if (t == path.size()) return total;
  }
}

// Inputs: scores, targets (N, S) or joined, steps and lengths. The numbers: blank, reduction, zero_infinity.
Tensor ctc(const Args& x) {
  return ctc_loss(x[0].log_softmax(-1), x[1], x[2], x[3], x.i(0), x.i(1), x.i(2) != 0);
}
std::vector<Plain> ctc_reference(const PlainArgs& x) {
  Plain scores = x[0];
  const bool single = scores.shape.size() == 2;
  if (single) scores.shape.insert(scores.shape.begin() + 1, 1);
  const Plain log_probs = normalised(scores);
  const int64_t batch = log_probs.shape[1];
  Plain losses({batch});
  int64_t start = 0;
  for (int64_t n = 0; n < batch; ++n) {
    const auto length = static_cast<int64_t>(x[3][n]);
    std::vector<int64_t> target;
    const int64_t begin = x[1].shape.size() == 2 ? n * x[1].shape[1] : start;
    for (int64_t i = 0; i < length; ++i) target.push_back(static_cast<int64_t>(x[1][begin + i]));
    start += length;
    losses[n] = -std::log(all_paths(log_probs, n, static_cast<int64_t>(x[2][n]), target, x.i(0)));
    if (x.i(2) != 0 && losses[n] == kInf) losses[n] = 0;
    if (x.i(1) == 1) losses[n] /= double(std::max<int64_t>(1, length));
  }
  if (single && x.i(1) == 0) losses.shape = {};
  return reduced(losses, x.i(1));
}

void call_ctc(IntArrayRef scores, Tensor targets, std::vector<int64_t> steps, std::vector<int64_t> lengths,
              int64_t blank = 0) {
  ctc_loss(zeros(scores), targets, steps, lengths, blank);
}
Tensor list(std::vector<int64_t> values) { return tensor(values, kLong); }

const OpCases sequences([] {
  op_case("ctc_loss", ctc)
      .sample({{3, 1, 3}, listed({1, 2}, {1, 2}), listed({1}, {3}), listed({1}, {2})}, {0, 1, 0})
      .sample({{4, 2, 3}, listed({2, 2}, {1, 1, 2, 0}), listed({2}, {4, 3}), listed({2}, {2, 1})}, {0, 0, 0})
      .sample({{4, 2, 3}, listed({3}, {0, 2, 2}), listed({2}, {3, 4}), listed({2}, {1, 2})}, {1, 2, 0})
      .sample({{5, 3}, listed({2}, {2, 1}), listed({1}, {5}), listed({1}, {2})}, {0, 0, 0})
      .sample({{3, 3, 2}, listed({3, 2}, {1, 1, 1, 1, 1, 1}), listed({3}, {3, 2, 0}), listed({3}, {0, 2, 0})},
              {0, 0, 1})
      .reference(ctc_reference)
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .once_differentiable()
      .error([] { call_ctc({3}, list({1}), {3}, {1}); },
             "ctc_loss: expected log-probabilities (T, N, C) or (T, C), got shape [3]")
      .error(
          [] {
            ctc_loss(zeros({3, 1, 2}, kLong), list({1}), {3}, {1});
          },
          "ctc_loss: expected floating-point log-probabilities, got int64")
      .error(
          [] {
            ctc_loss(zeros({3, 1, 2}), ones({1}), {3}, {1});
          },
          "ctc_loss: expected targets of dtype int64 or int32, got float32")
      .error(
          [] {
            call_ctc({3, 1, 2}, list({1}), {3}, {1}, 2);
          },
          "ctc_loss: expected a blank in [0, 1], got 2")
      .error(
          [] {
            call_ctc({3, 2, 2}, list({1}), {3}, {1});
          },
          "ctc_loss: expected a length for each of 2 sequences, got [3]")
      .error(
          [] {
            call_ctc({3, 1, 2}, list({1}), {4}, {1});
          },
          "ctc_loss: expected input lengths from 0 to 3, got [4]")
      .error(
          [] {
            call_ctc({3, 1, 2}, list({1}), {3}, {2});
          },
          "ctc_loss: expected target lengths from 0 to 1, got [2]")
      .error(
          [] {
            call_ctc({3, 1, 2}, list({1, 1}), {3}, {1});
          },
          "ctc_loss: expected targets of shape [1, S] or [1], got [2]")
      .error(
          [] {
            call_ctc({3, 1, 2}, list({2}), {3}, {1});
          },
          "ctc_loss: expected targets in [0, 1], got 2")
      .error(
          [] {
            ctc_loss(zeros({3, 1, 2}), list({1}), ones({1}), list({1}));
          },
          "ctc_loss: expected lengths of dtype int64 or int32, got float32");
});

// The numbers: p, margin, reduction.
std::vector<Plain> one_class(const PlainArgs& x) {
  const int64_t classes = x[0].shape.back(), rows = x[0].numel() / classes;
  Plain losses(x[0].shape.size() == 1 ? Shape() : Shape{rows});
  for (int64_t n = 0; n < rows; ++n) {
    const auto y = static_cast<int64_t>(x[1][n]);
    for (int64_t c = 0; c < classes; ++c) {
      if (c == y) continue;
      const double gap = std::max(0.0, x.d(1) - x[0][n * classes + y] + x[0][n * classes + c]);
      losses[n] += std::pow(gap, x.d(0)) * (x.arrays.size() > 2 ? x[2][y] : 1) / double(classes);
    }
  }
  return reduced(losses, x.i(2));
}
std::vector<Plain> several_classes(const PlainArgs& x) {
  const int64_t classes = x[0].shape.back(), rows = x[0].numel() / classes;
  Plain losses(x[0].shape.size() == 1 ? Shape() : Shape{rows});
  for (int64_t n = 0; n < rows; ++n) {
    std::vector<int64_t> labels;
    for (int64_t i = 0; i < classes && x[1][n * classes + i] >= 0; ++i)
      labels.push_back(static_cast<int64_t>(x[1][n * classes + i]));
    for (int64_t label : labels)
      for (int64_t c = 0; c < classes; ++c) {
        bool named = false;
        for (int64_t other : labels) named |= other == c;
        if (!named)
          losses[n] += std::max(0.0, 1 - x[0][n * classes + label] + x[0][n * classes + c]) / double(classes);
      }
  }
  return reduced(losses, x.i(0));
}

const OpCases margins([] {
  op_case("multi_margin_loss",
          [](const Args& x) {
            return multi_margin_loss(x[0], x[1], x.d(0), x.d(1),
                                     x.size() > 2 ? std::optional<Tensor>(x[2]) : std::nullopt, x.i(2));
          })
      .sample({{2, 3}, listed({2}, {2, 0})}, {1, 1, 1})
      .sample({{3}, listed({}, {1})}, {2, 0.5, 0})
      .sample({{3, 2}, listed({3}, {1, 0, 1}), Arg({2}, 0.1, 2).without_grad()}, {2, 0.7, 0})
      .sample({{5, 7}, indices({5}, 0, 7)}, {1, 0.3, 2})
      .reference(one_class)
      .tolerance(8)
      .error(
          [] {
            multi_margin_loss(ones({2, 3}), list({0, 1}), 3);
          },
          "multi_margin_loss: expected p of 1 or 2, got 3")
      .error(
          [] {
            multi_margin_loss(ones({2, 3, 1}), list({0, 1}));
          },
          "multi_margin_loss: expected an input (N, C) or (C) with one or more classes, got shape [2, 3, 1]")
      .error(
          [] {
            multi_margin_loss(ones({2, 3}, kLong), list({0, 1}));
          },
          "multi_margin_loss: expected a floating-point input, got int64")
      .error(
          [] {
            multi_margin_loss(ones({2, 3}), list({0}));
          },
          "multi_margin_loss: expected a target of shape [2], got [1]")
      .error(
          [] {
            multi_margin_loss(ones({2, 3}), ones({2}));
          },
          "multi_margin_loss: expected a target of dtype int64, got float32")
      .error(
          [] {
            multi_margin_loss(ones({2, 3}), list({0, 3}));
          },
          "multi_margin_loss: expected classes in [0, 2], got 3")
      .error(
          [] {
            multi_margin_loss(ones({2, 3}), list({0, 1}), 1, 1, ones({2}));
          },
          "multi_margin_loss: expected a weight of shape [3], got [2]");
  op_case("multilabel_margin_loss", [](const Args& x) { return multilabel_margin_loss(x[0], x[1], x.i(0)); })
      .sample({{2, 3}, listed({2, 3}, {2, 0, -1, -1, 1, 0})}, {1})
      .sample({{3}, listed({3}, {1, 1, -1})}, {0})
      .sample({{3, 4}, listed({3, 4}, {0, 1, 2, 3, 3, -1, 0, 1, -1, -1, -1, -1})}, {0})
      .sample({{2, 2}, listed({2, 2}, {-1, 0, -1, -1})}, {2})
      .reference(several_classes)
      .tolerance(8)
      .error(
          [] {
            multilabel_margin_loss(ones({2, 3}), zeros({2, 2}, kLong));
          },
          "multilabel_margin_loss: expected")
      .error(
          [] {
            multilabel_margin_loss(ones({2, 3}), full({2, 3}, 3, kLong));
          },
          "multilabel_margin_loss: expected classes in [-1, 2], got 3");
});

const OpCases distributions([] {
  const auto both = [](const PlainArgs& x, double (*f)(double, double, const Numbers&), size_t reduction) {
    Plain losses(x[0].shape);
    for (int64_t i = 0; i < losses.numel(); ++i) losses[i] = f(x[0][i], x[1][i], x.numbers);
    return reduced(losses, x.i(reduction));
  };
  // The numbers: reduction, log_target.
  op_case("kl_div", [](const Args& x) { return kl_div(x[0], x[1], x.i(0), x.i(1) != 0); })
      .sample({Arg{2, 3}, Arg({2, 3}, 0.1, 1)}, {0, 0})
      .sample({Arg{2, 2}, Arg{2, 2}}, {1, 1})
      .sample({Arg{7}, Arg({7}, 0.1, 1)}, {2, 0})
      .sample({Arg{3}, given({3}, {0, 0.5, 0}).without_grad()}, {0, 0})
      .reference([both](const PlainArgs& x) {
        return both(
            x,
            [](double a, double t, const Numbers& n) {
              return n[1] != 0 ? std::exp(t) * (t - a) : (t > 0 ? t * std::log(t) : 0) - t * a;
            },
            0);
      })
      .tolerance(8);
  // The numbers: log_input, full, eps, reduction.
  op_case(
      "poisson_nll_loss",
      [](const Args& x) { return poisson_nll_loss(x[0], x[1], x.i(0) != 0, x.i(1) != 0, x.d(2), x.i(3)); })
      .sample({Arg{2, 3}, Arg({2, 3}, 0, 3).without_grad()}, {1, 0, 1e-8, 0})
      .sample({Arg({2, 2}, 0.5, 2), Arg({2, 2}, 0, 3).without_grad()}, {0, 0, 0.1, 1})
      .sample({Arg{5}, given({5}, {0, 0.5, 2, 3, 7}).without_grad()}, {1, 1, 1e-8, 2})
      .reference([both](const PlainArgs& x) {
        return both(
            x,
            [](double a, double t, const Numbers& n) {
              const double stirling =
                  n[1] != 0 && t > 1 ? t * std::log(t) - t + 0.5 * std::log(2 * M_PI * t) : 0;
              return (n[0] != 0 ? std::exp(a) - t * a : a - t * std::log(a + n[2])) + stirling;
            },
            3);
      })
      .tolerance(16);
});

}  // namespace
}  // namespace torch::inline rushlight::test
