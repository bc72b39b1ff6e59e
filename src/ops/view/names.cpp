// Views made of other views: other names of them, tensors brought to a common shape or to a least number of dimensions.
#include "op/infer.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

std::vector<Tensor> each(TensorList tensors, Tensor (*f)(const Tensor&)) {
  std::vector<Tensor> out;
  for (const Tensor& t : tensors) out.push_back(f(t));
  return out;
}

}  // namespace

Tensor swapaxes(const Tensor& self, int64_t axis0, int64_t axis1) { return transpose(self, axis0, axis1); }
Tensor swapdims(const Tensor& self, int64_t dim0, int64_t dim1) { return transpose(self, dim0, dim1); }
Tensor moveaxis(const Tensor& self, IntArrayRef source, IntArrayRef destination) {
  return movedim(self, source, destination);
}
Tensor moveaxis(const Tensor& self, int64_t source, int64_t destination) {
  return movedim(self, source, destination);
}
Tensor mT(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "mT: expected at least 2 dimensions, got shape ", self.sizes());
  return transpose(self, -2, -1);
}
Tensor adjoint(const Tensor& self) { return conj(mT(self)); }
Tensor mH(const Tensor& self) { return adjoint(self); }
Tensor matrix_H(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() == 2, "matrix_H: expected a matrix, got shape ", self.sizes());
  return adjoint(self);
}
Tensor numpy_T(const Tensor& self) {
  DimVector order;
  for (int64_t d = self.dim(); d-- > 0;) order.push_back(d);
  return permute(self, order);
}
Tensor alias(const Tensor& self) { return as_strided(self, self.sizes(), self.strides()); }
Tensor narrow(const Tensor& self, int64_t dim, const Tensor& start, int64_t length) {
  RUSHLIGHT_CHECK(start.dim() == 0 && isIntegralType(start.scalar_type()),
                  "narrow: expected a 0-dim integer as start, got ", start.scalar_type(), " of shape ",
                  start.sizes());
  return narrow(self, dim, start.item<int64_t>(), length);
}
Tensor narrow_copy(const Tensor& self, int64_t dim, int64_t start, int64_t length) {
  return clone(narrow(self, dim, start, length), MemoryFormat::Contiguous);
}

Tensor broadcast_to(const Tensor& self, IntArrayRef size) { return expand(self, size); }
std::vector<Tensor> broadcast_tensors(TensorList tensors) {
  DimVector shape;
  for (const Tensor& t : tensors) shape = broadcast_shapes("broadcast_tensors", shape, t.sizes());
  std::vector<Tensor> out;
  for (const Tensor& t : tensors) out.push_back(expand(t, shape));
  return out;
}

std::vector<Tensor> meshgrid(TensorList tensors) { return meshgrid(tensors, "ij"); }
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing) {
  RUSHLIGHT_CHECK(!tensors.empty(), "meshgrid: expected at least one tensor, got an empty list");
  RUSHLIGHT_CHECK(indexing == "ij" || indexing == "xy", "meshgrid: expected an indexing of ij or xy, got ",
                  indexing);
  DimVector shape;
  for (const Tensor& t : tensors) {
    RUSHLIGHT_CHECK(t.dim() <= 1, "meshgrid: expected vectors or 0-dim tensors, got shape ", t.sizes());
    RUSHLIGHT_CHECK(t.scalar_type() == tensors[0].scalar_type(),
                    "meshgrid: expected tensors of one dtype, got ", tensors[0].scalar_type(), " and ",
                    t.scalar_type());
    shape.push_back(t.numel());
  }
  std::vector<Tensor> grids;
  for (size_t k = 0; k < tensors.size(); ++k) {
    DimVector own(shape.size(), 1);
    own[k] = tensors[k].numel();
    const Tensor grid = expand(reshape(tensors[k], own), shape);
    grids.push_back(indexing == "xy" && shape.size() >= 2 ? transpose(grid, 0, 1) : grid);
  }
  return grids;
}

Tensor atleast_1d(const Tensor& self) { return self.dim() == 0 ? reshape(self, {1}) : self; }
Tensor atleast_2d(const Tensor& self) {
  if (self.dim() == 0) return reshape(self, {1, 1});
  return self.dim() == 1 ? unsqueeze(self, 0) : self;
}
Tensor atleast_3d(const Tensor& self) {
  if (self.dim() == 0) return reshape(self, {1, 1, 1});
  if (self.dim() == 1) return unsqueeze(unsqueeze(self, 0), -1);
  return self.dim() == 2 ? unsqueeze(self, -1) : self;
}
std::vector<Tensor> atleast_1d(TensorList tensors) { return each(tensors, atleast_1d); }
std::vector<Tensor> atleast_2d(TensorList tensors) { return each(tensors, atleast_2d); }
std::vector<Tensor> atleast_3d(TensorList tensors) { return each(tensors, atleast_3d); }

}  // namespace torch::inline rushlight
