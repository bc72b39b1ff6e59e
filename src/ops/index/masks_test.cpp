// masked_select, masked_scatter, take, nonzero and their kin against loops; texts of errors.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

/// A mask of given truth values.
Arg given_mask(Shape shape, Numbers values) {
  Arg a = given(std::move(shape), std::move(values));
  a.dtype = kBool;
  return a;
}

/// Coordinates of the elements that are not zero, one row for each.
Plain coordinates(const Plain& x) {
  Plain out;
  int64_t count = 0;
  for_each_element(x, [&](Index i, double value) {
    if (value == 0) return;
    ++count;
    out.values.insert(out.values.end(), i.begin(), i.end());
  });
  out.shape = {count, x.dim()};
  return out;
}
List columns(const Plain& rows) {
  List all;
  for (int64_t d = 0; d < rows.shape[1]; ++d) {
    Plain column({rows.shape[0]});
    for (int64_t k = 0; k < column.numel(); ++k) column[k] = rows[k * rows.shape[1] + d];
    all.push_back(column);
  }
  return all;
}
Samples questions() {
  Samples all = unary(0, 1);
  for (Sample& s : all) s.args[0].grad = false;
  all.push_back(specials());
  all.push_back({{given({2, 3}, {0, 1, 0, -2, 0, 3}).without_grad()}, {}});
  all.push_back({{given({}, {0}).without_grad()}, {}});
  return all;
}

const OpCases selecting([] {
  op_case("masked_select", [](const Args& x) { return masked_select(x[0], x[1]); })
      .sample({{2, 3}, mask({2, 3})})
      .sample({{4, 3}, mask({3})})
      .sample({{3}, mask({2, 3})})
      .sample({{2, 1}, mask({3})})
      .sample({{5}, given_mask({}, {1})})
      .sample({{}, given_mask({}, {1})})
      .sample({{2, 3}, given_mask({1, 3}, {0, 0, 0})})
      .sample({{0, 3}, mask({3})})
      .samples({{{Arg({300, 257}), mask({300, 257})}, {}, true}})
      .reference([](const PlainArgs& x) {
        Shape shape(std::max(x[0].shape.size(), x[1].shape.size()), 1);
        for (const Plain& a : x.arrays)
          for (size_t k = 1; k <= a.shape.size(); ++k)
            if (a.shape[a.shape.size() - k] != 1) shape[shape.size() - k] = a.shape[a.shape.size() - k];
        const auto broadcast = [&](const Plain& a) {
          return rearranged(a, shape, [&](Index i) {
            Shape from(i.end() - static_cast<std::ptrdiff_t>(a.shape.size()), i.end());
            for (size_t d = 0; d < from.size(); ++d) from[d] = a.shape[d] == 1 ? 0 : from[d];
            return from;
          });
        };
        const Plain values = broadcast(x[0]), on = broadcast(x[1]);
        Plain out;
        for (int64_t k = 0; k < values.numel(); ++k)
          if (on[k] != 0) out.values.push_back(values[k]);
        out.shape = {out.numel()};
        return List{out};
      })
      .integers(true)
      .error([] { masked_select(ones({2}), ones({2})); },
             "masked_select: expected a mask of dtype bool, got float32")
      .error([] { masked_select(ones({2}), ones({3}, kBool)); },
             "masked_select: expected shapes that broadcast together, got [2] and [3]");
  op_case("masked_scatter", [](const Args& x) { return masked_scatter(x[0], x[1], x[2]); })
      .sample({{2, 3}, given_mask({2, 3}, {1, 0, 1, 0, 0, 1}), {3}})
      .sample({{2, 3}, given_mask({3}, {1, 0, 1}), {2, 4}})
      .sample({{3}, given_mask({}, {0}), {0}})
      .sample({{}, given_mask({}, {1}), {2}})
      .sample({{0, 3}, mask({3}), {0}})
      .reference([](const PlainArgs& x) {
        Plain out = x[0];
        int64_t next = 0;
        for_each_element(x[0], [&](Index i, double) {
          const Plain& on = x[1];
          if (on[on.dim() == 0 ? 0 : on.dim() == 1 ? i[1] : i[0] * 3 + i[1]] != 0) at(out, i) = x[2][next++];
        });
        return List{out};
      })
      .inplace([](Tensor& self, const Args& x) { self.masked_scatter_(x[1], x[2]); })
      .integers(true)
      .error([] { masked_scatter(ones({2}), ones({2}), ones({2})); },
             "masked_scatter: expected a mask of dtype bool, got float32")
      .error([] { masked_scatter(ones({2}), ones({2}, kBool), ones({2}, kLong)); },
             "masked_scatter: expected a source of self's dtype float32, got int64")
      .error([] { masked_scatter(ones({2}), ones({3}, kBool), ones({2})); },
             "masked_scatter: expected shapes that broadcast together, got [2] and [3]")
      .error([] { masked_scatter(ones({2}), ones({2}, kBool), ones({1})); },
             "masked_scatter: expected a source of at least 2 elements, got 1");
  op_case("take", [](const Args& x) { return take(x[0], x[1]); })
      .sample({{2, 3}, indices({4}, -6, 6)})
      .sample({{2, 3}, indices({2, 2}, -6, 6)})
      .sample({{5}, indices({}, 0, 5)})
      .sample({{}, indices({3}, {0, -1, 0})})
      .sample({{2, 3}, indices({0}, 0, 1)})
      .sample({{0}, indices({0}, 0, 1)})
      .reference([](const PlainArgs& x) {
        Plain out(x[1].shape);
        for (int64_t k = 0; k < out.numel(); ++k) {
          const auto i = static_cast<int64_t>(x[1][k]);
          out[k] = x[0][i < 0 ? i + x[0].numel() : i];
        }
        return List{out};
      })
      .integers(true)
      .error(
          [] {
            take(ones({2, 3}), full({1}, 6, kLong));
          },
          "take: expected indices in [-6, 5], got 6")
      .error(
          [] {
            take(ones({2, 3}), full({1}, -7, kLong));
          },
          "take: expected indices in [-6, 5], got -7")
      .error([] { take(ones({0}), zeros({1}, kLong)); }, "take: expected indices in [0, -1], got 0")
      .error(
          [] {
            take(ones({2, 3}), zeros({1}, kInt));
          },
          "take: expected an index of dtype int64, got int32");
});

const OpCases finding([] {
  op_case("nonzero", [](const Args& x) { return nonzero(x[0]); })
      .samples(questions())
      .reference([](const PlainArgs& x) { return List{coordinates(x[0])}; })
      .integers(true)
      .gives({Gives::int64})
      .not_differentiable();
  op_case("argwhere", [](const Args& x) { return argwhere(x[0]); })
      .samples(questions())
      .reference([](const PlainArgs& x) { return List{coordinates(x[0])}; })
      .integers(true)
      .gives({Gives::int64})
      .not_differentiable();
  const auto as_columns = [](const char* name, std::vector<Tensor> (*f)(const Tensor&)) {
    op_case(name, [f](const Args& x) { return f(x[0]); })
        .samples(questions())
        .reference([](const PlainArgs& x) {
          return columns(coordinates(x[0].dim() == 0 ? Plain({1}, x[0].values) : x[0]));
        })
        .integers(true)
        .gives({Gives::int64})
        .not_differentiable();
  };
  as_columns("nonzero_numpy", nonzero_numpy);
  as_columns("where places", where);
});

}  // namespace
}  // namespace torch::inline rushlight::test
