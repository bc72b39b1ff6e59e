// var, std, norms, logsumexp, nansum and their kind.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "ops/reduce/reduce_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double mean_of(const Numbers& v) {
  double s = 0;
  for (double x : v) s += x;
  return s / static_cast<double>(v.size());
}
double var_of(const Numbers& v, double correction) {
  const double m = mean_of(v);
  double s = 0;
  for (double x : v) s += (x - m) * (x - m);
  return s / std::fmax(0, static_cast<double>(v.size()) - correction);
}
double unbiased(const Numbers& v) { return var_of(v, 1); }
double biased(const Numbers& v) { return var_of(v, 0); }
double deviation(const Numbers& v) { return std::sqrt(unbiased(v)); }
double biased_deviation(const Numbers& v) { return std::sqrt(biased(v)); }
double without_nan(const Numbers& v) {
  double s = 0;
  for (double x : v) s += std::isnan(x) ? 0 : x;
  return s;
}
double not_zero(const Numbers& v) {
  double n = 0;
  for (double x : v) n += x != 0;
  return n;
}
double log_of_sum(const Numbers& v) {
  double s = 0;
  for (double x : v) s += std::exp(x);
  return std::log(s);
}
template <int p> double p_norm(const Numbers& v) {
  double s = 0;
  for (double x : v) s += p == 0 ? x != 0 : std::pow(std::fabs(x), p);
  return p == 0 ? s : std::pow(s, 1.0 / p);
}
double largest(const Numbers& v) {
  double m = 0;
  for (double x : v) m = std::fmax(m, std::fabs(x));
  return m;
}
double smallest(const Numbers& v) {
  double m = kInfinity;
  for (double x : v) m = std::fmin(m, std::fabs(x));
  return m;
}

// The variance of one or no element is NaN and so is its gradient: those have tests of their own.
Samples spread_out(const Samples& all) {
  Samples some;
  for (const Sample& s : all) {
    bool enough = !s.args[0].shape.empty();
    for (int64_t n : s.args[0].shape) enough &= n > 1;
    if (enough) some.push_back(s);
  }
  return some;
}

const OpCases moments([] {
  op_case("var", [](const Args& x) { return var(x[0], true); })
      .samples(spread_out(unary()))
      .reference(reduced_whole(unbiased))
      .tolerance(4)
      .golden({{{1}, {3}}}, {{{}, {kNan}}})
      .error([] { var(ones({2}, kLong), true); },
             "var: expected a floating-point dtype, got int64; convert self first");
  op_case("var dims", [](const Args& x) { return var(x[0], dims_of(x), false, keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(biased))
      .tolerance(4)
      .error(
          [] {
            var(ones({2, 3}), {2}, true);
          },
          "var: expected a dimension in [-2, 1], got 2");
  op_case("var correction", [](const Args& x) { return var(x[0], dims_of(x), Scalar(1.5), keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced([](const Numbers& v) { return var_of(v, 1.5); }))
      .tolerance(4);
  op_case("std", [](const Args& x) { return std(x[0], false); })
      .samples(spread_out(unary()))
      .reference(reduced_whole(biased_deviation))
      .tolerance(4);
  op_case("std dims", [](const Args& x) { return std(x[0], dims_of(x), true, keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(deviation))
      .tolerance(4);
  op_case("var_mean", [](const Args& x) { return var_mean(x[0], dims_of(x), true, keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(unbiased, mean_of))
      .tolerance(4);
  op_case("std_mean", [](const Args& x) { return std_mean(x[0], dims_of(x), true, keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(deviation, mean_of))
      .tolerance(4);
});

const OpCases norms([] {
  op_case("norm", [](const Args& x) { return norm(x[0]); })
      .samples(unary(0.5, 2))
      .reference(reduced_whole(p_norm<2>))
      .tolerance(4)
      .error([] { norm(ones({2}, kLong)); },
             "norm: expected a floating-point dtype, got int64; convert self first")
      .error(
          [] {
            norm(ones({2, 3}), 2, {5});
          },
          "norm: expected a dimension in [-2, 1], got 5");
  op_case("norm 0", [](const Args& x) { return norm(x[0], 0, dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(p_norm<0>))
      .golden({{{2, 2}, {0, 1, 0, 0}}}, {{{2}, {1, 0}}}, {0, 1});
  op_case("norm 1", [](const Args& x) { return norm(x[0], 1, dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(p_norm<1>))
      .tolerance(4);
  op_case("norm 2", [](const Args& x) { return norm(x[0], 2, dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(p_norm<2>))
      .tolerance(4);
  op_case("norm 3", [](const Args& x) { return norm(x[0], 3, dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(p_norm<3>))
      .tolerance(4);
  op_case("norm infinite", [](const Args& x) { return norm(x[0], kInfinity, dims_of(x), keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(largest));
  op_case("norm least", [](const Args& x) { return norm(x[0], -kInfinity, dims_of(x), keepdim_of(x)); })
      .samples(spread_out(reductions()))
      .reference(reduced(smallest))
      .error([] { norm(ones({0}), kInfinity); }, "expected at least one element to reduce, got shape [0]");
  op_case("dist", [](const Args& x) { return dist(x[0], x[1]); })
      .sample({{2, 3}, {3}})
      .reference([](const PlainArgs& x) {
        Numbers d;
        for (int64_t k = 0; k < 6; ++k) d.push_back(x[0][k] - x[1][k % 3]);
        return std::vector<Plain>{{{}, {p_norm<2>(d)}}};
      })
      .tolerance(4);
  op_case("logsumexp", [](const Args& x) { return logsumexp(x[0], dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(log_of_sum))
      .integers()
      .gives({Gives::floats})
      .tolerance(4)
      .golden({{{3}, {100, 100, 0}}}, {{{}, {100.6931471805599}}}, {0, 0})
      .golden({{{2, 2}, {-kInfinity, -kInfinity, kInfinity, 0}}}, {{{2}, {-kInfinity, kInfinity}}}, {0, 1})
      .golden({{{2}, {kNan, 1}}}, {{{}, {kNan}}}, {0, 0})
      .golden({{{0, 2}, {}}}, {{{2}, {-kInfinity, -kInfinity}}}, {0, 0})
      .error(
          [] {
            logsumexp(ones({2, 3}), {2});
          },
          "logsumexp: expected a dimension in [-2, 1], got 2");
  op_case("nansum", [](const Args& x) { return nansum(x[0], dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(without_nan))
      .golden({{{2, 2}, {kNan, 2, 3, 4}}}, {{{2}, {2, 7}}}, {0, 1})
      .integers()
      .gives({Gives::sum})
      .tolerance(20);
  op_case("nanmean", [](const Args& x) { return nanmean(x[0], dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(mean_of))
      .golden({{{2, 2}, {kNan, 2, 3, 4}}}, {{{2}, {2, 3.5}}}, {0, 1})
      .tolerance(4)
      .error([] { nanmean(ones({2}, kLong)); }, "nanmean: expected a floating-point dtype, got int64");
  op_case("count_nonzero", [](const Args& x) { return count_nonzero(x[0], dims_of(x)); })
      .sample({{3, 4}}, {0, 1})
      .sample({{3, 4, 2}}, {0, 0, 2})
      .sample({{3, 4}}, {0})
      .reference(reduced(not_zero))
      .integers(true)
      .gives({Gives::int64})
      .not_differentiable();
  op_case("trace", [](const Args& x) { return trace(x[0]); })
      .sample({{3, 4}})
      .sample({{5, 2}})
      .reference([](const PlainArgs& x) {
        double s = 0;
        for (int64_t i = 0; i < std::min(x[0].shape[0], x[0].shape[1]); ++i) s += x[0][i * x[0].shape[1] + i];
        return std::vector<Plain>{{{}, {s}}};
      })
      .tolerance(4)
      .error([] { trace(ones({3})); }, "trace: expected a matrix, got shape [3]");
});

TEST(Moments, FarFromZero) {
  const Tensor x = make_args({{Arg({4096}, 1000, 1001)}, {}}, kFloat, 3)[0];
  const Numbers v = plain(x).values;
  EXPECT_NEAR(x.var(true).item<float>(), var_of(v, 1), 1e-6);
  EXPECT_NEAR(x.reshape({1024, 4}).var({0}, true).select(0, 0).item<float>(), 1.0 / 12, 0.01);
}

TEST(Moments, TooFewElements) {
  EXPECT_TRUE(std::isnan(ones({}).var(true).item<float>()));
  EXPECT_TRUE(std::isnan(ones({0}).std(false).item<float>()));
  EXPECT_TRUE(std::isinf((randn({3})).var(std::nullopt, Scalar(5)).item<float>()));
  EXPECT_EQ(ones({4}).std(std::nullopt).item<float>(), 0);
  const Tensor x = ones({3}).requires_grad_();
  EXPECT_EQ(plain(autograd::grad({x.std(true)}, {x})[0]).values, (Numbers{0, 0, 0}));
}

TEST(Norm, GradientAtZeroIsZero) {
  const Tensor x = zeros({3}).requires_grad_();
  for (double p : {1.0, 1.5, 2.0, 3.0, kInfinity})
    EXPECT_EQ(plain(autograd::grad({x.norm(p)}, {x})[0]).values, (Numbers{0, 0, 0})) << p;
}

// A number would also convert to bool: it must not end up as `unbiased`.
TEST(Moments, ANumberIsADimension) {
  const Tensor x = tensor({1.0f, 2.0f, 3.0f, 6.0f}).view({2, 2});
  EXPECT_TRUE(equal(var(x, 0), tensor({2.0f, 8.0f})));
  EXPECT_TRUE(equal(x.var(1), tensor({0.5f, 4.5f})));
  EXPECT_TRUE(equal(std(x, 0), var(x, 0).sqrt()));
  EXPECT_TRUE(equal(x.std(-1), x.var(1).sqrt()));
  EXPECT_TRUE(equal(std::get<0>(var_mean(x, 0)), var(x, 0)));
  EXPECT_TRUE(equal(std::get<1>(std_mean(x, 0)), tensor({2.0f, 4.0f})));
  EXPECT_EQ(x.var(true).dim(), 0);
}

}  // namespace
}  // namespace torch::inline rushlight::test
