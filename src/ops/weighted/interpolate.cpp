// Interpolation: where each output lies in the input and which elements it is made of, dimension by dimension.
#include <algorithm>
#include <cmath>

#include "ops/weighted/table.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum class Filter { kNearest, kNearestExact, kLinear, kCubic, kSmoothLinear, kSmoothCubic };

// One dimension of a call.
struct Axis {
  int64_t size, outputs;
  bool align_corners;
  std::optional<double> scale;
};

// Input elements for each output.
double step_of(const Axis& a) {
  if (a.align_corners) {
    return a.outputs > 1 ? static_cast<double>(a.size - 1) / static_cast<double>(a.outputs - 1) : 0.0;
  }
  if (a.scale && *a.scale > 0) return 1.0 / *a.scale;
  return static_cast<double>(a.size) / static_cast<double>(a.outputs);
}
// The place of output i in the input, in elements from the centre of the first.
double place(const Axis& a, double step, int64_t i) {
  return a.align_corners ? step * static_cast<double>(i) : step * (static_cast<double>(i) + 0.5) - 0.5;
}

// The convolution kernel of Keys (1981) at distance x.
double cubic(double x, double a) {
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
double triangle(double x) { return std::max(0.0, 1 - std::abs(x)); }

// In float32, as LibTorch has it: which of two elements is the nearest hangs on the rounding.
SumTable nearest(const Axis& a, bool exact) {
  SumTable table;
  const float step = a.scale && *a.scale > 0 ? static_cast<float>(1.0 / *a.scale)
                                             : static_cast<float>(a.size) / static_cast<float>(a.outputs);
  for (int64_t i = 0; i < a.outputs; ++i) {
    const float at =
        exact ? static_cast<float>((static_cast<double>(i) + 0.5) * step) : static_cast<float>(i) * step;
    table.add(std::min(static_cast<int64_t>(std::floor(at)), a.size - 1), 1);
    table.next();
  }
  return table;
}
SumTable linear_table(const Axis& a) {
  SumTable table;
  const double step = step_of(a);
  for (int64_t i = 0; i < a.outputs; ++i) {
    const double at = a.size == a.outputs ? static_cast<double>(i) : std::max(0.0, place(a, step, i));
    const int64_t left = std::min(static_cast<int64_t>(at), a.size - 1);
    const double share = std::clamp(at - static_cast<double>(left), 0.0, 1.0);
    table.add(left, 1 - share);
    table.add(std::min(left + 1, a.size - 1), share);
    table.next();
  }
  return table;
}
SumTable cubic_table(const Axis& a) {
  SumTable table;
  const double step = step_of(a);
  for (int64_t i = 0; i < a.outputs; ++i) {
    const double at = place(a, step, i), left = std::floor(at);
    for (int64_t tap = -1; tap <= 2; ++tap)
      table.add(std::clamp<int64_t>(static_cast<int64_t>(left) + tap, 0, a.size - 1),
                cubic(at - left - static_cast<double>(tap), -0.75));
    table.next();
  }
  return table;
}
// A filter as wide as the step when that is above one, its weights brought to a sum of 1.
SumTable smooth_table(const Axis& a, bool is_cubic) {
  SumTable table;
  const double step = step_of(a), wide = std::max(step, 1.0), support = (is_cubic ? 2.0 : 1.0) * wide;
  for (int64_t i = 0; i < a.outputs; ++i) {
    const double centre = step * (static_cast<double>(i) + 0.5);
    const int64_t first = std::max<int64_t>(static_cast<int64_t>(centre - support + 0.5), 0);
    const int64_t last = std::min(static_cast<int64_t>(centre + support + 0.5), a.size);
    std::vector<double> weights;
    double total = 0;
    for (int64_t j = first; j < last; ++j) {
      const double x = (static_cast<double>(j) - centre + 0.5) / wide;
      weights.push_back(is_cubic ? cubic(x, -0.5) : triangle(x));
      total += weights.back();
    }
    for (int64_t j = first; j < last; ++j)
      table.add(j, total != 0 ? weights[static_cast<size_t>(j - first)] / total : 0);
    table.next();
  }
  return table;
}

SumTable table_of(const Axis& axis, Filter filter) {
  switch (filter) {
    case Filter::kNearest: return nearest(axis, false);
    case Filter::kNearestExact: return nearest(axis, true);
    case Filter::kLinear: return linear_table(axis);
    case Filter::kCubic: return cubic_table(axis);
    default: return smooth_table(axis, filter == Filter::kSmoothCubic);
  }
}

Tensor upsample(const char* who, Filter filter, const Tensor& x, IntArrayRef sizes, bool align_corners,
                std::initializer_list<std::optional<double>> scales) {
  const int64_t dims = static_cast<int64_t>(scales.size());
  RUSHLIGHT_CHECK(static_cast<int64_t>(sizes.size()) == dims, who, ": expected ", dims, " output sizes, got ",
                  sizes);
  RUSHLIGHT_CHECK(x.dim() == dims + 2, who, ": expected an input of ", dims + 2, " dimensions, got shape ",
                  x.sizes());
  std::vector<SumTable> tables;
  for (int64_t i = 0; i < dims; ++i) {
    Axis axis{x.size(2 + i), sizes[static_cast<size_t>(i)], align_corners,
              scales.begin()[static_cast<size_t>(i)]};
    RUSHLIGHT_CHECK(axis.size > 0 && axis.outputs > 0, who,
                    ": expected input and output sizes above 0, got input ", x.sizes(), " and output ",
                    sizes);
    // As in LibTorch, pixels of an image that keeps or doubles its size are copied, whatever the factor was.
    if (filter == Filter::kNearest && dims == 2 &&
        (axis.outputs == axis.size || axis.outputs == 2 * axis.size))
      axis.scale.reset();
    tables.push_back(table_of(axis, filter));
  }
  RUSHLIGHT_CHECK(x.size(1) > 0, who, ": expected one or more channels, got shape ", x.sizes());
  if (x.is_floating_point()) return apply_tables(x, tables);
  if (x.scalar_type() == kByte && dims == 2 && filter != Filter::kNearest && filter != Filter::kNearestExact)
    return apply_to_bytes(x, tables);
  // Elements of other dtypes can be picked, not averaged.
  RUSHLIGHT_CHECK(filter == Filter::kNearest || filter == Filter::kNearestExact, who,
                  ": expected a floating-point input", dims == 2 ? " or bytes" : "", ", got ",
                  x.scalar_type());
  Tensor y = x;
  for (int64_t i = 0; i < dims; ++i) {
    const std::vector<int64_t>& from = tables[static_cast<size_t>(i)].source;
    Tensor index = empty({static_cast<int64_t>(from.size())}, kLong);
    std::copy(from.begin(), from.end(), index.data_ptr<int64_t>());
    y = y.index_select(2 + i, index);
  }
  return y;
}

}  // namespace

using Scale = std::optional<double>;

Tensor upsample_nearest1d(const Tensor& self, IntArrayRef size, Scale scale) {
  return upsample("upsample_nearest1d", Filter::kNearest, self, size, false, {scale});
}
Tensor upsample_nearest2d(const Tensor& self, IntArrayRef size, Scale scale_h, Scale scale_w) {
  return upsample("upsample_nearest2d", Filter::kNearest, self, size, false, {scale_h, scale_w});
}
Tensor upsample_nearest3d(const Tensor& self, IntArrayRef size, Scale scale_d, Scale scale_h, Scale scale_w) {
  return upsample("upsample_nearest3d", Filter::kNearest, self, size, false, {scale_d, scale_h, scale_w});
}
Tensor _upsample_nearest_exact1d(const Tensor& self, IntArrayRef size, Scale scale) {
  return upsample("_upsample_nearest_exact1d", Filter::kNearestExact, self, size, false, {scale});
}
Tensor _upsample_nearest_exact2d(const Tensor& self, IntArrayRef size, Scale scale_h, Scale scale_w) {
  return upsample("_upsample_nearest_exact2d", Filter::kNearestExact, self, size, false, {scale_h, scale_w});
}
Tensor _upsample_nearest_exact3d(const Tensor& self, IntArrayRef size, Scale scale_d, Scale scale_h,
                                 Scale scale_w) {
  return upsample("_upsample_nearest_exact3d", Filter::kNearestExact, self, size, false,
                  {scale_d, scale_h, scale_w});
}
Tensor upsample_linear1d(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale) {
  return upsample("upsample_linear1d", Filter::kLinear, self, size, align_corners, {scale});
}
Tensor upsample_bilinear2d(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale_h,
                           Scale scale_w) {
  return upsample("upsample_bilinear2d", Filter::kLinear, self, size, align_corners, {scale_h, scale_w});
}
Tensor upsample_trilinear3d(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale_d,
                            Scale scale_h, Scale scale_w) {
  return upsample("upsample_trilinear3d", Filter::kLinear, self, size, align_corners,
                  {scale_d, scale_h, scale_w});
}
Tensor upsample_bicubic2d(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale_h,
                          Scale scale_w) {
  return upsample("upsample_bicubic2d", Filter::kCubic, self, size, align_corners, {scale_h, scale_w});
}
Tensor _upsample_bilinear2d_aa(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale_h,
                               Scale scale_w) {
  return upsample("_upsample_bilinear2d_aa", Filter::kSmoothLinear, self, size, align_corners,
                  {scale_h, scale_w});
}
Tensor _upsample_bicubic2d_aa(const Tensor& self, IntArrayRef size, bool align_corners, Scale scale_h,
                              Scale scale_w) {
  return upsample("_upsample_bicubic2d_aa", Filter::kSmoothCubic, self, size, align_corners,
                  {scale_h, scale_w});
}

}  // namespace torch::inline rushlight
