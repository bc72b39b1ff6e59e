// gather, take_along_dim, scatter and scatter_add against loops; texts of errors. A sample's number is the dim.
#include <gtest/gtest.h>

#include "ops/index/index_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

List gathered(const PlainArgs& x) {
  const Plain& index = x[1];
  const size_t d = axis(index, x.i(0));
  Plain out(index.shape);
  for_each_element(index, [&](Index i, double j) {
    at(out, i) = x[0].shape.empty() ? x[0][0] : at(const_cast<Plain&>(x[0]), moved(i, d, j));
  });
  return {out};
}

/// `self` after change(element of self, element of src) at each place that index names.
template <class F> List scattered(const PlainArgs& x, const F& change) {
  Plain out = x[0], src = x[2];
  const size_t d = axis(out, x.i(0));
  for_each_element(x[1], [&](Index i, double j) {
    double& element = out.shape.empty() ? out[0] : at(out, moved(i, d, j));
    element = change(element, src.numel() == 1 ? src[0] : at(src, i));
  });
  return {out};
}

/// Errors that all forms of scatter share: `call(self, dim, index, src)`.
using Scatter = Tensor (*)(const Tensor&, int64_t, const Tensor&, const Tensor&);
void scatter_errors(OpCase& c, const std::string& name, Scatter call) {
  const auto index = [](IntArrayRef sizes) { return zeros(sizes, kLong); };
  c.error(
      [=] {
        call(ones({2, 3}), 2, index({1, 1}), ones({1, 1}));
      },
      name + ": expected a dimension in [-2, 1], got 2");
  c.error(
      [=] {
        call(ones({2, 3}), 0, index({1, 4}), ones({1, 4}));
      },
      name + ": expected an index no larger than self of shape [2, 3], got shape [1, 4]");
  c.error(
      [=] {
        call(ones({2, 3}), 0, index({1}), ones({1}));
      },
      name + ": expected an index no larger than self of shape [2, 3], got shape [1]");
  c.error(
      [=] {
        call(ones({2, 3}), 0, index({2, 3}), ones({2, 2}));
      },
      name + ": expected an index no larger than src of shape [2, 2], got shape [2, 3]");
  c.error(
      [=] {
        call(ones({2, 3}), 0, index({2, 3}), ones({2, 3}, kDouble));
      },
      name + ": expected a src of self's dtype float32, got float64");
  c.error(
      [=] {
        call(ones({2, 3}), 0, index({2, 3}) + 2, ones({2, 3}));
      },
      ": expected indices in [0, 1], got 2 at place 0");
  c.error(
      [=] {
        call(ones({2, 3}), 1, index({2, 3}) - 1, ones({2, 3}));
      },
      ": expected indices in [0, 2], got -1 at place 0");
  c.error(
      [=] {
        call(ones({2, 3}), 0, ones({2, 3}), ones({2, 3}));
      },
      ": expected an index of dtype int64 or int32, got float32");
}

const OpCases gathering([] {
  op_case("gather", [](const Args& x) { return gather(x[0], x.i(0), x[1]); })
      .sample({{4, 3}, indices({2, 3}, 0, 4)}, {0})
      .sample({{4, 3}, indices({4, 5}, 0, 3)}, {-1})
      .sample({{2, 3, 4}, indices({2, 2, 3}, 0, 3)}, {1})
      .sample({{5}, indices({7}, 0, 5)}, {0})
      .sample({{5}, indices({}, 0, 5)}, {0})
      .sample({{}, indices({}, {0})}, {0})
      .sample({{}, indices({3}, {0, 0, 0})}, {0})
      .sample({{4, 3}, indices({0, 3}, 0, 1)}, {0})
      .sample({{3, 37}, indices({3, 65}, 0, 37)}, {1})
      .samples({{{Arg({300, 257}), indices({300, 300}, 0, 257)}, {1}, true}})
      .reference(gathered)
      .integers(true)
      .error(
          [] {
            gather(ones({2, 3}), -3, zeros({1, 1}, kLong));
          },
          "gather: expected a dimension in [-2, 1], got -3")
      .error(
          [] {
            gather(ones({2, 3}), 0, zeros({1, 4}, kLong));
          },
          "gather: expected an index no larger than self of shape [2, 3], got shape [1, 4]")
      .error(
          [] {
            gather(ones({2, 3}), 0, zeros({3}, kLong));
          },
          "gather: expected an index no larger than self of shape [2, 3], got shape [3]")
      .error(
          [] {
            gather(ones({2, 3}), 0, full({1, 3}, 2, kLong));
          },
          "gather: expected indices in [0, 1], got 2 at place 0")
      .error(
          [] {
            gather(ones({2, 3}), 0, zeros({1, 3}, kShort));
          },
          "gather: expected an index of dtype int64 or int32, got int16");
  op_case("take_along_dim", [](const Args& x) { return take_along_dim(x[0], x[1], x.i(0)); })
      .sample({{4, 3}, indices({2, 3}, 0, 4)}, {0})
      .sample({{4, 3}, indices({4, 1}, 0, 3)}, {-1})
      .reference(gathered)
      .integers(true)
      .error(
          [] {
            take_along_dim(ones({2, 3}), zeros({2, 1}), 1);
          },
          "take_along_dim: expected indices of dtype int64, got float32")
      .error(
          [] {
            take_along_dim(ones({2, 3}), zeros({2}, kLong), 1);
          },
          "take_along_dim: expected indices of 2 dimensions, got 1")
      .error(
          [] {
            take_along_dim(ones({2, 3}), zeros({3, 1}, kLong), 1);
          },
          "take_along_dim: expected shapes that broadcast together")
      .error(
          [] {
            take_along_dim(ones({2, 3}), zeros({2, 1}, kLong), 2);
          },
          "expected a dimension in [-2, 1], got 2")
      .error(
          [] {
            take_along_dim(ones({2, 3}), full({2, 1}, 3, kLong), 1);
          },
          "take_along_dim: expected indices in [-3, 2], got 3")
      .error(
          [] {
            take_along_dim(ones({2, 3}), full({1}, -7, kLong));
          },
          "take_along_dim: expected indices in [-6, 5], got -7");
  op_case("take_along_dim broadcast", [](const Args& x) { return take_along_dim(x[0], x[1], 1); })
      .sample({{1, 3}, indices({2, 2}, 0, 3)})
      .sample({{4, 3}, indices({1, 2}, 0, 3)})
      .reference([](const PlainArgs& x) {
        const Shape shape{std::max(x[0].shape[0], x[1].shape[0]), x[1].shape[1]};
        return List{rearranged(x[0], shape, [&](Index i) {
          const double j = x[1][(x[1].shape[0] == 1 ? 0 : i[0]) * shape[1] + i[1]];
          return Shape{x[0].shape[0] == 1 ? 0 : i[0], static_cast<int64_t>(j)};
        })};
      });
  op_case("take_along_dim flat", [](const Args& x) { return take_along_dim(x[0], x[1]); })
      .sample({{4, 3}, indices({2, 2}, 0, 12)})
      .sample({{4, 3}, indices({2}, {-1, -12})})
      .sample({{}, indices({1}, {0})})
      .reference([](const PlainArgs& x) {
        Plain out({x[1].numel()});
        for (int64_t k = 0; k < out.numel(); ++k) {
          const auto i = static_cast<int64_t>(x[1][k]);
          out[k] = x[0][i < 0 ? i + x[0].numel() : i];
        }
        return List{out};
      });
});

const OpCases scattering([] {
  scatter_errors(
      op_case("scatter", [](const Args& x) { return scatter(x[0], x.i(0), x[1], x[2]); })
          .sample({{4, 3}, indices({2, 3}, {0, 1, 2, 3, 0, 1}), {2, 3}}, {0})
          .sample({{2, 3}, indices({2, 2}, {2, 0, 1, 2}), {2, 4}}, {-1})
          .sample({{2, 3, 2}, indices({1, 2, 2}, {2, 0, 1, 2}), {1, 2, 2}}, {1})
          .sample({{}, indices({}, {0}), {}}, {0})
          .sample({{5}, indices({}, {3}), {}}, {0})
          .sample({{4, 3}, indices({0, 3}, 0, 1), {2, 3}}, {0})
          .sample({{0, 3}, indices({0}, 0, 1), {0, 3}}, {0})
          .sample({{3, 67}, indices({1, 5}, {66, 0, 3, 5, 9}), {2, 5}}, {1})
          .reference([](const PlainArgs& x) { return scattered(x, [](double, double b) { return b; }); })
          .inplace([](Tensor& self, const Args& x) { scatter_(self, x.i(0), x[1], x[2]); })
          .integers(true),
      "scatter", scatter);
  scatter_errors(op_case("scatter_add", [](const Args& x) { return scatter_add(x[0], x.i(0), x[1], x[2]); })
                     .sample({{4, 3}, indices({2, 3}, 0, 4), {2, 3}}, {0})
                     .sample({{2, 3}, indices({2, 4}, 0, 3), {2, 5}}, {-1})
                     .sample({{2, 3, 2}, indices({1, 2, 2}, 0, 3), {1, 2, 2}}, {1})
                     .sample({{}, indices({}, {0}), {}}, {0})
                     .sample({{3}, indices({1}, {2}), {}}, {0})
                     .sample({{4, 3}, indices({0, 3}, 0, 1), {2, 3}}, {0})
                     .sample({{3, 67}, indices({2, 33}, 0, 67), {3, 40}}, {1})
                     .samples({{{Arg({300, 257}), indices({300, 257}, 0, 257), Arg({300, 257})}, {1}, true}})
                     .reference([](const PlainArgs& x) {
                       return scattered(x, [](double a, double b) { return a + b; });
                     })
                     .inplace([](Tensor& self, const Args& x) { scatter_add_(self, x.i(0), x[1], x[2]); })
                     .integers(true)
                     .tolerance(8),
                 "scatter_add", scatter_add);
  op_case("scatter number", [](const Args& x) { return scatter(x[0], x.i(0), x[1], x.d(1)); })
      .sample({{4, 3}, indices({2, 3}, {0, 1, 2, 3, 3, 3})}, {0, 2.5})
      .sample({{}, indices({}, {0})}, {0, -1.5})
      .reference([](const PlainArgs& x) {
        return scattered({{x[0], x[1], Plain({}, {x.d(1)})}, x.numbers}, [](double, double b) { return b; });
      })
      .inplace([](Tensor& self, const Args& x) { scatter_(self, x.i(0), x[1], x.d(1)); });
  op_case("scatter reduce add", [](const Args& x) { return scatter(x[0], x.i(0), x[1], x[2], "add"); })
      .sample({{4, 3}, indices({2, 3}, {0, 1, 2, 3, 1, 1}), {2, 3}}, {0})
      .reference([](const PlainArgs& x) { return scattered(x, [](double a, double b) { return a + b; }); })
      .inplace([](Tensor& self, const Args& x) { scatter_(self, x.i(0), x[1], x[2], "add"); })
      .integers(true)
      .tolerance(4)
      .error([] { scatter(ones({2}), 0, zeros({1}, kLong), ones({1}), "mean"); },
             "scatter_: expected reduce to be add or multiply, got mean")
      .error([] { scatter(ones({2}), 0, zeros({1}, kLong), 1, ""); },
             "scatter_: expected reduce to be add or multiply, got ");
  op_case("scatter reduce multiply",
          [](const Args& x) { return scatter(x[0], x.i(0), x[1], x[2], "multiply"); })
      .sample({Arg({4, 3}).without_grad(), indices({2, 3}, {0, 1, 2, 3, 1, 1}), Arg({2, 3}).without_grad()},
              {0})
      .reference([](const PlainArgs& x) { return scattered(x, [](double a, double b) { return a * b; }); })
      .inplace([](Tensor& self, const Args& x) { scatter_(self, x.i(0), x[1], x[2], "multiply"); })
      .integers(true)
      .tolerance(4);
  op_case("scatter reduce number",
          [](const Args& x) { return scatter(x[0], x.i(0), x[1], 3, x.i(1) ? "multiply" : "add"); })
      .sample({Arg({4, 3}).without_grad(), indices({2, 3}, {0, 1, 2, 3, 1, 1})}, {0, 1})
      .sample({Arg({4, 3}).without_grad(), indices({2, 3}, {0, 1, 2, 3, 1, 1})}, {0, 0})
      .reference([](const PlainArgs& x) {
        return scattered({{x[0], x[1], Plain({}, {3})}, x.numbers},
                         [&](double a, double b) { return x.i(1) ? a * b : a + b; });
      })
      .integers();
});

TEST(Scatter, MultiplyRefusesAGradient) {
  const Tensor x = ones({2, 3}, TensorOptions(kDouble)).requires_grad_();
  const Tensor out = scatter(x, 0, zeros({1, 3}, kLong), ones({1, 3}, kDouble), "multiply");
  EXPECT_TRUE(out.requires_grad());
  try {
    out.sum().backward();
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "scatter: expected reduce to be add where a gradient is wanted, got multiply");
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
