// Complex tensors: making them of two real ones, conjugates, sizes and angles. The views are in complex_views.cpp.
#include "ops/complex/complex.h"

#include <numbers>

#include "op/out.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = ComplexKernels;

struct Join {
  static constexpr Traits traits{.name = "complex"};
  void infer(Infer& io) const {
    const ScalarType a = io.in(0).dtype, b = io.in(1).dtype;
    io.check((a == kFloat || a == kDouble) && a == b,
             "expected two tensors of float32 or two of float64, got ", a, " and ", b);
    infer_pointwise(io, toComplexType(a));
  }
  static void execute(const Join& op, Views in, Views out) {
    execute_pointwise(&K::join, &op, out[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    b.set(0, real(b.grad()));
    if (b.needs(1)) b.set(1, imag(b.grad()));
  }
};

struct Conj {
  static constexpr Traits traits{.name = "conj", .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const Conj& op, Views in, Views out) {
    execute_pointwise(&K::conj, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, conj(b.grad())); }
};

// d/dz of z / |z|: the part of the gradient across the direction of z, divided by |z|.
struct Sgn {
  static constexpr Traits traits{.name = "sgn", .save_inputs = 1, .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const Sgn& op, Views in, Views out) {
    execute_pointwise(&K::sgn, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    const Tensor z = b.in(0), direction = sgn(z), size = abs(z);
    const Tensor along = real(b.grad() * conj(direction)) * direction;
    b.set(0, ((b.grad() - along) / size).masked_fill(size == 0, 0));
  }
};

struct Angle {
  static constexpr Traits traits{.name = "angle", .save_inputs = 1, .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, toRealValueType(io.in(0).dtype)); }
  static void execute(const Angle& op, Views in, Views out) {
    execute_pointwise(&K::angle, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    const Tensor z = b.in(0), square = (real(z) * real(z) + imag(z) * imag(z));
    b.set(0, b.grad() * (z * Complex<double>(0, 1) / square).masked_fill(square == 0, 0));
  }
};

}  // namespace

Tensor complex(const Tensor& real, const Tensor& imag) { return run(Join{}, real, imag)[0]; }
Tensor polar(const Tensor& abs, const Tensor& angle) { return complex(abs * cos(angle), abs * sin(angle)); }
Tensor conj(const Tensor& self) { return self.is_complex() ? run(Conj{}, self)[0] : self; }
Tensor conj_physical(const Tensor& self) { return self.is_complex() ? conj(self) : self.clone(); }
Tensor& conj_physical_(Tensor& self) {
  return self.is_complex() ? write_back("conj_physical", self, conj(to_overwrite(self))) : self;
}
Tensor resolve_conj(const Tensor& self) { return self; }
Tensor resolve_neg(const Tensor& self) { return self; }
Tensor sgn(const Tensor& self) { return self.is_complex() ? run(Sgn{}, self)[0] : sign(self); }
Tensor angle(const Tensor& self) {
  if (self.is_complex()) return run(Angle{}, self)[0];
  const Tensor x = self.to(to_float(self.scalar_type()));
  return where(isnan(x), x, where(x < 0, std::numbers::pi, 0.0).to(x.scalar_type()));
}
Tensor isreal(const Tensor& self) {
  return self.is_complex() ? imag(self) == 0 : ones_like(self, TensorOptions(kBool));
}

}  // namespace torch::inline rushlight
