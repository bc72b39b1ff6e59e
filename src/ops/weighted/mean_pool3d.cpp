// Average pooling of volumes: a mean over a box is a mean along each dimension in turn.
#include <algorithm>

#include "op/window_sizes.h"
#include "ops/weighted/table.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor avg_pool3d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  bool ceil_mode, bool count_include_pad, std::optional<int64_t> divisor_override) {
  const char* const who = "avg_pool3d";
  check_volume(who, self);
  RUSHLIGHT_CHECK(!divisor_override || *divisor_override != 0, who,
                  ": expected a divisor that is not 0, got 0");
  const DimVector k = window_sizes(who, "a kernel size", 3, kernel_size, 1),
                  s = stride.empty() ? k : window_sizes(who, "a stride", 3, stride, 1),
                  p = window_sizes(who, "a padding", 3, padding, 0);
  std::vector<SumTable> tables(3);
  for (size_t i = 0; i < 3; ++i) {
    RUSHLIGHT_CHECK(p[i] * 2 <= k[i], who, ": expected a padding of at most half the kernel size, got ",
                    padding, " for kernel size ", kernel_size);
    const int64_t size = self.size(static_cast<int64_t>(i) - 3);
    const int64_t outputs = pooled_size(size, k[i], s[i], p[i], 1, ceil_mode);
    RUSHLIGHT_CHECK(outputs > 0, who, ": expected an input that the kernel fits in, got shape ",
                    self.sizes());
    for (int64_t o = 0; o < outputs; ++o) {
      const int64_t start = o * s[i] - p[i], end = std::min(start + k[i], size + p[i]);
      const int64_t first = std::max<int64_t>(start, 0), last = std::min(end, size);
      const int64_t count = divisor_override ? 1 : count_include_pad ? end - start : last - first;
      for (int64_t j = first; j < last; ++j) tables[i].add(j, 1.0 / static_cast<double>(count));
      tables[i].next();
    }
  }
  const Tensor y = apply_tables(self, tables);
  return divisor_override ? y / *divisor_override : y;
}

Tensor adaptive_avg_pool3d(const Tensor& self, IntArrayRef output_size) {
  const char* const who = "adaptive_avg_pool3d";
  check_volume(who, self);
  const DimVector sizes = window_sizes(who, "an output size", 3, output_size, -1);
  std::vector<SumTable> tables(3);
  for (size_t i = 0; i < 3; ++i) {
    const int64_t size = self.size(static_cast<int64_t>(i) - 3), outputs = sizes[i] < 0 ? size : sizes[i];
    for (int64_t o = 0; o < outputs; ++o) {
      const int64_t first = o * size / outputs, last = ((o + 1) * size + outputs - 1) / outputs;
      for (int64_t j = first; j < last; ++j) tables[i].add(j, 1.0 / static_cast<double>(last - first));
      tables[i].next();
    }
  }
  return apply_tables(self, tables);
}

}  // namespace torch::inline rushlight
