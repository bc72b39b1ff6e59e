// Losses against plain loops in double, with every reduction; figures made with PyTorch are replayed by test/golden.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/expect_error.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

double total(const Plain& losses) {
  double s = 0;
  for (double v : losses.values) s += v;
  return s;
}
// The reduction that number 0 of the sample asks for; a mean divides by `count`.
std::vector<Plain> reduced(const Plain& losses, const PlainArgs& x, double count) {
  if (x.i(0) == 0) return {losses};
  Plain one(Shape{});
  one[0] = x.i(0) == 1 ? total(losses) / count : total(losses);
  return {one};
}
// Losses of element pairs (or triples) of one shape, reduced.
template <class F> OpCase::Reference pairs(F f) {
  return [f](const PlainArgs& x) {
    Plain out(x[0].shape);
    for (int64_t k = 0; k < out.numel(); ++k) out[k] = f(x, k);
    return reduced(out, x, static_cast<double>(out.numel()));
  };
}
// Two inputs of one shape, with each reduction; the second one of values in [low, high].
Samples two(double low1, double high1, double low2, double high2, const Numbers& more = {}) {
  Samples all;
  for (double reduction : {0.0, 1.0, 2.0})
    for (const Shape& shape : {Shape{}, Shape{4}, Shape{3, 2}, Shape{5, 19}}) {
      Sample s{{Arg(shape, low1, high1), Arg(shape, low2, high2)}, {reduction}};
      s.numbers.insert(s.numbers.end(), more.begin(), more.end());
      all.push_back(s);
    }
  all.push_back({{Arg(Shape{0, 3}, low1, high1), Arg(Shape{0, 3}, low2, high2)}, {2}});
  all.back().numbers.insert(all.back().numbers.end(), more.begin(), more.end());
  return all;
}
// Inputs, and a target of 1 and -1 without gradient.
Samples signs(const Numbers& more = {}) {
  Samples all;
  for (double reduction : {0.0, 1.0, 2.0}) {
    Sample s{{{2, 3}, given({2, 3}, {1, -1, -1, 1, 1, -1}).without_grad()}, {reduction}};
    s.numbers.insert(s.numbers.end(), more.begin(), more.end());
    all.push_back(s);
  }
  return all;
}

double smooth(double d, double beta) {
  d = std::fabs(d);
  return d < beta ? d * d / (2 * beta) : d - beta / 2;
}
double softplus(double x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))); }

// Inputs: scores (N, C, ...), classes, weights when there is a third; numbers: reduction, ignored class.
std::vector<Plain> nll_reference(const PlainArgs& x) {
  Shape rows = x[0].shape;
  const int64_t classes = rows.size() == 1 ? rows[0] : rows[1];
  rows.erase(rows.begin() + (rows.size() == 1 ? 0 : 1));
  Plain out(rows);
  int64_t inner = 1;
  for (size_t d = 1; d < rows.size(); ++d) inner *= rows[d];
  double used = 0;
  for (int64_t r = 0; r < out.numel(); ++r) {
    const int64_t t = static_cast<int64_t>(x[1][r]);
    if (t == x.i(1)) continue;
    const double w = x.arrays.size() > 2 ? x[2][t] : 1;
    out[r] = -w * x[0][(r / inner * classes + t) * inner + r % inner];
    used += w;
  }
  return reduced(out, x, used);
}
Tensor nll(const Args& x) {
  const std::optional<Tensor> weight = x.size() > 2 ? std::optional<Tensor>(x[2]) : std::nullopt;
  return nll_loss(x[0], x[1], weight, x.i(0), x.i(1));
}
Samples nll_samples() {
  Samples all;
  for (double reduction : {0.0, 1.0, 2.0}) {
    const Arg weight = Arg(Shape{3}, 0.5, 2).without_grad();
    all.push_back({{{2, 3}, indices({2}, 0, 3)}, {reduction, -100}});
    all.push_back({{{4, 3}, indices({4}, 0, 3), weight}, {reduction, 1}});
    all.push_back({{{2, 3, 2}, indices({2, 2}, 0, 3), weight}, {reduction, -100}});
    all.push_back({{{2, 3, 5, 7}, indices({2, 5, 7}, 0, 3)}, {reduction, 2}});
    all.push_back({{{3}, indices({}, 0, 3)}, {reduction, -100}});
  }
  return all;
}

const OpCases differences([] {
  op_case("mse_loss", [](const Args& x) { return mse_loss(x[0], x[1], x.i(0)); })
      .samples(two(-2, 2, -2, 2))
      .reference(pairs([](const PlainArgs& x, int64_t k) { return std::pow(x[0][k] - x[1][k], 2); }))
      .tolerance(8)
      .error([] { mse_loss(ones({2}), ones({3})); }, "mse_loss: expected shapes that broadcast together")
      .error([] { mse_loss(ones({2}, kLong), ones({2}, kLong)); },
             "mse_loss: expected floating-point inputs, got int64 and int64")
      .error([] { mse_loss(ones({2}), ones({2}), 3); },
             "mse_loss: expected a reduction of 0 (none), 1 (mean) or 2 (sum), got 3");
  op_case("mse_loss broadcast", [](const Args& x) { return mse_loss(x[0], x[1], 0); })
      .samples(binary())
      .elementwise([](const double* x) { return (x[0] - x[1]) * (x[0] - x[1]); })
      .tolerance(8);
  op_case("l1_loss", [](const Args& x) { return l1_loss(x[0], x[1], x.i(0)); })
      .samples(two(-2, 2, 2.1, 5))
      .sample({given({3}, {1, 2, 3}), given({3}, {4, 0, -1})}, {0})
      .reference(pairs([](const PlainArgs& x, int64_t k) { return std::fabs(x[0][k] - x[1][k]); }))
      .tolerance(8)
      .error([] { l1_loss(ones({2}, kInt), ones({2}, kLong)); },
             "l1_loss: expected floating-point inputs, got int32 and int64");
  op_case("smooth_l1_loss", [](const Args& x) { return smooth_l1_loss(x[0], x[1], x.i(0), x.d(1)); })
      .samples(two(-2, 2, -2, 2, {0.7}))
      .reference(pairs([](const PlainArgs& x, int64_t k) { return smooth(x[0][k] - x[1][k], x.d(1)); }))
      .tolerance(8)
      .error([] { smooth_l1_loss(ones({2}, kLong), ones({2}, kLong)); },
             "smooth_l1_loss: expected floating-point inputs, got int64 and int64")
      .error([] { smooth_l1_loss(ones({2}), ones({2}), 1, -1); },
             "smooth_l1_loss: expected a beta that is not negative, got -1");
  op_case("huber_loss", [](const Args& x) { return huber_loss(x[0], x[1], x.i(0), x.d(1)); })
      .samples(two(-2, 2, -2, 2, {1.3}))
      .reference(
          pairs([](const PlainArgs& x, int64_t k) { return x.d(1) * smooth(x[0][k] - x[1][k], x.d(1)); }))
      .tolerance(8)
      .error([] { huber_loss(ones({2}, kLong), ones({2}, kLong)); },
             "huber_loss: expected floating-point inputs, got int64 and int64")
      .error([] { huber_loss(ones({2}), ones({2}), 1, 0); }, "huber_loss: expected a positive delta, got 0");
});

const OpCases binaries([] {
  op_case("binary_cross_entropy", [](const Args& x) { return binary_cross_entropy(x[0], x[1], {}, x.i(0)); })
      .samples(two(0.1, 0.9, 0.05, 0.95))
      .reference(pairs([](const PlainArgs& x, int64_t k) {
        return -(x[1][k] * std::log(x[0][k]) + (1 - x[1][k]) * std::log1p(-x[0][k]));
      }))
      .tolerance(8)
      .error([] { binary_cross_entropy(full({2}, 1.5), ones({2})); },
             "binary_cross_entropy: expected inputs in [0, 1], got one outside; apply sigmoid")
      .error([] { binary_cross_entropy(full({2}, std::nan("")), ones({2})); },
             "binary_cross_entropy: expected inputs in [0, 1], got one outside")
      .error(
          [] {
            binary_cross_entropy(ones({2, 1}), ones({2}));
          },
          "binary_cross_entropy: expected a target of the input's shape [2, 1], got [2]")
      .error([] { binary_cross_entropy(ones({2}), ones({2}, kLong)); },
             "binary_cross_entropy: expected a floating-point target, got int64")
      .error([] { binary_cross_entropy(ones({2}, kLong), ones({2})); },
             "binary_cross_entropy: expected a floating-point input, got int64");
  op_case("binary_cross_entropy weight",
          [](const Args& x) { return binary_cross_entropy(x[0], x[1], x[2], x.i(0)); })
      .sample({Arg(Shape{2, 3}, 0.1, 0.9), Arg(Shape{2, 3}, 0.05, 0.95), {3}}, {1})
      .reference([](const PlainArgs& x) {
        Plain out(x[0].shape);
        for (int64_t k = 0; k < out.numel(); ++k)
          out[k] = -x[2][k % 3] * (x[1][k] * std::log(x[0][k]) + (1 - x[1][k]) * std::log1p(-x[0][k]));
        return reduced(out, x, static_cast<double>(out.numel()));
      })
      .tolerance(8);
  op_case("binary_cross_entropy_with_logits",
          [](const Args& x) { return binary_cross_entropy_with_logits(x[0], x[1], {}, {}, x.i(0)); })
      .samples(two(-4, 4, 0, 1))
      .reference(pairs([](const PlainArgs& x, int64_t k) { return softplus(x[0][k]) - x[0][k] * x[1][k]; }))
      .tolerance(8)
      .error(
          [] {
            binary_cross_entropy_with_logits(ones({2, 1}), ones({2}));
          },
          "binary_cross_entropy_with_logits: expected a target of the input's shape [2, 1], got [2]")
      .error(
          [] {
            binary_cross_entropy_with_logits(ones({2, 1}), ones({2}), {}, ones({1}));
          },
          "binary_cross_entropy_with_logits: expected a target of the input's shape [2, 1], got [2]");
  op_case("binary_cross_entropy_with_logits pos_weight",
          [](const Args& x) { return binary_cross_entropy_with_logits(x[0], x[1], {}, x[2], x.i(0)); })
      .sample({{4}, Arg(Shape{4}, 0, 1), Arg(Shape{4}, 0.5, 2)}, {2})
      .reference(pairs([](const PlainArgs& x, int64_t k) {
        return x[2][k] * x[1][k] * softplus(-x[0][k]) + (1 - x[1][k]) * softplus(x[0][k]);
      }))
      .tolerance(16)
      .error([] { binary_cross_entropy_with_logits(ones({2}, kLong), ones({2})); },
             "binary_cross_entropy_with_logits: expected a floating-point input, got int64")
      .error([] { binary_cross_entropy_with_logits(ones({2}), ones({2}, kLong)); },
             "binary_cross_entropy_with_logits: expected a floating-point target, got int64");
  op_case("binary_cross_entropy_with_logits weights",
          [](const Args& x) { return binary_cross_entropy_with_logits(x[0], x[1], x[2], x[3], x.i(0)); })
      .sample({{2, 3}, Arg(Shape{2, 3}, 0, 1), {2, 1}, Arg(Shape{3}, 0.5, 2)}, {1})
      .sample({{2, 2}, Arg(Shape{2, 2}, 0, 1), {2, 1}, Arg(Shape{2}, 0.5, 2)}, {0})
      .reference([](const PlainArgs& x) {
        Plain out(x[0].shape);
        const int64_t c = x[0].shape[1];
        for (int64_t k = 0; k < out.numel(); ++k)
          out[k] =
              x[2][k / c] * (x[3][k % c] * x[1][k] * softplus(-x[0][k]) + (1 - x[1][k]) * softplus(x[0][k]));
        return reduced(out, x, static_cast<double>(out.numel()));
      })
      .tolerance(16);
  op_case("soft_margin_loss", [](const Args& x) { return soft_margin_loss(x[0], x[1], x.i(0)); })
      .samples(signs())
      .reference(pairs([](const PlainArgs& x, int64_t k) { return softplus(-x[0][k] * x[1][k]); }))
      .tolerance(8)
      .error([] { soft_margin_loss(ones({2}, kLong), ones({2}, kLong)); },
             "soft_margin_loss: expected floating-point inputs, got int64 and int64");
});

const OpCases classes_and_margins([] {
  op_case("nll_loss", nll)
      .samples(nll_samples())
      .reference(nll_reference)
      .tolerance(4)
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({2}, kLong) * 3);
          },
          "nll_loss: expected classes in [0, 2] for 3 classes, or the ignored -100, got 3 in row 0")
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({2}, kLong) * -1);
          },
          "got -1 in row 0")
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({3}, kLong));
          },
          "nll_loss: expected a target of shape [2] for an input [2, 3], got [3]")
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({2}));
          },
          "nll_loss: expected a target of dtype int64, got float32")
      .error(
          [] {
            nll_loss(ones({2, 3}, kLong), ones({2}, kLong));
          },
          "nll_loss: expected floating-point log-probabilities, got int64")
      .error([] { nll_loss(ones({}), ones({}, kLong)); },
             "nll_loss: expected an input (N, C, ...) or (C), got a 0-dim tensor")
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({2}, kLong), ones({2}));
          },
          "nll_loss: expected a weight for each of 3 classes, got shape [2]")
      .error(
          [] {
            nll_loss(ones({2, 3}), ones({2}, kLong), ones({3}, kDouble));
          },
          "nll_loss: expected a weight of dtype float32, got float64");
  op_case("hinge_embedding_loss",
          [](const Args& x) { return hinge_embedding_loss(x[0], x[1], x.d(1), x.i(0)); })
      .samples(signs({1.5}))
      .reference(pairs([](const PlainArgs& x, int64_t k) {
        return x[1][k] == 1 ? x[0][k] : std::fmax(0, x.d(1) - x[0][k]);
      }))
      .tolerance(4);
  op_case("margin_ranking_loss",
          [](const Args& x) { return margin_ranking_loss(x[0], x[1], x[2], x.d(1), x.i(0)); })
      .sample({{4}, {4}, given({4}, {1, -1, 1, -1}).without_grad()}, {0, 0.5})
      .sample({{4}, {4}, given({4}, {1, -1, 1, -1}).without_grad()}, {1, 0.5})
      .reference(pairs(
          [](const PlainArgs& x, int64_t k) { return std::fmax(0, x.d(1) - x[2][k] * (x[0][k] - x[1][k])); }))
      .tolerance(4)
      .error(
          [] {
            margin_ranking_loss(ones({2}), ones({2, 1}), ones({2}));
          },
          "margin_ranking_loss: expected inputs and a target of as many dimensions, got [2], [2, 1] and [2]");
  op_case("cosine_embedding_loss",
          [](const Args& x) { return cosine_embedding_loss(x[0], x[1], x[2], x.d(1), x.i(0)); })
      .sample({{2, 3}, {2, 3}, given({2}, {1, -1}).without_grad()}, {0, -0.9})
      .sample({{4, 5}, {4, 5}, given({4}, {1, -1, -1, 1}).without_grad()}, {1, -0.9})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].shape[0], d = x[0].shape[1];
        Plain out({n});
        for (int64_t r = 0; r < n; ++r) {
          double dot = 0, a = 0, b = 0;
          for (int64_t k = r * d; k < r * d + d; ++k)
            dot += x[0][k] * x[1][k], a += x[0][k] * x[0][k], b += x[1][k] * x[1][k];
          const double cosine = dot / std::sqrt(a * b);
          out[r] = x[2][r] == 1 ? 1 - cosine : std::fmax(0, cosine - x.d(1));
        }
        return reduced(out, x, static_cast<double>(n));
      })
      .tolerance(32)
      .error(
          [] {
            cosine_embedding_loss(ones({2, 3}), ones({2, 3}), ones({2, 1}));
          },
          "cosine_embedding_loss: expected a target (N) or a 0-dim one, got [2, 1]")
      .error(
          [] {
            cosine_embedding_loss(ones({2, 3}), ones({2}), ones({2}));
          },
          "cosine_embedding_loss: expected two inputs of one shape with one dimension more than the target "
          "[2], got "
          "[2, 3] and [2]");
  covered({"nll_loss2d", "nll_loss_nd"});
});

Tensor row(std::vector<double> v) {
  return from_blob(v.data(), {static_cast<int64_t>(v.size())}, TensorOptions(kDouble)).clone();
}

TEST(BinaryCrossEntropy, LogarithmsEndAtMinusHundred) {
  for (ScalarType t : {kFloat, kDouble}) {
    const Tensor loss = binary_cross_entropy(row({0, 1, 0, 1}).to(t), row({1, 0, 0, 1}).to(t), {}, 0);
    EXPECT_TRUE(equal(loss, row({100, 100, 0, 0}).to(t))) << t;
  }
}

TEST(BinaryCrossEntropy, LogitsOfAnySizeStayFinite) {
  for (ScalarType t : {kFloat, kDouble, kHalf}) {
    Tensor x = row({1000, -1000, 1000, -1000, 0}).to(t).requires_grad_();
    const Tensor loss = binary_cross_entropy_with_logits(x, row({1, 0, 0, 1, 1}).to(t), {}, {}, 0);
    EXPECT_TRUE(allclose(loss, row({0, 0, 1000, 1000, std::log(2.0)}).to(t), 1e-3)) << t;
    loss.sum().backward();
    EXPECT_TRUE(allclose(x.grad(), row({0, 0, 1, -1, -0.5}).to(t))) << t;
  }
}

TEST(BinaryCrossEntropy, NanStaysNan) {
  const Tensor x = row({std::nan(""), 1});
  EXPECT_TRUE(
      equal(isnan(binary_cross_entropy_with_logits(x, row({1, std::nan("")}), {}, {}, 0)), ones({2}, kBool)));
  EXPECT_TRUE(equal(isnan(l1_loss(x, row({1, 1}), 0)), row({1, 0}).to(kBool)));
}

TEST(L1Loss, EqualValuesHaveNoSlopeAndNanHasNone) {
  Tensor x = row({1, 2, 3, std::nan("")}).requires_grad_();
  l1_loss(x, row({1, 3, 2, 1}), 2).backward();
  EXPECT_TRUE(allclose(x.grad(), row({0, -1, 1, std::nan("")}), 0, 0, true));
  x.mutable_grad() = Tensor();
  smooth_l1_loss(x, row({1, 3, 2, 1}), 2, 0).backward();
  EXPECT_TRUE(allclose(x.grad(), row({0, -1, 1, std::nan("")}), 0, 0, true));
}

TEST(NllLoss, NamesForImagesAgreeAndClassesMayBeBytes) {
  const Tensor x = row({1, 2, 3, 4, 5, 6}).view({1, 3, 1, 2}), t = row({2, 0}).to(kLong).view({1, 1, 2});
  EXPECT_DOUBLE_EQ(nll_loss2d(x, t).item<double>(), -(5 + 2) / 2.0);
  EXPECT_DOUBLE_EQ(nll_loss_nd(x, t.to(kByte), {}, 2).item<double>(), -7);
}

TEST(NllLoss, MeanOverNothingIsNan) {
  const Tensor x = ones({2, 3}), ignored = zeros({2}, kLong);
  EXPECT_TRUE(std::isnan(nll_loss(x, ignored, {}, 1, 0).item<double>()));
  EXPECT_EQ(nll_loss(x, ignored, {}, 2, 0).item<double>(), 0);
  EXPECT_TRUE(std::isnan(nll_loss(ones({0, 3}), zeros({0}, kLong)).item<double>()));
}

TEST(NllLoss, ClassOutOfRangeIsAnIndexError) {
  EXPECT_THROW(nll_loss(ones({2, 3}), full({2}, int64_t{7}, TensorOptions(kLong))), IndexError);
}

// Every loss checks the number that stands for its reduction.
TEST(Losses, UnknownReductions) {
  const Tensor x = full({2, 3}, 0.5), rows = ones({2}), classes = zeros({2}, kLong);
  const std::pair<const char*, std::function<void()>> calls[] = {
      {"mse_loss", [&] { mse_loss(x, x, -1); }},
      {"l1_loss", [&] { l1_loss(x, x, -1); }},
      {"smooth_l1_loss", [&] { smooth_l1_loss(x, x, -1); }},
      {"huber_loss", [&] { huber_loss(x, x, -1); }},
      {"binary_cross_entropy", [&] { binary_cross_entropy(x, x, {}, -1); }},
      {"binary_cross_entropy_with_logits", [&] { binary_cross_entropy_with_logits(x, x, {}, {}, -1); }},
      {"nll_loss", [&] { nll_loss(x, classes, {}, -1); }},
      {"hinge_embedding_loss", [&] { hinge_embedding_loss(x, x, 1, -1); }},
      {"margin_ranking_loss", [&] { margin_ranking_loss(x, x, x, 0, -1); }},
      {"cosine_embedding_loss", [&] { cosine_embedding_loss(x, x, rows, 0, -1); }},
      {"soft_margin_loss", [&] { soft_margin_loss(x, x, -1); }},
      {"triplet_margin_loss", [&] { triplet_margin_loss(x, x, x, 1, 2, 1e-6, false, -1); }}};
  for (const auto& [name, call] : calls)
    expect_error(call, std::string(name) + ": expected a reduction of 0 (none), 1 (mean) or 2 (sum), got -1");
}

TEST(CosineEmbeddingLoss, TwoVectors) {
  const Tensor loss = cosine_embedding_loss(row({1, 0}), row({1, 1}), scalar_tensor(1.0));
  EXPECT_NEAR(loss.item<double>(), 1 - std::sqrt(0.5), 1e-6);
}

}  // namespace
}  // namespace torch::inline rushlight::test
