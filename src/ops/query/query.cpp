// Answers to questions about dtypes and tensors.
#include "rushlight/ops/query.h"

#include "op/infer.h"
#include "op/out.h"

namespace torch::inline rushlight {

ScalarType result_type(const Tensor& tensor, const Tensor& other) {
  const View both[] = {view_of(tensor), view_of(other)};
  return result_type(Views(both));
}
ScalarType result_type(const Tensor& tensor, const Scalar& other) {
  View number = view_of(other);
  number.dtype = other.isBoolean() ? kBool : number.dtype;
  const View both[] = {view_of(tensor), number};
  return result_type(Views(both));
}
ScalarType result_type(const Scalar& scalar, const Tensor& tensor) { return result_type(tensor, scalar); }
ScalarType result_type(const Scalar& scalar1, const Scalar& scalar2) {
  const auto own = [](const Scalar& s) {
    return s.isFloatingPoint() ? get_default_dtype_as_scalartype() : s.type();
  };
  return promoteTypes(own(scalar1), own(scalar2));
}
bool can_cast(ScalarType from, ScalarType to) { return can_write(from, to); }
ScalarType promote_types(ScalarType type1, ScalarType type2) { return promoteTypes(type1, type2); }

bool is_same_size(const Tensor& self, const Tensor& other) { return self.sizes() == other.sizes(); }
bool is_nonzero(const Tensor& self) {
  RUSHLIGHT_CHECK(self.numel() == 1, "is_nonzero: expected a tensor of one element, got shape ",
                  self.sizes());
  return !self.item().equal(0);
}
bool is_set_to(const Tensor& self, const Tensor& tensor) {
  return self.is_alias_of(tensor) && self.storage_offset() == tensor.storage_offset() &&
         self.sizes() == tensor.sizes() && self.strides() == tensor.strides();
}
bool is_floating_point(const Tensor& self) { return self.is_floating_point(); }
bool is_complex(const Tensor& self) { return self.is_complex(); }
bool is_signed(const Tensor& self) { return self.is_signed(); }

bool is_pinned(const Tensor&, std::optional<Device>) { return false; }
Tensor pin_memory(const Tensor& self, std::optional<Device>) {
  RUSHLIGHT_CHECK(false,
                  "pin_memory: expected a GPU whose memory can be copied to, got none for a tensor on ",
                  self.device());
  return self;
}

}  // namespace torch::inline rushlight
