// The rows of a tensor as a data set. Read next: subset.h.
#pragma once

#include <vector>

#include "rushlight/data/dataset.h"
#include "rushlight/data/transforms.h"

namespace torch::inline rushlight::data::datasets {

/// Gives the entries of a tensor's first dimension, without targets.
struct RUSHLIGHT_API TensorDataset : public Dataset<TensorDataset, TensorExample> {
  /// Stacks tensors of one shape.
  explicit TensorDataset(const std::vector<Tensor>& tensors);
  explicit TensorDataset(Tensor tensor);

  TensorExample get(size_t index) override;
  RowBatch get_rows(ArrayRef<size_t> indices);
  std::optional<size_t> size() const override;

  Tensor tensor;
};

extern template class Dataset<TensorDataset, TensorExample>;

}  // namespace torch::inline rushlight::data::datasets
