// Views: where each element of the result comes from, that memory is shared, and gradients through them.
#include <gtest/gtest.h>

#include <algorithm>

#include "ops/view/view_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const Samples any_shape = unary();
const auto matrix = {Arg({3, 4})};
const auto cube = {Arg({2, 3, 4})};

// The same elements in the same order, with another shape.
Plain with_shape(const Plain& p, Shape shape) { return {std::move(shape), p.values}; }

Plain swapped(const Plain& p, size_t a, size_t b) {
  Shape shape = p.shape;
  std::swap(shape[a], shape[b]);
  return rearranged(p, shape, [&](Index i) {
    Shape from = i;
    std::swap(from[a], from[b]);
    return from;
  });
}
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
  op_case("as_strided_backward base",
          [](const Args& x) {
            const Shape base{x.i(0), x.i(1)};
            return as_strided_backward(x[0], {2, 3}, base, 0, {2, 3}, base, 0);
          })
      .sample({{2, 3}}, {1, 2})
      .sample({{2, 3}}, {5, 1})
      .sample({{2, 3}}, {2, 7})
      .reference([](const PlainArgs& x) { return List{x[0]}; });
  op_case("detach", [](const Args& x) { return detach(x[0]); })
      .samples(any_shape)
      .elementwise([](const double* x) { return x[0]; })
      .view()
      .not_differentiable();
});

}  // namespace
}  // namespace torch::inline rushlight::test
