// Strides of the memory formats in which channels lie innermost: NHWC for 4 sizes, NDHWC for 5.
#pragma once

#include "rushlight/core/array_ref.h"
#include "rushlight/core/options.h"
#include "rushlight/core/small_vector.h"

namespace torch::inline rushlight {

inline bool is_channels_last(MemoryFormat format) {
  return format == MemoryFormat::ChannelsLast || format == MemoryFormat::ChannelsLast3d;
}

inline const char* name_of(MemoryFormat format) {
  return format == MemoryFormat::Contiguous       ? "Contiguous"
         : format == MemoryFormat::ChannelsLast   ? "ChannelsLast"
         : format == MemoryFormat::ChannelsLast3d ? "ChannelsLast3d"
                                                  : "Preserve";
}

/// How many dimensions a tensor in a channels-last format has.
inline size_t dims_of(MemoryFormat format) { return format == MemoryFormat::ChannelsLast ? 4 : 5; }

/// Strides of `sizes` with dimension 1 innermost and the others in their order.
inline DimVector channels_last_strides(IntArrayRef sizes) {
  DimVector strides(sizes.size(), 1);
  int64_t step = sizes[1];
  for (size_t d = sizes.size(); d-- > 0;) {
    if (d == 1) continue;
    strides[d] = step;
    step *= sizes[d];
  }
  return strides;
}

}  // namespace torch::inline rushlight
