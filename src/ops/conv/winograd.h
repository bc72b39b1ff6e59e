// Convolution by Winograd's minimal filtering (Lavin & Gray 2015, arXiv:1509.09308): 3x3 and 4x4 windows with a quarter of
// the multiplications, 2x2 and 5x5 ones with 9/25. All use tiles of 6 x 6 inputs. float32, stride 1, no dilation.
//
// Error: the rms error against double stays below 4 times that of the direct form on the same data, for sums of
// 36 or more products (measured 1 to 4; winograd_test.cpp). What one infinity or NaN reaches is whole tiles, not single windows.
// Next: winograd_scheme.h (the algebra), winograd_strips.h and winograd_tiles.h (the memory), winograd_cpu.cpp.
#pragma once

#include "ops/conv/conv.h"

namespace torch::inline rushlight {

/// For 4-dimensional contiguous float32 tensors and windows for which winograd_fits().
struct WinogradKernels : ConvPasses {};

/// Whether the kernels can do a convolution of this window with kernels of these sizes.
inline bool winograd_fits(const ConvWindow& k, int64_t kernel_h, int64_t kernel_w) {
  return k.dims == 2 && k.stride_h == 1 && k.stride_w == 1 && k.dilation_h == 1 && k.dilation_w == 1 &&
         kernel_h == kernel_w && kernel_h >= 2 && kernel_h <= 5 && k.pad_h < kernel_h && k.pad_w < kernel_w;
}

}  // namespace torch::inline rushlight
