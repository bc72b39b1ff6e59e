// Padding as a composite: a border of a constant, or of mirrored, repeated or wrapped pieces of the input, is joined on,
// one dimension after the other. The derivatives are those of the operators used.
#include <algorithm>

#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum class PadMode { kReflect, kReplicate, kCircular };

// What negative widths leave of a dimension.
Tensor cropped(const Tensor& x, int64_t dim, int64_t before, int64_t after) {
  const int64_t cut_before = std::max<int64_t>(-before, 0), cut_after = std::max<int64_t>(-after, 0);
  if (cut_before == 0 && cut_after == 0) return x;
  return x.narrow(dim, cut_before, std::max<int64_t>(x.size(dim) - cut_before - cut_after, 0));
}

Tensor pad_constant(Tensor x, int64_t dim, int64_t before, int64_t after, const Scalar& value) {
  const int64_t size = x.size(dim);
  RUSHLIGHT_CHECK(size + before + after >= 0, "pad: expected a result of size 0 or more in dimension ", dim,
                  ", got widths ", before, " and ", after, " for size ", size);
  x = cropped(x, dim, before, after);
  const auto border = [&](int64_t width) {
    DimVector shape(x.sizes());
    shape[static_cast<size_t>(dim)] = width;
    return x.new_full(shape, value);
  };
  std::vector<Tensor> parts;
  if (before > 0) parts.push_back(border(before));
  parts.push_back(x);
  if (after > 0) parts.push_back(border(after));
  return parts.size() == 1 ? x : cat(parts, dim);
}

// Negative widths crop; mirrored and repeated elements are those of the whole input, wrapped ones those that are left.
Tensor pad_from_input(const Tensor& self, int64_t dim, int64_t before, int64_t after, PadMode mode,
                      std::string_view name) {
  RUSHLIGHT_CHECK(self.size(dim) + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0) > 0,
                  "pad: expected one or more elements of dimension ", dim, " in mode ", name, ", got widths ",
                  before, " and ", after, " for size ", self.size(dim));
  const Tensor middle = cropped(self, dim, before, after);
  const Tensor& x = mode == PadMode::kCircular ? middle : self;
  const int64_t size = x.size(dim);
  const int64_t most = mode == PadMode::kReflect ? size - 1 : mode == PadMode::kCircular ? size : INT64_MAX;
  RUSHLIGHT_CHECK(before <= most && after <= most, "pad: expected widths of at most ", most, " in mode ",
                  name, " for dimension ", dim, ", got ", before, " and ", after);
  // A border begins at `mirrored` of the input where it reflects, and so on.
  const auto border = [&](int64_t mirrored, int64_t edge, int64_t wrapped, int64_t width) {
    if (mode == PadMode::kReflect) return x.narrow(dim, mirrored, width).flip({dim});
    if (mode == PadMode::kCircular) return x.narrow(dim, wrapped, width);
    DimVector shape(x.sizes());
    shape[static_cast<size_t>(dim)] = width;
    return x.narrow(dim, edge, 1).expand(shape);
  };
  std::vector<Tensor> parts;
  if (before > 0) parts.push_back(border(1, 0, size - before, before));
  parts.push_back(middle);
  if (after > 0) parts.push_back(border(size - 1 - after, size - 1, 0, after));
  return parts.size() == 1 ? middle : cat(parts, dim);
}

PadMode mode_of(std::string_view name) {
  if (name == "reflect") return PadMode::kReflect;
  if (name == "replicate") return PadMode::kReplicate;
  RUSHLIGHT_CHECK(name == "circular",
                  "pad: expected mode \"constant\", \"reflect\", \"replicate\" or \"circular\", got \"", name,
                  "\"");
  return PadMode::kCircular;
}

Tensor pad_dims(const Tensor& self, IntArrayRef widths, std::string_view mode, const Scalar& value) {
  RUSHLIGHT_CHECK(widths.size() % 2 == 0 && static_cast<int64_t>(widths.size() / 2) <= self.dim(),
                  "pad: expected two widths for each of at most ", self.dim(), " dimensions, got ", widths);
  Tensor x = self;
  for (size_t i = 0; i < widths.size() / 2; ++i) {
    const int64_t dim = self.dim() - 1 - static_cast<int64_t>(i);
    x = mode == "constant" ? pad_constant(x, dim, widths[2 * i], widths[2 * i + 1], value)
                           : pad_from_input(x, dim, widths[2 * i], widths[2 * i + 1], mode_of(mode), mode);
  }
  return x.is_same(self) || x.is_view() ? x.clone() : x;  // never memory of self, no gaps
}

Tensor pad_named(const char* who, int64_t dims, const Tensor& self, IntArrayRef widths,
                 std::string_view mode) {
  RUSHLIGHT_CHECK(static_cast<int64_t>(widths.size()) == 2 * dims, who, ": expected ", 2 * dims,
                  " widths, got ", widths);
  RUSHLIGHT_CHECK(self.dim() == dims + 1 || self.dim() == dims + 2, who, ": expected an input of ", dims + 1,
                  " or ", dims + 2, " dimensions, got shape ", self.sizes());
  return pad_dims(self, widths, mode, 0);
}

}  // namespace

Tensor pad(const Tensor& self, IntArrayRef widths, std::string_view mode, std::optional<double> value) {
  RUSHLIGHT_CHECK(mode == "constant" || !value || *value == 0,
                  "pad: expected a value in mode \"constant\" only, got ", value.value_or(0), " in mode \"",
                  mode, "\"");
  return pad_dims(self, widths, mode, value.value_or(0));
}
Tensor constant_pad_nd(const Tensor& self, IntArrayRef widths, const Scalar& value) {
  return pad_dims(self, widths, "constant", value);
}
Tensor reflection_pad1d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad1d", 1, self, padding, "reflect");
}
Tensor reflection_pad2d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad2d", 2, self, padding, "reflect");
}
Tensor reflection_pad3d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad3d", 3, self, padding, "reflect");
}
Tensor replication_pad1d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad1d", 1, self, padding, "replicate");
}
Tensor replication_pad2d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad2d", 2, self, padding, "replicate");
}
Tensor replication_pad3d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad3d", 3, self, padding, "replicate");
}

}  // namespace torch::inline rushlight
