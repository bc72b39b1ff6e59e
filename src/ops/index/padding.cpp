// Padding: an operator that copies every element of the result from where it comes from (pad.h). Its derivative adds up along
// one dimension after the other, by public operators.
#include <algorithm>

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/index/pad.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

const char* name_of(PadMode mode) {
  static constexpr const char* names[] = {"constant", "reflect", "replicate", "circular"};
  return names[static_cast<int>(mode)];
}
PadMode mode_of(std::string_view name) {
  for (PadMode mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kReplicate, PadMode::kCircular})
    if (name == name_of(mode)) return mode;
  detail::fail(
      {"pad: expected mode \"constant\", \"reflect\", \"replicate\" or \"circular\", got \"", name, "\""});
}

void check(const PadDim& d, int64_t dim, PadMode mode) {
  if (mode == PadMode::kConstant) {
    RUSHLIGHT_CHECK(d.result() >= 0, "pad: expected a result of size 0 or more in dimension ", dim,
                    ", got widths ", d.before, " and ", d.after, " for size ", d.size);
    return;
  }
  const int64_t left = d.size + std::min<int64_t>(d.before, 0) + std::min<int64_t>(d.after, 0);
  RUSHLIGHT_CHECK(left > 0, "pad: expected one or more elements of dimension ", dim, " in mode ",
                  name_of(mode), ", got widths ", d.before, " and ", d.after, " for size ", d.size);
  const int64_t most = mode == PadMode::kReflect ? d.size - 1 : mode == PadMode::kCircular ? left : INT64_MAX;
  RUSHLIGHT_CHECK(d.before <= most && d.after <= most, "pad: expected widths of at most ", most, " in mode ",
                  name_of(mode), " for dimension ", dim, ", got ", d.before, " and ", d.after);
}

// The gradient of one dimension: that of the middle, then of the elements that the borders repeat.
Tensor unpadded(const Tensor& grad, int64_t dim, const PadDim& d, PadMode mode) {
  const int64_t back = grad.dim() - 1 - dim;  // dimensions behind it
  DimVector widths(static_cast<size_t>(2 * back + 2), 0);
  widths[static_cast<size_t>(2 * back)] = -d.before, widths[static_cast<size_t>(2 * back + 1)] = -d.after;
  Tensor x = constant_pad_nd(grad, widths, 0);
  if (mode == PadMode::kConstant) return x;
  // A border of `width` elements of the gradient from `at` on belongs to the input's elements from `mirrored` on where it
  // reflects, and so on.
  const auto add = [&](int64_t width, int64_t at, int64_t mirrored, int64_t edge, int64_t wrapped) {
    if (width <= 0) return;
    const Tensor border = grad.narrow(dim, at, width);
    if (mode == PadMode::kReflect) x.narrow(dim, mirrored, width).add_(border.flip({dim}));
    else if (mode == PadMode::kCircular) x.narrow(dim, wrapped, width).add_(border);
    else x.narrow(dim, edge, 1).add_(border.sum({dim}, true));
  };
  const int64_t first = std::max<int64_t>(-d.before, 0), last = d.size - std::max<int64_t>(-d.after, 0);
  add(d.before, 0, 1, 0, last - d.before);
  add(d.after, d.result() - d.after, d.size - 1 - d.after, d.size - 1, first);
  return x;
}

struct Pad {
  DimVector widths;  // before and after, the last dimension first
  PadMode mode;
  static constexpr Traits traits{.name = "pad", .contiguous_inputs = true, .complex = true};

  // Dimension `i` counted from the last one.
  PadDim dim(IntArrayRef sizes, size_t i) const {
    const bool padded = 2 * i < widths.size();
    return {sizes[sizes.size() - 1 - i], padded ? widths[2 * i] : 0, padded ? widths[2 * i + 1] : 0};
  }
  std::string grad_fn() const {
    if (mode == PadMode::kConstant) return "ConstantPadNdBackward0";
    const std::string dims = std::to_string(widths.size() / 2) + "DBackward0";
    return mode == PadMode::kReflect     ? "ReflectionPad" + dims
           : mode == PadMode::kReplicate ? "ReplicationPad" + dims
                                         : "CircularPad" + dims;
  }
  void infer(Infer& io) const {
    const IntArrayRef sizes = io.in(0).shape();
    io.check(widths.size() % 2 == 0 && widths.size() / 2 <= sizes.size(),
             "expected two widths for each of at most ", sizes.size(), " dimensions, got ",
             IntArrayRef(widths));
    DimVector result(sizes);
    for (size_t i = 0; i < widths.size() / 2; ++i) {
      const PadDim d = dim(sizes, i);
      const size_t at = sizes.size() - 1 - i;
      check(d, static_cast<int64_t>(at), mode);
      result[at] = d.result();
    }
    io.out(0, io.in(0).dtype, result);
  }
  static void execute(const Pad& op, Views in, Views out) {
    const IntArrayRef sizes = in[0].shape();
    SmallVector<PadDim, 8> dims;
    bool open = false;  // whether a further dimension that is not padded joins the last one
    for (size_t i = 0; i < sizes.size(); ++i) {
      const PadDim d = op.dim(sizes, i);
      const bool plain = d.before == 0 && d.after == 0;
      if (plain && open) dims.back().size *= d.size;
      else dims.push_back(d);
      open = plain;
    }
    if (dims.empty()) dims.push_back({1, 0, 0});
    kernels<PadKernels>(in[0]).pad(dims, op.mode, in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    Tensor g = b.grad();
    const IntArrayRef sizes = b.in_sizes(0);
    for (size_t i = 0; i < widths.size() / 2; ++i) {
      const PadDim d = dim(sizes, i);
      if (d.before != 0 || d.after != 0) g = unpadded(g, g.dim() - 1 - static_cast<int64_t>(i), d, mode);
    }
    b.set(0, g);
  }
};

Tensor pad_dims(const Tensor& self, IntArrayRef widths, PadMode mode, const Scalar& value) {
  const bool zero = !value.isComplex() && value.toDouble() == 0;
  check_number("pad", value, self.scalar_type());
  return run(Pad{widths, mode}, self, zero ? Tensor() : full({}, value, self.options()))[0];
}

Tensor pad_named(const char* who, int64_t dims, const Tensor& self, IntArrayRef widths, PadMode mode) {
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
  return pad_dims(self, widths, mode_of(mode), value.value_or(0));
}
Tensor constant_pad_nd(const Tensor& self, IntArrayRef widths, const Scalar& value) {
  return pad_dims(self, widths, PadMode::kConstant, value);
}
Tensor reflection_pad1d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad1d", 1, self, padding, PadMode::kReflect);
}
Tensor reflection_pad2d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad2d", 2, self, padding, PadMode::kReflect);
}
Tensor reflection_pad3d(const Tensor& self, IntArrayRef padding) {
  return pad_named("reflection_pad3d", 3, self, padding, PadMode::kReflect);
}
Tensor replication_pad1d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad1d", 1, self, padding, PadMode::kReplicate);
}
Tensor replication_pad2d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad2d", 2, self, padding, PadMode::kReplicate);
}
Tensor replication_pad3d(const Tensor& self, IntArrayRef padding) {
  return pad_named("replication_pad3d", 3, self, padding, PadMode::kReplicate);
}

}  // namespace torch::inline rushlight
