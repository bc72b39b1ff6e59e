// repeat, tile, repeat_interleave, flip, roll, rot90 and tensor_split against loops; texts of errors.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Shape longs(const Numbers& numbers) { return Shape(numbers.begin(), numbers.end()); }
/// In front as many ones as `dims` asks for.
Shape with_ones(Shape shape, size_t dims) {
  shape.insert(shape.begin(), dims - shape.size(), 1);
  return shape;
}
Plain repeated(Plain x, Shape times) {
  x.shape = with_ones(x.shape, std::max(x.shape.size(), times.size()));
  times = with_ones(times, x.shape.size());
  Shape shape = x.shape;
  for (size_t d = 0; d < shape.size(); ++d) shape[d] *= times[d];
  return rearranged(x, shape, [&](Index i) {
    Shape from = i;
    for (size_t d = 0; d < from.size(); ++d) from[d] %= x.shape[d];
    return from;
  });
}
/// Each slice of `dim` as often as `times` says for it.
Plain interleaved(const Plain& x, size_t dim, const Numbers& times) {
  Shape shape = x.shape;
  Numbers rows;
  for (size_t j = 0; j < times.size(); ++j)
    rows.insert(rows.end(), static_cast<size_t>(times[j]), static_cast<double>(j));
  shape[dim] = static_cast<int64_t>(rows.size());
  return rearranged(x, shape, [&](Index i) { return moved(i, dim, rows[static_cast<size_t>(i[dim])]); });
}
Plain flat(const Plain& x) { return {{x.numel()}, x.values}; }
Plain flipped(const Plain& x, const Shape& dims) {
  return rearranged(x, x.shape, [&](Index i) {
    Shape from = i;
    for (int64_t dim : dims) {
      const size_t d = axis(x, dim);
      if (!from.empty()) from[d] = x.shape[d] - 1 - from[d];
    }
    return from;
  });
}
Plain rolled(const Plain& x, size_t d, int64_t shift) {
  return rearranged(x, x.shape, [&](Index i) {
    Shape from = i;
    const int64_t n = x.shape[d];
    from[d] = ((i[d] - shift) % n + n) % n;
    return from;
  });
}
List parts(const Plain& x, size_t d, const Shape& cuts) {
  List all;
  int64_t start = 0;
  for (size_t k = 0; k <= cuts.size(); ++k) {
    const int64_t n = x.shape[d], end = k < cuts.size() ? std::min(cuts[k], n) : n;
    Shape shape = x.shape;
    shape[d] = std::max<int64_t>(end - start, 0);
    all.push_back(
        rearranged(x, shape, [&](Index i) { return moved(i, d, static_cast<double>(start + i[d])); }));
    start = end;
  }
  return all;
}

const OpCases repeats([] {
  op_case("repeat", [](const Args& x) { return repeat(x[0], longs(x.numbers)); })
      .sample({{2, 3}}, {2, 2})
      .sample({{2, 3}}, {2, 1, 3})
      .sample({{3}}, {1})
      .sample({{}}, {3})
      .sample({{}}, {})
      .sample({{2, 3}}, {0, 2})
      .sample({{0, 3}}, {2, 2})
      .sample({{5, 17}}, {3, 2})
      .reference([](const PlainArgs& x) { return List{repeated(x[0], longs(x.numbers))}; })
      .integers(true)
      .error(
          [] {
            repeat(ones({2, 3}), {2});
          },
          "repeat: expected at least 2 repeats for shape [2, 3], got [2]")
      .error([] { repeat(ones({2}), {-1}); }, "repeat: expected repeats that are not negative, got [-1]");
  op_case("tile", [](const Args& x) { return tile(x[0], longs(x.numbers)); })
      .sample({{2, 3}}, {2})
      .sample({{2, 3}}, {2, 1, 3})
      .sample({{2, 3}}, {})
      .sample({{}}, {2})
      .reference([](const PlainArgs& x) { return List{repeated(x[0], longs(x.numbers))}; })
      .integers(true)
      .error([] { tile(ones({2}), {-1}); }, "expected repeats that are not negative, got [-1]");
  op_case("repeat_interleave", [](const Args& x) { return repeat_interleave(x[0], x.i(0), x.i(1)); })
      .sample({{2, 3}}, {2, 0})
      .sample({{2, 3}}, {3, -1})
      .sample({{2, 1, 2}}, {2, 1})
      .sample({{2, 3}}, {0, 1})
      .sample({{0, 3}}, {2, 0})
      .sample({{5, 17}}, {3, 1})
      .reference([](const PlainArgs& x) {
        const size_t d = axis(x[0], x.i(1));
        return List{interleaved(x[0], d, Numbers(static_cast<size_t>(x[0].shape[d]), x.d(0)))};
      })
      .integers(true)
      .error([] { repeat_interleave(ones({2}), -1); },
             "repeat_interleave: expected repeats that are not negative, got -1")
      .error([] { repeat_interleave(ones({2}), 2, 1); },
             "repeat_interleave: expected a dimension in [-1, 0], got 1")
      .error([] { repeat_interleave(ones({2}), 2, 0, 5); },
             "repeat_interleave: expected output_size 4, got 5");
  op_case("repeat_interleave flat", [](const Args& x) { return repeat_interleave(x[0], x.i(0)); })
      .sample({{2, 3}}, {2})
      .sample({{}}, {3})
      .reference([](const PlainArgs& x) {
        return List{interleaved(flat(x[0]), 0, Numbers(static_cast<size_t>(x[0].numel()), x.d(0)))};
      });
  op_case("repeat_interleave counts", [](const Args& x) { return repeat_interleave(x[0], x[1], x.i(0)); })
      .sample({{2, 3}, indices({3}, {2, 0, 1})}, {1})
      .sample({{2, 3}, indices({2}, {0, 3})}, {0})
      .sample({{2, 3}, indices({1}, {2})}, {-1})
      .sample({{2, 3}, indices({}, {2})}, {-1})
      .sample({{0, 3}, indices({0}, 0, 1)}, {0})
      .reference([](const PlainArgs& x) {
        const size_t d = axis(x[0], x.i(0));
        const bool one = x[1].numel() == 1;
        return List{
            interleaved(x[0], d, one ? Numbers(static_cast<size_t>(x[0].shape[d]), x[1][0]) : x[1].values)};
      })
      .integers(true)
      .error(
          [] {
            repeat_interleave(ones({2}), ones({1, 2}, kLong));
          },
          "repeat_interleave: expected repeats of at most 1 dimension, got shape [1, 2]")
      .error([] { repeat_interleave(ones({2}), ones({2})); },
             "repeat_interleave: expected an index of dtype int64 or int32, got float32")
      .error([] { repeat_interleave(ones({2}), ones({3}, kLong), 0); },
             "repeat_interleave: expected 2 repeats, got 3")
      .error([] { repeat_interleave(ones({2}), full({2}, -1, kLong), 0); },
             "repeat_interleave: expected repeats that are not negative, got -1")
      .error([] { repeat_interleave(ones({2}), ones({2}, kLong), 1); },
             "repeat_interleave: expected a dimension in [-1, 0], got 1")
      .error([] { repeat_interleave(ones({2}), ones({2}, kLong), 0, 5); },
             "repeat_interleave: expected output_size 2, got 5")
      .error([] { repeat_interleave(ones({2}), full({2}, int64_t{1} << 62, kLong), 0); },
             "repeat_interleave: expected repeats whose sum int64 holds, got 4611686018427387904 at place 1");
});

const OpCases orders([] {
  op_case("flip", [](const Args& x) { return flip(x[0], longs(x.numbers)); })
      .sample({{2, 3}}, {0})
      .sample({{2, 3}}, {0, -1})
      .sample({{2, 3}}, {})
      .sample({{2, 1, 3}}, {2, 1})
      .sample({{}}, {0})
      .sample({{0, 3}}, {1})
      .sample({{33, 17}}, {1})
      .samples({{{Arg({300, 257})}, {0, 1}, true}})
      .reference([](const PlainArgs& x) { return List{flipped(x[0], longs(x.numbers))}; })
      .integers(true)
      .error(
          [] {
            flip(ones({2, 3}), {2});
          },
          "flip: expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            flip(ones({2, 3}), {0, -2});
          },
          "flip: expected each dimension once, got [0, -2]");
  op_case("fliplr", [](const Args& x) { return fliplr(x[0]); })
      .sample({{2, 3}})
      .sample({{2, 3, 2}})
      .reference([](const PlainArgs& x) { return List{flipped(x[0], {1})}; })
      .integers(true)
      .error([] { fliplr(ones({2})); }, "fliplr: expected at least 2 dimensions, got shape [2]");
  op_case("flipud", [](const Args& x) { return flipud(x[0]); })
      .sample({{2, 3}})
      .sample({{3}})
      .reference([](const PlainArgs& x) { return List{flipped(x[0], {0})}; })
      .integers(true)
      .error([] { flipud(ones({})); }, "flipud: expected at least 1 dimension, got shape []");
  op_case("roll", [](const Args& x) { return roll(x[0], x.i(0), x.i(1)); })
      .sample({{4, 3}}, {1, 0})
      .sample({{4, 3}}, {-1, -1})
      .sample({{5}}, {12, 0})
      .sample({{2, 3}}, {0, 1})
      .sample({{0, 3}}, {1, 0})
      .sample({{33, 17}}, {-5, 1})
      .reference([](const PlainArgs& x) { return List{rolled(x[0], axis(x[0], x.i(1)), x.i(0))}; })
      .integers(true)
      .error([] { roll(ones({2}), IntArrayRef()); }, "roll: expected at least one shift, got none")
      .error(
          [] {
            roll(ones({2}), {1, 2});
          },
          "roll: expected one shift without dims, got [1, 2]")
      .error(
          [] {
            roll(ones({2}), {1, 2}, {0});
          },
          "roll: expected as many shifts as dims, got [1, 2] and [0]")
      .error([] { roll(ones({2}), 1, 1); }, "roll: expected a dimension in [-1, 0], got 1")
      .error([] { roll(ones({0}), 1, 1); }, "roll: expected a dimension in [-1, 0], got 1");
  op_case("roll flat", [](const Args& x) { return roll(x[0], x.i(0)); })
      .sample({{2, 3}}, {2})
      .sample({{2, 3}}, {-7})
      .sample({{}}, {3})
      .reference(
          [](const PlainArgs& x) { return List{Plain(x[0].shape, rolled(flat(x[0]), 0, x.i(0)).values)}; });
  op_case("roll several",
          [](const Args& x) {
            return roll(x[0], {1, -1, 1}, {0, 1, 0});
          })
      .sample({{4, 3}})
      .reference([](const PlainArgs& x) { return List{rolled(rolled(x[0], 0, 2), 1, -1)}; });
  op_case("rot90",
          [](const Args& x) {
            return rot90(x[0], x.i(0), {x.i(1), x.i(2)});
          })
      .sample({{2, 3}}, {0, 0, 1})
      .sample({{2, 3}}, {1, 0, 1})
      .sample({{2, 3}}, {2, 1, 0})
      .sample({{2, 3}}, {-1, 0, 1})
      .sample({{2, 3, 2}}, {5, 1, -1})
      .sample({{0, 3}}, {1, 0, 1})
      .reference([](const PlainArgs& x) {
        Plain out = x[0];
        const size_t a = axis(out, x.i(1)), b = axis(out, x.i(2));
        for (int64_t k = (x.i(0) % 4 + 4) % 4; k > 0; --k) {  // (i, j) of a turn comes from (j, n - 1 - i)
          Shape shape = out.shape;
          std::swap(shape[a], shape[b]);
          const Plain before = out;
          out = rearranged(before, shape, [&](Index i) {
            Shape from = i;
            from[a] = i[b];
            from[b] = before.shape[b] - 1 - i[a];
            return from;
          });
        }
        return List{out};
      })
      .integers(true)
      .error([] { rot90(ones({2})); },
             "rot90: expected two dimensions of at least 2, got [0, 1] for shape [2]")
      .error(
          [] {
            rot90(ones({2, 3}), 1, {0});
          },
          "rot90: expected two dimensions of at least 2, got [0] for shape [2, 3]")
      .error(
          [] {
            rot90(ones({2, 3}), 1, {0, -2});
          },
          "rot90: expected two different dimensions, got [0, -2]")
      .error(
          [] {
            rot90(ones({2, 3}), 1, {0, 2});
          },
          "rot90: expected a dimension in [-2, 1], got 2");
  op_case("rot90 first", [](const Args& x) { return rot90(x[0]); })
      .sample({{2, 3}})
      .reference([](const PlainArgs& x) {
        return List{rearranged(x[0], {3, 2}, [](Index i) { return Shape{i[1], 2 - i[0]}; })};
      });
});

const OpCases splits([] {
  op_case("tensor_split", [](const Args& x) { return tensor_split(x[0], x.i(0), x.i(1)); })
      .sample({{7, 2}}, {3, 0})
      .sample({{2, 4}}, {2, -1})
      .sample({{2}}, {4, 0})
      .sample({{0, 2}}, {2, 0})
      .reference([](const PlainArgs& x) {
        const size_t d = axis(x[0], x.i(1));
        const int64_t n = x[0].shape[d], k = x.i(0);
        Shape cuts;
        for (int64_t i = 1; i < k; ++i) cuts.push_back(i * (n / k) + std::min(i, n % k));
        return parts(x[0], d, cuts);
      })
      .view()
      .integers(true)
      .error([] { tensor_split(ones({}), 2); },
             "tensor_split: expected at least one dimension, got a 0-dim tensor")
      .error([] { tensor_split(ones({2}), 0); },
             "tensor_split: expected a positive number of sections, got 0")
      .error([] { tensor_split(ones({2}), 2, 1); }, "expected a dimension in [-1, 0], got 1");
  op_case("tensor_split at",
          [](const Args& x) {
            return tensor_split(x[0], {x.i(1), x.i(2)}, x.i(0));
          })
      .sample({{5, 2}}, {0, 1, 3})
      .sample({{2, 4}}, {1, 0, 9})
      .sample({{2, 4}}, {-1, 3, 2})
      .reference([](const PlainArgs& x) {
        return parts(x[0], axis(x[0], x.i(0)), {x.i(1), x.i(2)});
      })
      .error(
          [] {
            tensor_split(ones({}), {1, 2});
          },
          "tensor_split: expected at least one dimension, got a 0-dim tensor");
});

}  // namespace
}  // namespace torch::inline rushlight::test
