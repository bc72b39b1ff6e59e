// Padding as a composite: a constant border is joined on, the others are an index_select with mirrored, clamped or
// wrapped positions, one dimension after the other. Both have their derivatives from the operators they use.
#include "rushlight/nn/padding.h"

#include <algorithm>
#include <ostream>

#include "rushlight/ops.h"

namespace rushlight::nn {
namespace {

using Mode = functional::PadFuncOptions::mode_t;

Tensor pad_constant(Tensor x, int64_t dim, int64_t before, int64_t after, double value) {
  const int64_t size = x.size(dim);
  RUSHLIGHT_CHECK(size + before + after >= 0, "pad: expected a result of size 0 or more in dimension ", dim,
                  ", got widths ", before, " and ", after, " for size ", size);
  const int64_t cut_before = std::max<int64_t>(-before, 0), cut_after = std::max<int64_t>(-after, 0);
  if (cut_before > 0 || cut_after > 0)
    x = x.narrow(dim, cut_before, std::max<int64_t>(size - cut_before - cut_after, 0));
  auto border = [&](int64_t width) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape[static_cast<size_t>(dim)] = width;
    return x.new_full(shape, value);
  };
  std::vector<Tensor> parts;
  if (before > 0) parts.push_back(border(before));
  parts.push_back(x);
  if (after > 0) parts.push_back(border(after));
  return parts.size() == 1 ? x : cat(parts, dim);
}

// Position inside [0, size) that fills place i of the padded dimension.
int64_t source(int64_t i, int64_t size, const Mode& mode) {
  if (std::holds_alternative<enumtype::kReplicate>(mode)) return std::clamp<int64_t>(i, 0, size - 1);
  if (std::holds_alternative<enumtype::kCircular>(mode)) return (i % size + size) % size;
  if (i < 0) i = -i;
  return i >= size ? 2 * (size - 1) - i : i;
}

Tensor pad_from_input(const Tensor& x, int64_t dim, int64_t before, int64_t after, const Mode& mode) {
  const int64_t size = x.size(dim);
  const int64_t most = std::holds_alternative<enumtype::kReflect>(mode)    ? size - 1
                       : std::holds_alternative<enumtype::kCircular>(mode) ? size
                                                                           : INT64_MAX;
  RUSHLIGHT_CHECK(size > 0 && before >= 0 && after >= 0 && before <= most && after <= most,
                  "pad: expected widths from 0 to ", most, " in mode ", enumtype::get_enum_name(mode),
                  " for dimension ", dim, ", got ", before, " and ", after);
  if (before == 0 && after == 0) return x;
  Tensor index = empty({size + before + after}, kLong);
  auto* p = index.data_ptr<int64_t>();
  for (int64_t i = 0; i < index.numel(); ++i) p[i] = source(i - before, size, mode);
  return x.index_select(dim, index);
}

}  // namespace

Tensor functional::pad(const Tensor& input, const PadFuncOptions& options) {
  const std::vector<int64_t>& widths = options.pad();
  RUSHLIGHT_CHECK(widths.size() % 2 == 0 && static_cast<int64_t>(widths.size() / 2) <= input.dim(),
                  "pad: expected two widths for each of at most ", input.dim(), " dimensions, got ", widths);
  Tensor x = input;
  for (size_t i = 0; i < widths.size() / 2; ++i) {
    const int64_t dim = input.dim() - 1 - static_cast<int64_t>(i);
    if (std::holds_alternative<enumtype::kConstant>(options.mode()))
      x = pad_constant(x, dim, widths[2 * i], widths[2 * i + 1], options.value());
    else x = pad_from_input(x, dim, widths[2 * i], widths[2 * i + 1], options.mode());
  }
  return x.is_same(input) ? input.clone() : x;
}

void detail::print_padding(std::ostream& stream, const char* name, size_t dims, IntArrayRef padding,
                           const double* value) {
  stream << "torch::nn::" << name << dims << "d(padding=";
  rushlight::detail::print_values(stream, padding);
  if (value) stream << ", value=" << *value;
  stream << ")";
}

}  // namespace rushlight::nn
