// All choices of elements: from several vectors (cartesian_prod), or several from one (combinations).
#include "op/infer.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor cartesian_prod(TensorList tensors) {
  RUSHLIGHT_CHECK(!tensors.empty(), "cartesian_prod: expected at least one tensor, got an empty list");
  for (const Tensor& t : tensors)
    RUSHLIGHT_CHECK(t.dim() == 1, "cartesian_prod: expected vectors, got shape ", t.sizes());
  if (tensors.size() == 1) return tensors[0];
  std::vector<Tensor> columns;
  for (const Tensor& t : meshgrid(tensors)) columns.push_back(t.flatten());
  return stack(columns, 1);
}

Tensor combinations(const Tensor& self, int64_t r, bool with_replacement) {
  RUSHLIGHT_CHECK(self.dim() == 1, "combinations: expected a vector, got shape ", self.sizes());
  RUSHLIGHT_CHECK(r >= 0, "combinations: expected r of at least 0, got ", r);
  if (r == 0) return empty({0}, self.options());
  // Places in ascending order: each coordinate of the grid below (or not above) the next one.
  const std::vector<Tensor> grid =
      meshgrid(std::vector<Tensor>(static_cast<size_t>(r), arange(self.numel(), kLong)));
  Tensor mask = ones_like(grid[0], TensorOptions(kBool));
  for (size_t k = 0; k + 1 < grid.size(); ++k)
    mask = logical_and(mask, with_replacement ? grid[k] <= grid[k + 1] : grid[k] < grid[k + 1]);
  std::vector<Tensor> columns;
  for (const Tensor& places : grid) columns.push_back(index_select(self, 0, places.masked_select(mask)));
  return stack(columns, 1);
}

}  // namespace torch::inline rushlight
