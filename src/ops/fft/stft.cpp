// stft and istft from frames: a strided view of the signal one way, a sum of overlapping frames the other.
#include "rushlight/ops/stft.h"

#include "rushlight/core/error.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

/// Lengths of a call, checked.
struct Frames {
  const char* who;
  int64_t n_fft, hop, win;

  Frames(const char* who, int64_t n_fft, std::optional<int64_t> hop_length, std::optional<int64_t> win_length)
      : who(who), n_fft(n_fft), hop(hop_length.value_or(n_fft / 4)), win(win_length.value_or(n_fft)) {
    RUSHLIGHT_CHECK(n_fft > 0, who, ": expected n_fft above 0, got ", n_fft);
    RUSHLIGHT_CHECK(hop > 0, who, ": expected hop_length above 0, got ", hop);
    RUSHLIGHT_CHECK(win > 0 && win <= n_fft, who, ": expected win_length in [1, ", n_fft, "], got ", win);
  }
  /// The window in the middle of n_fft values; undefined when it is all ones.
  Tensor window(const std::optional<Tensor>& given, const TensorOptions& options) const {
    const bool is_given = given && given->defined();
    if (is_given)
      RUSHLIGHT_CHECK(given->dim() == 1 && given->size(0) == win, who, ": expected a window of shape [", win,
                      "], got ", given->sizes());
    if (!is_given && win == n_fft) return {};
    const Tensor values = is_given ? *given : ones({win}, options);
    const int64_t left = (n_fft - win) / 2;
    return win == n_fft ? values : constant_pad_nd(values, {left, n_fft - win - left});
  }
};

// (B, frames, n_fft) added up into (B, length), frame t at t * hop.
Tensor overlap_add(const Tensor& frames, int64_t hop, int64_t length) {
  const int64_t batch = frames.size(0);
  return as_strided_backward(frames, {batch, length}, {length, 1}, 0, frames.sizes(), {length, hop, 1}, 0);
}

Tensor frames_spectrum(const Frames& f, const Tensor& signal, const std::optional<Tensor>& window,
                       bool normalized, std::optional<bool> onesided, std::optional<bool> return_complex) {
  const bool is_complex = signal.is_complex() || (window && window->defined() && window->is_complex());
  RUSHLIGHT_CHECK(return_complex || is_complex,
                  "stft: expected return_complex for a real signal, got none; give true for complex numbers");
  const bool half = onesided.value_or(!is_complex);
  RUSHLIGHT_CHECK(!half || !is_complex, "stft: expected onesided = false for complex numbers, got true");
  const int64_t length = signal.size(-1);
  RUSHLIGHT_CHECK(f.n_fft <= length, "stft: expected n_fft in [1, ", length,
                  "], the length of the signal, got ", f.n_fft);
  Tensor frames = signal.unfold(-1, f.n_fft, f.hop);
  const Tensor weights = f.window(window, signal.options());
  if (weights.defined()) frames = frames * weights;
  const char* norm = normalized ? "ortho" : "backward";
  const Tensor spectrum =
      (half ? fft::rfft(frames, f.n_fft, -1, norm) : fft::fft(frames, f.n_fft, -1, norm)).transpose(-2, -1);
  return return_complex.value_or(true) ? spectrum : view_as_real(spectrum);
}

void check_signal(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() == 1 || self.dim() == 2, "stft: expected a signal (L) or (B, L), got shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(self.is_floating_point() || self.is_complex(),
                  "stft: expected floating-point or complex numbers, got ", self.scalar_type());
}

}  // namespace

Tensor stft(const Tensor& self, int64_t n_fft, std::optional<int64_t> hop_length,
            std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool center,
            std::string_view pad_mode, bool normalized, std::optional<bool> onesided,
            std::optional<bool> return_complex) {
  check_signal(self);
  const Frames f("stft", n_fft, hop_length, win_length);
  if (!center) return frames_spectrum(f, self, window, normalized, onesided, return_complex);
  const Tensor rows = self.dim() == 1 ? self.unsqueeze(0) : self;
  Tensor padded = pad(rows.unsqueeze(1), {n_fft / 2, n_fft / 2}, pad_mode).squeeze(1);
  if (self.dim() == 1) padded = padded.squeeze(0);
  return frames_spectrum(f, padded, window, normalized, onesided, return_complex);
}

Tensor stft(const Tensor& self, int64_t n_fft, std::optional<int64_t> hop_length,
            std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool normalized,
            std::optional<bool> onesided, std::optional<bool> return_complex) {
  return stft(self, n_fft, hop_length, win_length, window, false, "reflect", normalized, onesided,
              return_complex);
}

Tensor istft(const Tensor& self, int64_t n_fft, std::optional<int64_t> hop_length,
             std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool center,
             bool normalized, std::optional<bool> onesided, std::optional<int64_t> length,
             bool return_complex) {
  const Frames f("istft", n_fft, hop_length, win_length);
  RUSHLIGHT_CHECK(self.is_complex() && (self.dim() == 2 || self.dim() == 3) && self.numel() > 0,
                  "istft: expected complex numbers (frequencies, frames) or (B, frequencies, frames), got ",
                  self.scalar_type(), " of shape ", self.sizes());
  RUSHLIGHT_CHECK(f.hop <= f.win, "istft: expected hop_length in [1, ", f.win, "], win_length, got ", f.hop);
  const bool half = onesided.value_or(self.size(-2) != n_fft);
  RUSHLIGHT_CHECK(!half || !return_complex,
                  "istft: expected onesided = false for a complex result, got true");
  const int64_t expected = half ? n_fft / 2 + 1 : n_fft;
  RUSHLIGHT_CHECK(self.size(-2) == expected, "istft: expected ", expected, " frequencies, got ",
                  self.size(-2));

  const char* norm = normalized ? "ortho" : "backward";
  const Tensor spectrum = (self.dim() == 2 ? self.unsqueeze(0) : self).transpose(1, 2);
  Tensor frames = half ? fft::irfft(spectrum, n_fft, -1, norm) : fft::ifft(spectrum, n_fft, -1, norm);
  if (!return_complex && frames.is_complex()) frames = real(frames);
  const TensorOptions options = TensorOptions(toRealValueType(self.scalar_type())).device(self.device());
  const Tensor given = f.window(window, options), weights = given.defined() ? given : ones({n_fft}, options);
  frames = frames * weights;

  const int64_t count = spectrum.size(1), total = n_fft + f.hop * (count - 1);
  const auto added = [&](const Tensor& parts) { return overlap_add(parts, f.hop, total); };
  Tensor signal = frames.is_complex() ? complex(added(real(frames)), added(imag(frames))) : added(frames);
  const Tensor squares = added(weights.square().expand({1, count, n_fft}));
  const int64_t start = center ? n_fft / 2 : 0, end = length   ? start + *length
                                                      : center ? total - n_fft / 2
                                                               : total;
  RUSHLIGHT_CHECK(end > start, "istft: expected a result of at least one value, got a length of ",
                  end - start);
  const Tensor sums = squares.slice(1, start, end);
  RUSHLIGHT_CHECK(sums.abs().min().item<double>() > 1e-11,
                  "istft: expected windows that cover every value of the signal, got a place where their "
                  "squares add up to 0");
  signal = signal.slice(1, start, end) / sums;
  if (end > total) signal = constant_pad_nd(signal, {0, end - total});
  return self.dim() == 2 ? signal.squeeze(0) : signal;
}

}  // namespace torch::inline rushlight
