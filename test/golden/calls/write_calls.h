// Calls of the operators that write into copies of tensors or into places that an index names, and that join and divide.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline void write(Lines& lines) {
  const auto x = torch::arange(12.).reshape({3, 4}) - 5, s = torch::tensor({{3., -2., 4.}, {0., 2., -1.}});
  const auto i = torch::tensor({{0, 1, 0}, {2, 0, 2}});
  for (const char* reduce : {"sum", "prod", "mean", "amax", "amin"})
    for (const bool include : {true, false}) {
      CALL(x.scatter_reduce(0, i, s, reduce, include));
      CALL(x.scatter_reduce(1, i, s, reduce, include));
      CALL(x.to(torch::kLong).scatter_reduce(1, i, s.to(torch::kLong), reduce, include));
      CALL(x.index_reduce(0, torch::tensor({2, 0, 2}), x * 2, reduce, include));
      CALL(x.index_reduce(1, torch::tensor({1, 1}), x.slice(1, 0, 2), reduce, include));
    }
  CALL(x.clone().scatter_reduce_(0, i, s, "amax"));
  CALL(x.clone().index_reduce_(0, torch::tensor({0, 0, 2}), x, "prod"));
  CALL(x.scatter_reduce(0, torch::tensor({{3}}), s, "sum"));
  CALL(x.scatter_reduce(0, i, s.to(torch::kDouble), "prod"));
  CALL(x.scatter_reduce(0, torch::zeros({2, 5}, torch::kLong), s, "prod"));
  CALL(torch::tensor(2.).scatter_reduce(0, torch::tensor(0), torch::tensor(5.), "prod"));
  CALL(x.to(torch::kHalf).scatter_reduce(0, i, s.to(torch::kHalf), "amax", false));
  const double nan = NAN;
  CALL(x.scatter_reduce(0, i, torch::tensor({{nan, 1., 1.}, {1., nan, 1.}}), "amax"));
  CALL(x.put(torch::tensor({0, -1, 5}), torch::tensor({50., 60., 70.})));
  CALL(x.put(torch::tensor({{0, 0}}), torch::tensor({50., 60.}), true));
  CALL(x.clone().t().put_(torch::tensor({1, 2}), torch::tensor({50., 60.})));
  CALL(x.put(torch::tensor({12}), torch::tensor({1.})));
  CALL(x.put(torch::tensor({1}), torch::tensor({1., 2.})));
  CALL(x.index_put({torch::tensor({0, 2})}, torch::tensor(9.)));
  CALL(x.index_put({torch::tensor({0, 0}), torch::tensor({1, 1})}, torch::tensor({9., 1.}), true));
  CALL(x.select_scatter(torch::ones({4}), 0, 1));
  CALL(x.select_scatter(torch::ones({3}), 0, 1));
  CALL(x.slice_scatter(torch::ones({3, 2}), 1, 1, 3));
  CALL(x.slice_scatter(torch::ones({3, 2}), 1, 0, 4, 2));
  CALL(x.slice_scatter(torch::ones({2, 4}), 0, 1));
  CALL(x.diagonal_scatter(torch::ones({3})));
  CALL(x.diagonal_scatter(torch::ones({2}), -1));
  CALL(x.as_strided_scatter(torch::ones({2, 2}), {2, 2}, {2, 1}, 1));
  CALL(x.clone().fill_diagonal_(7));
  CALL(torch::zeros({7, 3}).fill_diagonal_(4));
  CALL(torch::zeros({7, 3}).fill_diagonal_(4, true));
  CALL(torch::zeros({12, 3}).fill_diagonal_(4, true));
  CALL(torch::zeros({3, 3, 3}).fill_diagonal_(1));
  CALL(torch::zeros({3}).fill_diagonal_(1));
  CALL(torch::zeros({3, 3, 2}).fill_diagonal_(1));
  CALL(torch::nonzero_static(x > 3, 4));
  CALL(torch::nonzero_static(x > 3, 2, 0));
  CALL(torch::nonzero_static(x > 3, 5, 9));
  const auto a = torch::tensor({1, 2, 3}), c = torch::tensor({4, 5, 6});
  CALL(torch::row_stack({a, c}));
  CALL(torch::column_stack({a, c}));
  CALL(torch::column_stack({a, torch::arange(6).reshape({3, 2})}));
  CALL(torch::column_stack({torch::tensor(1), torch::tensor(2)}));
  CALL(torch::cartesian_prod({a, c.slice(0, 0, 2)}));
  CALL(torch::cartesian_prod({a}));
  CALL(torch::combinations(a));
  CALL(torch::combinations(a, 2, true));
  CALL(torch::combinations(a, 3));
  CALL(torch::combinations(a, 0));
  CALL(torch::combinations(x));
  const auto y = torch::arange(24).reshape({2, 3, 4});
  CALL(y.hsplit(3));
  CALL(y.hsplit({1, 2}));
  CALL(a.hsplit({1}));
  CALL(y.hsplit(2));
  CALL(y.vsplit(2));
  CALL(y.vsplit({1}));
  CALL(a.vsplit(1));
  CALL(y.dsplit(2));
  CALL(y.dsplit({1, 3}));
  CALL(x.dsplit(2));
  CALL(y.tensor_split(torch::tensor(3), 2));
  CALL(y.tensor_split(torch::tensor({1, 3}), 2));
  CALL(x.unsafe_split(2));
  CALL(x.unsafe_chunk(2, 1));
  CALL(x.unsafe_split_with_sizes({1, 3}, 1));
  auto l = x.clone().set_requires_grad(true), m = s.clone().set_requires_grad(true);
  const auto grads = [&](const torch::Tensor& out) {
    l.mutable_grad() = m.mutable_grad() = torch::Tensor();
    (out * torch::arange(static_cast<double>(out.numel())).reshape(out.sizes())).sum().backward();
    return std::make_tuple(l.grad(), m.grad());
  };
  for (const char* reduce : {"sum", "prod", "mean", "amax", "amin"})
    for (const bool include : {true, false}) {
      CALL(grads(l.scatter_reduce(0, i, m, reduce, include)));
      CALL(grads(l.scatter_reduce(1, i, m, reduce, include)));
    }
  CALL(grads(l.slice_scatter(m.slice(1, 0, 2).t().expand({2, 2}), 1, 0, 4, 2)));
  CALL(grads(l.slice_scatter(torch::cat({m, m.slice(0, 0, 1)}).slice(1, 0, 2), 1, 0, 4, 2)));
  CALL(grads(l.select_scatter(m.reshape({6}).slice(0, 0, 4), 0, 1)));
  CALL(grads(l.put(torch::tensor({0, 1, 2, 3, 4, 5}), m)));
}

}  // namespace calls
