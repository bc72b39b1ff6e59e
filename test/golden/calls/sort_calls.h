// Calls of the operators that put elements in order, and their gradients.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline void sort(Lines& lines) {
  const double inf = INFINITY, nan = NAN;
  const auto v = torch::tensor({3., -1., 2., 2., 5., -1.}), s = torch::tensor({nan, 1., -inf, inf, nan, 0.});
  const auto x = torch::tensor({{3, 1, 2}, {9, 7, 8}, {4, 4, 0}});
  CALL(v.sort(true));
  CALL(v.sort(true, 0, true));
  CALL(x.sort());
  CALL(x.sort(0));
  CALL(x.sort(0, true));
  CALL(x.sort(-2, true));
  CALL(s.sort());
  CALL(s.sort(-1, true));
  CALL(std::get<0>(x.t().sort(true, 1, false)).contiguous());
  CALL(x.to(torch::kByte).sort(true, 1, true));
  CALL(x.to(torch::kHalf).sort(true, 0, false));
  CALL(torch::tensor({true, false, true}).sort(true));
  CALL(torch::tensor(3.).sort());
  CALL(torch::zeros({0}).sort());
  CALL(torch::zeros({2, 0}).sort(0));
  CALL(x.sort(2));
  CALL(v.argsort(true, 0));
  CALL(x.argsort(0, true));
  CALL(x.msort());
  CALL(x.topk(2));
  CALL(x.topk(1, 0));
  CALL(x.topk(2, 1, false));
  CALL(s.topk(3));
  CALL(s.topk(2, 0, false));
  CALL(v.topk(0));
  CALL(torch::arange(200).topk(2));
  CALL(torch::arange(200).topk(5, -1, false));
  CALL(torch::tensor(3.).topk(1));
  CALL(v.topk(7));
  CALL(v.topk(-1));
  CALL(v.kthvalue(3));
  CALL(x.kthvalue(2, 0));
  CALL(x.kthvalue(1, 1, true));
  CALL(v.kthvalue(0));
  CALL(at::_unique2(v));
  CALL(at::_unique2(x, true, true, true));
  CALL(at::_unique2(torch::tensor({true, false, true}), true, true, true));
  CALL(at::_unique2(torch::empty({0}), true, true, true));
  CALL(torch::unique_consecutive(torch::tensor({1, 1, 2, 2, 2, 1})));
  CALL(torch::unique_consecutive(torch::tensor({1, 1, 2, 2, 2, 1}), true, true));
  CALL(torch::unique_consecutive(x, true, true, 0));
  const auto r = torch::tensor({{1, 2, 1}, {0, 5, 0}, {1, 2, 1}, {0, 4, 0}});
  CALL(at::unique_dim(r, 0, true, true, true));
  CALL(at::unique_dim(r, 1, true, true, true));
  CALL(at::unique_dim(r.to(torch::kFloat), -1));
  CALL(at::unique_dim_consecutive(r, 1, true, true));
  CALL(at::unique_dim_consecutive(torch::tensor({{1, 2}, {1, 2}, {0, 2}}), 0, true, true));
  CALL(at::unique_dim(r, 2));
  const auto n = torch::tensor({{3., nan, 1., 2.}, {nan, nan, nan, nan}, {4., 9., 7., 8.}});
  CALL(v.median());
  CALL(s.median());
  CALL(s.nanmedian());
  CALL(x.median());
  CALL(torch::zeros({0}).median());
  CALL(x.median(0));
  CALL(x.median(1, true));
  CALL(n.median(1));
  CALL(n.median(-1, true));
  CALL(std::get<0>(n.nanmedian(1)));
  CALL(n.select(0, 0).nanmedian());
  CALL(std::get<0>(n.nanmedian(0)));
  CALL(torch::tensor(3.).median(0));
  CALL(x.median(2));
  CALL(torch::zeros({2, 0}).median(1));
  CALL(x.to(torch::kHalf).median(1));
  CALL(std::get<0>(torch::tensor({{1, 2, 2, 3, 3}, {5, 5, 1, 1, 7}}).mode()));
  CALL(torch::tensor({0, 0, 0, 2, 0, 0, 2}).mode());
  CALL(std::get<0>(x.mode(0, true)));
  CALL(x.mode(2));
  const auto d = torch::tensor({{4., 1., 3., 2.}, {8., 6., 5., 7.}}), q = torch::tensor({0., 0.3, 0.5, 1.});
  CALL(d.quantile(0.4));
  CALL(d.quantile(q));
  CALL(d.quantile(q, 1));
  CALL(d.quantile(q, 0, true));
  CALL(d.quantile(q, std::nullopt, true));
  CALL(d.quantile(0.3, 1, true));
  CALL(d.quantile(0.3, -1, false, "lower"));
  CALL(d.quantile(0.3, 1, false, "higher"));
  CALL(d.quantile(0.5, 1, false, "nearest"));
  CALL(d.quantile(0.3, 1, false, "midpoint"));
  CALL(d.quantile(0.3, 1, false, "middle"));
  CALL(d.quantile(1.5));
  CALL(n.quantile(0.5, 1));
  CALL(n.nanquantile(0.5, 1));
  CALL(n.nanquantile(q, 1));
  CALL(n.nanquantile(0.25));
  CALL(torch::tensor(3.).quantile(q, 0, true));
  CALL(x.quantile(0.5));
  CALL(d.quantile(torch::tensor(0.5, torch::kDouble)));
  CALL(torch::zeros({0}).quantile(0.5));
  auto l = torch::tensor({{3., 1., 2.}, {9., 7., 8.}}).set_requires_grad(true);
  const auto w = torch::tensor({{1., 2., 4.}, {8., 16., 32.}});
  const auto grad = [&](const torch::Tensor& y) {
    l.mutable_grad() = torch::Tensor();
    (y * w.slice(0, 0, y.size(0)).slice(1, 0, y.size(1))).sum().backward();
    return l.grad();
  };
  CALL(grad(std::get<0>(l.sort())));
  CALL(grad(std::get<0>(l.sort(0, true))));
  CALL(grad(std::get<0>(l.topk(2))));
  CALL(grad(std::get<0>(l.kthvalue(2, 1, true))));
  CALL(grad(std::get<0>(l.median(1, true))));
  CALL(grad(std::get<0>(l.mode(1, true))));
  CALL(grad(l.quantile(0.4, 1, true)));
  CALL(grad(torch::cat({l, l}).median().expand({1, 1})));
}

}  // namespace calls
