// Calls of the random operators, in one order, so that each also shows where the calls before it left the generator.
#pragma once

#include "calls.h"

namespace calls {

inline void random(Lines& lines) {
  torch::manual_seed(5);
  CALL(torch::rand({3}));
  CALL(torch::rand({2, 20}));
  CALL(torch::randn({3}));
  CALL(torch::randn({4, 5}));
  CALL(torch::randn({16}));
  CALL(torch::randn({100}));
  CALL(torch::rand({7}, torch::kDouble));
  CALL(torch::randn({17}, torch::dtype(torch::kDouble)));
  CALL(torch::randint(10, {5}));
  CALL(torch::randint(3, 9, {2, 3}));
  CALL(torch::randint(10, {4}, torch::kFloat));
  CALL(torch::randint(-5, 5, {4}, torch::kDouble));
  CALL(torch::randint(0, 256, {6}, torch::kByte));
  CALL(torch::randint(0, 1L << 40, {4}));
  CALL(torch::randint(10, {3}, torch::requires_grad()));
  CALL(torch::randint(0, 300, {6}, torch::kByte));
  CALL(torch::randint(5, 5, {6}));
  CALL(torch::randperm(10));
  CALL(torch::randperm(5, torch::kFloat));
  CALL(torch::randperm(0));
  CALL(torch::randperm(-1));
  CALL(torch::randperm(7, torch::kHalf));
  CALL(torch::randperm(7, torch::kByte));
  auto g = at::detail::createCPUGenerator(7);
  CALL(torch::rand({4}, g));
  CALL(torch::randn({4}, g));
  CALL(torch::randint(5, {4}, g));
  CALL(torch::randperm(5, g));
  CALL(torch::randint(2, 5, {4}, g));
  CALL(torch::rand({4}));
  auto x = torch::empty({4, 6});
  auto xt = x.t();
  auto xs = torch::empty({4, 12}).slice(1, 0, 12, 2);
  auto x3 = torch::empty({3, 4, 5}).permute({1, 2, 0});
  for (auto t : {x, xt, xs, x3}) {
    CALL(t.uniform_());
    CALL(t.uniform_(-2, 3));
    CALL(t.normal_());
    CALL(t.normal_(1, 3));
    CALL(t.exponential_());
    CALL(t.exponential_(2.5));
    CALL(t.geometric_(0.3));
    CALL(t.cauchy_(1, 2));
    CALL(t.log_normal_());
    CALL(t.log_normal_(0, 0.25));
    CALL(t.bernoulli_());
    CALL(t.bernoulli_(0.2));
    CALL(t.random_());
    CALL(t.random_(100));
    CALL(t.random_(-7, 9));
    CALL(t.random_(5, std::optional<int64_t>()));
    CALL(t.random_(1L << 25, 1L << 30));
    CALL(t.bernoulli_(torch::rand(t.sizes())));
    CALL(t.bernoulli_(torch::rand(t.sizes(), torch::kDouble)));
    CALL(t.bernoulli_(torch::rand({t.size(-1)})));
  }
  for (auto dt : {torch::kDouble, torch::kHalf, torch::kBFloat16})
    for (int c = 0; c < 2; ++c) {
      auto t = c ? torch::empty({5, 7}, dt).t() : torch::empty({5, 7}, dt);
      CALL(t.uniform_());
      CALL(t.uniform_(-2, 3.3));
      CALL(t.normal_());
      CALL(t.normal_(1, 3));
      CALL(t.exponential_(2.5));
      CALL(t.geometric_(0.3));
      CALL(t.cauchy_(1, 2));
      CALL(t.log_normal_(0, 0.25));
      CALL(t.bernoulli_());
      CALL(t.bernoulli_(0.2));
      CALL(t.random_());
      CALL(t.random_(100));
      CALL(t.random_(-7, 9));
      CALL(t.random_(5, std::optional<int64_t>()));
      CALL(t.random_(-3000, 3001));
      CALL(t.bernoulli_(torch::rand({7, 5}).sum(0)));
      CALL(t.bernoulli_(torch::rand({7})));
      CALL(torch::bernoulli(torch::rand({3, 4}, dt)));
    }
  for (auto dt : {torch::kLong, torch::kInt, torch::kShort, torch::kChar, torch::kByte, torch::kBool})
    for (int c = 0; c < 2; ++c) {
      auto t = c ? torch::empty({2, 5}, dt).t() : torch::empty({2, 5}, dt);
      CALL(t.uniform_());
      CALL(t.normal_());
      CALL(t.exponential_());
      CALL(t.geometric_(0.3));
      CALL(t.random_());
      CALL(t.random_(2));
      CALL(t.random_(100));
      CALL(t.random_(-7, 9));
      CALL(t.random_(5, std::optional<int64_t>()));
      CALL(t.bernoulli_(0.7));
      CALL(t.bernoulli_(torch::rand({2})));
      CALL(t.bernoulli_(torch::rand(t.sizes())));
      CALL(torch::randint_like(t, 2));
      CALL(torch::randint_like(t, 1, 7));
      CALL(torch::rand_like(t));
      CALL(torch::rand_like(t, torch::kFloat));
    }
  CALL(torch::rand_like(xt));
  CALL(torch::randn_like(xt));
  CALL(torch::randn_like(x3));
  CALL(torch::randn_like(xs));
  CALL(torch::randint_like(xt, 5));
  CALL(torch::randn_like(torch::zeros({2, 3}, torch::kDouble)));
  CALL(torch::randn_like(x, torch::dtype(torch::kDouble)));
  CALL(torch::bernoulli(torch::rand({3, 4})));
  CALL(torch::bernoulli(torch::zeros({3, 4}), 0.3));
  CALL(torch::bernoulli(torch::full({3}, 1.5)));
  CALL(at::normal(torch::zeros({3})));
  CALL(at::normal(torch::ones({3, 4}), 2.));
  CALL(at::normal(1., torch::ones({20})));
  CALL(at::normal(torch::ones({3, 1}), torch::ones({4})));
  CALL(at::normal(1., 2., {5}));
  CALL(at::normal(0., torch::full({2}, -1.)));
  auto w = torch::rand({10}), w2 = torch::rand({3, 8});
  CALL(torch::multinomial(w, 4));
  CALL(torch::multinomial(w, 1));
  CALL(torch::multinomial(w, 20, true));
  CALL(w2.multinomial(5));
  CALL(w2.multinomial(12, true));
  CALL(w2.multinomial(1, true));
  CALL(torch::multinomial(w.to(torch::kDouble), 4));
  CALL(w2.t().multinomial(2));
  CALL(w.multinomial(11));
  CALL(torch::multinomial(-w, 2));
  CALL(torch::multinomial(w * 0, 2));
  CALL(torch::multinomial(w, 0));
  CALL(torch::multinomial(w.to(torch::kLong), 1));
  CALL(torch::rand({0}));
  CALL(torch::randn({}));
  CALL(torch::rand({2, 0, 3}));
  CALL(torch::rand({-1}));
  CALL(torch::rand({3}, torch::kLong));
  CALL(torch::empty({3}).uniform_(2, 1));
  CALL(torch::empty({3}).normal_(0, -1));
  CALL(torch::empty({3}).exponential_(-1));
  CALL(torch::empty({3}).geometric_(1.5));
  CALL(torch::empty({3}).bernoulli_(1.5));
  CALL(torch::empty({3}).random_(0));
  CALL(torch::empty({1}).expand({3}).uniform_());
  CALL(torch::rand({2}, torch::requires_grad()));
  CALL(torch::ones({2}, torch::requires_grad()).uniform_());
  auto l = torch::ones({2}, torch::requires_grad());
  auto y = l * 2;
  y.uniform_();
  y.sum().backward();
  CALL(l.grad());
  CALL(torch::rand({3}));
  {
    auto s = g.get_state();
    CALL(s.slice(0, 0, 20));
    auto a = torch::rand({3}, g);
    g.set_state(s);
    CALL(torch::rand({3}, g) - a);
  }
  torch::manual_seed(11);
  CALL(torch::poisson(torch::tensor({0., 0.5, 3., 9.5, 12., 80., 1000.})));
  CALL(torch::poisson(torch::full({2, 6}, 30., torch::kDouble)));
  CALL(torch::poisson(torch::full({4}, 2.5).to(torch::kHalf)));
  CALL(torch::poisson(torch::tensor({-1.})));
  CALL(torch::poisson(torch::tensor({1})));
  CALL(torch::poisson(torch::ones({3}), g));
  CALL(torch::binomial(torch::tensor({0., 5., 40., 100., 1000.}), torch::tensor(0.3)));
  CALL(torch::binomial(torch::full({6}, 200., torch::kDouble),
                       torch::tensor({0.01, 0.4, 0.5, 0.6, 0.99, 1.}, torch::kDouble)));
  CALL(torch::binomial(torch::tensor({10.}), torch::tensor({0.5}, torch::kDouble)));
  CALL(torch::_standard_gamma(torch::tensor({0., 0.02, 0.3, 0.999, 1., 2.5, 30., 1000.})));
  CALL(torch::_standard_gamma(torch::full({2, 5}, 0.7, torch::kDouble)));
  CALL(torch::_standard_gamma(torch::arange(1., 7.).reshape({2, 3}).t()));
  CALL(torch::_standard_gamma(torch::ones({2}).to(torch::kHalf)));
  CALL(torch::_standard_gamma(torch::ones({3}), g));
  CALL(torch::_sample_dirichlet(torch::tensor({{0.3, 0.3, 0.3}, {1., 2., 40.}})));
  CALL(torch::_sample_dirichlet(torch::full({2, 4}, 1e-3, torch::kDouble)));
  CALL(torch::_sample_dirichlet(torch::full({4}, 0.5), g));
  CALL(torch::randn({2}));
  CALL(torch::rrelu(torch::tensor({{-1., 2., -3.}, {0., 4., -5.}}), 0.1, 0.3, true));
  CALL(torch::rrelu(torch::tensor({-1., 2., -3.})));
  CALL(torch::rrelu(torch::tensor({-1., 2., -3.}, torch::kDouble), 0.1, 0.3, true));
  auto leaky = torch::tensor({-1., 2., -3.});
  CALL(torch::rrelu_(leaky, 0.1, 0.3, true));
  CALL(torch::rand({3}));
  CALL(torch::bernoulli(torch::full({3, 2}, 0.5).t()));
  CALL(torch::bernoulli(torch::full({2, 3, 4, 2}, 0.5).permute({0, 3, 1, 2}), 0.4));
  const auto drawn_from = [](torch::Tensor t, const torch::Tensor& y) {
    y.sum().backward();
    return t.grad();
  };
  auto mean = torch::ones({3, 1}).set_requires_grad(true), std = torch::ones({2}).set_requires_grad(true);
  CALL(drawn_from(mean, at::normal(mean, 2.)));
  CALL(drawn_from(std, at::normal(1., std)));
  CALL(drawn_from(std, at::normal(mean, std)));
  CALL(at::normal(mean, std));
  CALL(at::normal(torch::zeros({2, 2}).t(), torch::ones({2})));
  CALL(torch::rand({3}));
}

}  // namespace calls
