// wrap_dim: a dimension that may be counted from the end, -1 for the last, counted from the front.
#pragma once

#include <cstdint>

namespace torch::inline rushlight {

namespace detail {
[[noreturn]] void fail_dim(const char* who, int64_t dim, int64_t dims);
}  // namespace detail

/// `dim` in [0, dims), or an error that begins with `who`; a tensor without dimensions counts as having one.
inline int64_t wrap_dim(const char* who, int64_t dim, int64_t dims) {
  const int64_t n = dims > 0 ? dims : 1;
  if (dim < -n || dim >= n) [[unlikely]]
    detail::fail_dim(who, dim, n);
  return dim < 0 ? dim + n : dim;
}

}  // namespace torch::inline rushlight
