// Exponentials for softmax, and the cut of a tensor into (outer, classes, inner). Included by the *_cpu.cpp
// files of this folder only.
#pragma once

#include "cpu/columns.h"
#include "cpu/rows.h"
#include "cpu/vec_math.h"
#include "op/view.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Cut {
  int64_t outer, classes, inner;
};
inline Cut cut_at(const View& v, int dim) {
  Cut c{1, 1, 1};
  for (int i = 0; i < v.dims; ++i) (i < dim ? c.outer : i == dim ? c.classes : c.inner) *= v.sizes[i];
  return c;
}

/// Largest value and lse of a contiguous row; with `out`, exp(x - max) is kept there.
template <class T> struct RowSum { T max, sum; };
template <class T> RowSum<T> exponentials(const T* in, int64_t count, T* out) {
  const T max = max_row(in, count);
  const T sum = sum_row<T, 1>(count, [&](auto lanes, int64_t j) HWY_ATTR {
    const auto e = vec::exp_of_differences(lanes.d, hn::Sub(lanes.load(in + j), hn::Set(lanes.d, max)));
    if (out) lanes.store(e, out + j);
    return e;
  });
  return {max, sum};
}

/// The same for a vector of rows whose classes are `inner` apart.
template <class D> struct ColumnSum { hn::Vec<D> max, sum; };
template <class D, class T>
ColumnSum<D> column_exponentials(D d, const T* in, int64_t classes, int64_t inner, T* out) {
  auto max = hn::LoadU(d, in);
  for (int64_t c = 1; c < classes; ++c) {
    const auto v = hn::LoadU(d, in + c * inner);
    max = hn::IfThenElse(hn::Gt(v, max), v, max);
  }
  auto sum = hn::Zero(d);
  for (int64_t c = 0; c < classes; ++c) {
    const auto e = vec::exp_of_differences(d, hn::Sub(hn::LoadU(d, in + c * inner), max));
    if (out) hn::StoreU(e, d, out + c * inner);
    sum = hn::Add(sum, e);
  }
  return {max, sum};
}

/// Calls body(first, last) over rows or groups of rows that cost `each` elements.
template <class Body> void share(int64_t count, int64_t each, const Body& body) {
  parallel_for(0, count, 8192 / (each + 1) + 1, body);
}

}  // namespace
}  // namespace torch::inline rushlight
