// Tables applied along dimensions (see table.h).
#include "ops/weighted/table.h"

#include <algorithm>
#include <numeric>

#include "core/wrap_dim.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

template <class T> Tensor vector_of(const std::vector<T>& values, ScalarType dtype) {
  Tensor t = empty({static_cast<int64_t>(values.size())}, dtype);
  std::copy(values.begin(), values.end(), t.data_ptr<T>());
  return t;
}

}  // namespace

Tensor apply_table(const Tensor& x, int64_t dim, const SumTable& table) {
  const ScalarType t = x.scalar_type();
  if (isReducedFloatingType(t)) return apply_table(x.to(kFloat), dim, table).to(t);
  const IntArrayRef sizes = x.sizes();
  const size_t d = static_cast<size_t>(wrap_dim("apply_table", dim, x.dim()));
  int64_t before = 1, behind = 1;
  for (size_t i = 0; i < d; ++i) before *= sizes[i];
  for (size_t i = d + 1; i < sizes.size(); ++i) behind *= sizes[i];
  const Tensor weight = vector_of(table.weight, kDouble).to(t).unsqueeze(0);
  const Tensor y = weighted_sum(x.reshape({1, before, sizes[d], behind}), weight,
                                vector_of(table.first, kLong), vector_of(table.source, kLong).unsqueeze(0));
  DimVector shape(sizes);
  shape[d] = table.outputs();
  return y.view(shape);
}

Tensor apply_tables(const Tensor& x, const std::vector<SumTable>& tables) {
  const ScalarType t = x.scalar_type();
  if (isReducedFloatingType(t)) return apply_tables(x.to(kFloat), tables).to(t);
  const int64_t dims = static_cast<int64_t>(tables.size());
  std::vector<int64_t> order(tables.size());
  std::iota(order.begin(), order.end(), 0);
  const auto growth = [&](int64_t i) {
    return static_cast<double>(tables[static_cast<size_t>(i)].outputs()) /
           static_cast<double>(x.size(i - dims));
  };
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return growth(a) < growth(b); });
  Tensor y = x;
  for (int64_t i : order) y = apply_table(y, i - dims, tables[static_cast<size_t>(i)]);
  return y;
}

}  // namespace torch::inline rushlight
