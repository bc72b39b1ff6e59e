// maybe_wrap_dim: a dimension that may be counted from the end.
#pragma once

#include <cstdint>

#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// `dim` counted from the front, in [0, dims); a tensor without dimensions counts as having one unless wrap_scalar is false.
inline int64_t maybe_wrap_dim(int64_t dim, int64_t dims, bool wrap_scalar = true) {
  const int64_t n = dims > 0 ? dims : wrap_scalar ? 1 : 0;
  if (dim < -n || dim >= n) [[unlikely]]
    detail::fail_index({"maybe_wrap_dim: expected a dimension in [", -n, ", ", n - 1, "], got ", dim});
  return dim < 0 ? dim + n : dim;
}

}  // namespace torch::inline rushlight
