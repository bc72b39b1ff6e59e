// Sampling on a grid: each output is a weighted sum of the elements around a place of its own, which lies anywhere in the
// input: 1, 2 or 4 elements in each dimension. Next: grid_sample.cpp (the operator), grid_taps.h (which elements and weights),
// grid_sample_cpu.cpp (the sums), grid_terms.h (the same as a formula of public operators, for second derivatives).
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// In the order of the numbers that grid_sampler takes.
enum class GridMode : uint8_t { bilinear, nearest, bicubic };
enum class GridPadding : uint8_t { zeros, border, reflection };

struct Sampling {
  GridMode mode;
  GridPadding padding;
  bool align_corners;  ///< -1 and 1 are the centres of the outermost elements, not their outer borders
};

/// input (N, C, sizes), grid (N, places, number of sizes) with the last size's coordinate first, y (N, C, places): row-major,
/// float32 or float64, two or three sizes. Each plane of the input has fewer than 2^31 elements.
/// A place, in elements, is found within 3 units of 1 + |place|. What is made at that place is a sum of products: within
/// gemm_units(its terms) of the sum of their magnitudes (cpu/gemm/gemm.h), a bicubic weight counting as 1. Tested in
/// grid_sample_test.cpp.
struct GridSampleKernels {
  void (*forward)(const Sampling& s, const View& input, const View& grid, const View& y);
  void (*grad_input)(const Sampling& s, const View& grad_y, const View& grid, const View& grad_input);
  void (*grad_grid)(const Sampling& s, const View& grad_y, const View& input, const View& grid,
                    const View& grad_grid);
};

}  // namespace torch::inline rushlight
