// Short-time Fourier transforms: the spectrum of a signal as time goes by, frame by frame, and the signal back from it.
#pragma once

#include <optional>
#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Fourier transforms of windowed frames of `n_fft` values, `hop_length` (n_fft / 4) apart. `self` is (L) or (B, L), the
/// result (..., frequencies, frames): n_fft / 2 + 1 frequencies where `onesided`, which real signals are unless told
/// otherwise. `window` has `win_length` (n_fft) values and stands in the middle of the frame; none means ones. With
/// `center` frame t is about the value t * hop_length of the signal, which is padded at both ends by `pad_mode`. `normalized` divides by
/// sqrt(n_fft). For a real signal `return_complex` must be given: true, or false for pairs of real numbers.
RUSHLIGHT_API Tensor stft(const Tensor& self, int64_t n_fft, std::optional<int64_t> hop_length = std::nullopt,
                          std::optional<int64_t> win_length = std::nullopt,
                          const std::optional<Tensor>& window = {}, bool center = true,
                          std::string_view pad_mode = "reflect", bool normalized = false,
                          std::optional<bool> onesided = std::nullopt,
                          std::optional<bool> return_complex = std::nullopt);  // [function, method]
/// The same without padding, center = false.
RUSHLIGHT_API Tensor stft(const Tensor& self, int64_t n_fft, std::optional<int64_t> hop_length,
                          std::optional<int64_t> win_length, const std::optional<Tensor>& window,
                          bool normalized, std::optional<bool> onesided = std::nullopt,
                          std::optional<bool> return_complex = std::nullopt);  // [function, method]
/// The signal whose stft is nearest to `self` in the least-squares sense (Griffin and Lim, 1984): frames added up where they
/// overlap, divided by the sum of their squared windows, which must nowhere be 0. Cut, or filled with zeros, to `length`.
RUSHLIGHT_API Tensor istft(const Tensor& self, int64_t n_fft,
                           std::optional<int64_t> hop_length = std::nullopt,
                           std::optional<int64_t> win_length = std::nullopt,
                           const std::optional<Tensor>& window = {}, bool center = true,
                           bool normalized = false, std::optional<bool> onesided = std::nullopt,
                           std::optional<int64_t> length = std::nullopt,
                           bool return_complex = false);  // [function, method]

}  // namespace torch::inline rushlight
