// Images, signals and volumes at other sizes and places: interpolation, sampling on a grid, and channels exchanged for
// pixels. Inputs are (N, C, ...) with one to three spatial dimensions. An output's place in the input follows from the
// ratio of the sizes, or from a scale where one is given; with align_corners the corner elements lie on each other.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The nearest element below each place.
RUSHLIGHT_API Tensor upsample_nearest1d(const Tensor& self, IntArrayRef output_size,  // [function]
                                        std::optional<double> scales = std::nullopt);
RUSHLIGHT_API Tensor upsample_nearest2d(const Tensor& self, IntArrayRef output_size,  // [function]
                                        std::optional<double> scales_h = std::nullopt,
                                        std::optional<double> scales_w = std::nullopt);
RUSHLIGHT_API Tensor upsample_nearest3d(const Tensor& self, IntArrayRef output_size,  // [function]
                                        std::optional<double> scales_d = std::nullopt,
                                        std::optional<double> scales_h = std::nullopt,
                                        std::optional<double> scales_w = std::nullopt);
/// The element whose centre is nearest to the centre of each output.
RUSHLIGHT_API Tensor _upsample_nearest_exact1d(const Tensor& self, IntArrayRef output_size,  // [function]
                                               std::optional<double> scales = std::nullopt);
RUSHLIGHT_API Tensor _upsample_nearest_exact2d(const Tensor& self, IntArrayRef output_size,  // [function]
                                               std::optional<double> scales_h = std::nullopt,
                                               std::optional<double> scales_w = std::nullopt);
RUSHLIGHT_API Tensor _upsample_nearest_exact3d(const Tensor& self, IntArrayRef output_size,  // [function]
                                               std::optional<double> scales_d = std::nullopt,
                                               std::optional<double> scales_h = std::nullopt,
                                               std::optional<double> scales_w = std::nullopt);
/// The two neighbours in each dimension, weighted by their distance.
RUSHLIGHT_API Tensor upsample_linear1d(const Tensor& self, IntArrayRef output_size,  // [function]
                                       bool align_corners, std::optional<double> scales = std::nullopt);
RUSHLIGHT_API Tensor upsample_bilinear2d(const Tensor& self, IntArrayRef output_size,  // [function]
                                         bool align_corners, std::optional<double> scales_h = std::nullopt,
                                         std::optional<double> scales_w = std::nullopt);
RUSHLIGHT_API Tensor upsample_trilinear3d(const Tensor& self, IntArrayRef output_size,  // [function]
                                          bool align_corners, std::optional<double> scales_d = std::nullopt,
                                          std::optional<double> scales_h = std::nullopt,
                                          std::optional<double> scales_w = std::nullopt);
/// Four neighbours in each dimension, by cubic convolution with a = -0.75 (Keys 1981).
RUSHLIGHT_API Tensor upsample_bicubic2d(const Tensor& self, IntArrayRef output_size,  // [function]
                                        bool align_corners, std::optional<double> scales_h = std::nullopt,
                                        std::optional<double> scales_w = std::nullopt);
/// The same to a size, or by a factor for each dimension: one of the two is given.
RUSHLIGHT_API Tensor upsample_nearest1d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                        std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_nearest2d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                        std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_nearest3d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                        std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_linear1d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                       bool align_corners, std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_bilinear2d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                         bool align_corners, std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_trilinear3d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                          bool align_corners, std::optional<ArrayRef<double>> scale_factors);
RUSHLIGHT_API Tensor upsample_bicubic2d(const Tensor& input, OptionalIntArrayRef output_size,  // [function]
                                        bool align_corners, std::optional<ArrayRef<double>> scale_factors);
/// The same with filters that widen when the image shrinks, as Pillow does; the cubic has a = -0.5.
RUSHLIGHT_API Tensor _upsample_bilinear2d_aa(const Tensor& self, IntArrayRef output_size,  // [function]
                                             bool align_corners,
                                             std::optional<double> scales_h = std::nullopt,
                                             std::optional<double> scales_w = std::nullopt);
RUSHLIGHT_API Tensor _upsample_bicubic2d_aa(const Tensor& self, IntArrayRef output_size,  // [function]
                                            bool align_corners, std::optional<double> scales_h = std::nullopt,
                                            std::optional<double> scales_w = std::nullopt);

/// Values of input (N, C, H, W) at the places of grid (N, H_out, W_out, 2), x before y, from -1 to 1; the same with a
/// depth, z last. interpolation_mode: 0 linear, 1 nearest, 2 cubic (images only). Outside of the input are, by
/// padding_mode, 0 zeros, 1 its border, 2 its reflection.
RUSHLIGHT_API Tensor grid_sampler(const Tensor& input, const Tensor& grid,  // [function]
                                  int64_t interpolation_mode, int64_t padding_mode, bool align_corners);
RUSHLIGHT_API Tensor grid_sampler_2d(const Tensor& input, const Tensor& grid,  // [function]
                                     int64_t interpolation_mode, int64_t padding_mode, bool align_corners);
RUSHLIGHT_API Tensor grid_sampler_3d(const Tensor& input, const Tensor& grid,  // [function]
                                     int64_t interpolation_mode, int64_t padding_mode, bool align_corners);
/// The grid of an affine map: theta (N, 2, 3) for size (N, C, H, W), theta (N, 3, 4) for size (N, C, D, H, W).
RUSHLIGHT_API Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size,  // [function]
                                           bool align_corners);

/// (..., C r^2, H, W) as (..., C, H r, W r) (Shi et al. 2016).
RUSHLIGHT_API Tensor pixel_shuffle(const Tensor& self, int64_t upscale_factor);  // [function]
/// (..., C, H r, W r) as (..., C r^2, H, W).
RUSHLIGHT_API Tensor pixel_unshuffle(const Tensor& self, int64_t downscale_factor);  // [function]
/// Channels of (N, C, ...) dealt out to `groups` groups in turn (Zhang et al. 2018).
RUSHLIGHT_API Tensor channel_shuffle(const Tensor& self, int64_t groups);         // [function]
RUSHLIGHT_API Tensor native_channel_shuffle(const Tensor& self, int64_t groups);  // [function]

}  // namespace torch::inline rushlight
