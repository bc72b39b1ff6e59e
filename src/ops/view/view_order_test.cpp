// Views that put dimensions in another order: where each element comes from, and gradients through them.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/op_case.h"
#include "ops/view/view_reference.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

const auto matrix = {Arg({3, 4})};
const auto cube = {Arg({2, 3, 4})};

const OpCases orders([] {
  op_case("permute",
          [](const Args& x) {
            return permute(x[0], {2, 0, -2});
          })
      .sample(cube)
      .sample({{2, 0, 3}})
      .sample({{17, 9, 8}})
      .reference([](const PlainArgs& x) {
        const Shape& s = x[0].shape;
        return List{rearranged(x[0], {s[2], s[0], s[1]}, [](Index i) { return Shape{i[1], i[2], i[0]}; })};
      })
      .view()
      .integers(true)
      .error(
          [] {
            permute(ones({2, 3}), {0});
          },
          "permute: expected 2 dimensions, got [0]")
      .error(
          [] {
            permute(ones({2, 3}), {0, 0});
          },
          "permute: expected each dimension once, got [0, 0]")
      .error(
          [] {
            permute(ones({2, 3}), {0, 2});
          },
          "permute: expected a dimension in [-2, 1], got 2");
  op_case("transpose", [](const Args& x) { return transpose(x[0], 0, -1); })
      .sample(matrix)
      .sample(cube)
      .sample({{0, 3}})
      .sample({{5}})
      .reference([](const PlainArgs& x) { return List{swapped(x[0], 0, x[0].shape.size() - 1)}; })
      .view()
      .error(
          [] {
            transpose(ones({2, 3}), 0, 2);
          },
          "transpose: expected a dimension in [-2, 1], got 2");
  op_case("t", [](const Args& x) { return t(x[0]); })
      .sample(matrix)
      .sample({{5}})
      .sample({{}})
      .reference([](const PlainArgs& x) { return List{x[0].dim() == 2 ? swapped(x[0], 0, 1) : x[0]}; })
      .view()
      .error(
          [] {
            t(ones({2, 3, 4}));
          },
          "t: expected at most 2 dimensions, got shape [2, 3, 4]");
  op_case("movedim", [](const Args& x) { return movedim(x[0], 2, 0); })
      .sample(cube)
      .reference([](const PlainArgs& x) { return List{swapped(swapped(x[0], 1, 2), 0, 1)}; })
      .view()
      .error(
          [] {
            movedim(ones({2, 3}), {0, 1}, {0});
          },
          "movedim: expected as many sources as destinations, got [0, 1] and [0]")
      .error(
          [] {
            movedim(ones({2, 3}), 2, 0);
          },
          "movedim: expected dimensions in [-2, 1], got [2] and [0]");
  op_case("movedim several",
          [](const Args& x) {
            return movedim(x[0], {0, 1}, {1, 0});
          })
      .sample(cube)
      .reference([](const PlainArgs& x) { return List{swapped(x[0], 0, 1)}; })
      .view();
  op_case("diagonal", [](const Args& x) { return diagonal(x[0], x.i(0)); })
      .sample(matrix, {0})
      .sample(matrix, {2})
      .sample(matrix, {-1})
      .sample(matrix, {9})
      .reference([](const PlainArgs& x) {
        const int64_t o = x.i(0), rows = x[0].shape[0] + std::min<int64_t>(o, 0);
        const int64_t columns = x[0].shape[1] - std::max<int64_t>(o, 0);
        return List{rearranged(x[0], {std::max<int64_t>(0, std::min(rows, columns))}, [&](Index i) {
          return Shape{i[0] - std::min<int64_t>(o, 0), i[0] + std::max<int64_t>(o, 0)};
        })};
      })
      .view()
      .error([] { diagonal(ones({3})); }, "diagonal: expected at least 2 dimensions, got shape [3]")
      .error(
          [] {
            diagonal(ones({3, 3}), 0, 1, 1);
          },
          "expected two different dimensions, got 1 twice");
});

TEST(View, InPlaceFormsChangeTheTensorItself) {
  Tensor x = ones({2, 3});
  const void* data = x.data_ptr();
  x.transpose_(0, 1);
  EXPECT_EQ(x.sizes(), (IntArrayRef{3, 2}));
  x.t_().unsqueeze_(0);
  EXPECT_EQ(x.sizes(), (IntArrayRef{1, 2, 3}));
  x.squeeze_(0).unsqueeze_(-1).squeeze_();
  EXPECT_EQ(x.sizes(), (IntArrayRef{2, 3}));
  EXPECT_EQ(x.data_ptr(), data);
}

}  // namespace
}  // namespace rushlight::test
