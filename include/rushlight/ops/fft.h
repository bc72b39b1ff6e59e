// Discrete Fourier transforms. `n` (or `s`) is the length of the transformed dimensions: input is cut or padded with
// zeros to it. `norm` is "backward" (the default: the inverse divides by n), "forward" (the forward transform does) or
// "ortho" (both divide by sqrt(n)). Real input is taken as complex. Next: complex.h.
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::fft {

using Norm = std::optional<std::string_view>;
inline constexpr int64_t kLastTwo[] = {-2, -1};

/// sum_j x_j exp(-2 pi i j k / n) along a dimension.
RUSHLIGHT_API Tensor fft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                         int64_t dim = -1,  // [function]
                         Norm norm = std::nullopt);
/// The inverse of fft.
RUSHLIGHT_API Tensor ifft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                          int64_t dim = -1,  // [function]
                          Norm norm = std::nullopt);
/// The first n / 2 + 1 values of the transform of real input; the others are their conjugates.
RUSHLIGHT_API Tensor rfft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                          int64_t dim = -1,  // [function]
                          Norm norm = std::nullopt);
/// The inverse of rfft: real output of length n, by default 2 (length - 1).
RUSHLIGHT_API Tensor irfft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                           int64_t dim = -1,  // [function]
                           Norm norm = std::nullopt);
/// The transform, which is real, of input with x_(n-j) = conj(x_j), of which the first half is given.
RUSHLIGHT_API Tensor hfft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                          int64_t dim = -1,  // [function]
                          Norm norm = std::nullopt);
/// The inverse of hfft.
RUSHLIGHT_API Tensor ihfft(const Tensor& self, std::optional<int64_t> n = std::nullopt,
                           int64_t dim = -1,  // [function]
                           Norm norm = std::nullopt);
/// Transforms along several dimensions, by default all, or the last ones for which `s` has lengths.
RUSHLIGHT_API Tensor fftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                          OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor ifftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
/// Real input, transformed along several dimensions; the last of them keeps n / 2 + 1 values.
RUSHLIGHT_API Tensor rfftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor irfftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                            OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor hfftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor ihfftn(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                            OptionalIntArrayRef dim = std::nullopt, Norm norm = std::nullopt);
/// The same along two dimensions.
RUSHLIGHT_API Tensor fft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                          IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor ifft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor rfft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor irfft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                            IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor hfft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                           IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
RUSHLIGHT_API Tensor ihfft2(const Tensor& self, OptionalIntArrayRef s = std::nullopt,  // [function]
                            IntArrayRef dim = kLastTwo, Norm norm = std::nullopt);
/// The frequencies of the values of fft (of rfft), in cycles per unit of the sample spacing `d`.
RUSHLIGHT_API Tensor fftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {});   // [function]
RUSHLIGHT_API Tensor rfftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor fftfreq(int64_t n, const TensorOptions& options);                        // [function]
RUSHLIGHT_API Tensor rfftfreq(int64_t n, const TensorOptions& options);                       // [function]
/// The values moved so that frequency 0 is in the middle, and back.
RUSHLIGHT_API Tensor fftshift(const Tensor& self, OptionalIntArrayRef dim = std::nullopt);   // [function]
RUSHLIGHT_API Tensor ifftshift(const Tensor& self, OptionalIntArrayRef dim = std::nullopt);  // [function]

}  // namespace torch::inline rushlight::fft
