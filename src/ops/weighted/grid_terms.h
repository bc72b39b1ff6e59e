// Sampling on a grid as a formula of public operators, which has derivatives of every order: the weighted sum over a list of
// terms, and the same with the derivatives of the weights. Next: grid_sample.cpp, which uses it for second derivatives.
#pragma once

#include <vector>

#include "ops/weighted/grid_sample.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The terms of all outputs, (N, outputs x terms of each); differentiable in the grid, but for `source`.
struct GridTerms {
  Tensor first, source;       ///< as weighted_sum takes them
  Tensor weight;              ///< 0 where the element lies outside
  std::vector<Tensor> slope;  ///< derivative of the weight by each coordinate
};

/// `sizes` are those of the input, (N, C, ...).
GridTerms grid_terms(const Tensor& grid, IntArrayRef sizes, const Sampling& s);

}  // namespace torch::inline rushlight
