// Convolution whose windows step or are dilated as one whose windows do neither. Elements of a plane that lie `step` apart
// (`dilation` apart) make up a smaller plane, a phase of it. A window that steps sees in each phase only neighbours, so the
// phases are further channels; a dilated one stays within one phase, so they are further images. Winograd (winograd.h) then
// does what it can only do for such windows. float32, 2-dimensional. Next: conv_choice.cpp.
#pragma once

#include "ops/conv/winograd.h"

namespace torch::inline rushlight {

/// The plain convolution over phases; `shape` steps or is dilated, not both. Its input's sizes are not those that follow from
/// its output's: windows may end before or behind the phases, which have zeros around them.
ConvShape phased(const ConvShape& shape);

/// Whether Winograd can do the plain convolution.
inline bool phases_fit(const ConvShape& plain) {
  return winograd_fits({.pad_h = plain.pad_h, .pad_w = plain.pad_w}, plain.kh, plain.kw);
}

/// The three passes by Winograd, for a `shape` whose phases_fit(). `x`, `w` and `y` are as in
/// ConvKernels; bias may be undefined.
void phased_forward(const ConvShape& shape, const View& x, const View& w, const View& bias, const View& y);
void phased_grad_input(const ConvShape& shape, const View& grad_y, const View& w, const View& bias,
                       const View& grad_x);
void phased_grad_weight(const ConvShape& shape, const View& grad_y, const View& x, const View& grad_w);

}  // namespace torch::inline rushlight
