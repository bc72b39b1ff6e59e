// One list of sizes for the dimensions of a window (see window_sizes.h).
#include "op/window_sizes.h"

#include "rushlight/core/error.h"

namespace rushlight {

DimVector window_sizes(const char* who, const char* what, int dims, IntArrayRef values, int64_t least) {
  const bool fits = values.size() == 1 || static_cast<int>(values.size()) == dims;
  if (!fits) detail::fail({who, ": expected ", what, " with 1 or ", dims, " entries, got ", values});
  DimVector sizes;
  for (size_t i = 0; i < static_cast<size_t>(dims); ++i) {
    const int64_t size = values[values.size() == 1 ? 0 : i];
    if (size < least) detail::fail({who, ": expected ", what, " of ", least, " or more, got ", values});
    sizes.push_back(size);
  }
  return sizes;
}

}  // namespace rushlight
