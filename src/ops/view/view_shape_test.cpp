// Views that give the same elements another shape.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "ops/view/view_reference.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

const Samples any_shape = unary();

const OpCases shapes([] {
  op_case("view",
          [](const Args& x) {
            return view(x[0], {-1, 2});
          })
      .sample({{3, 4}})
      .sample({{2}})
      .sample({{0, 2}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {x[0].numel() / 2, 2})};
      })
      .view()
      .row_major_only()
      .error(
          [] {
            view(ones({2, 3}), {4});
          },
          "view: expected sizes for 6 elements, got [4]")
      .error(
          [] {
            view(ones({2, 3}), {-1, -1});
          },
          "view: expected at most one size of -1, got [-1, -1]")
      .error(
          [] {
            view(ones({2, 3}), {-2});
          },
          "view: expected sizes of -1 or more, got [-2]")
      .error(
          [] {
            view(ones({2, 3}).t(), {6});
          },
          "allow, got [6]; use reshape");
  op_case("reshape",
          [](const Args& x) {
            return reshape(x[0], {-1, 2});
          })
      .sample({{3, 4}})
      .sample({{2, 3, 2}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {x[0].numel() / 2, 2})};
      })
      .integers(true)
      .error(
          [] {
            reshape(ones({2, 3}), {4});
          },
          "reshape: expected sizes for 6 elements, got [4]");
  op_case("view_as",
          [](const Args& x) {
            return view_as(x[0], ones({3, 2}));
          })
      .sample({{6}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {3, 2})};
      })
      .view();
  op_case("reshape_as",
          [](const Args& x) {
            return reshape_as(x[0], ones({3, 2}));
          })
      .sample({{2, 3}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {3, 2})};
      });
  op_case("squeeze", [](const Args& x) { return squeeze(x[0]); })
      .sample({{1, 3, 1, 2}})
      .sample({{3}})
      .sample({{1}})
      .sample({{}})
      .reference([](const PlainArgs& x) {
        Shape s;
        for (int64_t n : x[0].shape)
          if (n != 1) s.push_back(n);
        return List{with_shape(x[0], s)};
      })
      .view();
  op_case("squeeze dim", [](const Args& x) { return squeeze(x[0], -1); })
      .sample({{3, 1}})
      .sample({{3, 2}})
      .reference([](const PlainArgs& x) { return List{x[0].shape[1] == 1 ? without(x[0], 1) : x[0]}; })
      .view()
      .error([] { squeeze(ones({2}), 1); }, "squeeze: expected a dimension in [-1, 0], got 1");
  op_case("unsqueeze", [](const Args& x) { return unsqueeze(x[0], -1); })
      .samples(any_shape)
      .reference([](const PlainArgs& x) {
        Shape s = x[0].shape;
        s.push_back(1);
        return List{with_shape(x[0], s)};
      })
      .view()
      .error([] { unsqueeze(ones({2}), 2); }, "unsqueeze: expected a dimension in [-2, 1], got 2");
  op_case("flatten", [](const Args& x) { return flatten(x[0]); })
      .samples(any_shape)
      .reference([](const PlainArgs& x) { return List{with_shape(x[0], {x[0].numel()})}; })
      .error(
          [] {
            flatten(ones({2, 3}), 1, 0);
          },
          "flatten: expected start_dim before end_dim, got 1 and 0");
  op_case("flatten some", [](const Args& x) { return flatten(x[0], 1, 2); })
      .sample({{2, 3, 4, 2}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {2, 12, 2})};
      });
  op_case("ravel", [](const Args& x) { return ravel(x[0]); })
      .samples(any_shape)
      .reference([](const PlainArgs& x) { return List{with_shape(x[0], {x[0].numel()})}; });
  op_case("unflatten",
          [](const Args& x) {
            return unflatten(x[0], 1, {2, -1});
          })
      .sample({{3, 4}})
      .reference([](const PlainArgs& x) {
        return List{with_shape(x[0], {3, 2, 2})};
      })
      .view()
      .error(
          [] {
            unflatten(ones({3, 4}), 1, {3, -1});
          },
          "unflatten: expected sizes for 4 elements");
});

}  // namespace
}  // namespace rushlight::test
