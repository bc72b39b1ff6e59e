// Views of parts of a tensor, and calls that cut it into several.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/op_case.h"
#include "ops/view/view_reference.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

const Samples any_shape = unary();
const auto matrix = {Arg({3, 4})};

const OpCases parts([] {
  op_case("narrow", [](const Args& x) { return narrow(x[0], 1, x.i(0), x.i(1)); })
      .sample(matrix, {1, 2})
      .sample(matrix, {4, 0})
      .sample(matrix, {-3, 2})
      .reference(
          [](const PlainArgs& x) { return List{part(x[0], 1, x.i(0) < 0 ? x.i(0) + 4 : x.i(0), x.i(1))}; })
      .view()
      .integers(true)
      .error([] { narrow(ones({3}), 0, 2, 2); },
             "narrow: expected a range inside [0, 3], got start 2 and length 2");
  op_case("select", [](const Args& x) { return select(x[0], -1, -2); })
      .sample(matrix)
      .sample({{5}})
      .reference([](const PlainArgs& x) {
        const size_t d = x[0].shape.size() - 1;
        return List{without(part(x[0], d, x[0].shape[d] - 2, 1), d)};
      })
      .view()
      .error([] { select(ones({3}), 0, 3); },
             "select: expected an index in [-3, 2] for dimension 0 of shape [3], got 3")
      .error([] { select(ones({}), 0, 0); },
             "select: expected a tensor of at least one dimension, got a 0-dim tensor");
  op_case("slice", [](const Args& x) { return slice(x[0], 0, x.i(0), x.i(1), x.i(2)); })
      .sample({{9, 2}}, {1, 8, 3})
      .sample({{9}}, {-4, 100, 1})
      .sample({{9}}, {5, 2, 1})
      .sample({{9}}, {0, -1, 2})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].shape[0];
        const auto end = [n](int64_t k) { return std::clamp<int64_t>(k < 0 ? k + n : k, 0, n); };
        const int64_t first = end(x.i(0)), last = std::max(first, end(x.i(1)));
        return List{part(x[0], 0, first, (last - first + x.i(2) - 1) / x.i(2), x.i(2))};
      })
      .view()
      .error([] { slice(ones({3}), 0, 0, 3, 0); }, "slice: expected a positive step, got 0");
  op_case("expand",
          [](const Args& x) {
            return expand(x[0], {2, -1, 4});
          })
      .sample({{3, 1}})
      .sample({{2, 3, 1}})
      .sample({{1, 3, 4}})
      .reference([](const PlainArgs& x) {
        return List{rearranged(x[0], {2, 3, 4}, [&](Index i) {
          Shape from(i.end() - x[0].dim(), i.end());
          for (size_t d = 0; d < from.size(); ++d) from[d] = x[0].shape[d] == 1 ? 0 : from[d];
          return from;
        })};
      })
      .view()
      .error(
          [] {
            expand(ones({2, 3}), {3});
          },
          "expand: expected at least 2 sizes for shape [2, 3], got [3]")
      .error(
          [] {
            expand(ones({2, 3}), {2, 4});
          },
          "expand: expected sizes that shape [2, 3] broadcasts to, got [2, 4]");
  op_case("expand_as",
          [](const Args& x) {
            return expand_as(x[0], ones({2, 3}));
          })
      .sample({{3}})
      .reference([](const PlainArgs& x) {
        return List{rearranged(x[0], {2, 3}, [](Index i) { return Shape{i[1]}; })};
      })
      .view();
  op_case("unfold", [](const Args& x) { return unfold(x[0], 0, 3, 2); })
      .sample({{8, 2}})
      .sample({{3}})
      .reference([](const PlainArgs& x) {
        Shape s = x[0].shape;
        s[0] = (s[0] - 3) / 2 + 1;
        s.push_back(3);
        return List{rearranged(x[0], s, [](Index i) {
          Shape from(i.begin(), i.end() - 1);
          from[0] = i[0] * 2 + i.back();
          return from;
        })};
      })
      .view()
      .error([] { unfold(ones({3}), 0, 4, 1); }, "unfold: expected a window of 0 to 3 entries, got 4")
      .error([] { unfold(ones({3}), 0, 2, 0); }, "unfold: expected a positive step, got 0");
  op_case("as_strided",
          [](const Args& x) {
            return as_strided(x[0], {2, 3}, {2, 1}, 1);
          })
      .sample({{6}})
      .reference([](const PlainArgs& x) {
        return List{rearranged(x[0], {2, 3}, [](Index i) { return Shape{1 + 2 * i[0] + i[1]}; })};
      })
      .view()
      .row_major_only()
      .error(
          [] {
            as_strided(ones({4}), {2, 3}, {2, 1});
          },
          "as_strided: expected a window inside the storage of 4 elements")
      .error(
          [] {
            as_strided(ones({4}), {2}, {2, 1});
          },
          "as_strided: expected as many strides as sizes");
  op_case("as_strided_backward",
          [](const Args& x) {
            return as_strided_backward(x[0], {6}, {1}, 0, {2, 3}, {2, 1}, 1);
          })
      .sample({{2, 3}})
      .reference([](const PlainArgs& x) {
        Plain out({6});
        for (int64_t k = 0; k < 6; ++k) out[1 + k / 3 * 2 + k % 3] += x[0][k];
        return List{out};
      });
  op_case("detach", [](const Args& x) { return detach(x[0]); })
      .samples(any_shape)
      .elementwise([](const double* x) { return x[0]; })
      .view()
      .not_differentiable();
});

const OpCases pieces([] {
  op_case("split", [](const Args& x) { return split(x[0], 3, 1); })
      .sample({{2, 7}})
      .reference([](const PlainArgs& x) {
        return List{part(x[0], 1, 0, 3), part(x[0], 1, 3, 3), part(x[0], 1, 6, 1)};
      })
      .view()
      .error([] { split(ones({3}), 0); }, "split: expected a positive split_size, got 0");
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
          "split: expected sizes that are not negative, got [-1, 4]");
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
      .error([] { chunk(ones({3}), 0); }, "chunk: expected a positive number of chunks, got 0");
  op_case("unbind", [](const Args& x) { return unbind(x[0], 1); })
      .sample({{3, 2}})
      .reference([](const PlainArgs& x) {
        return List{without(part(x[0], 1, 0, 1), 1), without(part(x[0], 1, 1, 1), 1)};
      })
      .view();
});

}  // namespace
}  // namespace rushlight::test
