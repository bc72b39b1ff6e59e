// Making and checking of outputs, shape arithmetic and type promotion: what every `infer` leans on.
#include "op/infer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/thread_state.h"
#include "core/wrap_dim.h"
#include "op/extent.h"

namespace torch::inline rushlight {

int64_t count(IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return n;
}

DimVector contiguous_strides(IntArrayRef sizes) {
  DimVector strides(sizes.size());
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = step;
    // Wraps around for sizes that no memory holds: whoever asks for the memory refuses them.
    step = static_cast<int64_t>(static_cast<uint64_t>(step) *
                                static_cast<uint64_t>(std::max<int64_t>(sizes[i], 1)));
  }
  return strides;
}

bool is_dense(const View& v) {
  if (v.contiguous) return true;
  SmallVector<int, 8> order;
  for (int i = 0; i < v.dims; ++i)
    if (v.sizes[i] != 1) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](int a, int b) { return v.strides[a] < v.strides[b]; });
  int64_t expected = 1;
  for (int i : order) {
    if (v.strides[i] != expected) return false;
    expected *= v.sizes[i];
  }
  return true;
}

bool Tensor::is_non_overlapping_and_dense() const { return is_dense(view_of(*this)); }

namespace {

bool has_place(double value, ScalarType t) {
  switch (t) {
    case kByte: return Scalar::fits<uint8_t>(value);
    case kChar: return Scalar::fits<int8_t>(value);
    case kShort: return Scalar::fits<int16_t>(value);
    case kInt: return Scalar::fits<int32_t>(value);
    case kLong: return Scalar::fits<int64_t>(value);
    case kHalf: return Scalar::fits<Half>(value);
    case kBFloat16: return Scalar::fits<BFloat16>(value);
    case kFloat:
    case kComplexFloat: return Scalar::fits<float>(value);
    default: return true;
  }
}

}  // namespace

void check_number(const char* who, const Scalar& value, ScalarType t) {
  // Of nearly every call: a number that all dtypes have a place for, the largest of int8.
  if (!value.isComplex() && std::abs(value.toDouble()) <= 127) [[likely]]
    return;
  if (t == kBool || (t == kLong && !value.isFloatingPoint())) return;
  const Complex<double> z = value.toComplexDouble();
  if (!has_place(z.real(), t) || !has_place(z.imag(), t)) [[unlikely]]
    throw std::runtime_error(
        detail::concat({who, ": expected a number within the range of ", t, ", got ", value}));
}

DimVector broadcast_shapes(const char* who, IntArrayRef a, IntArrayRef b) {
  const size_t n = std::max(a.size(), b.size());
  DimVector out(n);
  for (size_t i = 0; i < n; ++i) {
    const int64_t x = i < n - a.size() ? 1 : a[i - (n - a.size())];
    const int64_t y = i < n - b.size() ? 1 : b[i - (n - b.size())];
    if (x != y && x != 1 && y != 1) [[unlikely]]
      detail::fail({who, ": expected shapes that broadcast together, got ", a, " and ", b});
    out[i] = x == 1 ? y : x;
  }
  return out;
}

View view_of(const Scalar& s) {
  View v;
  v.data = const_cast<void*>(s.address());
  v.numel = 1;
  v.dtype = s.isBoolean() ? kLong : s.type();
  v.wrapped = true;
  return v;
}

namespace {

// Promotion happens within three classes; a lower class only matters when it is of a higher kind (bool, int, float).
int kind(ScalarType t) { return isComplexType(t) ? 3 : isFloatingType(t) ? 2 : t == kBool ? 0 : 1; }

ScalarType merge(ScalarType high, ScalarType low) {
  if (high == ScalarType::Undefined) return low;
  if (low == ScalarType::Undefined || kind(low) <= kind(high)) return high;
  return isComplexType(low) && isFloatingType(high) ? toComplexType(high) : low;
}

}  // namespace

ScalarType result_type(Views in) {
  ScalarType level[3] = {ScalarType::Undefined, ScalarType::Undefined, ScalarType::Undefined};
  for (const View& v : in) {
    if (!v.defined()) continue;
    ScalarType t = v.dtype;
    const int which = v.wrapped ? 2 : v.dims == 0 ? 1 : 0;
    if (which == 2 && isFloatingType(t)) t = get_default_dtype_as_scalartype();
    if (which == 2 && isComplexType(t)) t = toComplexType(get_default_dtype_as_scalartype());
    level[which] =
        level[which] == ScalarType::Undefined || level[which] == t ? t : promoteTypes(level[which], t);
  }
  return merge(merge(level[0], level[1]), level[2]);
}

int64_t Infer::wrap_dim(int64_t dim, int64_t dims) const { return rushlight::wrap_dim(name_, dim, dims); }

void Infer::out_like(int i, const View& v, ScalarType dtype) {
  if (v.contiguous || !is_dense(v)) return out(i, dtype, v.shape());
  out_strided(i, dtype, v.shape(), v.stride_list());
}

std::optional<int64_t> extent_in_bytes(IntArrayRef sizes, const int64_t* strides, ScalarType dtype) {
  bool overflows = false, none = false;
  const int64_t item = element_size(dtype);
  int64_t bytes = item;
  for (size_t d = 0; d < sizes.size(); ++d) {
    none |= sizes[d] == 0;
    if (sizes[d] <= 1) continue;
    if (!strides) {
      overflows |= __builtin_mul_overflow(bytes, sizes[d], &bytes);
      continue;
    }
    int64_t step;
    overflows |= __builtin_mul_overflow(sizes[d] - 1, strides[d], &step);
    overflows |= __builtin_mul_overflow(step, item, &step);
    overflows |= __builtin_add_overflow(bytes, step, &bytes);
  }
  if (overflows) return std::nullopt;
  return none ? 0 : bytes;
}

namespace {

// Is `t`, which an `_out` form gives, what the operator would make? Row-major without strides, those of dimensions of one
// element too: kernels may go by them.
bool has_geometry(const Tensor& t, ScalarType dtype, IntArrayRef sizes, const int64_t* strides) {
  if (t.scalar_type() != dtype || !(t.sizes() == sizes)) return false;
  return t.strides() ==
         (strides ? IntArrayRef(strides, sizes.size()) : IntArrayRef(contiguous_strides(sizes)));
}

}  // namespace

void Infer::make(int i, ScalarType dtype, IntArrayRef sizes, const int64_t* strides) {
  const int n = static_cast<int>(sizes.size());
  if (mode_ == RunMode::kInPlace && i == 0) {
    const View& self = in_[0];
    if (!(self.shape() == sizes)) [[unlikely]]
      detail::fail({name_, "_: expected a result of the shape of self, ", self.shape(), ", got ", sizes});
    const bool castable = kind(dtype) <= kind(self.dtype) || (self.dtype != kBool && kind(dtype) <= 1);
    if (!castable) [[unlikely]]
      detail::fail({name_, "_: expected a result that fits self's dtype ", self.dtype, ", got ", dtype});
    return;
  }
  for (int64_t s : sizes)
    if (s < 0) [[unlikely]]
      detail::fail({name_, ": expected sizes that are not negative, got ", sizes});
  const std::optional<int64_t> bytes = extent_in_bytes(sizes, strides, dtype);
  if (!bytes) [[unlikely]]
    detail::fail({name_, ": expected sizes whose bytes int64 can count, got ", sizes});
  if (out_[i].defined() && has_geometry(out_[i], dtype, sizes, strides)) return;  // a Destination
  Tensor& result = out_[i];
  auto impl = IntrusivePtr<TensorImpl>::adopt(new_tensor_impl());
  impl->dtype = dtype;
  if (strides) impl->set_geometry(sizes.data(), strides, n);
  else impl->set_contiguous(sizes.data(), n);
  // The first input is always defined.
  const Device device = device_ ? *device_ : in_.empty() ? Device() : in_[0].device;
  impl->storage = new_storage(static_cast<size_t>(*bytes), device);
  if (thread_state.inference_mode) impl->set(TensorImpl::kInference, true);
  result = Tensor(std::move(impl));
}

void Infer::view(int i, IntArrayRef sizes, IntArrayRef strides, int64_t offset, ScalarType dtype) {
  const TensorImpl* self = self_->unsafeGetTensorImpl();
  auto impl = IntrusivePtr<TensorImpl>::adopt(new_tensor_impl());
  impl->dtype = dtype;
  impl->storage = self->storage;
  impl->offset = offset;
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  impl->flags |= self->flags & (TensorImpl::kOwnVersion | TensorImpl::kInference | TensorImpl::kViewNoGrad);
  impl->base = self->base ? self->base : self_->impl();
  impl->view_version = self->version();
  if (!thread_state.grad_mode) impl->set(TensorImpl::kViewNoGrad, true);
  out_[i] = Tensor(std::move(impl));
}

}  // namespace torch::inline rushlight
