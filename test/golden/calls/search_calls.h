// Calls of the operators that look up and count.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

inline void search(Lines& lines) {
  const double nan = NAN, inf = INFINITY;
  const auto b = torch::tensor({1., 3., 3., 5.}), v = torch::tensor({{0., 1., 3.}, {4., 5., nan}});
  const auto rows = torch::tensor({{1., 3., 5., 7.}, {2., 4., 6., 8.}});
  CALL(torch::searchsorted(b, v));
  CALL(torch::searchsorted(b, v, false, true));
  CALL(torch::searchsorted(b, v, true));
  CALL(torch::searchsorted(b, v, false, false, "right"));
  CALL(torch::searchsorted(b, v, false, true, "left"));
  CALL(torch::searchsorted(b, v, false, false, "middle"));
  CALL(torch::searchsorted(rows, torch::tensor({{3., 6., 9.}, {3., 6., 9.}})));
  CALL(torch::searchsorted(rows, torch::tensor({3., 6., 9.})));
  CALL(torch::searchsorted(rows, v.slice(0, 0, 1)));
  CALL(torch::searchsorted(b, 3));
  CALL(torch::searchsorted(b, 3.5, true, true));
  CALL(torch::searchsorted(torch::tensor({5., 1., 3.}), v, false, false, std::nullopt,
                           torch::tensor({1, 2, 0})));
  CALL(torch::searchsorted(torch::tensor({1, 3, 5}), torch::tensor({2, 3, 9})));
  CALL(torch::searchsorted(torch::tensor({1, 3, 5}), torch::tensor({2.})));
  CALL(torch::searchsorted(torch::zeros({0}), v));
  CALL(torch::searchsorted(b, torch::zeros({0})));
  CALL(torch::searchsorted(b.to(torch::kHalf), v.to(torch::kHalf)));
  CALL(torch::bucketize(v, b));
  CALL(torch::bucketize(v, b, true, true));
  CALL(torch::bucketize(3., b));
  CALL(torch::bucketize(v.t(), b));
  CALL(torch::bucketize(v, rows));
  const auto i = torch::tensor({{1, 2, 3}, {4, 5, 1}});
  CALL(torch::isin(i, torch::tensor({1, 4, 7})));
  CALL(torch::isin(i, torch::tensor({1, 4, 7}), false, true));
  CALL(torch::isin(i, torch::tensor({1.5, 4.})));
  CALL(torch::isin(i, 4));
  CALL(torch::isin(i, 4, false, true));
  CALL(torch::isin(4, i));
  CALL(torch::isin(9, i));
  CALL(torch::isin(i, torch::zeros({0}, torch::kLong)));
  CALL(torch::isin(torch::tensor({nan, 1.}), torch::tensor({nan, 2.})));
  const auto x = torch::tensor({1., 2., 1., 4., 2.5, 4., -1.}),
             w = torch::tensor({1., 2., .5, .25, 1., 1., 3.});
  CALL(x.histc(4));
  CALL(x.histc(4, 0, 3));
  CALL(x.histc(5, 1, 1));
  CALL(torch::full({3}, 2.).histc(3));
  CALL(x.reshape({7, 1}).histc(2, -1, 4));
  CALL(torch::zeros({0}).histc(3, 0, 1));
  for (const int64_t bins : {3, 7, 10, 49}) {
    CALL((torch::arange(50.) / 49).histc(bins));
    CALL((torch::arange(50.) * 0.1).histc(bins, 0.1, 4.3));
    CALL((torch::arange(50., torch::kDouble) * 0.1).histc(bins, 0, 4.9));
  }
  CALL(torch::tensor(0.07).histc(4));
  CALL(torch::tensor({NAN, 1.f, 2.f}).histc(2, 0, 2));
  CALL(x.histc(0));
  CALL(x.histc(3, 2, 1));
  CALL(torch::tensor({1., inf}).histc(3));
  CALL(torch::tensor({1, 2}).histc(3));
  CALL(x.histogram(4));
  CALL(x.histogram(4, std::vector<double>{0., 4.}));
  CALL(x.histogram(4, std::vector<double>{0., 4.}, w));
  CALL(x.histogram(4, std::vector<double>{0., 4.}, w, true));
  CALL(x.histogram(torch::tensor({-1., 1., 2., 4.})));
  CALL(x.histogram(torch::tensor({-1., 1., 2., 4.}), w, true));
  CALL(x.histogram(4, std::vector<double>{0., 4.}, w.slice(0, 0, 3)));
  const auto c = torch::tensor({0, 3, 1, 3});
  CALL(c.bincount());
  CALL(c.bincount({}, 6));
  CALL(c.bincount(torch::tensor({.5, 1., 2., 4.})));
  CALL(c.bincount(torch::tensor({.5, 1., 2., 4.}, torch::kDouble), 6));
  CALL(c.bincount(torch::tensor({1, 2, 3, 4})));
  CALL(c.to(torch::kByte).bincount());
  CALL(torch::zeros({0}, torch::kLong).bincount());
  CALL(torch::zeros({0}, torch::kLong).bincount({}, 3));
  CALL((c - 1).bincount());
  CALL(x.bincount());
  CALL(c.bincount({}, -1));
  CALL(c.reshape({2, 2}).bincount());
}

}  // namespace calls
