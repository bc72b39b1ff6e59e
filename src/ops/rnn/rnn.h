// Kernels of the recurrent layers: one direction of one layer over a whole sequence. The products of the inputs with
// w_ih are made before, for all steps at once, and turned into gates in place; a batch is divided among threads, each of
// which runs through all steps on its rows, so steps need no barrier. All Views are contiguous, of float32 or float64.
// Initial states are (B, H), or undefined: zeros. Without `to_initial` their gradients come out unfinished, which spares
// the first step's product.
#pragma once

#include <cmath>

#include "op/view.h"

namespace torch::inline rushlight {

/// How far results may be off where steps do not make errors grow (weights up to 1 / sqrt(hidden)): in units of 2^-24 (float32)
/// or 2^-53 (float64) of 1 + |result|; for gradients twice as many, of the largest in their tensor. Measured: up to 0.7 of it,
/// for up to 50 steps; rnn_test.cpp.
inline double rnn_units(int64_t hidden) { return 2 * std::sqrt(static_cast<double>(hidden) + 4); }

enum class RnnActivation : uint8_t { kTanh, kRelu };

struct RnnKernels {
  /// h0, c0, w_hh (4H, H) -> y, c (T, B, H); gates (T, B, 4H): from the inputs' sums to i, f, g, o after activation.
  void (*lstm)(const View& h0, const View& c0, const View& w_hh, const View& y, const View& c,
               const View& gates);
  /// Gradients of y and c (T, B, H; that of c may be undefined) -> of the gates before activation (T, B, 4H), h0 and c0.
  void (*lstm_backward)(const View& grad_y, const View& grad_c, const View& c, const View& gates,
                        const View& c0, const View& w_hh, bool to_initial, const View& grad_gates,
                        const View& grad_h0, const View& grad_c0);
  /// h0, w_hh (3H, H), b_hh (3H) or none -> y (T, B, H); gates (T, B, 4H): from the inputs' sums, in the first 3H of each
  /// row, to r, z, n, and h's part of n.
  void (*gru)(const View& h0, const View& w_hh, const View& b_hh, const View& y, const View& gates);
  /// -> gradients of the inputs' sums (T, B, 3H), of h's product with w_hh (T, B, 3H), and of h0.
  void (*gru_backward)(const View& grad_y, const View& y, const View& gates, const View& h0, const View& w_hh,
                       bool to_initial, const View& grad_xw, const View& grad_hw, const View& grad_h0);
  /// h0, w_hh (H, H) -> y (T, B, H), which held the inputs' sums.
  void (*elman)(RnnActivation activation, const View& h0, const View& w_hh, const View& y);
  void (*elman_backward)(RnnActivation activation, const View& grad_y, const View& y, const View& w_hh,
                         bool to_initial, const View& grad_xw, const View& grad_h0);
};

}  // namespace torch::inline rushlight
