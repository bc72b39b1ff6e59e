// Pooling over windows of one to three spatial dimensions; (N, C, ...) or unbatched (C, ...).
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Largest value in each window. Returns (N, C, L_out), or (C, L_out) for unbatched input.
RUSHLIGHT_API Tensor max_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                IntArrayRef padding = 0,  // [function]
                                IntArrayRef dilation = 1, bool ceil_mode = false);
/// Largest value in each window. Returns (N, C, H_out, W_out), or (C, H_out, W_out) for unbatched input.
RUSHLIGHT_API Tensor max_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                IntArrayRef padding = 0,  // [function]
                                IntArrayRef dilation = 1, bool ceil_mode = false);
/// The same with the position of each largest value in its plane (int64).
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& self, IntArrayRef kernel_size,
                                                                 IntArrayRef stride = {},  // [function]
                                                                 IntArrayRef padding = 0,
                                                                 IntArrayRef dilation = 1,
                                                                 bool ceil_mode = false);
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& self, IntArrayRef kernel_size,
                                                                 IntArrayRef stride = {},  // [function]
                                                                 IntArrayRef padding = 0,
                                                                 IntArrayRef dilation = 1,
                                                                 bool ceil_mode = false);
/// Mean of each window.
RUSHLIGHT_API Tensor avg_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                IntArrayRef padding = 0,  // [function]
                                bool ceil_mode = false, bool count_include_pad = true);
RUSHLIGHT_API Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                IntArrayRef padding = 0,  // [function]
                                bool ceil_mode = false, bool count_include_pad = true,
                                std::optional<int64_t> divisor_override = std::nullopt);
/// Mean over windows chosen so that the result has `output_size`; -1 keeps a size.
RUSHLIGHT_API Tensor adaptive_avg_pool1d(const Tensor& self, IntArrayRef output_size);  // [function]
RUSHLIGHT_API Tensor adaptive_avg_pool2d(const Tensor& self, IntArrayRef output_size);  // [function]
/// Largest value over windows chosen so that the result has `output_size`, with its position.
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool1d(const Tensor& self,
                                                             IntArrayRef output_size);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& self,
                                                             IntArrayRef output_size);  // [function]
/// Stochastic pooling (Zeiler and Fergus 2013) of activations; negative ones count as 0. In training one element of each
/// window is drawn with probability proportional to its value, else the result is their probability-weighted mean.
RUSHLIGHT_API Tensor stochastic_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                       bool ceil_mode = false,  // [function]
                                       bool training = true);

/// Largest value in each window of a volume. Returns (N, C, D_out, H_out, W_out), or (C, D_out, H_out, W_out).
RUSHLIGHT_API Tensor max_pool3d(const Tensor& self, IntArrayRef kernel_size,
                                IntArrayRef stride = {},  // [function]
                                IntArrayRef padding = 0, IntArrayRef dilation = 1, bool ceil_mode = false);
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool3d_with_indices(  // [function]
    const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
    IntArrayRef dilation = 1, bool ceil_mode = false);
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool3d(const Tensor& self,  // [function]
                                                             IntArrayRef output_size);
/// Mean of each window of a volume.
RUSHLIGHT_API Tensor avg_pool3d(const Tensor& self, IntArrayRef kernel_size,
                                IntArrayRef stride = {},  // [function]
                                IntArrayRef padding = 0, bool ceil_mode = false,
                                bool count_include_pad = true,
                                std::optional<int64_t> divisor_override = std::nullopt);
RUSHLIGHT_API Tensor adaptive_avg_pool3d(const Tensor& self, IntArrayRef output_size);  // [function]
/// Largest value, with its position, of windows whose distances vary at random (Graham 2014); random_samples in [0, 1)
/// are (N, C, 2) for images, (N, C, 3) for volumes, and fix where the windows of each plane lie.
RUSHLIGHT_API std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& self,  // [function]
                                                               IntArrayRef kernel_size,
                                                               IntArrayRef output_size,
                                                               const Tensor& random_samples);
RUSHLIGHT_API std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& self,  // [function]
                                                               IntArrayRef kernel_size,
                                                               IntArrayRef output_size,
                                                               const Tensor& random_samples);
/// Zeros with each value of self at the position in its plane that max pooling gave for it; of equal positions the last
/// value stays.
RUSHLIGHT_API Tensor max_unpool2d(const Tensor& self, const Tensor& indices,  // [function]
                                  IntArrayRef output_size);
RUSHLIGHT_API Tensor max_unpool3d(const Tensor& self, const Tensor& indices,  // [function]
                                  IntArrayRef output_size, IntArrayRef stride, IntArrayRef padding);

}  // namespace torch::inline rushlight
