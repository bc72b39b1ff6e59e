// Calls of `_out` forms: what they write, into which shapes and dtypes, and what they refuse.
#pragma once

#include "calls.h"

namespace calls {

inline void out(Lines& lines) {
  const auto a = torch::tensor({{1., 2., 3.}, {4., 5., 6.}}), b = a * 2;
  auto o = torch::empty({0}), i = torch::empty({0}, torch::kLong), d = torch::empty({0}, torch::kDouble);
  CALL(torch::add_out(o, a, b));
  CALL(o);
  CALL(torch::add_out(o, a, b, 3));
  CALL(torch::mul_out(d, a, b));
  CALL(torch::add_out(i, a, b));
  CALL(torch::sum_out(o, a, 1));
  CALL(torch::sum_out(o, a, {0, 1}, true));
  CALL(torch::sum_out(i, a, 1));
  CALL(torch::sum_out(d, a, 1));
  CALL(torch::sum_out(o, a.to(torch::kLong), 1));
  CALL(torch::sum_out(i, a, 1, false, torch::kFloat));
  CALL(torch::prod_out(i, a / 2, 1));
  CALL(torch::cumsum_out(i, a / 2, 1));
  CALL(torch::mean_out(d, a, 1));
  CALL(torch::mean_out(i, a, 1));
  CALL(torch::mm_out(o, a, b.t()));
  CALL(torch::matmul_out(o, a, b.t()));
  CALL(torch::cat_out(o, {a, b}, 1));
  CALL(torch::stack_out(o, {a, b}));
  CALL(torch::exp_out(o, a));
  CALL(torch::clamp_out(o, a, 2, 4));
  CALL(torch::eq_out(o, a, b));
  CALL(torch::argmax_out(i, a, 1));
  CALL(torch::arange_out(o, 5));
  CALL(torch::linspace_out(o, 0, 1, 5));
  CALL(torch::zeros_out(i, {2, 2}));
  CALL(torch::ones_out(o, {3}));
  CALL(torch::full_out(o, {2}, 7));
  CALL(torch::eye_out(o, 2));
  CALL(torch::index_select_out(o, a, 1, torch::tensor({2, 0})));
  CALL(torch::softmax_out(o, a, 1));
  CALL(torch::special::erfcx_out(o, a));
  torch::manual_seed(3);
  CALL(torch::rand_out(o, {3}));
  CALL(torch::randn_out(o, {3}));
  CALL(torch::randint_out(i, 10, {4}));
  CALL(torch::randperm_out(i, 5));
  auto values = torch::empty({0}), places = torch::empty({0}, torch::kLong);
  CALL(torch::sort_out(values, places, a, 1, true));
  CALL(torch::topk_out(values, places, a, 2));
  CALL(torch::max_out(values, places, a, 0));
  CALL(values);
  CALL(torch::median_out(values, places, a, 1));
  auto base = torch::zeros({3, 4});
  auto view = base.slice(1, 0, 3).slice(0, 0, 2);
  CALL(torch::neg_out(view, a));
  CALL(base);
  auto self = a.clone();
  CALL(torch::add_out(self, self, self));
  auto wants = torch::ones({2, 3}).set_requires_grad(true);
  CALL(torch::add_out(o, wants, a));
  CALL(torch::add_out(wants, a, a));
  auto none = torch::Tensor();
  CALL(torch::add_out(none, a, a));
}

// In-place forms of integers: what their dtype can take, and what it cannot.
inline void into_integers(Lines& lines) {
  const auto x = torch::tensor({5, 2, 8, 1}), bits = x > 3;
  CALL(x.clone().hypot_(x));
  CALL(x.clone().copysign_(-1));
  CALL(x.clone().ldexp_(torch::tensor(1)));
  CALL(x.clone().logit_(0.1));
  CALL(x.clone().divide_(2));
  CALL(x.clone().true_divide_(2));
  CALL(x.clone().divide_(2, "floor"));
  CALL(x.clone().arccos_());
  CALL(x.clone().arctan2_(x));
  CALL(x.clone().mvlgamma_(1));
  CALL(x.clone().reshape({2, 2}).addr_(torch::ones({2}), torch::ones({2})));
  CALL(x.clone().add_(1.5));
  CALL(x.clone().mul_(torch::tensor(2.5)));
  CALL(x.clone().sub_(1.5));
  CALL(x.clone().eq_(5));
  CALL(x.clone().logical_not_());
  CALL(x.clone().cumsum_(0));
  CALL(x.clone().subtract_(2));
  CALL(bits.clone().cumsum_(0));
  CALL(bits.clone().logical_not_());
  CALL(bits.clone().mul_(2));
  CALL(x.to(torch::kHalf).divide_(x.to(torch::kDouble)));
  CALL(x.to(torch::kFloat).hypot_(x.to(torch::kDouble)));
  CALL(x.to(torch::kFloat).lerp_(x.to(torch::kFloat), 0.5));
}

}  // namespace calls
