// The rows of a tensor as a data set.
#include "rushlight/data/tensor_dataset.h"

namespace torch::inline rushlight::data::datasets {

template class Dataset<TensorDataset, TensorExample>;

TensorDataset::TensorDataset(const std::vector<Tensor>& tensors)
    : TensorDataset(transforms::detail::stack_rows(tensors)) {}
TensorDataset::TensorDataset(Tensor tensor) : tensor(std::move(tensor)) {}

TensorExample TensorDataset::get(size_t index) { return tensor[static_cast<int64_t>(index)]; }
RowBatch TensorDataset::get_rows(ArrayRef<size_t> indices) { return {tensor, {}, indices}; }
std::optional<size_t> TensorDataset::size() const { return static_cast<size_t>(tensor.size(0)); }

}  // namespace torch::inline rushlight::data::datasets
