// sum, sum_to_size and mean.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/op_case.h"
#include "ops/reduce/reduce_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

double total(const Numbers& v) {
  double s = 0;
  for (double x : v) s += x;
  return s;
}
double average(const Numbers& v) { return total(v) / static_cast<double>(v.size()); }

const OpCases cases([] {
  op_case("sum", [](const Args& x) { return sum(x[0]); })
      .samples(unary())
      .reference(reduced_whole(total))
      .integers(true)
      .gives({Gives::sum})
      .tolerance(20);
  op_case("sum dims", [](const Args& x) { return sum(x[0], dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(total))
      .integers(true)
      .gives({Gives::sum})
      .tolerance(20)
      .error(
          [] {
            sum(ones({2, 3}), {2});
          },
          "sum: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            sum(ones({2, 3}), {0, -2});
          },
          "sum: expected each dimension once, got [0, -2]");
  op_case("mean", [](const Args& x) { return mean(x[0]); })
      .samples(unary())
      .reference(reduced_whole(average))
      .tolerance(20)
      .error([] { mean(ones({2}, kLong)); },
             "mean: expected a floating-point dtype, got int64; convert self or pass dtype");
  op_case("mean dims", [](const Args& x) { return mean(x[0], dims_of(x), keepdim_of(x)); })
      .samples(reductions())
      .reference(reduced(average))
      .tolerance(20);
  op_case("sum_to_size",
          [](const Args& x) {
            return sum_to_size(x[0], {3, 1});
          })
      .sample({{3, 4}})
      .sample({{2, 3, 4}})
      .sample({{3, 1}})
      .reference([](const PlainArgs& x) {
        Plain out({3, 1});
        const int64_t n = x[0].shape.back();
        for (int64_t k = 0; k < x[0].numel(); ++k) out[k / n % 3] += x[0][k];
        return std::vector<Plain>{out};
      })
      .tolerance(20)
      .error(
          [] {
            sum_to_size(ones({2, 3}), {2});
          },
          "sum_to_size: expected sizes that broadcast to [2, 3], got [2]");
});

TEST(Sum, TakesADtype) {
  EXPECT_EQ(ones({3}, kLong).sum(kDouble).scalar_type(), kDouble);
  EXPECT_EQ(full({3}, 1.75).sum(kLong).item<int64_t>(), 3);
  EXPECT_EQ(ones({4}, kLong).mean(kFloat).item<float>(), 1);
}

TEST(Sum, LongRowsAddUpWithoutLosingDigits) {
  const Tensor x = full({1 << 22}, 0.1);
  EXPECT_NEAR(x.sum().item<float>(), 419430.4f, 0.5f);
  EXPECT_NEAR(x.reshape({1 << 20, 4}).sum({0}).select(0, 2).item<float>(), 104857.6f, 0.1f);
}

// Every order in memory, with any dims: neighbours there, scattered ones, none. Small integers make all results exact.
TEST(Reductions, TensorsInAnyOrderGiveWhatContiguousOnesGive) {
  using Reduce = Tensor (*)(const Tensor&, IntArrayRef, bool);
  const Reduce reductions[] = {
      [](const Tensor& x, IntArrayRef d, bool keep) { return sum(x, d, keep); },
      [](const Tensor& x, IntArrayRef d, bool keep) { return amax(x, d, keep); },
      [](const Tensor& x, IntArrayRef d, bool keep) { return logsumexp(x * 40, d, keep).round(); },
      [](const Tensor& x, IntArrayRef d, bool keep) { return any(x.gt(8), d, keep); },
      [](const Tensor& x, IntArrayRef d, bool keep) { return var(x, d, 1, keep).mul(64).round(); }};
  manual_seed(3);
  DimVector order{0, 1, 2, 3};
  do {
    const Tensor whole = randint(0, 10, {3, 2, 65, 4}).to(kFloat);
    for (const Tensor& x : {whole.permute(order), whole.permute(order).slice(1, 0, 2)}) {
      const Tensor same = x.contiguous();
      for (unsigned bits = 1; bits < 16; ++bits)
        for (const bool keepdim : {false, true}) {
          DimVector dims;
          for (int d = 0; d < 4; ++d)
            if (bits >> d & 1) dims.push_back(d % 2 ? d : d - 4);
          for (size_t r = 0; r < std::size(reductions); ++r)
            EXPECT_TRUE(equal(reductions[r](x, dims, keepdim), reductions[r](same, dims, keepdim)))
                << r << ": " << IntArrayRef(dims) << " of " << IntArrayRef(order);
        }
      EXPECT_EQ(x.argmax().item<int64_t>(), same.argmax().item<int64_t>());
      EXPECT_TRUE(equal(x.argmax(2), same.argmax(2)) && equal(x.sum(), same.sum()));
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Sum, ScatteredDimsHaveTheirGradient) {
  const Tensor x = rand({2, 3, 70}, kDouble).requires_grad_(), weight = rand({3}, kDouble);
  (x.sum({0, 2}) * weight).sum().backward();
  EXPECT_TRUE(equal(x.grad(), weight.view({1, 3, 1}).expand({2, 3, 70})));
}

}  // namespace
}  // namespace torch::inline rushlight::test
