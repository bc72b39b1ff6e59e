// empty, zeros, full, from_blob and their kind; fill_ and zero_.
#include <algorithm>
#include <cstring>

#include "cpu/copy.h"
#include "op/backward.h"
#include "op/extent.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/overlap.h"
#include "op/pointwise_op.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

void fill_view(const View& out, const Scalar& value) {
  const bool negative_zero = value.isFloatingPoint() && 1 / value.toDouble() < 0;
  if (out.contiguous && value.equal(0) && !value.isComplex() && !negative_zero) {
    std::memset(out.data, 0, static_cast<size_t>(out.numel * element_size(out.dtype)));
    return;
  }
  cpu_kernels<CopyKernels>().copy(view_of(value), out);
}

struct Empty {
  DimVector sizes, strides;  // no strides: row-major
  ScalarType dtype;
  Device device;
  static constexpr Traits traits{.name = "empty", .differentiable = false, .writes_nothing = true};
  void infer(Infer& io) const {
    io.set_device(device);
    if (strides.empty()) return io.out(0, dtype, sizes);
    io.check(strides.size() == sizes.size(), "expected as many strides as sizes, got ", strides, " for ",
             sizes);
    for (int64_t s : strides) io.check(s >= 0, "expected strides that are not negative, got ", strides);
    io.out_strided(0, dtype, sizes, strides);
  }
};

enum class Filled { full, zeros, ones };  // what the user calls it

template <Filled kind> struct Full {
  DimVector sizes;
  ScalarType dtype;
  Device device;
  Scalar value;
  static constexpr Traits traits{.name = kind == Filled::zeros  ? "zeros"
                                         : kind == Filled::ones ? "ones"
                                                                : "full",
                                 .differentiable = false};
  void infer(Infer& io) const {
    io.set_device(device);
    io.check_number(value, dtype);
    io.out(0, dtype, sizes);
  }
  static void execute(const Full& op, Views, Views out) { fill_view(out[0], op.value); }
};

struct Fill {
  Scalar value;
  static constexpr Traits traits{.name = "fill", .complex = true, .fills = true};
  void infer(Infer& io) const {
    io.check(!value.isComplex() || isComplexType(io.in(0).dtype), "expected a real number for dtype ",
             io.in(0).dtype, ", got ", value);
    io.check_number(value, io.in(0).dtype);
    io.out_like(0, io.in(0));
  }
  static void execute(const Fill& op, Views, Views out) { fill_view(out[0], op.value); }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }  // the result does not depend on self
};

Tensor finish(Tensor t, const TensorOptions& options) {
  if (options.requires_grad()) t.set_requires_grad(true);
  return t;
}

TensorOptions like(const Tensor& self, const TensorOptions& options) {
  return self.options().merge_in(options);
}

/// The memory order that an argument of its own or the options name.
std::optional<MemoryFormat> asked(const TensorOptions& options, std::optional<MemoryFormat> format) {
  return format ? format : options.memory_format_opt();
}

}  // namespace

Tensor empty(IntArrayRef sizes, const TensorOptions& o, std::optional<MemoryFormat> format) {
  Tensor t = run(Empty{sizes, {}, o.scalar_type(), o.device()})[0];
  const MemoryFormat order = asked(o, format).value_or(MemoryFormat::Contiguous);
  const bool row_major = order == MemoryFormat::Contiguous || order == MemoryFormat::Preserve;
  return finish(row_major ? std::move(t) : t.contiguous(order), o);
}
Tensor empty_strided(IntArrayRef sizes, IntArrayRef strides, const TensorOptions& o) {
  return finish(run(Empty{sizes, strides, o.scalar_type(), o.device()})[0], o);
}
Tensor full(IntArrayRef sizes, const Scalar& value, const TensorOptions& o) {
  const ScalarType floats = get_default_dtype_as_scalartype();
  const ScalarType natural = value.isComplex()         ? toComplexType(floats)
                             : value.isFloatingPoint() ? floats
                                                       : value.type();
  return finish(run(Full<Filled::full>{sizes, o.dtype_opt().value_or(natural), o.device(), value})[0], o);
}
Tensor zeros(IntArrayRef sizes, const TensorOptions& o) {
  return finish(run(Full<Filled::zeros>{sizes, o.scalar_type(), o.device(), Scalar(0)})[0], o);
}
Tensor ones(IntArrayRef sizes, const TensorOptions& o) {
  return finish(run(Full<Filled::ones>{sizes, o.scalar_type(), o.device(), Scalar(1)})[0], o);
}
Tensor scalar_tensor(const Scalar& value, const TensorOptions& o) {
  return full({}, value, o.dtype(o.scalar_type()));
}

Tensor empty_like(const Tensor& self, const TensorOptions& o, std::optional<MemoryFormat> format) {
  const View v = view_of(self);
  const MemoryFormat order = asked(o, format).value_or(MemoryFormat::Preserve);
  if (order == MemoryFormat::Preserve && !v.contiguous && is_dense(v))
    return empty_strided(self.sizes(), self.strides(), like(self, o));
  return empty(self.sizes(), like(self, o), order);
}
Tensor zeros_like(const Tensor& self, const TensorOptions& o, std::optional<MemoryFormat> format) {
  return full_like(self, 0, o, format);
}
Tensor ones_like(const Tensor& self, const TensorOptions& o, std::optional<MemoryFormat> format) {
  return full_like(self, 1, o, format);
}
Tensor full_like(const Tensor& self, const Scalar& value, const TensorOptions& o,
                 std::optional<MemoryFormat> format) {
  Tensor t = empty_like(self, o.requires_grad(false), format);
  check_number("full_like", value, t.scalar_type());
  fill_view(view_of(t), value);
  return finish(t, o);
}
Tensor new_empty(const Tensor& self, IntArrayRef sizes, const TensorOptions& o) {
  return empty(sizes, like(self, o));
}
Tensor new_empty_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride, const TensorOptions& o) {
  return empty_strided(size, stride, like(self, o));
}
Tensor empty_permuted(IntArrayRef size, IntArrayRef physical_layout, const TensorOptions& o) {
  RUSHLIGHT_CHECK(physical_layout.size() == size.size(), "empty_permuted: expected a layout of ", size.size(),
                  " dimensions, got ", physical_layout);
  const int64_t n = static_cast<int64_t>(size.size());
  DimVector stride(size.size(), -1);
  int64_t step = 1;
  for (size_t k = size.size(); k-- > 0;) {
    const int64_t d = physical_layout[k];
    RUSHLIGHT_CHECK(d >= 0 && d < n && stride[static_cast<size_t>(d)] == -1,
                    "empty_permuted: expected each dimension once, got ", physical_layout);
    stride[static_cast<size_t>(d)] = step;
    step *= std::max<int64_t>(size[static_cast<size_t>(d)], 1);
  }
  return empty_strided(size, stride, o);
}
Tensor new_zeros(const Tensor& self, IntArrayRef sizes, const TensorOptions& o) {
  return zeros(sizes, like(self, o));
}
Tensor new_ones(const Tensor& self, IntArrayRef sizes, const TensorOptions& o) {
  return ones(sizes, like(self, o));
}
Tensor new_full(const Tensor& self, IntArrayRef sizes, const Scalar& value, const TensorOptions& o) {
  return full(sizes, value, like(self, o));
}
Tensor& fill_(Tensor& self, const Scalar& value) { return run_inplace(Fill{value}, self); }
Tensor& fill_(Tensor& self, const Tensor& value) {
  RUSHLIGHT_CHECK(value.dim() == 0, "fill_: expected a 0-dim tensor as value, got shape ", value.sizes());
  return copy_(self, apart_from(self, value));
}
Tensor fill(const Tensor& self, const Scalar& value) { return self.clone().fill_(value); }
Tensor fill(const Tensor& self, const Tensor& value) { return self.clone().fill_(value); }
Tensor& zero_(Tensor& self) { return run_inplace(Fill{Scalar(0)}, self); }

Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const Callback<void(void*)>& deleter,
                 const TensorOptions& o) {
  RUSHLIGHT_CHECK(strides.size() == sizes.size(), "from_blob: expected as many strides as sizes, got ",
                  strides, " for ", sizes);
  for (size_t i = 0; i < sizes.size(); ++i) {
    RUSHLIGHT_CHECK(sizes[i] >= 0, "from_blob: expected sizes that are not negative, got ", sizes);
    RUSHLIGHT_CHECK(strides[i] >= 0, "from_blob: expected strides that are not negative, got ", strides);
  }
  const std::optional<int64_t> bytes = extent_in_bytes(sizes, strides.data(), o.scalar_type());
  RUSHLIGHT_CHECK(bytes, "from_blob: expected sizes whose bytes int64 can count, got ", sizes);
  struct Owner {
    Callback<void(void*)> deleter;
    void* data;
  };
  auto* owner = deleter ? new Owner{deleter, data} : nullptr;
  auto release = [](void* context) {
    auto* owned = static_cast<Owner*>(context);
    owned->deleter(owned->data);
    delete owned;
  };
  auto impl = IntrusivePtr<TensorImpl>::adopt(new_tensor_impl());
  impl->dtype = o.scalar_type();
  impl->storage = borrow_storage(data, static_cast<size_t>(*bytes), o.device(),
                                 owner ? static_cast<void (*)(void*)>(release) : nullptr, owner);
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  return finish(Tensor(std::move(impl)), o);
}
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& o) {
  return from_blob(data, sizes, contiguous_strides(sizes), nullptr, o);
}
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& o) {
  return from_blob(data, sizes, strides, nullptr, o);
}
Tensor from_blob(void* data, IntArrayRef sizes, const Callback<void(void*)>& deleter,
                 const TensorOptions& o) {
  return from_blob(data, sizes, contiguous_strides(sizes), deleter, o);
}

Tensor wrapped_number(const Scalar& value, Device device) {
  const Tensor t = scalar_tensor(value, TensorOptions(value.type()).device(device));
  t.unsafeGetTensorImpl()->set(TensorImpl::kWrappedNumber, true);
  return t;
}

}  // namespace torch::inline rushlight
