// Short-time transforms against PyTorch's figures, against each other, and their gradients.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Tensor signal() { return tensor({0., 1., 4., 2., 2., 4., 1., 0., 1., 4.}, kDouble); }
Tensor hann() { return hann_window(4, kDouble); }
Tensor flat(const Tensor& z) { return view_as_real(z).flatten(); }

const OpCases cases([] {
  op_case("stft",
          [](const Args& x) {
            return view_as_real(stft(x[0], 4, 2, 3, x[1], true, "reflect", false, true, true));
          })
      .sample({{9}, {3}})
      .sample({{2, 8}, {3}})
      .reference([](const PlainArgs& x) {
        // By the definition, frame by frame; the window of 3 stands at places 0 to 2 of the 4.
        const int64_t n = x[0].shape.back(), rows = x[0].numel() / n, frames = 1 + n / 2;
        Plain out;
        out.shape = x[0].shape;
        out.shape.back() = 3;
        out.shape.insert(out.shape.end(), {frames, 2});
        for (int64_t r = 0; r < rows; ++r)
          for (int64_t k = 0; k < 3; ++k)
            for (int64_t t = 0; t < frames; ++t) {
              std::complex<double> sum = 0;
              for (int64_t j = 0; j < 3; ++j) {
                int64_t at = std::abs(t * 2 + j - 2);
                if (at >= n) at = 2 * (n - 1) - at;
                sum += x[0][r * n + at] * x[1][j] *
                       std::polar(1.0, -std::numbers::pi / 2 * static_cast<double>(j * k));
              }
              out.values.insert(out.values.end(), {sum.real(), sum.imag()});
            }
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(64)
      .error([] { stft(ones({8}), 4); },
             "stft: expected return_complex for a real signal, got none; give true for complex numbers")
      .error([] { stft(ones({8}), 0, {}, {}, {}, true, "reflect", false, {}, true); },
             "stft: expected n_fft above 0, got 0")
      .error([] { stft(ones({8}), 4, 0, {}, {}, true, "reflect", false, {}, true); },
             "stft: expected hop_length above 0, got 0")
      .error([] { stft(ones({8}), 4, 1, 5, {}, true, "reflect", false, {}, true); },
             "stft: expected win_length in [1, 4], got 5")
      .error([] { stft(ones({8}), 4, 1, 4, ones({3}), true, "reflect", false, {}, true); },
             "stft: expected a window of shape [4], got [3]")
      .error([] { stft(ones({8}), 9, 1, 9, ones({9}), false, true, true); },
             "stft: expected n_fft in [1, 8], the length of the signal, got 9")
      .error(
          [] {
            stft(ones({2, 2, 2}), 2);
          },
          "stft: expected a signal (L) or (B, L), got shape [2, 2, 2]")
      .error([] { stft(ones({8}, kLong), 2); }, "stft: expected floating-point or complex numbers, got int64")
      .error([] { stft(ones({8}, kComplexFloat), 2, 1, 2, ones({2}), false, "reflect", false, true); },
             "stft: expected onesided = false for complex numbers, got true");
  op_case("istft",
          [](const Args& x) {
            return istft(view_as_complex(x[0].contiguous()), 4, 2, 4, x[1], true, false, true);
          })
      .sample({Arg({3, 5, 2}), Arg({4})})
      .reference([](const PlainArgs& x) {
        // irfft of each frame by the definition, then the weighted mean of the frames at each value.
        const int64_t frames = x[0].shape[1], total = 4 + 2 * (frames - 1);
        std::vector<double> sum(static_cast<size_t>(total)), squares(static_cast<size_t>(total));
        const auto part = [&](int64_t k, int64_t t, int64_t i) { return x[0][(k * frames + t) * 2 + i]; };
        for (int64_t t = 0; t < frames; ++t)
          for (int64_t j = 0; j < 4; ++j) {
            const double angle = std::numbers::pi / 2 * static_cast<double>(j);
            const double value = (part(0, t, 0) + part(2, t, 0) * (j % 2 ? -1 : 1) +
                                  2 * (part(1, t, 0) * std::cos(angle) - part(1, t, 1) * std::sin(angle))) /
                                 4;
            sum[static_cast<size_t>(t * 2 + j)] += value * x[1][j];
            squares[static_cast<size_t>(t * 2 + j)] += x[1][j] * x[1][j];
          }
        Plain out({total - 4});
        for (int64_t i = 0; i < total - 4; ++i)
          out[i] = sum[static_cast<size_t>(i + 2)] / squares[static_cast<size_t>(i + 2)];
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(1024)
      .error(
          [] {
            istft(ones({3, 4}), 4);
          },
          "istft: expected complex numbers (frequencies, frames) or (B, frequencies, frames), got float32 of "
          "shape [3, 4]")
      .error(
          [] {
            istft(ones({2, 4}, kComplexFloat), 4);
          },
          "istft: expected 3 frequencies, got 2")
      .error(
          [] {
            istft(ones({3, 4}, kComplexFloat), 4, 3, 2);
          },
          "istft: expected hop_length in [1, 2], win_length, got 3")
      .error(
          [] {
            istft(ones({3, 4}, kComplexFloat), 4, 2, 4, {}, true, false, true, 0);
          },
          "istft: expected a result of at least one value, got a length of 0")
      .error(
          [] {
            istft(ones({3, 4}, kComplexFloat), 4, 2, 4, {}, true, false, true, 4, true);
          },
          "istft: expected onesided = false for a complex result, got true")
      .error(
          [] {
            istft(ones({3, 4}, kComplexFloat), 4, 4, 4, hann_window(4));
          },
          "istft: expected windows that cover every value of the signal, got a place where their squares add "
          "up to 0");
});

TEST(Stft, FiguresOfPyTorch) {
  const Tensor centred =
      stft(signal(), 4, 2, std::nullopt, hann(), true, "reflect", false, std::nullopt, true);
  EXPECT_EQ(centred.sizes(), (IntArrayRef{3, 6}));
  EXPECT_TRUE(
      allclose(flat(centred), tensor({1.0,  0.0, 5.5,  0.0, 5.0,  0.0, 3.0,  0.0,  3.0,  0.0, 3.0,  0.0,
                                      0.0,  0.0, -4.0, 0.5, -2.0, 1.0, -1.0, -2.0, -1.0, 2.0, -1.0, -2.0,
                                      -1.0, 0.0, 2.5,  0.0, -1.0, 0.0, -1.0, 0.0,  -1.0, 0.0, -1.0, 0.0},
                                     kDouble)));
  const Tensor whole = signal().stft(6, 3, 4, hann(), true, false, true);
  EXPECT_EQ(whole.sizes(), (IntArrayRef{6, 2}));
  EXPECT_TRUE(allclose(flat(whole),
                       tensor({2.04124145,  0.0,         1.22474487,  0.0,        -1.42886902, -0.35355339,
                               -0.81649658, -0.70710678, 0.20412415,  0.35355339, 0.0,         0.70710678,
                               0.40824829,  0.0,         0.40824829,  0.0,        0.20412415,  -0.35355339,
                               0.0,         -0.70710678, -1.42886902, 0.35355339, -0.81649658, 0.70710678},
                              kDouble)));
  const Tensor pairs =
      stft(signal(), 4, 2, std::nullopt, hann(), true, "reflect", false, std::nullopt, false);
  EXPECT_TRUE(equal(pairs, view_as_real(centred)));
}

TEST(Stft, InverseGivesTheSignalBack) {
  const Tensor window = hamming_window(6, kDouble), x = signal();
  const Tensor z = stft(x, 6, 2, std::nullopt, window, true, "reflect", false, std::nullopt, true);
  EXPECT_TRUE(allclose(z.istft(6, 2, std::nullopt, window), x));
  // As in PyTorch, what the last frames still know of the padding is part of a longer result.
  EXPECT_TRUE(allclose(istft(z, 6, 2, std::nullopt, window, true, false, std::nullopt, 12),
                       cat({x, tensor({1.0, 0.0}, kDouble)})));
  const Tensor both = complex(x, x.flip(0)).unsqueeze(0);
  const Tensor zs = stft(both, 6, 2, std::nullopt, window, true, "reflect", true);
  EXPECT_EQ(zs.sizes(), (IntArrayRef{1, 6, 6}));
  EXPECT_TRUE(allclose(istft(zs, 6, 2, std::nullopt, window, true, true, false, std::nullopt, true), both));
}

}  // namespace
}  // namespace torch::inline rushlight::test
