// The way back from max pooling: values put where they came from, zeros elsewhere.
#include "op/window_sizes.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

Tensor unpool(const char* who, int64_t dims, const Tensor& self, const Tensor& indices, IntArrayRef sizes) {
  RUSHLIGHT_CHECK(static_cast<int64_t>(sizes.size()) == dims, who, ": expected ", dims, " output sizes, got ",
                  sizes);
  RUSHLIGHT_CHECK(self.dim() == dims + 1 || self.dim() == dims + 2, who, ": expected an input of ", dims + 1,
                  " or ", dims + 2, " dimensions, got shape ", self.sizes());
  RUSHLIGHT_CHECK(indices.sizes() == self.sizes(), who, ": expected indices of shape ", self.sizes(),
                  ", got ", indices.sizes());
  RUSHLIGHT_CHECK(indices.scalar_type() == kLong, who, ": expected indices of dtype int64, got ",
                  indices.scalar_type());
  DimVector shape(self.sizes().slice(0, static_cast<size_t>(self.dim() - dims))), flat(shape);
  int64_t elements = 1;
  for (int64_t n : sizes) elements *= n, shape.push_back(n);
  flat.push_back(elements);
  if (indices.numel() > 0) {
    const int64_t least = indices.min().item<int64_t>(), most = indices.max().item<int64_t>();
    RUSHLIGHT_CHECK(least >= 0 && most < elements, who, ": expected indices in [0, ", elements - 1,
                    "] for output size ", sizes, ", got ", least < 0 ? least : most);
  }
  return scatter(zeros(flat, self.options()), -1, indices.flatten(-dims), self.flatten(-dims)).view(shape);
}

}  // namespace

Tensor max_unpool2d(const Tensor& self, const Tensor& indices, IntArrayRef output_size) {
  return unpool("max_unpool2d", 2, self, indices, output_size);
}
Tensor max_unpool3d(const Tensor& self, const Tensor& indices, IntArrayRef output_size, IntArrayRef stride,
                    IntArrayRef padding) {
  window_sizes("max_unpool3d", "a stride", 3, stride, 1);
  window_sizes("max_unpool3d", "a padding", 3, padding, 0);
  return unpool("max_unpool3d", 3, self, indices, output_size);
}

}  // namespace torch::inline rushlight
