// What convolution and pooling check of their windows and inputs (see window_sizes.h).
#include "op/window_sizes.h"

#include "rushlight/core/error.h"

namespace torch::inline rushlight {

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

void check_volume(const char* who, const Tensor& x) {
  RUSHLIGHT_CHECK(x.dim() == 4 || x.dim() == 5, who, ": expected an input of 4 or 5 dimensions, got shape ",
                  x.sizes());
  RUSHLIGHT_CHECK(x.is_floating_point(), who, ": expected a floating-point input, got ", x.scalar_type());
  for (int64_t i = x.dim() - 4; i < x.dim(); ++i)
    RUSHLIGHT_CHECK(x.size(i) > 0, who, ": expected channels and spatial sizes above 0, got shape ",
                    x.sizes());
}

int64_t pooled_size(int64_t size, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation,
                    bool ceil_mode) {
  const int64_t room = size + 2 * pad - dilation * (kernel - 1) - 1;
  if (room < 0 && !ceil_mode) return 0;
  const int64_t steps =
      ceil_mode ? (room + stride - 1 + (room < 0 ? -(stride - 1) : 0)) / stride : room / stride;
  int64_t out = steps + 1;
  if (ceil_mode && (out - 1) * stride >= size + pad) --out;
  return out;
}

}  // namespace torch::inline rushlight
