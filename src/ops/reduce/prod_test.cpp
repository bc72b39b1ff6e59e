// prod and the cumulative operators.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "ops/reduce/reduce_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double product(const Numbers& v) {
  double p = 1;
  for (double x : v) p *= x;
  return p;
}

// Shapes of at most a few factors, whose product stays in the range of every dtype.
Samples few_factors(double low, double high) {
  Samples all;
  for (const Shape& shape : {Shape{3}, Shape{2, 4}, Shape{4, 17}, Shape{5, 33}, Shape{2, 3, 9}, Shape{0, 2}})
    for (double keep : {0.0, 1.0}) all.push_back({{Arg(shape, low, high)}, {keep, 0}});
  all.push_back({{Arg({}, low, high)}, {0, 0}});
  all.push_back({{Arg({70001, 2}, 0.9999, 1.0001)}, {0, 0}, true});
  all.push_back({{Arg({2, 70001}, 0.9999, 1.0001)}, {0, 1}, true});
  return all;
}

Samples scans(double low = -2, double high = 2) {
  Samples all;
  const auto add = [&](Shape shape, double dim) {
    all.push_back({{Arg(std::move(shape), low, high)}, {dim}});
  };
  add({}, 0);
  add({0}, 0);
  add({5}, -1);
  add({2, 3}, 0);
  add({2, 3}, 1);
  add({2, 4, 3}, 1);
  add({3, 17}, 1);
  add({6, 5}, 1);
  add({9, 16}, 0);
  all.push_back({{Arg({400, 200}, low, high)}, {1}, true});
  return all;
}

// f(values so far) at every place along dim 0 of the numbers.
OpCase::Reference running(FromValues f, FromValues second = nullptr) {
  return [=](const PlainArgs& x) {
    const Plain& in = x[0];
    std::vector<Plain> out(second ? 2 : 1, in);
    const int64_t dims = in.dim(), d = dims ? (x.i(0) + dims) % dims : 0;
    int64_t inner = 1;
    for (int64_t k = d + 1; k < dims; ++k) inner *= in.shape[static_cast<size_t>(k)];
    const int64_t n = dims ? in.shape[static_cast<size_t>(d)] : 1;
    for (int64_t k = 0; k < in.numel(); ++k) {
      Numbers so_far;
      const int64_t place = k / inner % n;
      for (int64_t i = 0; i <= place; ++i) so_far.push_back(in[k - (place - i) * inner]);
      out[0][k] = f(so_far);
      if (second) out[1][k] = second(so_far);
    }
    return out;
  };
}
double total(const Numbers& v) {
  double s = 0;
  for (double x : v) s += x;
  return s;
}
template <bool largest> double last_place(const Numbers& v) {
  size_t best = 0;
  for (size_t i = 0; i < v.size(); ++i)
    if (std::isnan(v[i]) || (largest ? v[i] >= v[best] : v[i] <= v[best])) best = i;
  return static_cast<double>(best);
}
template <bool largest> double best(const Numbers& v) {
  return v[static_cast<size_t>(last_place<largest>(v))];
}

const OpCases cases([] {
  op_case("prod", [](const Args& x) { return prod(x[0]); })
      .sample({{}})
      .sample({{2, 3}})
      .sample({{0}})
      .sample({Arg({40, 2}, 0.9, 1.1)})
      .sample({given({4}, {2, 0, 3, 4})})
      .sample({given({2, 2}, {2, 0, 0, 4})})
      .reference(reduced_whole(product))
      .integers(true)
      .gives({Gives::sum})
      .tolerance(10);
  op_case("prod dim", [](const Args& x) { return prod(x[0], dim_of(x), keepdim_of(x)); })
      .samples(few_factors(0.5, 1.5))
      .sample({given({3, 2}, {2, 0, 3, 4, 0, 5})}, {0, 0})
      .sample({given({3, 2}, {2, 0, 3, 4, 0, 5})}, {1, 1})
      .sample({given({2, 2}, {0, 0, 3, 4})}, {0, 1})
      .golden({{{3}, {1, kNan, 0}}}, {{{}, {kNan}}}, {0, 0})
      .reference(reduced(product))
      .tolerance(200)
      .error(
          [] {
            prod(ones({2, 3}), 2);
          },
          "prod: expected a dimension in [-2, 1], got 2");
  op_case("cumsum", [](const Args& x) { return cumsum(x[0], x.i(0)); })
      .samples(scans())
      .reference(running(total))
      .integers(true)
      .gives({Gives::sum})
      .tolerance(4)
      .inplace([](Tensor& self, const Args& x) { self.cumsum_(x.i(0)); })
      .error(
          [] {
            cumsum(ones({2, 3}), 2);
          },
          "cumsum: expected a dimension in [-2, 1], got 2");
  op_case("cumprod", [](const Args& x) { return cumprod(x[0], x.i(0)); })
      .samples(scans(0.8, 1.2))
      .sample({given({4}, {2, 0, 3, 4})}, {0})
      .sample({given({2, 3}, {2, 0, 0, 4, 5, 6})}, {1})
      .sample({given({2, 3}, {2, 0, 0, 4, 5, 6})}, {0})
      .reference(running(product))
      .tolerance(20)
      .inplace([](Tensor& self, const Args& x) { self.cumprod_(x.i(0)); });
  op_case("cummax", [](const Args& x) { return cummax(x[0], x.i(0)); })
      .samples(scans())
      .reference(running(best<true>, last_place<true>))
      .golden({{{4}, {1, 3, 3, 2}}}, {{{4}, {1, 3, 3, 3}}, {{4}, {0, 1, 2, 2}}}, {0})
      .golden({{{3}, {1, kNan, 3}}}, {{{3}, {1, kNan, kNan}}, {{3}, {0, 1, 1}}}, {0})
      .integers()
      .gives({Gives::same, Gives::int64});
  op_case("cummin", [](const Args& x) { return cummin(x[0], x.i(0)); })
      .samples(scans())
      .reference(running(best<false>, last_place<false>))
      .golden({{{3}, {1, 1, 0}}}, {{{3}, {1, 1, 0}}, {{3}, {0, 1, 2}}}, {0})
      .integers()
      .gives({Gives::same, Gives::int64});
});

TEST(Prod, TakesADtype) {
  EXPECT_EQ(full({3}, 2, kLong).prod(kFloat).scalar_type(), kFloat);
  EXPECT_EQ(full({3}, 2.0).prod(0, false, kLong).item<int64_t>(), 8);
  EXPECT_EQ(full({3}, 2, kInt).cumsum(0, kInt).scalar_type(), kInt);
}

}  // namespace
}  // namespace torch::inline rushlight::test
