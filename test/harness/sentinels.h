// A tensor with numbers around it that must stay, to catch writes beside it.
#pragma once

#include "harness/sample.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {

inline double sentinel(ScalarType t) { return t == kBool ? 1 : 77; }

/// A tensor like `t` inside a wider one, `wide`, that has `before` sentinels in front of each row and two behind it.
inline Tensor inside_sentinels(const Tensor& t, Tensor& wide, int64_t before = 1) {
  Shape sizes(t.sizes().begin(), t.sizes().end());
  if (sizes.empty()) sizes.push_back(1);
  const int64_t n = sizes.back();
  sizes.back() += before + 2;
  wide = full(sizes, sentinel(t.scalar_type()), t.options());
  Tensor inner = wide.narrow(-1, before, n);
  if (t.dim() == 0) inner = inner.select(0, 0);
  inner.copy_(t);
  return inner;
}

inline bool sentinels_hold(const Tensor& wide, int64_t before = 1) {
  const int64_t n = wide.size(-1);
  for (const Tensor& part : {wide.narrow(-1, 0, before), wide.narrow(-1, n - 2, 2)})
    for (double v : plain(part).values)
      if (v != sentinel(wide.scalar_type())) return false;
  return true;
}

}  // namespace torch::inline rushlight::test
