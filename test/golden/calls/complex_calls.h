// Calls of functions of complex numbers that real ones do not settle, with their gradients and at their edges. A part of
// dtype_calls.h.
#pragma once

#include <cmath>

#include "calls.h"
#include "linalg_complex_calls.h"

namespace calls {

inline void complex_functions(Lines& lines) {
  const auto z = ComplexMatrices::made({2, 3}, 0.5), w = ComplexMatrices::made({2, 3}, 1.5);
  const auto first = torch::complex(torch::tensor({0., 1.}), torch::tensor({0., 0.}));
  const double inf = INFINITY;
  const auto edges = torch::complex(torch::tensor({-inf, inf, double(NAN), -inf, 1e300}, torch::kDouble),
                                    torch::tensor({0., 1., 2., 3., -inf}, torch::kDouble));
  CALL(torch::var(z));
  CALL(torch::var(z, 1));
  CALL(torch::std(z, {0}, false, true));
  CALL(pairs(torch::var_mean(z, {1}, false)));
  CALL(pairs(torch::std_mean(z, {1}, 0)));
  CALL(slope_of(z, [](const torch::Tensor& x) { return torch::var(x, 1); }));
  CALL(slope_of(z, [](const torch::Tensor& x) { return torch::std(x, 0); }));
  CALL(pairs(torch::sinc(torch::cat({z.view({-1}), first}))));
  CALL(pairs(z.clone().sinc_()));
  CALL(slope_of(z, [](const torch::Tensor& x) { return torch::sinc(x); }));
  CALL(pairs(torch::silu(z)));
  CALL(pairs(torch::cumprod(z, 1)));
  CALL(pairs(torch::cumprod(torch::arange(4, torch::kFloat), 0, torch::kComplexFloat)));
  CALL(slope_of(z, [](const torch::Tensor& x) { return torch::cumprod(x, 1); }));
  CALL(slope_of(torch::cat({first, z[0], first}),
                [](const torch::Tensor& x) { return torch::cumprod(x, 0); }));
  CALL(pairs(torch::logcumsumexp(z, 1)));
  CALL(slope_of(z, [](const torch::Tensor& x) { return torch::logcumsumexp(x, 0); }));
  CALL(pairs(torch::logaddexp(z, w)));
  CALL(pairs(torch::logaddexp(torch::zeros_like(edges), edges.slice(0, 0, 1))));
  CALL(slope_of(z, [&](const torch::Tensor& x) { return torch::logaddexp(x, w); }));
  CALL(torch::l1_loss(z, w));
  CALL(torch::l1_loss(z, w, 0));
  CALL(slope_of(z, [&](const torch::Tensor& x) { return torch::l1_loss(x, w, 2); }));
  CALL(pairs(torch::nan_to_num(edges)));
  CALL(pairs(torch::nan_to_num(edges, 1, 2, 3)));
  CALL(pairs(edges.clone().nan_to_num_(7)));
  const auto rows = torch::tensor({1, 0, 1});
  CALL(pairs(torch::index_add(z, 0, rows, torch::cat({w, z.slice(0, 0, 1)}))));
  CALL(pairs(torch::index_add(z, 0, rows.slice(0, 0, 2), w, -0.5)));
  CALL(pairs(z.mT().contiguous().mT().index_add(1, torch::tensor({2, 2}), w.slice(1, 0, 2))));
  CALL(pairs(z.clone().index_add_(0, rows.slice(0, 0, 2), w, 2)));
  CALL(
      slope_of(w, [&](const torch::Tensor& x) { return torch::index_add(z, 0, rows.slice(0, 0, 2), x, 3); }));
  CALL(torch::index_add(z, 0, rows.slice(0, 0, 2), torch::ones({2, 3})));
}

}  // namespace calls
