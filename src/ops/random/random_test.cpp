// Random operators: numbers equal to LibTorch's call by call, texts of errors, and what autograd says of draws.
#include "golden/calls/random_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

// Draws have no reference but LibTorch's numbers: test/golden/calls/random_calls.h calls each of these.
const test::OpCases draws([] {
  test::covered(
      {"rand",       "randn",        "randint",         "randperm",         "normal",   "rand_like",
       "randn_like", "randint_like", "bernoulli",       "multinomial",      "uniform_", "normal_",
       "random_",    "exponential_", "bernoulli_",      "geometric_",       "cauchy_",  "log_normal_",
       "poisson",    "binomial",     "_standard_gamma", "_sample_dirichlet"});
});

TEST(Random, NumbersAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::random(lines);
  calls::expect_calls("random", lines);
}

// A number moves with its shape so that the probability of smaller ones stays.
TEST(Random, GradientOfGammaNumbersKeepsTheirProbability) {
  manual_seed(4);
  const Tensor shape = pow(10, linspace(-2, 3, 200, kDouble)).set_requires_grad(true);
  const Tensor x = _standard_gamma(shape);
  x.sum().backward();
  const Tensor a = shape.detach(), step = a * 1e-6;
  const Tensor moved = igamma(a + step, x.detach() + step * shape.grad()) - igamma(a, x.detach());
  const Tensor still = igamma(a + step, x.detach()) - igamma(a, x.detach());
  EXPECT_LT((moved.abs() / still.abs()).max().item<double>(), 1e-3);
  const Tensor weights = full({3, 4}, 0.5, kDouble).set_requires_grad(true);
  const Tensor shares = _sample_dirichlet(weights);
  EXPECT_TRUE(allclose(shares.sum(-1), ones({3}, kDouble)));
  shares.select(1, 0).sum().backward();
  EXPECT_GT(weights.grad().select(1, 0).min().item<double>(), 0);
  EXPECT_LT(weights.grad().narrow(1, 1, 3).max().item<double>(), 0);
}

TEST(Random, ErrorsNameTheArgument) {
  EXPECT_EQ(error_of([] { _standard_gamma(ones({2}, kLong)); }),
            "_standard_gamma: expected shapes of float32 or float64, got int64");
  EXPECT_EQ(error_of([] { _sample_dirichlet(ones({2}, kLong)); }),
            "_sample_dirichlet: expected concentrations of float32 or float64, got int64");
  EXPECT_EQ(error_of([] { poisson(full({2}, -1.)); }), "poisson: expected means of at least 0, got -1");
  EXPECT_EQ(error_of([] { poisson(ones({2}, kLong)); }), "poisson: expected floating-point means, got int64");
  EXPECT_EQ(error_of([] { binomial(ones({2}), ones({2}, kDouble)); }),
            "binomial: expected count and prob of one floating-point dtype, got float32 and float64");
  EXPECT_TRUE(isnan(binomial(full({2}, NAN), ones({2}) / 2)).all().item<bool>());
  EXPECT_EQ(error_of([] { rrelu(ones({2}), 0.5, 0.1); }), "rrelu: expected lower <= upper, got 0.5 and 0.1");
  Tensor t = empty({3});
  EXPECT_EQ(error_of([&] { t.uniform_(2, 1); }), "uniform: expected from <= to, got from = 2 and to = 1");
  EXPECT_EQ(error_of([&] { t.normal_(0, -1); }),
            "normal: expected a standard deviation of at least 0, got -1");
  EXPECT_EQ(error_of([&] { t.uniform_(-3e38, 3e38); }),
            "uniform: expected bounds and a width that float32 holds, got from = -3e+38 and to = 3e+38");
  EXPECT_EQ(error_of([&] { t.log_normal_(0, 0); }),
            "log_normal: expected a positive standard deviation, got 0");
  EXPECT_EQ(error_of([&] { t.cauchy_(0, 0); }), "cauchy: expected a positive sigma, got 0");
  EXPECT_EQ(error_of([&] { t.to(kLong).cauchy_(); }), "cauchy: expected a floating-point dtype, got int64");
  EXPECT_EQ(error_of([&] { t.to(kBool).geometric_(0.5); }),
            "geometric: expected a dtype other than bool, got bool");
  EXPECT_EQ(error_of([] { randperm(1, kBool); }), "randperm: expected a dtype other than bool, got bool");
  EXPECT_EQ(error_of([&] { t.bernoulli_(zeros({3}, kLong)); }),
            "bernoulli: expected p of a floating-point dtype, got int64");
  EXPECT_EQ(error_of([&] {
              t.bernoulli_(zeros({2, 3}));
            }),
            "bernoulli: expected p that broadcasts to [3], got shape [2, 3]");
  EXPECT_EQ(error_of([&] { t.to(kByte).random_(-1, std::optional<int64_t>()); }),
            "random: expected a lower bound that uint8 holds, got -1");
  EXPECT_EQ(error_of([&] { t.random_((1 << 24) + 1, std::optional<int64_t>()); }),
            "random: expected a lower bound of at most 16777216, got 16777217");
  EXPECT_EQ(error_of([&] { t.exponential_(0); }), "exponential: expected a positive lambd, got 0");
  EXPECT_EQ(error_of([&] { t.bernoulli_(1.5); }), "bernoulli: expected p in [0, 1], got 1.5");
  EXPECT_EQ(error_of([&] { t.bernoulli_(full({3}, 1.5)); }), "bernoulli: expected p in [0, 1], got 1.5");
  EXPECT_EQ(error_of([&] { t.bernoulli_(ones({2})); }),
            "bernoulli_: expected shapes that broadcast together, got [3] and [2]");
  EXPECT_EQ(error_of([&] { t.geometric_(1); }), "geometric: expected p in (0, 1), got 1");
  EXPECT_EQ(error_of([&] { t.random_(4, 4); }), "random: expected from < to, got from = 4 and to = 4");
  EXPECT_EQ(error_of([] { randint(0, 300, {2}, kByte); }),
            "random: expected bounds that uint8 holds, got from = 0 and to = 300");
  EXPECT_EQ(error_of([] { rand({2}, kLong); }), "uniform: expected a floating-point dtype, got int64");
  EXPECT_EQ(error_of([] { rand({2, -1}); }), "uniform: expected sizes that are not negative, got [2, -1]");
  EXPECT_EQ(error_of([] { randperm(-1); }), "randperm: expected a length of at least 0, got -1");
  EXPECT_EQ(error_of([] { randperm(130, kChar); }),
            "randperm: expected a length of at most 127 for dtype int8, got 130");
  EXPECT_EQ(error_of([] { normal(0., full({2}, -1.)); }),
            "normal: expected standard deviations of at least 0, got -1");
  EXPECT_EQ(error_of([] { multinomial(ones({4}), 5); }),
            "multinomial: expected at most 4 samples without replacement, got 5");
  EXPECT_EQ(error_of([] { multinomial(ones({4}, kLong), 1); }),
            "multinomial: expected a floating-point dtype, got int64");
  EXPECT_EQ(error_of([] { multinomial(ones({}), 1); }),
            "multinomial: expected weights of 1 or 2 dimensions, got shape []");
  EXPECT_EQ(error_of([] { multinomial(ones({4}), 0); }),
            "multinomial: expected a positive number of samples, got 0");
  EXPECT_EQ(error_of([] {
              multinomial(ones({2, 0}), 1);
            }),
            "multinomial: expected 1 to 2^24 categories, got shape [2, 0]");
  EXPECT_EQ(error_of([] { multinomial(full({4}, std::numeric_limits<double>::quiet_NaN()), 1); }),
            "multinomial: expected weights that are finite and at least 0, got nan");
  EXPECT_EQ(error_of([] { multinomial(zeros({4}), 1); }),
            "multinomial: expected weights with a positive sum, got 0");
  EXPECT_EQ(error_of([] { multinomial(full({4}, -1.), 1); }),
            "multinomial: expected weights that are finite and at least 0, got -1");
}

TEST(Random, DrawsOfNothing) {
  EXPECT_EQ(multinomial(ones({0, 3}), 2).sizes(), IntArrayRef({0, 2}));
  EXPECT_EQ(normal(zeros({0}), 1.).numel(), 0);
  EXPECT_EQ(bernoulli(zeros({2, 0})).sizes(), IntArrayRef({2, 0}));
  EXPECT_EQ(randint(5, {0}).scalar_type(), kLong);
}

TEST(Random, StateTravelsAsBytes) {
  Generator g(11);
  randn({3}, g);
  const Tensor state = g.get_state();
  EXPECT_EQ(state.numel(), 5056);
  const Tensor first = rand({5}, g);
  g.set_state(state);
  const Tensor again = rand({5}, g);
  for (int64_t i = 0; i < 5; ++i) EXPECT_EQ(first.data_ptr<float>()[i], again.data_ptr<float>()[i]);
  EXPECT_EQ(error_of([&] { g.set_state(zeros({3}, kByte)); }),
            "set_state: expected 5056 elements of dtype uint8, got 3 of dtype uint8");
  EXPECT_EQ(error_of([&] { g.set_state(zeros({5056}, kByte)); }),
            "set_state: expected the bytes of a saved state, got bytes with counters out of range");
}

TEST(Random, AFailedDrawLeavesTheGeneratorAlone) {
  manual_seed(3);
  const Tensor expected = rand({4});
  manual_seed(3);
  Tensor t = empty({4});
  EXPECT_THROW(t.normal_(0, -1), Error);
  EXPECT_THROW(t.bernoulli_(full({4}, 2.)), Error);
  const Tensor got = rand({4});
  for (int64_t i = 0; i < 4; ++i) EXPECT_EQ(got.data_ptr<float>()[i], expected.data_ptr<float>()[i]);
}

}  // namespace
}  // namespace torch::inline rushlight
