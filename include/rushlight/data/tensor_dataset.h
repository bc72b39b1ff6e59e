// The rows of a tensor as a data set. Read next: subset.h.
#pragma once

#include <vector>

#include "rushlight/data/dataset.h"
#include "rushlight/data/transforms.h"

namespace rushlight::data::datasets {

/// Gives the entries of a tensor's first dimension, without targets.
struct TensorDataset : public Dataset<TensorDataset, TensorExample> {
  /// Stacks tensors of one shape.
  explicit TensorDataset(const std::vector<Tensor>& tensors)
      : TensorDataset(transforms::detail::stack_rows(tensors)) {}
  explicit TensorDataset(Tensor tensor) : tensor(std::move(tensor)) {}

  TensorExample get(size_t index) override { return tensor[static_cast<int64_t>(index)]; }
  RowBatch get_rows(ArrayRef<size_t> indices) { return {tensor, {}, indices}; }
  std::optional<size_t> size() const override { return static_cast<size_t>(tensor.size(0)); }

  Tensor tensor;
};

}  // namespace rushlight::data::datasets
