// Uniform numbers into normal ones, sixteen at a time, with the very roundings of PyTorch's vectorised normal_.
//
// Next: random_streams.cpp, which draws the uniform numbers and decides when this form is used.
#pragma once

#include <cstdint>

namespace torch::inline rushlight {

/// Normal numbers in place of 16 * `blocks` uniform ones in [0, 1): in each block, elements j and j + 8 (j < 8) become
/// mean + std * sqrt(-2 log(1 - u_j)) * (cos, sin)(2 pi u_{j+8}) (Box and Muller 1958).
void box_muller_16(float* data, int64_t blocks, float mean, float std);
void box_muller_16(double* data, int64_t blocks, double mean, double std);

}  // namespace torch::inline rushlight
