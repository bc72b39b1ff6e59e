// Images, signals and volumes at other sizes and places: Upsample, PixelShuffle, PixelUnshuffle, and the functions of
// interpolation and of sampling on a grid.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "rushlight/nn/enum.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API UpsampleOptions {
  using mode_t = std::variant<enumtype::kNearest, enumtype::kLinear, enumtype::kBilinear, enumtype::kBicubic,
                              enumtype::kTrilinear>;
  /// Spatial sizes of the result, or factors: one of them.
  RUSHLIGHT_ARG(std::optional<std::vector<int64_t>>, size);
  RUSHLIGHT_ARG(std::optional<std::vector<double>>, scale_factor);
  TORCH_ARG(mode_t, mode) = kNearest;
  /// Whether the corner elements lie on each other (not in the nearest modes).
  TORCH_ARG(std::optional<bool>, align_corners);
};
struct RUSHLIGHT_API PixelShuffleOptions {
  PixelShuffleOptions(int64_t upscale_factor) : upscale_factor_(upscale_factor) {}
  TORCH_ARG(int64_t, upscale_factor);
};
struct RUSHLIGHT_API PixelUnshuffleOptions {
  PixelUnshuffleOptions(int64_t downscale_factor) : downscale_factor_(downscale_factor) {}
  TORCH_ARG(int64_t, downscale_factor);
};

namespace functional {

struct RUSHLIGHT_API InterpolateFuncOptions {
  using mode_t = std::variant<enumtype::kNearest, enumtype::kLinear, enumtype::kBilinear, enumtype::kBicubic,
                              enumtype::kTrilinear, enumtype::kArea, enumtype::kNearestExact>;
  RUSHLIGHT_ARG(std::optional<std::vector<int64_t>>, size);
  RUSHLIGHT_ARG(std::optional<std::vector<double>>, scale_factor);
  TORCH_ARG(mode_t, mode) = kNearest;
  TORCH_ARG(std::optional<bool>, align_corners);
  /// Places follow from the sizes even where scale_factor gave them.
  TORCH_ARG(std::optional<bool>, recompute_scale_factor);
  /// Filters widen when the image shrinks (kBilinear and kBicubic).
  TORCH_ARG(bool, antialias) = false;
};
struct RUSHLIGHT_API GridSampleFuncOptions {
  using mode_t = std::variant<enumtype::kBilinear, enumtype::kNearest, enumtype::kBicubic>;
  using padding_mode_t = std::variant<enumtype::kZeros, enumtype::kBorder, enumtype::kReflection>;
  TORCH_ARG(mode_t, mode) = kBilinear;
  TORCH_ARG(padding_mode_t, padding_mode) = kZeros;
  TORCH_ARG(std::optional<bool>, align_corners);
};
using PixelShuffleFuncOptions = PixelShuffleOptions;
using PixelUnshuffleFuncOptions = PixelUnshuffleOptions;

/// (N, C, ...) with other spatial sizes; modes nearest, area and nearest-exact for 1 to 3 dimensions, linear, bilinear and
/// bicubic, trilinear for those in their names.
RUSHLIGHT_API Tensor interpolate(const Tensor& input, const InterpolateFuncOptions& options = {});
/// Values of (N, C, H, W) at the places of grid (N, H_out, W_out, 2), from -1 to 1; volumes alike.
RUSHLIGHT_API Tensor grid_sample(const Tensor& input, const Tensor& grid,
                                 const GridSampleFuncOptions& options = {});
/// The grid of an affine map theta (N, 2, 3) for size (N, C, H, W), or (N, 3, 4) for (N, C, D, H, W).
RUSHLIGHT_API Tensor affine_grid(const Tensor& theta, const IntArrayRef& size, bool align_corners = false);
/// (..., C r^2, H, W) as (..., C, H r, W r), and back.
RUSHLIGHT_API Tensor pixel_shuffle(const Tensor& input, const PixelShuffleFuncOptions& options);
RUSHLIGHT_API Tensor pixel_unshuffle(const Tensor& input, const PixelUnshuffleFuncOptions& options);

}  // namespace functional

class RUSHLIGHT_API UpsampleImpl : public detail::OptionsModule<UpsampleImpl, UpsampleOptions> {
 public:
  explicit UpsampleImpl(const UpsampleOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(Upsample);

class RUSHLIGHT_API PixelShuffleImpl : public detail::OptionsModule<PixelShuffleImpl, PixelShuffleOptions> {
 public:
  explicit PixelShuffleImpl(const PixelShuffleOptions& options);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(PixelShuffle);

class RUSHLIGHT_API PixelUnshuffleImpl
    : public detail::OptionsModule<PixelUnshuffleImpl, PixelUnshuffleOptions> {
 public:
  explicit PixelUnshuffleImpl(const PixelUnshuffleOptions& options);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(PixelUnshuffle);

}  // namespace nn
}  // namespace torch::inline rushlight
