// index_select, index_add, index_copy and index_fill against loops; texts of errors. A sample's number is the dim.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

/// `self` after change(element of self, element of source) for each element of source, at the slices that index names.
template <class F> List changed_rows(const PlainArgs& x, const F& change) {
  Plain out = x[0];
  const size_t d = axis(out, x.i(0));
  for_each_element(x[2], [&](Index i, double value) {
    const int64_t j = i.empty() ? 0 : i[d];
    double& element = out.shape.empty() ? out[0] : at(out, moved(i, d, x[1][j]));
    element = change(element, value);
  });
  return {out};
}

const OpCases selecting([] {
  op_case("index_select", [](const Args& x) { return index_select(x[0], x.i(0), x[1]); })
      .sample({{4, 3}, indices({5}, 0, 4)}, {0})
      .sample({{4, 3}, indices({2}, 0, 3)}, {1})
      .sample({{2, 3, 2}, indices({2}, {2, 2})}, {-2})
      .sample({{5}, indices({}, 0, 5)}, {0})
      .sample({{3, 2}, indices({0}, 0, 1)}, {0})
      .sample({{3, 0}, indices({2}, 0, 3)}, {0})
      .sample({{}, indices({1}, {0})}, {0})
      .sample({{}, indices({}, {0})}, {-1})
      .sample({{7, 2, 33}, indices({19}, 0, 7)}, {0})
      .sample({{2, 5, 3}, indices({9}, 0, 5)}, {1})
      .samples({{{Arg({300, 257}), indices({513}, 0, 257)}, {1}, true}})
      .reference([](const PlainArgs& x) {
        if (x[0].shape.empty()) return List{x[0]};
        const size_t d = axis(x[0], x.i(0));
        Shape shape = x[0].shape;
        shape[d] = x[1].numel();
        return List{rearranged(x[0], shape, [&](Index i) { return moved(i, d, x[1][i[d]]); })};
      })
      .integers(true)
      .error(
          [] {
            index_select(ones({2, 3}), 2, zeros({1}, kLong));
          },
          "index_select: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            index_select(ones({2, 3}), 0, zeros({1, 1}, kLong));
          },
          "index_select: expected an index of at most 1 dimension, got shape [1, 1]")
      .error([] { index_select(ones({}), 0, zeros({2}, kLong)); },
             "index_select: expected one index for a 0-dim tensor, got 2")
      .error(
          [] {
            index_select(ones({2, 3}), 1, full({2}, 3, kLong));
          },
          "index_select: expected indices in [0, 2], got 3 at place 0")
      .error(
          [] {
            index_select(ones({2, 3}), 1, tensor({0, -1}));
          },
          "index_select: expected indices in [0, 2], got -1 at place 1")
      .error(
          [] {
            index_select(ones({0, 3}), 0, zeros({1}, kLong));
          },
          "index_select: expected indices in [0, -1], got 0 at place 0")
      .error(
          [] {
            index_select(ones({2, 3}), 1, ones({1}));
          },
          "index_select: expected an index of dtype int64 or int32, got float32");
});

const OpCases changing([] {
  op_case("index_add", [](const Args& x) { return index_add(x[0], x.i(0), x[1], x[2], x.d(1)); })
      .sample({{4, 3}, indices({3}, {2, 0, 2}), {3, 3}}, {0, 1})
      .sample({{3, 2}, indices({2}, {1, 1}), {3, 2}}, {-1, 3})
      .sample({{2, 2, 2}, indices({1}, {1}), {2, 1, 2}}, {1, -2})
      .sample({{3}, indices({}, {1}), {}}, {0, 1})
      .sample({{}, indices({1}, {0}), {1}}, {0, 2})
      .sample({{3, 2}, indices({0}, 0, 1), {0, 2}}, {0, 1})
      .sample({{3, 0}, indices({2}, 0, 3), {2, 0}}, {0, 1})
      .sample({{6, 33}, indices({9}, {0, 1, 2, 3, 4, 5, 0, 2, 4}), {9, 33}}, {0, 1})
      .samples({{{Arg({5, 40000}), indices({5}, {4, 3, 0, 1, 2}), Arg({5, 40000})}, {0, 1}, true}})
      .reference([](const PlainArgs& x) {
        return changed_rows(x, [&](double a, double b) { return a + x.d(1) * b; });
      })
      .inplace([](Tensor& self, const Args& x) { index_add_(self, x.i(0), x[1], x[2], x.d(1)); })
      .tolerance(4)
      .error(
          [] {
            index_add(ones({2, 3}), 2, zeros({1}, kLong), ones({1, 3}));
          },
          "index_add: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            index_add(ones({2, 3}), 0, zeros({1, 1}, kLong), ones({1, 3}));
          },
          "index_add: expected an index of at most 1 dimension, got shape [1, 1]")
      .error(
          [] {
            index_add(ones({2, 3}), 0, zeros({2}, kLong), ones({1, 3}));
          },
          "index_add: expected a source of the shape of self, [2, 3], with 2 entries in dimension 0, got "
          "[1, 3]")
      .error(
          [] {
            index_add(ones({2, 3}), 0, zeros({2}, kLong), ones({2, 3}, kDouble));
          },
          "index_add: expected a source of self's dtype float32, got float64")
      .error(
          [] {
            index_add(ones({2, 3}), 0, full({2}, 2, kLong), ones({2, 3}));
          },
          "index_add: expected indices in [0, 1], got 2 at place 0")
      .error(
          [] {
            index_add(ones({2, 3}), 0, zeros({2}), ones({2, 3}));
          },
          "index_add: expected an index of dtype int64 or int32, got float32");
  op_case("index_add integers", [](const Args& x) { return index_add(x[0], x.i(0), x[1], x[2], x.i(1)); })
      .sample({{4, 3}, indices({3}, {2, 0, 2}), {3, 3}}, {0, 3})
      .reference([](const PlainArgs& x) {
        return changed_rows(x, [&](double a, double b) { return a + x.d(1) * b; });
      })
      .inplace([](Tensor& self, const Args& x) { index_add_(self, x.i(0), x[1], x[2], x.i(1)); })
      .dtypes({kLong, kInt, kShort, kChar, kByte, kBool});
  op_case("index_copy", [](const Args& x) { return index_copy(x[0], x.i(0), x[1], x[2]); })
      .sample({{4, 3}, indices({3}, {2, 0, 3}), {3, 3}}, {0})
      .sample({{2, 3}, indices({2}, {2, 1}), {2, 2}}, {-1})
      .sample({{3}, indices({}, {1}), {}}, {0})
      .sample({{}, indices({1}, {0}), {1}}, {0})
      .sample({{3, 2}, indices({0}, 0, 1), {0, 2}}, {0})
      .sample({{6, 33}, indices({3}, {5, 0, 2}), {3, 33}}, {0})
      .samples({{{Arg({300, 257}), indices({3}, {256, 0, 7}), Arg({300, 3})}, {1}, true}})
      .reference([](const PlainArgs& x) { return changed_rows(x, [](double, double b) { return b; }); })
      .inplace([](Tensor& self, const Args& x) { index_copy_(self, x.i(0), x[1], x[2]); })
      .integers(true)
      .error(
          [] {
            index_copy(ones({2, 3}), -3, zeros({1}, kLong), ones({1, 3}));
          },
          "index_copy: expected a dimension in [-2, 1], got -3")
      .error(
          [] {
            index_copy(ones({2, 3}), 0, zeros({1, 1}, kLong), ones({1, 3}));
          },
          "index_copy: expected an index of at most 1 dimension, got shape [1, 1]")
      .error(
          [] {
            index_copy(ones({2, 3}), 0, zeros({1}, kLong), ones({1, 2}));
          },
          "index_copy: expected a source of the shape of self, [2, 3], with 1 entries in dimension 0, got "
          "[1, 2]")
      .error(
          [] {
            index_copy(ones({2, 3}), 0, zeros({2}, kLong), ones({2, 3}, kLong));
          },
          "index_copy: expected a source of self's dtype float32, got int64")
      .error(
          [] {
            index_copy(ones({2, 3}), 0, full({2}, -1, kLong), ones({2, 3}));
          },
          "index_copy: expected indices in [0, 1], got -1 at place 0")
      .error(
          [] {
            index_copy(ones({2, 3}), 0, ones({2}, kBool), ones({2, 3}));
          },
          "index_copy: expected an index of dtype int64 or int32, got bool");
  op_case("index_fill", [](const Args& x) { return index_fill(x[0], x.i(0), x[1], x[2]); })
      .sample({{4, 3}, indices({3}, {2, 0, 2}), {}}, {0})
      .sample({{2, 3}, indices({2}, {2, 1}), {}}, {-1})
      .sample({{3}, indices({}, {-1}), {}}, {0})
      .sample({{}, indices({1}, {0}), {}}, {0})
      .sample({{3, 2}, indices({0}, 0, 1), {}}, {0})
      .sample({{0, 2}, indices({0}, 0, 1), {}}, {0})
      .reference([](const PlainArgs& x) {
        Plain out(x[0].shape);
        const size_t d = axis(out, x.i(0));
        for_each_element(x[0], [&](Index i, double value) {
          bool named = i.empty();
          for (double j : x[1].values) {
            const auto from_front = static_cast<int64_t>(j < 0 ? j + static_cast<double>(out.shape[d]) : j);
            named |= !i.empty() && i[d] == from_front;
          }
          at(out, i) = named ? x[2][0] : value;
        });
        return List{out};
      })
      .inplace([](Tensor& self, const Args& x) { index_fill_(self, x.i(0), x[1], x[2]); })
      .integers(true)
      .error(
          [] {
            index_fill(ones({2, 3}), 2, zeros({1}, kLong), 1);
          },
          "index_fill_: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            index_fill(ones({2, 3}), 0, zeros({1, 1}, kLong), 1);
          },
          "index_fill_: expected an index of at most 1 dimension, got shape [1, 1]")
      .error(
          [] {
            index_fill(ones({2, 3}), 0, full({1}, 2, kLong), 1);
          },
          "index_fill_: expected indices in [-2, 1], got 2")
      .error(
          [] {
            index_fill(ones({2, 3}), 0, full({1}, -3, kLong), 1);
          },
          "index_fill_: expected indices in [-2, 1], got -3")
      .error(
          [] {
            index_fill(ones({2, 3}), 0, zeros({1}, kLong), ones({1}));
          },
          "index_fill_: expected a 0-dim value, got shape [1]")
      .error(
          [] {
            index_fill(ones({2, 3}), 0, zeros({1}), 1);
          },
          "index_fill_: expected an index of dtype int64 or int32, got float32");
  op_case("index_fill number", [](const Args& x) { return index_fill(x[0], 1, x[1], 2.5); })
      .sample({{2, 3}, indices({2}, {2, 0})})
      .reference([](const PlainArgs& x) {
        return List{Plain({2, 3}, {2.5, x[0][1], 2.5, 2.5, x[0][4], 2.5})};
      })
      .inplace([](Tensor& self, const Args& x) { index_fill_(self, 1, x[1], 2.5); });
});

}  // namespace
}  // namespace torch::inline rushlight::test
