// copy_, clone, contiguous and to: one operator (Copy) under all of them.
#include <algorithm>

#include "core/memory_format.h"
#include "cpu/copy.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/out.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight {
namespace {

// copy_(self, src): self takes the values of src.
struct CopyInto {
  static constexpr Traits traits{.name = "copy", .any_device = true, .complex = true};
  std::string grad_fn() const { return "torch::autograd::CopyBackwards"; }
  void infer(Infer& io) const {
    const View &self = io.in(0), &src = io.in(1);
    io.check(broadcast_shapes("copy_", self.shape(), src.shape()) == DimVector(self.shape()),
             "expected a source that broadcasts to ", self.shape(), ", got shape ", src.shape());
    io.out_like(0, self);
  }
  static void execute(const CopyInto&, Views in, Views out) {
    cpu_kernels<CopyKernels>().copy(in[1], out[0]);
  }
  void backward(Backward& b) const { b.set(1, b.grad()); }
};

// A copy in another dtype, device or memory order.
struct CopyNew {
  ScalarType dtype;
  MemoryFormat format;
  static constexpr Traits traits{.name = "to_copy", .any_device = true, .complex = true};
  void infer(Infer& io) const {
    const View& self = io.in(0);
    if (format == MemoryFormat::Preserve) return io.out_like(0, self, dtype);
    if (format == MemoryFormat::Contiguous) return io.out(0, dtype, self.shape());
    io.check(self.dims == static_cast<int>(dims_of(format)), "expected ", dims_of(format), " dimensions for ",
             name_of(format), ", got ", static_cast<int>(self.dims));
    io.out_strided(0, dtype, self.shape(), channels_last_strides(self.shape()));
  }
  static void execute(const CopyNew&, Views in, Views out) { cpu_kernels<CopyKernels>().copy(in[0], out[0]); }
  void backward(Backward& b) const { b.set(0, b.grad()); }
};

// A copy in the same dtype, which has a name of its own in graphs.
struct Clone : CopyNew {
  static constexpr Traits traits{.name = "clone", .any_device = true, .complex = true};
};

Tensor copy_as(const Tensor& self, ScalarType dtype, Device device, MemoryFormat format) {
  RUSHLIGHT_CHECK(device.is_cpu(), "to: expected a device that is available, got ", device,
                  "; the CUDA plugin is not loaded");
  return run(CopyNew{dtype, format}, self)[0];
}

}  // namespace

Tensor& copy_(Tensor& self, const Tensor& src, bool) {
  if (self.is_same(src)) return self;
  return run_inplace(CopyInto{}, self, src);
}

Tensor copy(const Tensor& self, const Tensor& src, bool) { return self.clone().copy_(src); }
Tensor& clone_out(Tensor& out, const Tensor& self, std::optional<MemoryFormat> memory_format) {
  return write_out("clone", out, clone(self, memory_format));
}
Tensor& clone_outf(const Tensor& self, std::optional<MemoryFormat> memory_format, Tensor& out) {
  return clone_out(out, self, memory_format);
}
Tensor& copy_out(Tensor& out, const Tensor& self, const Tensor& src, bool non_blocking) {
  return write_out("copy", out, copy(self, src, non_blocking));
}
Tensor& copy_outf(const Tensor& self, const Tensor& src, bool non_blocking, Tensor& out) {
  return copy_out(out, self, src, non_blocking);
}

Tensor clone(const Tensor& self, std::optional<MemoryFormat> format) {
  return run(Clone{{self.scalar_type(), format.value_or(MemoryFormat::Preserve)}}, self)[0];
}

Tensor contiguous(const Tensor& self, MemoryFormat format) {
  if (self.is_contiguous(format)) return self;
  return clone(self, format);
}

Tensor to(const Tensor& self, Device device, ScalarType dtype, bool, bool copy,
          std::optional<MemoryFormat> format) {
  const MemoryFormat order = format.value_or(MemoryFormat::Preserve);
  const bool in_order = order == MemoryFormat::Preserve || self.is_contiguous(order);
  if (!copy && in_order && dtype == self.scalar_type() && device.type() == self.device().type()) return self;
  return copy_as(self, dtype, device, order);
}
Tensor to(const Tensor& self, ScalarType dtype, bool non_blocking, bool copy,
          std::optional<MemoryFormat> format) {
  return to(self, self.device(), dtype, non_blocking, copy, format);
}
Tensor to(const Tensor& self, TypeMeta dtype, bool non_blocking, bool copy,
          std::optional<MemoryFormat> format) {
  return to(self, dtype.toScalarType(), non_blocking, copy, format);
}
Tensor to(const Tensor& self, const TensorOptions& options, bool non_blocking, bool copy,
          std::optional<MemoryFormat> format) {
  RUSHLIGHT_CHECK(!format || !options.memory_format_opt(),
                  "to: expected one memory format, got one in the options and one as an argument");
  return to(self, options.device_opt().value_or(self.device()),
            options.dtype_opt().value_or(self.scalar_type()), non_blocking, copy,
            format ? format : options.memory_format_opt());
}
Tensor to(const Tensor& self, const Tensor& other, bool non_blocking, bool copy,
          std::optional<MemoryFormat> format) {
  return to(self, other.device(), other.scalar_type(), non_blocking, copy, format);
}
Tensor toType(const Tensor& self, ScalarType dtype) { return to(self, dtype); }
Tensor type_as(const Tensor& self, const Tensor& other) { return to(self, other.scalar_type()); }
Tensor cpu(const Tensor& self) { return to(self, Device(kCPU)); }
Tensor Tensor::cuda() const { return to(Device(kCUDA)); }

}  // namespace torch::inline rushlight
