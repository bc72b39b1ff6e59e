// Tables of weighted sums along one dimension, and their application to some dimensions of a tensor in turn. What can be
// done one dimension after the other (interpolation, means over windows) is a list of such tables.
#pragma once

#include <vector>

#include "ops/weighted/weighted_sum.h"

namespace torch::inline rushlight {

/// The terms of each output of one dimension (see weighted_sum.h).
struct SumTable {
  std::vector<int64_t> first{0};
  std::vector<int64_t> source;
  std::vector<double> weight;

  void add(int64_t from, double by) {
    source.push_back(from);
    weight.push_back(by);
  }
  /// Ends the terms of one output.
  void next() { first.push_back(static_cast<int64_t>(source.size())); }
  int64_t outputs() const { return static_cast<int64_t>(first.size()) - 1; }
};

/// `x` with the table applied along `dim`; 16-bit floats are summed in float32.
Tensor apply_table(const Tensor& x, int64_t dim, const SumTable& table);
/// As apply_tables for an image of bytes: width before height, with rounded results and weights of 16 bits in between, as Pillow
/// and LibTorch resize bytes.
Tensor apply_to_bytes(const Tensor& x, const std::vector<SumTable>& tables);
/// apply_table for the last dimensions, one table for each; those that shrink the tensor most come first. Each of them takes
/// results gemm_units(terms of an output) + 1 units of the sum of their terms' magnitudes away (cpu/gemm/gemm.h; the 1 is of the
/// weights, which are rounded). Tested in interpolate_test.cpp.
Tensor apply_tables(const Tensor& x, const std::vector<SumTable>& tables);

}  // namespace torch::inline rushlight
