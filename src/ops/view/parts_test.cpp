// split, chunk and unbind against parts of plain arrays, and the forms that change a tensor's own geometry.
#include <gtest/gtest.h>

#include "ops/view/view_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases pieces([] {
  covered({"transpose_", "t_", "squeeze_", "unsqueeze_"});
  op_case("split", [](const Args& x) { return split(x[0], 3, 1); })
      .sample({{2, 7}})
      .reference([](const PlainArgs& x) {
        return List{part(x[0], 1, 0, 3), part(x[0], 1, 3, 3), part(x[0], 1, 6, 1)};
      })
      .view()
      .error([] { split(ones({3}), 0); }, "split: expected a positive split_size, got 0")
      .error([] { split(ones({}), 1); }, "split: expected at least one dimension, got a 0-dim tensor")
      .error([] { split(ones({3}), 1, 1); }, "split: expected a dimension in [-1, 0], got 1");
  op_case("split sizes",
          [](const Args& x) {
            return split(x[0], IntArrayRef{1, 0, 4}, -1);
          })
      .sample({{2, 5}})
      .reference([](const PlainArgs& x) {
        return List{part(x[0], 1, 0, 1), part(x[0], 1, 1, 0), part(x[0], 1, 1, 4)};
      })
      .view()
      .error(
          [] {
            split(ones({3}), {1, 1});
          },
          "split: expected sizes that add up to 3, got [1, 1]")
      .error(
          [] {
            split(ones({3}), {-1, 4});
          },
          "split: expected sizes that are not negative, got [-1, 4]")
      .error(
          [] {
            split(ones({3}), {4, -1});
          },
          "split: expected sizes that are not negative, got [4, -1]");
  op_case("split_with_sizes",
          [](const Args& x) {
            return split_with_sizes(x[0], {2, 3});
          })
      .sample({{5}})
      .reference([](const PlainArgs& x) {
        return List{part(x[0], 0, 0, 2), part(x[0], 0, 2, 3)};
      })
      .view();
  op_case("chunk", [](const Args& x) { return chunk(x[0], 3); })
      .sample({{7}})
      .reference([](const PlainArgs& x) {
        return List{part(x[0], 0, 0, 3), part(x[0], 0, 3, 3), part(x[0], 0, 6, 1)};
      })
      .view()
      .error([] { chunk(ones({3}), 0); }, "chunk: expected a positive number of chunks, got 0")
      .error([] { chunk(ones({}), 1); }, "chunk: expected at least one dimension, got a 0-dim tensor")
      .error([] { chunk(ones({3}), 2, -2); }, "chunk: expected a dimension in [-1, 0], got -2");
  op_case("unbind", [](const Args& x) { return unbind(x[0], 1); })
      .sample({{3, 2}})
      .reference([](const PlainArgs& x) {
        return List{without(part(x[0], 1, 0, 1), 1), without(part(x[0], 1, 1, 1), 1)};
      })
      .view()
      .error([] { unbind(ones({})); }, "unbind: expected at least one dimension, got a 0-dim tensor")
      .error([] { unbind(ones({3}), 1); }, "unbind: expected a dimension in [-1, 0], got 1");
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

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

TEST(View, InPlaceFormsRefuseLeavesThatWantAGradient) {
  Tensor x = ones({2, 3}).requires_grad_();
  const std::string why = ": expected a tensor that is not a leaf wanting a gradient, got one";
  EXPECT_EQ(message([&] { x.transpose_(0, 1); }), "transpose_" + why);
  EXPECT_EQ(message([&] { x.t_(); }), "t_" + why);
  EXPECT_EQ(message([&] { x.squeeze_(); }), "squeeze_" + why);
  EXPECT_EQ(message([&] { x.squeeze_(0); }), "squeeze_" + why);
  EXPECT_EQ(message([&] { x.unsqueeze_(0); }), "unsqueeze_" + why);
  EXPECT_EQ(x.sizes(), (IntArrayRef{2, 3}));
}

TEST(View, EmptyPiecesAndPiecesOfNothing) {
  EXPECT_EQ(chunk(zeros({0, 3}), 3).size(), 3u);
  EXPECT_EQ(split(zeros({0}), 0).size(), 1u);
  EXPECT_EQ(split(zeros({0}), 2).size(), 1u);
  EXPECT_EQ(unbind(zeros({0, 3})).size(), 0u);
  EXPECT_EQ(chunk(ones({3}), std::numeric_limits<int64_t>::max()).size(), 3u);
}

}  // namespace
}  // namespace torch::inline rushlight::test
