// max, min and what is made of them: values, first places, NaN, empty tensors, gradients.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "ops/reduce/reduce_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <bool largest> double place(const Numbers& v) {
  size_t best = 0;
  for (size_t i = 0; i < v.size(); ++i) {
    if (std::isnan(v[i])) return static_cast<double>(i);
    if (largest ? v[i] > v[best] : v[i] < v[best]) best = i;
  }
  return static_cast<double>(best);
}
template <bool largest> double value(const Numbers& v) { return v[static_cast<size_t>(place<largest>(v))]; }
double any_of(const Numbers& v) {
  for (double x : v)
    if (x != 0) return 1;
  return 0;
}
double all_of(const Numbers& v) {
  for (double x : v)
    if (x == 0) return 0;
  return 1;
}

// Samples that have something to reduce.
Samples not_empty(const Samples& all) {
  Samples some;
  for (const Sample& s : all) {
    int64_t n = 1;
    for (int64_t size : s.args[0].shape) n *= size;
    if (n > 0) some.push_back(s);
  }
  return some;
}
const Plain kHoles{{2, 3}, {1, kNan, 3, 5, 5, -2}};
const std::vector<Gives> kWithPlace{Gives::same, Gives::int64};

// The two directions are told apart by a template argument, as in the kernels.
template <bool largest> OpCase& whole(const char* name, OpCase::Operator op) {
  return op_case(name, std::move(op))
      .samples(not_empty(unary()))
      .reference(reduced_whole(value<largest>))
      .integers(true)
      .golden({{{3}, {kNan, 1, 2}}}, {{{}, {kNan}}})
      .golden({{{40}, Numbers(40, -INFINITY)}}, {{{}, {-INFINITY}}});
}
template <bool largest> OpCase& by_dim(const char* name, OpCase::Operator op) {
  return op_case(name, std::move(op))
      .samples(not_empty(one_dim_reductions()))
      .reference(reduced(value<largest>, place<largest>))
      .integers(true)
      .gives(kWithPlace);
}

const OpCases extremes([] {
  whole<true>("max", [](const Args& x) {
    return max(x[0]);
  }).error([] { max(ones({0})); }, "max: expected at least one element to reduce, got shape [0]");
  whole<false>("min", [](const Args& x) { return min(x[0]); })
      .error(
          [] {
            min(ones({0, 2}));
          },
          "got shape [0, 2]");
  by_dim<true>("max dim", [](const Args& x) { return max(x[0], dim_of(x), keepdim_of(x)); })
      .golden({kHoles}, {{{2}, {kNan, 5}}, {{2}, {1, 0}}}, {0, 1})
      .golden({kHoles}, {{{3}, {5, kNan, 3}}, {{3}, {1, 0, 0}}}, {0, 0})
      .golden({{{0, 3}, {}}}, {{{0}, {}}, {{0}, {}}}, {0, 1})
      .error(
          [] {
            max(ones({2, 0, 3}), 1);
          },
          "expected at least one element to reduce, got shape [2, 0, 3]")
      .error(
          [] {
            max(ones({2, 3}), 2);
          },
          "max: expected a dimension in [-2, 1], got 2");
  by_dim<false>("min dim", [](const Args& x) { return min(x[0], dim_of(x), keepdim_of(x)); })
      .golden({kHoles}, {{{2}, {kNan, -2}}, {{2}, {1, 2}}}, {0, 1})
      .golden({kHoles}, {{{3}, {1, kNan, -2}}, {{3}, {0, 0, 1}}}, {0, 0});
  op_case("max other", [](const Args& x) { return max(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return std::fmax(x[0], x[1]); });
  op_case("min other", [](const Args& x) { return min(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return std::fmin(x[0], x[1]); });
  op_case("amax", [](const Args& x) { return amax(x[0], dims_of(x), keepdim_of(x)); })
      .samples(not_empty(reductions()))
      .reference(reduced(value<true>))
      .integers(true)
      .golden({kHoles}, {{{2}, {kNan, 5}}}, {0, 1})
      .error(
          [] {
            amax(ones({2, 0}), {1});
          },
          "expected at least one element to reduce, got shape [2, 0]");
  op_case("amin", [](const Args& x) { return amin(x[0], dims_of(x), keepdim_of(x)); })
      .samples(not_empty(reductions()))
      .reference(reduced(value<false>))
      .integers(true);
  op_case("aminmax", [](const Args& x) { return aminmax(x[0], dim_of(x), keepdim_of(x)); })
      .samples(not_empty(one_dim_reductions()))
      .reference(reduced(value<false>, value<true>))
      .integers();
  op_case("argmax", [](const Args& x) { return argmax(x[0], dim_of(x), keepdim_of(x)); })
      .samples(not_empty(one_dim_reductions()))
      .reference(reduced(place<true>))
      .integers()
      .gives({Gives::int64})
      .not_differentiable()
      .error([] { argmax(ones({2}, kBool)); }, "argmax: expected numbers, got bool; convert self first")
      .error([] { argmax(ones({0})); }, "expected at least one element to reduce");
  op_case("argmax all", [](const Args& x) { return argmax(x[0]); })
      .samples(not_empty(unary()))
      .reference(reduced_whole(place<true>))
      .gives({Gives::int64})
      .not_differentiable();
  op_case("argmin", [](const Args& x) { return argmin(x[0], dim_of(x), keepdim_of(x)); })
      .samples(not_empty(one_dim_reductions()))
      .reference(reduced(place<false>))
      .integers()
      .gives({Gives::int64})
      .not_differentiable();
  op_case("value_selecting_reduction_backward",
          [](const Args& x) {
            return value_selecting_reduction_backward(x[0], 1, x[1], {2, 4, 3}, false);
          })
      .sample({{2, 3}, indices({2, 3}, 0, 4)})
      .reference([](const PlainArgs& x) {
        Plain out({2, 4, 3});
        for (int64_t k = 0; k < 6; ++k)
          out[(k / 3 * 4 + static_cast<int64_t>(x[1][k])) * 3 + k % 3] = x[0][k];
        return std::vector<Plain>{out};
      });
});

const OpCases truths([] {
  for (const bool with_dims : {false, true}) {
    const Samples samples = with_dims ? reductions(-0.6, 0.6) : unary(-0.6, 0.6);
    const auto add = [&](const char* name, OpCase::Operator op, double (*truth)(const Numbers&)) {
      op_case(name, std::move(op))
          .samples(samples)
          .reference(with_dims ? reduced(truth) : reduced_whole(truth))
          .dtypes({kFloat, kLong, kBool, kHalf})
          .gives({Gives::boolean})
          .not_differentiable();
    };
    if (with_dims) {
      add(
          "any dims", [](const Args& x) { return any(x[0], dims_of(x), keepdim_of(x)); }, any_of);
      add(
          "all dims", [](const Args& x) { return all(x[0], dims_of(x), keepdim_of(x)); }, all_of);
    } else {
      add(
          "any", [](const Args& x) { return any(x[0]); }, any_of);
      add(
          "all", [](const Args& x) { return all(x[0]); }, all_of);
    }
  }
});

TEST(Extreme, GradientOfEqualsIsSharedOrGoesToTheFirst) {
  const Tensor x = make_args({{given({4}, {1, 3, 3, 2})}, {}}, kFloat, 1)[0].requires_grad_();
  const auto gradient = [&](const Tensor& y) { return plain(autograd::grad({y}, {x})[0]).values; };
  EXPECT_EQ(gradient(x.max()), (Numbers{0, 0.5, 0.5, 0}));
  EXPECT_EQ(gradient(x.amax({0})), (Numbers{0, 0.5, 0.5, 0}));
  EXPECT_EQ(gradient(std::get<0>(x.max(0))), (Numbers{0, 1, 0, 0}));
  EXPECT_EQ(gradient(std::get<0>(x.min(0))), (Numbers{1, 0, 0, 0}));
}

TEST(Extreme, AnyAndAllOfBytesAreBytes) {
  const Tensor x = ones({2, 3}, kByte);
  EXPECT_EQ(x.any().scalar_type(), kByte);
  EXPECT_EQ(x.all(1).scalar_type(), kByte);
  EXPECT_EQ(plain(zeros({2, 0}).all(1)).values, (Numbers{1, 1}));
  EXPECT_EQ(plain(x.any(IntArrayRef{})).shape, (Shape{2, 3}));
}

TEST(Extreme, AnIndexMayBePastAllLanesOfAnInstructionSet) {
  for (int64_t n : {1, 15, 16, 17, 1023, 70000}) {
    Tensor x = zeros({n});
    x.select(0, n - 1).fill_(1);
    EXPECT_EQ(x.argmax().item<int64_t>(), n - 1);
    EXPECT_EQ((-x).argmin().item<int64_t>(), n - 1);
  }
}

// Values of few kinds, so that extremes occur several times, with what is special about a dtype among them.
Tensor numbers_with_ties(ScalarType t, const DimVector& shape) {
  Tensor x = randint(-6, 7, shape, kLong);
  if (t == kByte) return (x + 6).to(t);
  x = x.to(t);
  const Tensor flat = x.view(-1);
  const auto put = [&](int64_t step, double value) {
    flat.slice(0, step / 2, flat.numel(), step).fill_(value);
  };
  if (t == kLong) {
    flat.slice(0, 20, flat.numel(), 41).fill_(std::numeric_limits<int64_t>::max());
    flat.slice(0, 21, flat.numel(), 43).fill_(std::numeric_limits<int64_t>::min());
  } else if (x.is_floating_point()) {
    put(5, -0.0), put(41, INFINITY), put(43, -INFINITY), put(97, kNan), put(101, -kNan);
  }
  return x;
}

// Against a plain search along the middle of three dimensions.
void expect_extremes(const Tensor& x, bool largest) {
  const auto [values, places] = largest ? x.max(1) : x.min(1);
  const Tensor only = largest ? x.amax({1}) : x.amin({1}), exact = x.to(kDouble);
  const int64_t n = x.size(1), inner = x.size(2);
  std::vector<int64_t> wanted;
  for (int64_t r = 0; r < values.numel(); ++r) {
    Numbers row;
    for (int64_t i = 0; i < n; ++i)
      row.push_back(exact.data_ptr<double>()[(r / inner * n + i) * inner + r % inner]);
    wanted.push_back(static_cast<int64_t>(largest ? place<true>(row) : place<false>(row)));
  }
  const Tensor want = torch::tensor(wanted).view(values.sizes());
  EXPECT_TRUE(equal(places, want)) << x.scalar_type() << x.sizes() << largest;
  const Tensor bits = x.gather(1, want.unsqueeze(1)).squeeze(1);
  EXPECT_TRUE(equal(values.view(kByte), bits.view(kByte))) << x.scalar_type() << x.sizes() << largest;
  EXPECT_TRUE(allclose(only.to(kDouble), bits.to(kDouble), 0, 0, true)) << x.scalar_type() << x.sizes();
}

// Short rows are laid down in groups of 64, from 8 rows on: up to 24 integers, 32 float64, 64 float32. Others are searched four vectors at a time.
TEST(Extreme, RowsAndColumnsOfAllLengths) {
  manual_seed(1);
  for (ScalarType t : {kFloat, kDouble, kLong, kInt, kByte})
    for (bool largest : {true, false}) {
      for (int64_t rows : {1, 7, 8, 9, 63, 64, 65, 131})
        for (int64_t n : {1, 2, 3, 10, 24, 25, 32, 33, 64, 65})
          expect_extremes(numbers_with_ties(t, {rows, n, 1}), largest);
      for (int64_t n : {63, 64, 65, 127, 128, 129, 300})
        expect_extremes(numbers_with_ties(t, {5, n, 1}), largest);
      for (int64_t n : {1, 2, 5, 70})
        for (int64_t inner : {2, 3, 16, 33, 513})
          expect_extremes(numbers_with_ties(t, {3, n, inner}), largest);
    }
}

// Places of a column are counted from the start of its part, a million rows.
TEST(Extreme, ColumnsOfMoreThanAMillionRows) {
  const int64_t n = (1 << 21) + 5;
  Tensor x = zeros({n, 3}, kByte);
  const std::vector<int64_t> last = {n - 1, (1 << 20) + 7, 9};
  for (int64_t c = 0; c < 3; ++c) x.index({last[static_cast<size_t>(c)], c}) = 1;
  x.index({n - 2, 2}) = 1;  // the first counts
  EXPECT_TRUE(equal(x.argmax(0), torch::tensor(last)));
  EXPECT_TRUE(equal(x.argmin(0), zeros({3}, kLong)));
}

}  // namespace
}  // namespace torch::inline rushlight::test
