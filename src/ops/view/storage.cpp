// Tensors over memory that was made for others: set_ takes a storage at any geometry that fits into it, view(dtype) reads
// the same bytes as another dtype.
#include <algorithm>

#include "op/infer.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

Tensor& take_storage(Tensor& self, IntrusivePtr<StorageImpl> storage, int64_t offset, IntArrayRef size,
                     IntArrayRef stride) {
  TensorImpl* impl = self.unsafeGetTensorImpl();
  RUSHLIGHT_CHECK(!self.requires_grad() || !GradMode::is_enabled(),
                  "set_: expected a self that wants no gradient, got one that does; use set_data");
  RUSHLIGHT_CHECK(stride.empty() || stride.size() == size.size(),
                  "set_: expected as many strides as sizes, got ", stride, " for ", size);
  const DimVector sizes(size), strides = stride.empty() ? contiguous_strides(size) : DimVector(stride);
  int64_t last = offset;
  bool empty = false;
  for (size_t d = 0; d < sizes.size(); ++d) {
    RUSHLIGHT_CHECK(sizes[d] >= 0 && strides[d] >= 0,
                    "set_: expected sizes and strides that are not negative, got ", size, " and ", stride);
    empty |= sizes[d] == 0;
    last += (sizes[d] - 1) * strides[d];
  }
  const int64_t elements = static_cast<int64_t>(storage->bytes) / element_size(impl->dtype);
  RUSHLIGHT_CHECK(offset >= 0 && (empty || last < elements), "set_: expected a window inside the storage of ",
                  elements, " elements, got one that ends at element ", last);
  impl->storage = std::move(storage);
  impl->offset = offset;
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  impl->base = {};
  return self;
}

void check_same_dtype(const Tensor& self, const Tensor& source) {
  RUSHLIGHT_CHECK(self.scalar_type() == source.scalar_type(), "set_: expected a source of self's dtype ",
                  self.scalar_type(), ", got ", source.scalar_type());
}

}  // namespace

Tensor& set_(Tensor& self, Storage source, int64_t storage_offset, IntArrayRef size, IntArrayRef stride) {
  RUSHLIGHT_CHECK(source, "set_: expected a storage, got none");
  return take_storage(self, source.impl(), storage_offset, size, stride);
}
Tensor& set_(Tensor& self, Storage source) {
  RUSHLIGHT_CHECK(source, "set_: expected a storage, got none");
  const int64_t elements = static_cast<int64_t>(source.nbytes()) / element_size(self.scalar_type());
  return take_storage(self, source.impl(), 0, elements, {});
}
Tensor& set_(Tensor& self, const Tensor& source, int64_t storage_offset, IntArrayRef size,
             IntArrayRef stride) {
  check_same_dtype(self, source);
  return take_storage(self, source.storage().impl(), storage_offset, size, stride);
}
Tensor& set_(Tensor& self, const Tensor& source) {
  check_same_dtype(self, source);
  const DimVector size(source.sizes()), stride(source.strides());  // source may be self
  return take_storage(self, source.storage().impl(), source.storage_offset(), size, stride);
}
Tensor view(const Tensor& self, ScalarType dtype) {
  Tensor result = self.detach();  // shares memory and version counter
  TensorImpl* impl = result.unsafeGetTensorImpl();
  const int64_t from = element_size(impl->dtype), to = element_size(dtype);
  DimVector sizes(self.sizes()), strides(self.strides());
  int64_t offset = impl->offset;
  if (from != to) {
    RUSHLIGHT_CHECK(!sizes.empty(), "view: expected at least one dimension to read ", impl->dtype, " as ",
                    dtype, ", got a tensor of none");
    RUSHLIGHT_CHECK(strides.back() == 1, "view: expected a last dimension of stride 1 to read ", impl->dtype,
                    " as ", dtype, ", got strides ", strides);
    const int64_t grown = std::max<int64_t>(to / from, 1), split = std::max<int64_t>(from / to, 1);
    // In elements of the new dtype; what does not come out even is refused.
    const auto rescale = [&](int64_t n, const char* what) {
      RUSHLIGHT_CHECK(n % grown == 0, "view: expected a multiple of ", grown, " as ", what, " to read ",
                      impl->dtype, " as ", dtype, ", got ", n);
      return n / grown * split;
    };
    sizes.back() = rescale(sizes.back(), "the last size");
    offset = rescale(offset, "the storage offset");
    for (size_t d = 0; d + 1 < strides.size(); ++d) strides[d] = rescale(strides[d], "each stride");
  }
  impl->dtype = dtype;
  impl->offset = offset;
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  return result;
}

Tensor& set_(Tensor& self) { return take_storage(self, new_storage(0, self.device()), 0, int64_t{0}, {}); }

}  // namespace torch::inline rushlight
