// Searching and counting: results equal to LibTorch's call by call, texts of errors, many values for several threads.
#include <gtest/gtest.h>

#include "golden/calls/search_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

const test::OpCases tested([] {
  test::covered({"searchsorted", "bucketize", "isin", "histc", "histogram", "bincount"});
});

TEST(Search, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::search(lines);
  calls::expect_calls("search", lines);
}

TEST(Search, ErrorsNameTheArgument) {
  const Tensor x = ones({2, 3}), s = ones({4});
  EXPECT_EQ(error_of([&] {
              searchsorted(ones({3, 4}), x);
            }),
            "searchsorted: expected a sequence that is a vector or has a row for each row of the values, got "
            "shapes [3, 4] "
            "and [2, 3]");
  EXPECT_EQ(error_of([&] { searchsorted(scalar_tensor(1), x); }),
            "searchsorted: expected a sequence of at least one dimension, got a 0-dim tensor");
  EXPECT_EQ(error_of([&] { searchsorted(s, x, false, false, "up"); }),
            "searchsorted: expected a side of left or right, got up");
  EXPECT_EQ(error_of([&] { searchsorted(s, x, false, true, "left"); }),
            "searchsorted: expected side and right to agree, got side = left with right");
  EXPECT_EQ(error_of([&] {
              searchsorted(s, x, false, false, std::nullopt, tensor({0, 1}));
            }),
            "searchsorted: expected a sorter of dtype int64 and shape [4], got int64 of shape [2]");
  EXPECT_EQ(error_of([&] {
              searchsorted(s, x, false, false, std::nullopt, tensor({0, 1, 2, 4}));
            }),
            "searchsorted: expected a sorter with places in [0, 3], got others");
  EXPECT_EQ(error_of([&] { bucketize(x, x); }),
            "bucketize: expected a vector of boundaries, got shape [2, 3]");
  EXPECT_EQ(error_of([&] { x.histc(0); }), "histc: expected at least one bin, got 0");
  EXPECT_EQ(error_of([&] { x.histc(2, 3, 1); }), "histc: expected min <= max, got 3 and 1");
  EXPECT_EQ(error_of([&] { full({2}, INFINITY).histc(2); }),
            "histc: expected a finite range, got [inf, inf]");
  EXPECT_EQ(error_of([&] { x.to(kLong).histc(2); }), "histc: expected float32 or float64, got int64");
  EXPECT_EQ(error_of([&] { x.histogram(ones({1})); }),
            "histogram: expected at least two edges of dtype float32, got shape [1] of float32");
  EXPECT_EQ(error_of([&] { x.histogram(2, std::nullopt, ones({3})); }),
            "histogram: expected a weight of shape [2, 3] and dtype float32, got [3] and float32");
  EXPECT_EQ(error_of([&] { x.bincount(); }),
            "bincount: expected a vector of integers, got float32 of shape [2, 3]");
  EXPECT_EQ(error_of([&] { tensor({1, -2}).bincount(); }), "bincount: expected values of at least 0, got -2");
  EXPECT_EQ(error_of([&] { tensor({1}).bincount({}, -1); }),
            "bincount: expected a minlength of at least 0, got -1");
  EXPECT_EQ(error_of([&] { tensor({1}).bincount(ones({2})); }),
            "bincount: expected weights of shape [1], got [2]");
}

// Sequences and rows of values of every length, of numbers that occur several times, in order and by a sorter.
TEST(Search, PlacesAreTheNumbersOfElementsBefore) {
  manual_seed(0);
  for (int64_t n = 0; n < 20; ++n)
    for (const int64_t row : {1, 7, 8, 9, 19}) {
      const Tensor values = randint(-1, 11, {3, row}).to(kFloat), mixed = randint(0, 10, {3, n}).to(kFloat);
      const auto [sorted, order] = mixed.sort(1);
      const Tensor elements = sorted.unsqueeze(1), each = values.unsqueeze(2);
      const Tensor left = (elements < each).sum(2), right = (elements <= each).sum(2);
      EXPECT_TRUE(equal(searchsorted(sorted, values), left)) << n << " and rows of " << row;
      EXPECT_TRUE(equal(searchsorted(sorted, values, false, true), right)) << n << " and rows of " << row;
      if (n > 0) { EXPECT_TRUE(equal(searchsorted(mixed, values, false, true, std::nullopt, order), right)); }
      EXPECT_TRUE(equal(searchsorted(sorted[0], values[0]), left[0]));
    }
}

TEST(Search, NanOfTheSequenceIsBehindAllNumbers) {
  const double inf = INFINITY;
  const Tensor values = tensor({-inf, 0.5, 1., 2., 3., inf, std::nan("")}, kDouble);
  const int64_t left[] = {0, 0, 0, 1, 2, 2}, right[] = {0, 0, 1, 2, 2, 2};
  for (int64_t nans = 1; nans < 40; ++nans) {  // many: a search that halves the sequence sees them at once
    const Tensor sorted = cat({tensor({1., 2.}, kDouble), full({nans}, NAN, kDouble)});
    for (int64_t i = 0; i < values.numel(); ++i)
      for (bool to_right : {false, true}) {
        const bool number = i + 1 < values.numel();
        const int64_t expected = !number ? 2 + nans : to_right ? right[i] : left[i];
        EXPECT_EQ(searchsorted(sorted, values, false, to_right)[i].item<int64_t>(), expected)
            << nans << " and value " << i << (to_right ? " from the right" : "");
      }
  }
}

TEST(Search, ManyValues) {
  manual_seed(1);
  const Tensor sorted = arange(1000, kDouble), values = rand({50000}, kDouble) * 999;
  EXPECT_TRUE(equal(searchsorted(sorted, values), ceil(values).to(kLong)));
  EXPECT_TRUE(equal(searchsorted(sorted, values.reshape({250, 200}).t()),
                    ceil(values).to(kLong).reshape({250, 200}).t()));
  EXPECT_EQ(values.histc(10).sum().item<double>(), 50000);
  EXPECT_TRUE(equal(values.to(kLong).bincount(), values.histc(999, 0, 999).to(kLong)));
}

}  // namespace
}  // namespace torch::inline rushlight
