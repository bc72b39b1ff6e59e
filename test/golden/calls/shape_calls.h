// Calls of views under other names, windows, differences, and questions about dtypes.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline void shape(Lines& lines) {
  const double inf = INFINITY, nan = NAN;
  const auto x = torch::arange(24.).reshape({2, 3, 4}), m = torch::arange(6.).reshape({2, 3});
  CALL(x.swapaxes(0, 2));
  CALL(x.swapdims(0, -1));
  CALL(m.clone().swapaxes_(0, 1));
  CALL(m.clone().swapdims_(0, 1));
  CALL(x.moveaxis(0, 2));
  CALL(x.moveaxis({0, 1}, {2, 0}));
  CALL(x.mT());
  CALL(x.mH());
  CALL(x.adjoint());
  CALL(x.numpy_T());
  CALL(torch::ones({3}).mT());
  CALL(m.alias());
  CALL(x.narrow(1, torch::tensor(1), 2));
  CALL(x.narrow_copy(1, 1, 2));
  CALL(x.narrow_copy(1, 2, 2));
  CALL(m.broadcast_to({2, 2, 3}));
  CALL(m.broadcast_to({3, 3}));
  CALL(torch::broadcast_tensors({m, torch::ones({4, 1, 1}), torch::tensor(2.)}));
  CALL(torch::broadcast_tensors({m, torch::ones({2})}));
  const auto a = torch::tensor({1, 2, 3}), b = torch::tensor({4, 5});
  CALL(torch::meshgrid({a, b}, "ij"));
  CALL(torch::meshgrid({a, b}, "xy"));
  CALL(torch::meshgrid({a, b, torch::tensor(7)}, "xy"));
  CALL(torch::meshgrid({a, b}, "ji"));
  CALL(torch::meshgrid({a, m}, "ij"));
  CALL(torch::atleast_1d(torch::tensor(3)));
  CALL(torch::atleast_2d(a));
  CALL(torch::atleast_3d(a));
  CALL(torch::atleast_3d(m));
  CALL(torch::atleast_3d(torch::tensor(3)));
  CALL(torch::atleast_2d({a, torch::tensor(3), x}));
  CALL(torch::atleast_1d({a, torch::tensor(3)}));
  CALL(torch::atleast_3d({a, m}));
  CALL(x.clone().as_strided_({2, 2}, {3, 1}, 4));
  CALL(torch::zeros({1}).set_(x));
  CALL(torch::zeros({1}).set_(x, 2, {2, 2}, {5, 1}));
  CALL(torch::zeros({1}).set_(x.storage(), 2, {2, 2}));
  CALL(torch::zeros({1}).set_(x.storage()));
  CALL(torch::zeros({3}).set_());
  CALL(m.new_empty_strided({2, 3}, {1, 2}).fill_(1));
  CALL(torch::empty_permuted({2, 3, 4}, {2, 0, 1}).fill_(1));
  CALL(torch::empty_permuted({2, 3}, {0, 0}).fill_(1));
  for (int64_t n : {0, 1, 2, 5, 8}) {
    CALL(torch::hann_window(n));
    CALL(torch::hann_window(n, false));
    CALL(torch::hamming_window(n, false, 0.6));
    CALL(torch::blackman_window(n));
    CALL(torch::bartlett_window(n));
    CALL(torch::bartlett_window(n, false));
    CALL(torch::kaiser_window(n));
  }
  CALL(torch::hamming_window(6));
  CALL(torch::hamming_window(6, torch::kDouble));
  CALL(torch::hamming_window(6, true));
  CALL(torch::hamming_window(6, true, 0.5, 0.3));
  CALL(torch::blackman_window(6, false));
  CALL(torch::kaiser_window(6, false));
  CALL(torch::kaiser_window(6, false, 5.));
  CALL(torch::hann_window(4, torch::kLong));
  CALL(torch::hann_window(-1));
  const auto y = torch::tensor({{1., 4., 9., 16.}, {2., 3., 5., 9.}}), t = torch::tensor({0., 1., 3., 4.});
  CALL(y.diff());
  CALL(y.diff(2));
  CALL(y.diff(1, 0));
  CALL(y.diff(5));
  CALL(y.diff(1, -1, torch::zeros({2, 1}), torch::ones({2, 2})));
  CALL(torch::tensor({true, true, false}).diff());
  CALL(y.diff(0));
  CALL(y.diff(-1));
  CALL(torch::tensor(1.).diff());
  CALL(torch::trapezoid(y));
  CALL(torch::trapezoid(y, 2));
  CALL(torch::trapezoid(y, t));
  CALL(torch::trapezoid(y, 1, 0));
  CALL(torch::trapezoid(y, y));
  CALL(torch::trapezoid(y, torch::zeros({3})));
  CALL(torch::trapezoid(torch::zeros({2, 0})));
  CALL(torch::trapezoid(torch::zeros({2, 1})));
  CALL(torch::trapz(y, t));
  CALL(torch::trapz(y, 0.5));
  CALL(torch::cumulative_trapezoid(y));
  CALL(torch::cumulative_trapezoid(y, t));
  CALL(torch::cumulative_trapezoid(y, 0.5, 0));
  CALL(torch::gradient(y));
  CALL(torch::gradient(y, std::optional<torch::Scalar>(2.)));
  CALL(torch::gradient(y, std::optional<torch::Scalar>(2.), 1));
  CALL(torch::gradient(y, std::optional<torch::Scalar>(), 1, 2));
  CALL(torch::gradient(y, torch::Scalar(2.), torch::IntArrayRef({0, 1})));
  CALL(torch::gradient(y, std::vector<torch::Scalar>{2., 3.}));
  CALL(torch::gradient(y, std::vector<torch::Tensor>{t}, std::optional<int64_t>(1)));
  CALL(torch::gradient(y, std::vector<torch::Tensor>{t}, std::optional<int64_t>(1), 2));
  CALL(torch::gradient(y, std::optional<torch::Scalar>(), 0, 2));
  CALL(torch::gradient(y, std::optional<torch::Scalar>(), 1, 3));
  CALL(y.logcumsumexp(1));
  CALL(y.logcumsumexp(0));
  CALL(torch::tensor({-1000., 0., 1000.}).logcumsumexp(0));
  CALL(torch::tensor({-inf, 1.}).logcumsumexp(0));
  CALL(y.logcumsumexp(2));
  CALL(y.renorm(2, 0, 5));
  CALL(y.renorm(1, 1, 6));
  CALL(y.clone().renorm_(2, 0, 5));
  CALL(t.renorm(2, 0, 5));
  const auto f = torch::ones({2}), i = torch::ones({2}, torch::kInt), d0 = torch::ones({}, torch::kDouble);
  const auto type = [](torch::ScalarType v) { return std::string(c10::toString(v)); };
  CALL(type(torch::result_type(f, i)));
  CALL(type(torch::result_type(i, d0)));
  CALL(type(torch::result_type(i, 2.5)));
  CALL(type(torch::result_type(i, 2)));
  CALL(type(torch::result_type(true, i)));
  CALL(type(torch::result_type(torch::Scalar(2), torch::Scalar(2.5))));
  CALL(type(torch::promote_types(torch::kInt, torch::kHalf)));
  CALL(int64_t(torch::can_cast(torch::kDouble, torch::kFloat)));
  CALL(int64_t(torch::can_cast(torch::kDouble, torch::kLong)));
  CALL(int64_t(torch::can_cast(torch::kLong, torch::kBool)));
  CALL(int64_t(torch::can_cast(torch::kBool, torch::kByte)));
  CALL(int64_t(torch::is_same_size(f, i)));
  CALL(int64_t(torch::is_nonzero(torch::tensor(0.5))));
  CALL(int64_t(torch::is_nonzero(torch::tensor({0}))));
  CALL(int64_t(torch::is_nonzero(f)));
  CALL(int64_t(f.is_set_to(f.view({2}))));
  CALL(int64_t(f.is_set_to(f.clone())));
  CALL(int64_t(f.is_pinned()));
  CALL(f.pin_memory());
  CALL(torch::isreal(i));
  CALL(torch::frexp(torch::tensor({0., 1., -3., 0.1})));
  CALL(torch::ldexp(f, i));
  CALL(torch::ldexp(i, torch::tensor({-1, 3})));
  CALL(torch::gcd(torch::tensor({12, -18, 0, 7}), torch::tensor({18, 12, 0, 0})));
  CALL(torch::lcm(torch::tensor({4, -6, 0, 7}), torch::tensor({6, 4, 3, 0})));
  CALL(torch::gcd(f, i));
  CALL(torch::gcd(torch::tensor({100, 12}, torch::kByte), torch::tensor({75, 8}, torch::kByte)));
  CALL(torch::heaviside(torch::tensor({-1., 0., 2., nan}), torch::tensor(0.5)));
  CALL(torch::heaviside(f, i));
  CALL(torch::nextafter(f, f * 2) - 1);
  CALL(torch::nextafter(d0, d0 * 2) - 1);
  CALL(torch::logaddexp2(torch::tensor({1., -inf, inf}), torch::tensor({2., -inf, inf})));
  CALL(torch::ones({2}, torch::kDouble).mul_(3).float_power_(2));
  CALL(torch::ones({2}).float_power_(2));
}

}  // namespace calls
