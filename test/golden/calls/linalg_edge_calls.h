// Calls of linear algebra on matrices without elements, singular ones, NaN and infinity. A part of linalg_calls.h.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline void linalg_edges(Lines& lines) {
  const auto none = torch::zeros({0, 0}), batch = torch::zeros({2, 0, 0}), rows = torch::zeros({0, 3, 3});
  for (const auto& x : {none, batch, rows}) {
    CALL(torch::linalg_cond(x));
    CALL(torch::linalg_cond(x, -2));
    CALL(torch::linalg_cond(x, 1));
    CALL(torch::linalg_cond(x, "nuc"));
    CALL(torch::linalg_cond(x, "fro"));
  }
  const std::vector<int64_t> last{-1}, first{0}, both{1, 2};
  CALL(torch::linalg_cond(torch::zeros({3, 0}), 1));
  for (const double order : {double(INFINITY), -double(INFINITY), -1., 0., 0.5}) {
    CALL(torch::linalg_vector_norm(rows, order, last));
    CALL(torch::linalg_vector_norm(rows, order, first));
    CALL(torch::linalg_vector_norm(rows, order, both, true));
    CALL(torch::linalg_vector_norm(rows, order));
  }
  const auto flat = torch::tensor({{1., 2.}, {2., 4.}}, torch::kDouble),
             nan = torch::tensor({{NAN, 1.f}, {1.f, 2.f}});
  CALL(torch::linalg_cond(flat, 1));
  CALL(torch::linalg_cond(flat, "fro"));
  CALL(torch::linalg_matrix_exp(nan).isnan());
  CALL(torch::linalg_matrix_exp(torch::stack({nan, torch::eye(2)}))[1]);
  CALL(torch::linalg_svdvals(nan));
}

}  // namespace calls
