// cat, stack and their kin against loops; texts of errors. A sample's number is the dim.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

/// The arrays one behind the other along a dimension; vectors of no elements do not count.
Plain joined(const List& arrays, int64_t dim) {
  const auto is_void = [](const Plain& a) { return a.shape == Shape{0}; };
  const auto first = std::find_if_not(arrays.begin(), arrays.end(), is_void);
  if (first == arrays.end()) return Plain({0});
  const size_t d = axis(*first, dim);
  Shape shape = first->shape;
  shape[d] = 0;
  for (const Plain& a : arrays) shape[d] += is_void(a) ? 0 : a.shape[d];
  Plain out(shape);
  double start = 0;
  for (const Plain& a : arrays) {
    if (is_void(a)) continue;
    for_each_element(
        a, [&](Index i, double value) { at(out, moved(i, d, start + static_cast<double>(i[d]))) = value; });
    start += static_cast<double>(a.shape[d]);
  }
  return out;
}
List with_shapes(const List& arrays, const std::function<Shape(const Shape&)>& f) {
  List all;
  for (const Plain& a : arrays) all.emplace_back(f(a.shape), a.values);
  return all;
}
Shape widened(Shape shape, size_t at) {
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(at), 1);
  return shape;
}

const OpCases cases([] {
  op_case("cat", [](const Args& x) { return cat(x.tensors, x.i(0)); })
      .sample({{2, 3}}, {0})
      .sample({{2, 3}, {4, 3}}, {0})
      .sample({{2, 3}, {2, 1}, {2, 2}}, {-1})
      .sample({{2, 1, 2}, {2, 2, 2}}, {1})
      .sample({{5}, {1}, {0}, {3}}, {0})
      .sample({{0}, {2, 3}}, {1})
      .sample({{0}, {0}}, {0})
      .sample({{0, 3}, {2, 3}}, {0})
      .sample({{2, 0}, {2, 0}}, {1})
      .sample({{3, 17}, {3, 33}, {3, 7}}, {1})
      .samples({{{Arg({3, 50000}), Arg({2, 50000})}, {0}, true}})
      .samples({{{Arg({300, 257}), Arg({300, 100})}, {1}, true}})
      .reference([](const PlainArgs& x) { return List{joined(x.arrays, x.i(0))}; })
      .integers(true)
      .error([] { cat(std::vector<Tensor>{}); }, "cat: expected at least one tensor, got an empty list")
      .error(
          [] {
            cat({ones({}), ones({})});
          },
          "cat: expected tensors of at least one dimension, got a 0-dim tensor")
      .error(
          [] {
            cat({ones({2, 3}), ones({2, 2})});
          },
          "cat: expected tensors that differ in dimension 0 only, got shapes [2, 3] and [2, 2]")
      .error(
          [] {
            cat({ones({2, 3}), ones({3})});
          },
          "cat: expected tensors that differ in dimension 0 only, got shapes [2, 3] and [3]")
      .error(
          [] {
            cat({ones({2, 3}), ones({2, 3})}, 2);
          },
          "cat: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            const Tensor wide = ones({1}).expand({int64_t{1} << 62});
            cat({wide, wide, wide, wide});
          },
          "cat: expected a length that int64 holds in dimension 0")
      .error(
          [] {
            cat({zeros({0}), zeros({0})}, 1);
          },
          "cat: expected a dimension in [-1, 0], got 1");
  op_case("stack", [](const Args& x) { return stack(x.tensors, x.i(0)); })
      .sample({{2, 3}, {2, 3}}, {0})
      .sample({{2, 3}, {2, 3}, {2, 3}}, {1})
      .sample({{2, 3}, {2, 3}}, {-1})
      .sample({{}, {}, {}}, {0})
      .sample({{0, 2}, {0, 2}}, {1})
      .sample({{3, 33}, {3, 33}}, {1})
      .reference([](const PlainArgs& x) {
        const int64_t dim = x.i(0) < 0 ? x.i(0) + x[0].dim() + 1 : x.i(0);
        return List{joined(
            with_shapes(x.arrays, [&](const Shape& s) { return widened(s, static_cast<size_t>(dim)); }),
            dim)};
      })
      .integers(true)
      .error([] { stack(std::vector<Tensor>{}); }, "stack: expected at least one tensor, got an empty list")
      .error(
          [] {
            stack({ones({2}), ones({2, 1})});
          },
          "stack: expected tensors of one shape, got [2] and [2, 1]")
      .error(
          [] {
            stack({ones({2}), ones({2})}, 2);
          },
          "stack: expected a dimension in [-2, 1], got 2");
  op_case("hstack", [](const Args& x) { return hstack(x.tensors); })
      .sample({{2, 3}, {2, 1}})
      .sample({{3}, {2}})
      .sample({{}, {2}})
      .sample({{2, 1, 2}, {2, 2, 2}})
      .reference([](const PlainArgs& x) {
        const List all = with_shapes(x.arrays, [](const Shape& s) { return s.empty() ? Shape{1} : s; });
        return List{joined(all, all[0].dim() == 1 ? 0 : 1)};
      })
      .integers(true)
      .error([] { hstack(std::vector<Tensor>{}); },
             "hstack: expected at least one tensor, got an empty list");
  const auto rows = [](const Shape& s) {
    return s.empty() ? Shape{1, 1} : s.size() == 1 ? widened(s, 0) : s;
  };
  op_case("vstack", [](const Args& x) { return vstack(x.tensors); })
      .sample({{2, 3}, {1, 3}})
      .sample({{3}, {2, 3}})
      .sample({{}, {}})
      .reference([rows](const PlainArgs& x) { return List{joined(with_shapes(x.arrays, rows), 0)}; })
      .integers(true)
      .error([] { vstack(std::vector<Tensor>{}); },
             "vstack: expected at least one tensor, got an empty list");
  op_case("dstack", [](const Args& x) { return dstack(x.tensors); })
      .sample({{2, 3}, {2, 3}})
      .sample({{3}, {1, 3, 2}})
      .sample({{}, {}})
      .reference([rows](const PlainArgs& x) {
        return List{joined(with_shapes(x.arrays,
                                       [&](const Shape& s) {
                                         const Shape r = rows(s);
                                         return r.size() == 2 ? widened(r, 2) : r;
                                       }),
                           2)};
      })
      .integers(true)
      .error([] { dstack(std::vector<Tensor>{}); },
             "dstack: expected at least one tensor, got an empty list");
});

TEST(Joining, MixedDtypesArePromoted) {
  const Tensor whole = ones({2}, kLong), half = full({2}, 0.5);
  for (const Tensor& t : {cat({whole, half}), stack({whole, half}), hstack({whole, half})})
    EXPECT_EQ(t.scalar_type(), kFloat);
  EXPECT_EQ(plain(cat({whole, half})).values, (Numbers{1, 1, 0.5, 0.5}));
  EXPECT_EQ(cat({ones({2}, kByte), ones({2}, kChar)}).scalar_type(), kShort);
}

}  // namespace
}  // namespace torch::inline rushlight::test
