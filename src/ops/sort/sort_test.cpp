// Ordering: results and gradients equal to LibTorch's call by call; texts of errors; rows for several threads.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "golden/calls/sort_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

const test::OpCases tested([] {
  test::covered({"sort", "argsort", "msort", "topk", "kthvalue", "median", "nanmedian", "mode", "quantile",
                 "nanquantile", "unique_consecutive", "unique_dim", "unique_dim_consecutive", "_unique2"});
});

TEST(Sort, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::sort(lines);
  calls::expect_calls("sort", lines);
}

TEST(Sort, ErrorsNameTheArgument) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(error_of([&] { x.sort(2); }), "sort: expected a dimension in [-2, 1], got 2");
  EXPECT_EQ(error_of([&] { x.topk(4); }), "topk: expected k in [0, 3] for shape [2, 3], got 4");
  EXPECT_EQ(error_of([&] { x.kthvalue(0); }), "kthvalue: expected k in [1, 3] for shape [2, 3], got 0");
}

TEST(Sort, StatisticsRefuseWhatHasNone) {
  const Tensor x = rand({2, 3}), q = tensor({0.5});
  EXPECT_EQ(error_of([&] { x.median(2); }), "median: expected a dimension in [-2, 1], got 2");
  EXPECT_EQ(error_of([] {
              zeros({2, 0}).nanmedian(1);
            }),
            "nanmedian: expected a dimension that is not empty, got shape [2, 0]");
  EXPECT_EQ(error_of([] {
              zeros({2, 0}).mode();
            }),
            "mode: expected a dimension that is not empty, got shape [2, 0]");
  EXPECT_EQ(error_of([&] { x.quantile(1.5); }), "quantile: expected q in [0, 1], got others");
  EXPECT_EQ(error_of([&] { x.quantile(q.to(kDouble)); }),
            "quantile: expected q of self's dtype float32, got float64");
  EXPECT_EQ(error_of([&] {
              x.quantile(q.view({1, 1}));
            }),
            "quantile: expected q of at most 1 dimension, got shape [1, 1]");
  EXPECT_EQ(error_of([&] { x.quantile(0.5, 0, false, "cubic"); }),
            "quantile: expected an interpolation of linear, lower, higher, nearest or midpoint, got cubic");
  EXPECT_EQ(error_of([] { zeros({0}).nanquantile(0.5); }),
            "nanquantile: expected a self that is not empty, got shape [0]");
  EXPECT_EQ(error_of([&] { x.to(kLong).quantile(0.5); }),
            "quantile: expected a self of dtype float32 or float64, got int64");
  EXPECT_EQ(error_of([&] { unique_dim(x, 2); }), "unique_dim: expected a dimension in [-2, 1], got 2");
}

TEST(Sort, ManyRowsAndOneLongRow) {
  manual_seed(1);
  const Tensor x = rand({500, 77}), order = randperm(100000);
  const auto [values, places] = x.sort(1, true);
  EXPECT_TRUE(equal(x.gather(1, places), values));
  EXPECT_TRUE(values.narrow(1, 1, 76).le(values.narrow(1, 0, 76)).all().item<bool>());
  EXPECT_TRUE(equal(std::get<0>(order.sort(0, false)), arange(100000)));
  EXPECT_TRUE(equal(std::get<0>(x.topk(5, 1)), values.narrow(1, 0, 5)));
}

// Rows of 16 elements a byte or more go by their digits, 20 of int64: on both sides of each of those lengths, and long ones.
TEST(Sort, LongRowsAreInStableOrder) {
  manual_seed(4);
  for (ScalarType t : {kFloat, kDouble, kLong, kInt, kShort, kChar, kByte})
    for (int64_t n : {15, 16, 31, 32, 63, 64, 127, 128, 159, 160, 700})
      for (bool descending : {false, true}) {
        Tensor x = randint(-100, 100, {n}, kLong).to(t);
        if (x.is_floating_point()) {
          const double inf = std::numeric_limits<double>::infinity();
          x /= 8;
          int64_t at = 0;
          for (double special : {std::nan(""), inf, -inf, -0.0, -std::nan("")})
            x.slice(0, at++, n, 31).fill_(special);
        } else if (t == kLong) {
          x.slice(0, 0, n, 31).fill_(std::numeric_limits<int64_t>::min());
        }
        std::vector<int64_t> order(static_cast<size_t>(n));
        std::iota(order.begin(), order.end(), 0);
        const Tensor exact = x.to(kDouble);
        const double* v = exact.data_ptr<double>();
        std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
          const double first = v[descending ? b : a], second = v[descending ? a : b];
          return first < second || (second != second && first == first);
        });
        const auto [values, places] = x.sort(0, descending);
        EXPECT_TRUE(equal(places, torch::tensor(order))) << t << ' ' << n << ' ' << descending;
        const Tensor bits = x.index_select(0, places).view(kByte);
        EXPECT_TRUE(equal(values.view(kByte), bits)) << t << ' ' << n << ' ' << descending;
      }
}

// Near ones are counted, others sorted.
TEST(Sort, UniqueIntegersNearAndFar) {
  const int64_t most = std::numeric_limits<int64_t>::max(), least = std::numeric_limits<int64_t>::min();
  manual_seed(3);
  for (const Tensor& x :
       {torch::tensor({most, least, int64_t{5}, most}), torch::tensor({most, most - 3, most, most - 1}),
        torch::tensor({least, least + 2, least}), randint(-40, 40, {3, 50}, kLong),
        randint(-40000, 40000, {3, 50}, kLong), randint(-128, 128, {500}, kLong).to(kChar),
        randint(0, 2, {9}, kLong).to(kBool), empty({0}, kLong)}) {
    const auto [values, inverse, counts] = _unique2(x, true, true, true);
    EXPECT_EQ(values.scalar_type(), x.scalar_type());
    const int64_t n = values.numel();
    EXPECT_TRUE(equal(std::get<0>(values.sort()), values));
    EXPECT_EQ(std::get<0>(unique_consecutive(values)).numel(), n);
    EXPECT_TRUE(equal(values.index_select(0, inverse.flatten()), x.flatten()));
    EXPECT_TRUE(equal(counts, bincount(inverse.flatten(), {}, n)));
    EXPECT_TRUE(equal(std::get<0>(_unique2(x)), values));
  }
}

// Rows whose ranges, signs and ties differ, on both sides of the length from which they are narrowed.
std::vector<Tensor> rows_to_select_from() {
  const double inf = std::numeric_limits<double>::infinity();
  Tensor far = randn({3, 700});
  far.slice(1, 0, 700, 50) *= 1e30;
  far.select(1, 5).fill_(inf), far.select(1, 6).fill_(-inf);
  Tensor wide = randint(1000, {3, 300}, kLong);
  wide.select(1, 7).fill_(std::numeric_limits<int64_t>::max());
  wide.select(1, 9).fill_(std::numeric_limits<int64_t>::min());
  return {(randn({3, 20001}) * 50).round() / 8,
          randn({40, 101}),
          randn({2, 20000}).to(kDouble),
          1 + randn({3, 600}, kDouble) * 1e-4,
          randn({20, 32}),
          randn({20, 33}),
          full({2, 100}, 2.5),
          relu(randn({3, 200})) * -1,  // negative zeros
          far,
          wide,
          randint(-300, 300, {2, 30000}).to(kInt),
          randint(-3000, 3000, {4, 400}).to(kShort),
          randint(-9, 9, {70, 64}).to(kChar),
          randint(256, {7, 500}).to(kByte)};
}

// Selection goes other ways than sorting, which are to agree in values and places, ties, zeros and NaN included.
TEST(Sort, SelectionAgreesWithSorting) {
  manual_seed(2);
  for (const Tensor& x : rows_to_select_from()) {
    Tensor with_nan = x.clone();
    if (x.is_floating_point()) with_nan.select(0, 1).slice(0, 0, x.size(1), 7).fill_(std::nan(""));
    for (const Tensor& y : {x, with_nan}) {
      const int64_t n = y.size(1);
      const auto [values, places] = y.sort(1);
      for (int64_t k : {int64_t{1}, n / 3, n - 1, n}) {
        const auto [value, place] = y.kthvalue(k, 1);
        EXPECT_TRUE(equal(place, places.select(1, k - 1))) << y.scalar_type() << y.sizes() << k;
        EXPECT_TRUE(allclose(value, values.select(1, k - 1), 0, 0, true));
      }
    }
    EXPECT_TRUE(equal(std::get<1>(x.median(1)), std::get<1>(x.sort(1)).select(1, (x.size(1) - 1) / 2)));
    EXPECT_EQ(x.flatten().median().item<double>(),
              std::get<0>(x.flatten().sort()).select(0, (x.numel() - 1) / 2).item<double>());
  }
}

// By a heap, or taken out by key and then ordered by pairs or by digits.
TEST(Sort, TheFirstOfRowsAreThoseOfSorting) {
  manual_seed(3);
  for (const Tensor& x : rows_to_select_from()) {
    Tensor with_nan = x.clone();
    if (x.is_floating_point()) with_nan.select(0, 1).slice(0, 0, x.size(1), 7).fill_(std::nan(""));
    for (const Tensor& y : {x, with_nan})
      for (bool descending : {false, true}) {
        const int64_t n = y.size(1);
        const auto [values, places] = y.sort(1, descending);
        for (int64_t k : {int64_t{1}, int64_t{5}, int64_t{6}, n / 64, n / 64 + 1, n / 2, n - 1, n}) {
          const auto [first, place] = y.topk(k, 1, descending);
          EXPECT_TRUE(equal(place, places.narrow(1, 0, k)))
              << y.scalar_type() << y.sizes() << ' ' << k << ' ' << descending;
          EXPECT_TRUE(allclose(first, values.narrow(1, 0, k), 0, 0, true));
        }
      }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
