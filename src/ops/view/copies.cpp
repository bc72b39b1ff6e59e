// The `*_copy` operators: a view, and then a copy of it in row-major order.
#include "op/out.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

Tensor own(const Tensor& view) { return view.clone(MemoryFormat::Contiguous); }
std::vector<Tensor> own(std::vector<Tensor> views) {
  for (Tensor& v : views) v = own(v);
  return views;
}

void write_parts(const char* name, TensorList out, const std::vector<Tensor>& parts) {
  RUSHLIGHT_CHECK(out.size() == parts.size(), name, "_out: expected ", parts.size(), " tensors as out, got ",
                  out.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    Tensor target = out[i];
    write_out(name, target, parts[i]);
  }
}

}  // namespace

Tensor alias_copy(const Tensor& self) { return own(self); }
Tensor detach_copy(const Tensor& self) { return own(self.detach()); }
Tensor lift_fresh_copy(const Tensor& self) { return own(self); }
Tensor as_strided_copy(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                       std::optional<int64_t> storage_offset) {
  return own(as_strided(self, size, stride, storage_offset));
}
// Unlike a view, this needs no strides that allow it.
Tensor view_copy(const Tensor& self, IntArrayRef size) {
  const Tensor shaped = reshape(self, size);
  return shaped.is_alias_of(self) ? own(shaped) : shaped;
}
Tensor view_copy(const Tensor& self, ScalarType dtype) { return own(view(self, dtype)); }
Tensor expand_copy(const Tensor& self, IntArrayRef size, bool implicit) {
  return own(expand(self, size, implicit));
}
Tensor permute_copy(const Tensor& self, IntArrayRef dims) { return own(permute(self, dims)); }
Tensor transpose_copy(const Tensor& self, int64_t dim0, int64_t dim1) {
  return own(transpose(self, dim0, dim1));
}
Tensor t_copy(const Tensor& self) { return own(t(self)); }
Tensor squeeze_copy(const Tensor& self) { return own(squeeze(self)); }
Tensor squeeze_copy(const Tensor& self, int64_t dim) { return own(squeeze(self, dim)); }
Tensor squeeze_copy(const Tensor& self, IntArrayRef dim) { return own(squeeze(self, dim)); }
Tensor unsqueeze_copy(const Tensor& self, int64_t dim) { return own(unsqueeze(self, dim)); }
Tensor select_copy(const Tensor& self, int64_t dim, int64_t index) { return own(select(self, dim, index)); }
Tensor slice_copy(const Tensor& self, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
                  int64_t step) {
  return own(slice(self, dim, start, end, step));
}
Tensor diagonal_copy(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  return own(diagonal(self, offset, dim1, dim2));
}
Tensor unfold_copy(const Tensor& self, int64_t dimension, int64_t size, int64_t step) {
  return own(unfold(self, dimension, size, step));
}
Tensor view_as_real_copy(const Tensor& self) { return own(view_as_real(self)); }
Tensor view_as_complex_copy(const Tensor& self) { return own(view_as_complex(self)); }

std::vector<Tensor> split_copy(const Tensor& self, int64_t split_size, int64_t dim) {
  return own(split(self, split_size, dim));
}
std::vector<Tensor> split_with_sizes_copy(const Tensor& self, IntArrayRef split_sizes, int64_t dim) {
  return own(split_with_sizes(self, split_sizes, dim));
}
std::vector<Tensor> unbind_copy(const Tensor& self, int64_t dim) { return own(unbind(self, dim)); }
void split_copy_out(TensorList out, const Tensor& self, int64_t split_size, int64_t dim) {
  write_parts("split_copy", out, split(self, split_size, dim));
}
void split_with_sizes_copy_out(TensorList out, const Tensor& self, IntArrayRef split_sizes, int64_t dim) {
  write_parts("split_with_sizes_copy", out, split_with_sizes(self, split_sizes, dim));
}
void unbind_copy_out(TensorList out, const Tensor& self, int64_t dim) {
  write_parts("unbind_copy", out, unbind(self, dim));
}

}  // namespace torch::inline rushlight
