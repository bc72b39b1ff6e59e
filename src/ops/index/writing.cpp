// A copy of a tensor with something written into a view of it, and diagonals written in place.
#include <algorithm>

#include "op/infer.h"
#include "rushlight/core/indexing.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

template <class See> Tensor written(const char* who, const Tensor& self, const Tensor& src, const See& see) {
  Tensor out = self.clone();
  Tensor window = see(out);
  RUSHLIGHT_CHECK(window.sizes() == src.sizes(), who, ": expected a src of shape ", window.sizes(), ", got ",
                  src.sizes());
  window.copy_(src);
  return out;
}

}  // namespace

Tensor select_scatter(const Tensor& self, const Tensor& src, int64_t dim, int64_t index) {
  return written("select_scatter", self, src, [&](const Tensor& t) { return t.select(dim, index); });
}
Tensor slice_scatter(const Tensor& self, const Tensor& src, int64_t dim, std::optional<int64_t> start,
                     std::optional<int64_t> end, int64_t step) {
  return written("slice_scatter", self, src, [&](const Tensor& t) { return t.slice(dim, start, end, step); });
}
Tensor diagonal_scatter(const Tensor& self, const Tensor& src, int64_t offset, int64_t dim1, int64_t dim2) {
  return written("diagonal_scatter", self, src,
                 [&](const Tensor& t) { return t.diagonal(offset, dim1, dim2); });
}
Tensor as_strided_scatter(const Tensor& self, const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          std::optional<int64_t> storage_offset) {
  return written("as_strided_scatter", self, src,
                 [&](const Tensor& t) { return t.as_strided(size, stride, storage_offset); });
}

Tensor index_put(const Tensor& self, ArrayRef<indexing::TensorIndex> indices, const Tensor& values,
                 bool accumulate) {
  return self.clone().index_put_(indices, values, accumulate);
}
Tensor index_put(const Tensor& self, std::initializer_list<indexing::TensorIndex> indices,
                 const Tensor& values, bool accumulate) {
  return index_put(self, ArrayRef<indexing::TensorIndex>(indices), values, accumulate);
}

namespace {
std::vector<indexing::TensorIndex> as_subscripts(const List<std::optional<Tensor>>& indices) {
  std::vector<indexing::TensorIndex> subscripts;
  for (const std::optional<Tensor>& t : indices)
    subscripts.push_back(t && t->defined() ? indexing::TensorIndex(*t)
                                           : indexing::TensorIndex(indexing::Slice()));
  return subscripts;
}
}  // namespace

Tensor index(const Tensor& self, const List<std::optional<Tensor>>& indices) {
  return self.index(as_subscripts(indices));
}
Tensor index_put(const Tensor& self, const List<std::optional<Tensor>>& indices, const Tensor& values,
                 bool accumulate) {
  return index_put(self, as_subscripts(indices), values, accumulate);
}
Tensor& index_put_(Tensor& self, const List<std::optional<Tensor>>& indices, const Tensor& values,
                   bool accumulate) {
  return self.index_put_(as_subscripts(indices), values, accumulate);
}

Tensor& fill_diagonal_(Tensor& self, const Scalar& fill_value, bool wrap) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "fill_diagonal_: expected at least 2 dimensions, got shape ",
                  self.sizes());
  check_number("fill_diagonal_", fill_value, self.scalar_type());
  int64_t step = 0, shortest = self.size(0);
  for (int64_t d = 0; d < self.dim(); ++d) {
    RUSHLIGHT_CHECK(self.dim() == 2 || self.size(d) == self.size(0),
                    "fill_diagonal_: expected dimensions of one length, got shape ", self.sizes());
    step += self.stride(d);
    shortest = std::min(shortest, self.size(d));
  }
  const int64_t offset = self.storage_offset();
  self.as_strided(shortest, step, offset).fill_(fill_value);
  const int64_t height = self.size(0), width = self.size(1);
  if (!wrap || self.dim() > 2 || height <= width + 1 || width == 0) return self;
  const int64_t more = (self.numel() + width) / (width + 1) - shortest;
  self.as_strided(more, step, offset + self.stride(0) * (width + 1)).fill_(fill_value);
  return self;
}

}  // namespace torch::inline rushlight
