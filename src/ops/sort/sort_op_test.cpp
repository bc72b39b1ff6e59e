// sort, topk, kthvalue and unique values against a stable sort of each row; gradients; texts of errors.
// A sample's numbers are: dim, descending (or largest), k.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;

/// Places of a row's values in order: stable, NaN as the largest.
std::vector<size_t> ordered(const Numbers& row, bool descending) {
  std::vector<size_t> places(row.size());
  std::iota(places.begin(), places.end(), size_t{0});
  const auto less = [](double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; };
  std::stable_sort(places.begin(), places.end(), [&](size_t a, size_t b) {
    return descending ? less(row[b], row[a]) : less(row[a], row[b]);
  });
  return places;
}

/// Elements [first, last) of each row in order along `dim`, and their places.
List order_rows(const Plain& x, int64_t dim, bool descending, int64_t first, int64_t last) {
  if (x.shape.empty()) return {x, Plain({}, {0})};
  const size_t d = static_cast<size_t>(dim < 0 ? dim + x.dim() : dim);
  Shape shape = x.shape;
  shape[d] = last - first;
  Plain values(shape), places(shape);
  int64_t outer = 1, inner = 1;
  for (size_t k = 0; k < x.shape.size(); ++k)
    if (k != d) (k < d ? outer : inner) *= x.shape[k];
  const int64_t n = x.shape[d], m = last - first;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      Numbers row;
      for (int64_t j = 0; j < n; ++j) row.push_back(x[(o * n + j) * inner + i]);
      const std::vector<size_t> order = ordered(row, descending);
      for (int64_t j = 0; j < m; ++j) {
        const size_t from = order[static_cast<size_t>(first + j)];
        values[(o * m + j) * inner + i] = row[from];
        places[(o * m + j) * inner + i] = static_cast<double>(from);
      }
    }
  return {values, places};
}
int64_t length(const Plain& x, int64_t dim) {
  return x.shape.empty() ? 1 : x.shape[static_cast<size_t>(dim < 0 ? dim + x.dim() : dim)];
}
List sorted(const PlainArgs& x) { return order_rows(x[0], x.i(0), x.i(1) != 0, 0, length(x[0], x.i(0))); }

const double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();
const Arg kSpecial = given({9}, {kNan, 1, -kInf, kInf, kNan, 0, -0.0, 1, 2}).without_grad();
const Arg kEqual = given({6}, {2, 1, 2, 1, 2, 1}).without_grad();

/// Shapes, dims and both directions.
Samples sortings() {
  Samples all;
  for (double descending : {0.0, 1.0}) {
    for (const auto& [shape, dim] : std::vector<std::pair<Shape, double>>{{{}, 0},
                                                                          {{}, -1},
                                                                          {{1}, 0},
                                                                          {{7}, 0},
                                                                          {{0}, 0},
                                                                          {{2, 0}, 0},
                                                                          {{3, 4}, 0},
                                                                          {{3, 4}, -1},
                                                                          {{2, 3, 2}, 1},
                                                                          {{5, 33}, 1},
                                                                          {{65, 3}, 0}})
      all.push_back({{Arg(shape)}, {dim, descending}});
    all.push_back({{kSpecial}, {0, descending}});
    all.push_back({{kEqual}, {0, descending}});
  }
  all.push_back({{Arg({600, 77})}, {1, 0}, true});
  return all;
}

const OpCases orders([] {
  op_case("sort", [](const Args& x) { return sort(x[0], x.i(0), x.i(1) != 0); })
      .samples(sortings())
      .reference(sorted)
      .integers(true)
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            sort(ones({2, 3}), int64_t{2}, false);
          },
          "sort: expected a dimension in [-2, 1], got 2")
      .error([] { sort(ones({}), int64_t{1}, false); }, "sort: expected a dimension in [-1, 0], got 1");
  op_case("sort stable", [](const Args& x) { return sort(x[0], true, x.i(0), x.i(1) != 0); })
      .samples(sortings())
      .reference(sorted)
      .gives({Gives::same, Gives::int64});
  op_case("argsort", [](const Args& x) { return argsort(x[0], x.i(0), x.i(1) != 0); })
      .samples(sortings())
      .reference([](const PlainArgs& x) { return List{sorted(x)[1]}; })
      .integers(true)
      .gives({Gives::int64})
      .not_differentiable()
      .error(
          [] {
            argsort(ones({2, 3}), int64_t{-3});
          },
          "expected a dimension in [-2, 1], got -3");
  op_case("argsort stable", [](const Args& x) { return argsort(x[0], true, x.i(0), x.i(1) != 0); })
      .sample({kEqual}, {0, 1})
      .reference([](const PlainArgs& x) { return List{sorted(x)[1]}; })
      .gives({Gives::int64})
      .not_differentiable();
  op_case("msort", [](const Args& x) { return msort(x[0]); })
      .sample({{3, 4}})
      .sample({{5}})
      .reference([](const PlainArgs& x) { return List{order_rows(x[0], 0, false, 0, x[0].shape[0])[0]}; })
      .integers(true);
});

const OpCases parts([] {
  op_case("topk", [](const Args& x) { return topk(x[0], x.i(2), x.i(0), x.i(1) != 0); })
      .sample({{5}}, {0, 1, 2})
      .sample({{3, 4}}, {0, 0, 2})
      .sample({{3, 4}}, {-1, 1, 4})
      .sample({{2, 3, 2}}, {1, 1, 1})
      .sample({{3, 4}}, {1, 1, 0})
      .sample({{0}}, {0, 1, 0})
      .sample({{0, 3}}, {1, 1, 2})
      .sample({{}}, {0, 1, 1})
      .sample({kSpecial}, {0, 1, 4})
      .sample({kSpecial}, {0, 0, 4})
      .sample({kEqual}, {0, 1, 4})
      .sample({{3, 333}}, {1, 1, 3})
      .sample({{3, 333}}, {1, 0, 100})
      .reference([](const PlainArgs& x) { return order_rows(x[0], x.i(0), x.i(1) != 0, 0, x.i(2)); })
      .integers(true)
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            topk(ones({2, 3}), 4);
          },
          "topk: expected k in [0, 3] for shape [2, 3], got 4")
      .error(
          [] {
            topk(ones({2, 3}), -1);
          },
          "topk: expected k in [0, 3] for shape [2, 3], got -1")
      .error([] { topk(ones({}), 2); }, "topk: expected k in [0, 1] for shape [], got 2")
      .error(
          [] {
            topk(ones({2, 3}), 1, 2);
          },
          "topk: expected a dimension in [-2, 1], got 2");
  const auto kth = [](bool keepdim) {
    return [keepdim](const PlainArgs& x) {
      List out = order_rows(x[0], x.i(0), false, x.i(1) - 1, x.i(1));
      if (!keepdim && !x[0].shape.empty())
        for (Plain& p : out) p.shape.erase(p.shape.begin() + (x.i(0) < 0 ? x.i(0) + x[0].dim() : x.i(0)));
      return out;
    };
  };
  op_case("kthvalue", [](const Args& x) { return kthvalue(x[0], x.i(1), x.i(0)); })
      .sample({{5}}, {0, 2})
      .sample({{3, 4}}, {0, 3})
      .sample({{3, 4}}, {-1, 1})
      .sample({{2, 3, 2}}, {1, 2})
      .sample({{}}, {0, 1})
      .sample({{0, 3}}, {1, 2})
      .sample({kSpecial}, {0, 8})
      .sample({kEqual}, {0, 4})
      .reference(kth(false))
      .dtypes({kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte})
      .gives({Gives::same, Gives::int64})
      .error(
          [] {
            kthvalue(ones({2, 3}), 4);
          },
          "kthvalue: expected k in [1, 3] for shape [2, 3], got 4")
      .error(
          [] {
            kthvalue(ones({2, 3}), 0);
          },
          "kthvalue: expected k in [1, 3] for shape [2, 3], got 0")
      .error([] { kthvalue(ones({0}), 1); }, "kthvalue: expected k in [1, 0] for shape [0], got 1")
      .error(
          [] {
            kthvalue(ones({2, 3}), 1, 2);
          },
          "kthvalue: expected a dimension in [-2, 1], got 2");
  op_case("kthvalue keepdim", [](const Args& x) { return kthvalue(x[0], x.i(1), x.i(0), true); })
      .sample({{3, 4}}, {0, 3})
      .sample({{}}, {0, 1})
      .reference(kth(true))
      .gives({Gives::same, Gives::int64});
});

/// Runs of equal neighbours: their values, the run of each element, their lengths. A NaN is equal to nothing.
List runs(const Numbers& values, const Shape& shape) {
  List out{Plain({0}), Plain({0}), Plain({0})};
  for (size_t k = 0; k < values.size(); ++k) {
    if (k == 0 || values[k] != values[k - 1]) {
      out[0].values.push_back(values[k]);
      out[2].values.push_back(0);
    }
    out[1].values.push_back(static_cast<double>(out[0].values.size()) - 1);
    ++out[2].values.back();
  }
  for (Plain& p : out) p.shape = {p.numel()};
  out[1].shape = shape;
  return out;
}

const OpCases uniques([] {
  op_case("_unique2", [](const Args& x) { return _unique2(x[0], true, true, true); })
      .sample({{2, 3}})
      .sample({given({2, 3}, {2, 1, 2, 3, 1, 2})})
      .sample({{}})
      .sample({{0}})
      .sample({kSpecial})
      .reference([](const PlainArgs& x) {
        const std::vector<size_t> order = ordered(x[0].values, false);
        Numbers row;
        for (size_t place : order) row.push_back(x[0].values[place]);
        List out = runs(row, x[0].shape);
        const Numbers of_sorted = out[1].values;
        for (size_t k = 0; k < order.size(); ++k) out[1].values[order[k]] = of_sorted[k];
        return out;
      })
      .integers(true)
      .gives({Gives::same, Gives::int64, Gives::int64})
      .not_differentiable();
  op_case("unique_consecutive", [](const Args& x) { return unique_consecutive(x[0], true, true); })
      .sample({{2, 3}})
      .sample({given({7}, {1, 1, 2, 2, 2, 1, 1})})
      .sample({{}})
      .sample({{0}})
      .sample({kSpecial})
      .reference([](const PlainArgs& x) { return runs(x[0].values, x[0].shape); })
      .integers(true)
      .gives({Gives::same, Gives::int64, Gives::int64})
      .not_differentiable();
});

}  // namespace
}  // namespace torch::inline rushlight::test
