// Interpolation, sampling on a grid and pixel shuffles: layers and functions over the operators of ops/resample.h.
#include "rushlight/nn/vision.h"

#include <cmath>
#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

RUSHLIGHT_ARG_SETTER(UpsampleOptions, std::optional<std::vector<int64_t>>, size)
RUSHLIGHT_ARG_SETTER(UpsampleOptions, std::optional<std::vector<double>>, scale_factor)
RUSHLIGHT_ARG_SETTER(functional::InterpolateFuncOptions, std::optional<std::vector<int64_t>>, size)
RUSHLIGHT_ARG_SETTER(functional::InterpolateFuncOptions, std::optional<std::vector<double>>, scale_factor)

namespace functional {
namespace {

using Scale = std::optional<double>;

// Where an interpolation goes, for each spatial dimension.
struct Aim {
  std::vector<int64_t> size;
  std::vector<Scale> scale;  // not given where places follow from the sizes
};

Aim aim_of(const Tensor& input, const InterpolateFuncOptions& o) {
  const size_t dims = static_cast<size_t>(input.dim()) - 2;
  RUSHLIGHT_CHECK(o.size().has_value() != o.scale_factor().has_value(),
                  "interpolate: expected either a size or a scale_factor, got ",
                  o.size() ? "both" : "neither");
  Aim aim;
  aim.scale.resize(dims);
  if (o.size()) {
    RUSHLIGHT_CHECK(o.size()->size() == dims, "interpolate: expected ", dims, " sizes for an input of shape ",
                    input.sizes(), ", got ", *o.size());
    aim.size = *o.size();
    return aim;
  }
  RUSHLIGHT_CHECK(o.scale_factor()->size() == dims, "interpolate: expected ", dims,
                  " factors for an input of shape ", input.sizes(), ", got ", o.scale_factor()->size());
  for (size_t i = 0; i < dims; ++i) {
    const double factor = (*o.scale_factor())[i];
    aim.size.push_back(static_cast<int64_t>(
        std::floor(static_cast<double>(input.size(static_cast<int64_t>(i) + 2)) * factor)));
    if (!o.recompute_scale_factor().value_or(false)) aim.scale[i] = factor;
  }
  return aim;
}

// The number of spatial dimensions of a mode that has one, else 0.
size_t dims_of(const InterpolateFuncOptions::mode_t& mode) {
  if (std::holds_alternative<enumtype::kLinear>(mode)) return 1;
  if (std::holds_alternative<enumtype::kTrilinear>(mode)) return 3;
  return std::holds_alternative<enumtype::kBilinear>(mode) || std::holds_alternative<enumtype::kBicubic>(mode)
             ? 2
             : 0;
}

Tensor nearest(const Tensor& x, const Aim& aim) {
  const auto& s = aim.scale;
  if (s.size() == 1) return upsample_nearest1d(x, aim.size, s[0]);
  return s.size() == 2 ? upsample_nearest2d(x, aim.size, s[0], s[1])
                       : upsample_nearest3d(x, aim.size, s[0], s[1], s[2]);
}
Tensor nearest_exact(const Tensor& x, const Aim& aim) {
  const auto& s = aim.scale;
  if (s.size() == 1) return _upsample_nearest_exact1d(x, aim.size, s[0]);
  return s.size() == 2 ? _upsample_nearest_exact2d(x, aim.size, s[0], s[1])
                       : _upsample_nearest_exact3d(x, aim.size, s[0], s[1], s[2]);
}
Tensor area(const Tensor& x, const Aim& aim) {
  if (aim.size.size() == 1) return rushlight::adaptive_avg_pool1d(x, aim.size);
  return aim.size.size() == 2 ? rushlight::adaptive_avg_pool2d(x, aim.size)
                              : rushlight::adaptive_avg_pool3d(x, aim.size);
}

}  // namespace

Tensor interpolate(const Tensor& input, const InterpolateFuncOptions& o) {
  const auto& mode = o.mode();
  const std::string name = enumtype::get_enum_name(mode);
  RUSHLIGHT_CHECK(input.dim() >= 3 && input.dim() <= 5,
                  "interpolate: expected an input of 3 to 5 dimensions, got shape ", input.sizes());
  const size_t dims = static_cast<size_t>(input.dim()) - 2, wanted = dims_of(mode);
  RUSHLIGHT_CHECK(wanted == 0 || wanted == dims, "interpolate: expected an input of ", wanted + 2,
                  " dimensions in mode ", name, ", got shape ", input.sizes());
  const bool has_corners = wanted > 0 || std::holds_alternative<enumtype::kNearestExact>(mode);
  RUSHLIGHT_CHECK(has_corners || !o.align_corners(), "interpolate: expected no align_corners in mode ", name,
                  ", got ", o.align_corners().value_or(false));
  RUSHLIGHT_CHECK(!o.antialias() || wanted == 2,
                  "interpolate: expected mode bilinear or bicubic with antialias, got ", name);
  const Aim aim = aim_of(input, o);
  const bool corners = o.align_corners().value_or(false);
  const auto& s = aim.scale;
  if (std::holds_alternative<enumtype::kNearest>(mode)) return nearest(input, aim);
  if (std::holds_alternative<enumtype::kNearestExact>(mode)) return nearest_exact(input, aim);
  if (std::holds_alternative<enumtype::kArea>(mode)) return area(input, aim);
  if (wanted == 1) return upsample_linear1d(input, aim.size, corners, s[0]);
  if (wanted == 3) return upsample_trilinear3d(input, aim.size, corners, s[0], s[1], s[2]);
  const bool cubic = std::holds_alternative<enumtype::kBicubic>(mode);
  if (o.antialias())
    return (cubic ? _upsample_bicubic2d_aa : _upsample_bilinear2d_aa)(input, aim.size, corners, s[0], s[1]);
  return cubic ? upsample_bicubic2d(input, aim.size, corners, s[0], s[1])
               : upsample_bilinear2d(input, aim.size, corners, s[0], s[1]);
}

Tensor grid_sample(const Tensor& input, const Tensor& grid, const GridSampleFuncOptions& o) {
  return rushlight::grid_sampler(input, grid, static_cast<int64_t>(o.mode().index()),
                                 static_cast<int64_t>(o.padding_mode().index()),
                                 o.align_corners().value_or(false));
}
Tensor affine_grid(const Tensor& theta, const IntArrayRef& size, bool align_corners) {
  for (int64_t n : size) RUSHLIGHT_CHECK(n > 0, "affine_grid: expected sizes above 0, got ", size);
  return rushlight::affine_grid_generator(theta, size, align_corners);
}
Tensor pixel_shuffle(const Tensor& input, const PixelShuffleFuncOptions& o) {
  return rushlight::pixel_shuffle(input, o.upscale_factor());
}
Tensor pixel_unshuffle(const Tensor& input, const PixelUnshuffleFuncOptions& o) {
  return rushlight::pixel_unshuffle(input, o.downscale_factor());
}

}  // namespace functional

UpsampleImpl::UpsampleImpl(const UpsampleOptions& options) : OptionsModule(options) {}
Tensor UpsampleImpl::forward(const Tensor& input) {
  functional::InterpolateFuncOptions o;
  std::visit([&](auto mode) { o.mode(mode); }, options.mode());
  o.size(options.size()).scale_factor(options.scale_factor()).align_corners(options.align_corners());
  return functional::interpolate(input, o);
}
void UpsampleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Upsample(";
  const auto list = [&](const char* name, const auto& values) {
    stream << name << "=[";
    for (size_t i = 0; i < values.size(); ++i) stream << (i > 0 ? ", " : "") << values[i];
    stream << "]";
  };
  if (options.scale_factor()) list("scale_factor", *options.scale_factor());
  else if (options.size()) list("size", *options.size());
  stream << ", mode=" << enumtype::get_enum_name(options.mode()) << ")";
}

PixelShuffleImpl::PixelShuffleImpl(const PixelShuffleOptions& options) : OptionsModule(options) {}
Tensor PixelShuffleImpl::forward(const Tensor& input) { return functional::pixel_shuffle(input, options); }
void PixelShuffleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PixelShuffle(upscale_factor=" << options.upscale_factor() << ")";
}
PixelUnshuffleImpl::PixelUnshuffleImpl(const PixelUnshuffleOptions& options) : OptionsModule(options) {}
Tensor PixelUnshuffleImpl::forward(const Tensor& input) {
  return functional::pixel_unshuffle(input, options);
}
void PixelUnshuffleImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PixelUnshuffle(downscale_factor=" << options.downscale_factor() << ")";
}

}  // namespace torch::inline rushlight::nn
