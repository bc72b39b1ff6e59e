// Access members of Tensor: sizes, order of memory, single values.
#include "rushlight/core/tensor.h"

#include "core/memory_format.h"
#include "core/wrap_dim.h"

namespace torch::inline rushlight {

void Tensor::fail_undefined() { detail::fail({"Tensor: expected a defined tensor, got an undefined one"}); }

void Tensor::check_dtype(const char* what, ScalarType asked) const {
  RUSHLIGHT_CHECK(asked == scalar_type(), what, ": expected the tensor's dtype ", scalar_type(), ", got ",
                  asked);
}

void Tensor::check_access(const char* what, ScalarType asked, size_t dims) const {
  check_dtype(what, asked);
  RUSHLIGHT_CHECK(dim() == static_cast<int64_t>(dims), what, ": expected a tensor of ", dims,
                  " dimensions, got ", dim());
}

void detail::fail_dim(const char* who, int64_t dim, int64_t dims) {
  fail_index({who, ": expected a dimension in [", -dims, ", ", dims - 1, "], got ", dim});
}

namespace {
int64_t existing_dim(const char* who, int64_t dim, int64_t dims) {
  if (dims == 0)
    detail::fail_index({who, ": expected a tensor of one or more dimensions, got a 0-dim tensor"});
  return wrap_dim(who, dim, dims);
}
}  // namespace

int64_t Tensor::size(int64_t d) const { return self().sizes()[existing_dim("size", d, dim())]; }
int64_t Tensor::stride(int64_t d) const { return self().strides()[existing_dim("stride", d, dim())]; }

bool Tensor::is_contiguous(MemoryFormat format) const {
  if (!is_channels_last(format)) return self().has(TensorImpl::kContiguous);
  if (static_cast<size_t>(dim()) != dims_of(format)) return false;
  const DimVector expected = channels_last_strides(sizes());
  for (size_t d = 0; d < expected.size(); ++d)
    if (sizes()[d] != 1 && strides()[d] != expected[d]) return false;
  return true;
}

Scalar Tensor::item() const {
  RUSHLIGHT_CHECK(numel() == 1, "item: expected a tensor of one element, got shape ", sizes());
  const void* p = data_ptr();
  switch (scalar_type()) {
    case kFloat: return *static_cast<const float*>(p);
    case kDouble: return *static_cast<const double*>(p);
    case kLong: return *static_cast<const int64_t*>(p);
    case kInt: return *static_cast<const int32_t*>(p);
    case kShort: return *static_cast<const int16_t*>(p);
    case kChar: return *static_cast<const int8_t*>(p);
    case kByte: return *static_cast<const uint8_t*>(p);
    case kBool: return *static_cast<const bool*>(p);
    case kHalf: return *static_cast<const Half*>(p);
    case kBFloat16: return *static_cast<const BFloat16*>(p);
    case kComplexFloat: return *static_cast<const Complex<float>*>(p);
    case kComplexDouble: return *static_cast<const Complex<double>*>(p);
    default: detail::fail({"item: expected a dtype with numbers, got ", scalar_type()});
  }
}

const Tensor& Tensor::resize_(IntArrayRef sizes, std::optional<MemoryFormat> format) const {
  RUSHLIGHT_CHECK(!requires_grad(), "resize_: expected a tensor that wants no gradient, got one that does");
  for (int64_t s : sizes)
    RUSHLIGHT_CHECK(s >= 0, "resize_: expected sizes that are not negative, got ", sizes);
  const bool channels_last = format && is_channels_last(*format);
  RUSHLIGHT_CHECK(!channels_last || sizes.size() == dims_of(*format), "resize_: expected ", dims_of(*format),
                  " sizes for ", name_of(*format), ", got ", sizes);
  if (this->sizes() == sizes && !channels_last) return *this;
  TensorImpl& impl = *impl_;
  int64_t numel = 1;
  for (int64_t s : sizes) numel *= s;
  grow_storage(*impl.storage, numel == 0 ? 0 : static_cast<size_t>(impl.offset + numel) * element_size());
  if (channels_last) {
    const DimVector strides = channels_last_strides(sizes);
    impl.set_geometry(sizes.data(), strides.data(), static_cast<int>(strides.size()));
  } else {
    impl.set_contiguous(sizes.data(), static_cast<int>(sizes.size()));
  }
  if (!impl.has(TensorImpl::kInference)) ++impl.version();
  return *this;
}

const Tensor& Tensor::resize_as_(const Tensor& other, std::optional<MemoryFormat> format) const {
  return resize_(other.sizes(), format);
}

std::string Tensor::toString() const { return type().toString(); }

}  // namespace torch::inline rushlight
