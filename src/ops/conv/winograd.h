// Convolution by Winograd's minimal filtering (Lavin & Gray 2015, arXiv:1509.09308): 3x3 and 4x4 windows with a quarter of
// the multiplications, 2x2 and 5x5 ones with 9/25. All use tiles of 6 x 6 inputs. float32, stride 1, no dilation.
//
// Error: the rms error against double stays below 4 times that of the direct sum in float32 on the same data, within
// winograd_is_accurate(), which is where conv_choice.cpp takes it. For 64 channels it is about twice, for 512 less than once.
// A NaN or an infinity reaches the results of all tiles that read it, mostly as NaN: up to 3 pixels beyond its own windows of 2x2,
// 2 of 3x3, 1 of 4x4 and none of 5x5.
// Next: winograd_scheme.h (the algebra), winograd_strips.h and winograd_tiles.h (the memory), winograd_cpu.cpp.
#pragma once

#include "ops/conv/conv.h"

namespace torch::inline rushlight {

constexpr double kWinogradError = 4;

/// For 4-dimensional contiguous float32 tensors and windows for which winograd_fits().
struct WinogradKernels : ConvPasses {};

/// Whether the kernels can do a convolution of this window with kernels of these sizes.
inline bool winograd_fits(const ConvWindow& k, int64_t kernel_h, int64_t kernel_w) {
  return k.dims == 2 && k.stride_h == 1 && k.stride_w == 1 && k.dilation_h == 1 && k.dilation_w == 1 &&
         kernel_h == kernel_w && kernel_h >= 2 && kernel_h <= 5 && k.pad_h < kernel_h && k.pad_w < kernel_w;
}

/// Whether the bound on the error holds: images are no smaller than windows, and sums long enough. Sums over channels have 72
/// products or more, 96 for 2x2 windows, and 384 where a side of the image is below 7, so that many results lie at borders; those
/// over pixels, for the gradient of the weight, have 256.
inline bool winograd_is_accurate(const ConvShape& s, Pass pass) {
  if (s.ih < s.kh || s.iw < s.kw) return false;
  if (pass == Pass::kGradWeight) return s.n * s.oh * s.ow >= 256;
  const int64_t least = s.ih < 7 || s.iw < 7 ? 384 : s.kh == 2 ? 96 : 72;
  return (pass == Pass::kForward ? s.ic : s.oc) / s.groups * s.kh * s.kw >= least;
}

}  // namespace torch::inline rushlight
