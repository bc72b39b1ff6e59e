// add, sub, mul, div, neg and exp, of tensors and of numbers. Next: power.cpp, math.cpp, rounding.cpp, mix.cpp.
#include "op/pointwise_op.h"
#include "ops/pointwise/pointwise.h"
#include "rushlight/ops.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight {
namespace {

using K = PointwiseKernels;

void check_not_bool(const Infer& io, ScalarType t, const char* instead) {
  io.check(t != kBool, "expected numbers, got bool tensors; use ", instead);
}

// Integers have no part of a number to add, and no number adds a truth.
void check_alpha(const Infer& io, ScalarType t, const Scalar& alpha) {
  io.check(!alpha.isFloatingPoint() || !isIntegralType(t, true), "expected a whole alpha for ", t, ", got ",
           alpha);
  io.check(!alpha.isComplex() || isComplexType(t), "expected a real alpha for ", t, ", got ", alpha);
  io.check(!alpha.isBoolean() || t == kBool, "expected a number as alpha for ", t, ", got a bool");
  io.check_factor(alpha, t);
}

struct AddTensors : Alpha {
  static constexpr Traits traits{.name = "add", .complex = true};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    check_alpha(io, t, alpha);
    infer_pointwise(io, t);
  }
  static void execute(const AddTensors& op, Views in, Views out) {
    execute_pointwise(op.alpha.equal(1) ? &K::add : &K::add_alpha, static_cast<const Alpha*>(&op),
                      promoted(in), in, out);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, alpha.equal(1) ? b.grad() : b.grad() * alpha.conj());
  }
};

struct SubTensors : Alpha {
  static constexpr Traits traits{.name = "sub", .complex = true};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    check_not_bool(io, t, "logical_xor or ^");
    for (int i = 0; i < 2; ++i) check_not_bool(io, io.in(i).dtype, "logical_not");
    check_alpha(io, t, alpha);
    infer_pointwise(io, t);
  }
  static void execute(const SubTensors& op, Views in, Views out) {
    execute_pointwise(op.alpha.equal(1) ? &K::sub : &K::sub_alpha, static_cast<const Alpha*>(&op),
                      promoted(in), in, out);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, b.grad() * -alpha.conj());
  }
};

struct MulTensors {
  static constexpr Traits traits{.name = "mul", .save_inputs = 3, .save_cross = true, .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const MulTensors& op, Views in, Views out) {
    execute_pointwise(&K::mul, &op, truth_type(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, b.grad() * conj(b.in(1)));
    if (b.needs(1)) b.set(1, b.grad() * conj(b.in(0)));
  }
};

struct DivTensors {
  static constexpr Traits traits{.name = "div", .save_inputs = 3, .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const DivTensors& op, Views in, Views out) {
    execute_pointwise(&K::div, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    const Tensor other = conj(b.in(1));
    if (b.needs(0)) b.set(0, b.grad() / other);
    if (b.needs(1)) b.set(1, -b.grad() * ((conj(b.in(0)) / other) / other));
  }
};

struct AddScalar : ScalarOperand {
  static constexpr Traits traits{.name = "add", .complex = true};
  std::string grad_fn() const { return "AddBackward1"; }
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    check_alpha(io, t, alpha);
    infer_pointwise(io, t);
  }
  static void execute(const AddScalar& op, Views in, Views out) {
    execute_pointwise(&K::add_scalar, static_cast<const ScalarOperand*>(&op), promoted(in, &op.value), in,
                      out);
  }
  void backward(Backward& b) const { b.set(0, b.grad()); }
};

struct SubScalar : ScalarOperand {
  static constexpr Traits traits{.name = "sub", .complex = true};
  std::string grad_fn() const { return "SubBackward1"; }
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    check_not_bool(io, io.in(0).dtype, "logical_not");
    io.check(!value.isBoolean(), "expected a number to take away, got a bool; use logical_not");
    check_alpha(io, t, alpha);
    infer_pointwise(io, t);
  }
  static void execute(const SubScalar& op, Views in, Views out) {
    const ScalarOperand taken{op.value, -op.alpha};
    execute_pointwise(&K::add_scalar, &taken, promoted(in, &op.value), in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad()); }
};

struct RsubScalar : ScalarOperand {
  static constexpr Traits traits{.name = "rsub", .complex = true};
  std::string grad_fn() const { return "SubBackward0"; }
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    check_not_bool(io, io.in(0).dtype, "logical_not");
    check_alpha(io, t, alpha);
    infer_pointwise(io, t);
  }
  static void execute(const RsubScalar& op, Views in, Views out) {
    execute_pointwise(&K::rsub_scalar, static_cast<const ScalarOperand*>(&op), promoted(in, &op.value), in,
                      out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() * -alpha.conj()); }
};

struct MulScalar : ScalarOperand {
  static constexpr Traits traits{.name = "mul", .complex = true};
  std::string grad_fn() const { return "MulBackward1"; }
  void infer(Infer& io) const { infer_pointwise(io, promoted(io, &value)); }
  static void execute(const MulScalar& op, Views in, Views out) {
    execute_pointwise(&K::mul_scalar, static_cast<const ScalarOperand*>(&op), promoted(in, &op.value), in,
                      out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() * value.conj()); }
};

struct DivScalar : ScalarOperand {
  static constexpr Traits traits{.name = "div", .complex = true};
  std::string grad_fn() const { return "DivBackward1"; }
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io, &value)); }
  static void execute(const DivScalar& op, Views in, Views out) {
    execute_pointwise(&K::div_scalar, static_cast<const ScalarOperand*>(&op),
                      to_float(promoted(in, &op.value)), in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() / value.conj()); }
};

struct Neg {
  static constexpr Traits traits{.name = "neg", .complex = true};
  void infer(Infer& io) const {
    check_not_bool(io, io.in(0).dtype, "logical_not");
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Neg& op, Views in, Views out) {
    execute_pointwise(&K::neg, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, -b.grad()); }
};

struct Exp {
  static constexpr Traits traits{.name = "exp", .save_outputs = 1, .complex = true};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const Exp& op, Views in, Views out) {
    execute_pointwise(&K::exp, &op, to_float(in[0].dtype), in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() * conj(b.out(0))); }
};

// value / self.
struct RdivScalar : ScalarOperand {
  static constexpr Traits traits{.name = "rdiv", .save_inputs = 1, .complex = true};
  std::string grad_fn() const { return "DivBackward0"; }
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io, &value)); }
  static void execute(const RdivScalar& op, Views in, Views out) {
    execute_pointwise(&K::rdiv_scalar, static_cast<const ScalarOperand*>(&op),
                      to_float(promoted(in, &op.value)), in, out);
  }
  void backward(Backward& b) const {
    const Tensor self = conj(b.in(0));
    b.set(0, b.grad() * -value.conj() / (self * self));
  }
};

}  // namespace

Tensor add(const Tensor& self, const Tensor& other, const Scalar& alpha) {
  return run(AddTensors{alpha}, self, other)[0];
}
Tensor& add_(Tensor& self, const Tensor& other, const Scalar& alpha) {
  return run_inplace(AddTensors{alpha}, self, other);
}
Tensor add(const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return run(AddScalar{{other, alpha}}, self)[0];
}
Tensor& add_(Tensor& self, const Scalar& other, const Scalar& alpha) {
  return run_inplace(AddScalar{{other, alpha}}, self);
}
Tensor sub(const Tensor& self, const Tensor& other, const Scalar& alpha) {
  return run(SubTensors{alpha}, self, other)[0];
}
Tensor& sub_(Tensor& self, const Tensor& other, const Scalar& alpha) {
  return run_inplace(SubTensors{alpha}, self, other);
}
Tensor sub(const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return run(SubScalar{{other, alpha}}, self)[0];
}
Tensor& sub_(Tensor& self, const Scalar& other, const Scalar& alpha) {
  return run_inplace(SubScalar{{other, alpha}}, self);
}
Tensor rsub(const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return run(RsubScalar{{other, alpha}}, self)[0];
}
Tensor rsub(const Tensor& self, const Tensor& other, const Scalar& alpha) { return sub(other, self, alpha); }
Tensor mul(const Tensor& self, const Tensor& other) { return run(MulTensors{}, self, other)[0]; }
Tensor& mul_(Tensor& self, const Tensor& other) { return run_inplace(MulTensors{}, self, other); }
Tensor mul(const Tensor& self, const Scalar& other) { return run(MulScalar{{other}}, self)[0]; }
Tensor& mul_(Tensor& self, const Scalar& other) { return run_inplace(MulScalar{{other}}, self); }
Tensor div(const Tensor& self, const Tensor& other) { return run(DivTensors{}, self, other)[0]; }
Tensor& div_(Tensor& self, const Tensor& other) { return run_inplace(DivTensors{}, self, other); }
Tensor div(const Tensor& self, const Scalar& other) { return run(DivScalar{{other}}, self)[0]; }
Tensor& div_(Tensor& self, const Scalar& other) { return run_inplace(DivScalar{{other}}, self); }
Tensor neg(const Tensor& self) { return run(Neg{}, self)[0]; }
Tensor& neg_(Tensor& self) { return run_inplace(Neg{}, self); }
Tensor exp(const Tensor& self) { return run(Exp{}, self)[0]; }
Tensor& exp_(Tensor& self) { return run_inplace(Exp{}, self); }
Tensor operator/(const Scalar& a, const Tensor& b) { return run(RdivScalar{{a}}, b)[0]; }

Tensor subtract(const Tensor& self, const Tensor& other, const Scalar& alpha) {
  return sub(self, other, alpha);
}
Tensor subtract(const Tensor& self, const Scalar& other, const Scalar& alpha) {
  return sub(self, other, alpha);
}
Tensor multiply(const Tensor& self, const Tensor& other) { return mul(self, other); }
Tensor multiply(const Tensor& self, const Scalar& other) { return mul(self, other); }
Tensor divide(const Tensor& self, const Tensor& other) { return div(self, other); }
Tensor divide(const Tensor& self, const Scalar& other) { return div(self, other); }
Tensor divide(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  return div(self, other, rounding_mode);
}
Tensor divide(const Tensor& self, const Scalar& other, std::optional<std::string_view> rounding_mode) {
  return div(self, other, rounding_mode);
}
Tensor true_divide(const Tensor& self, const Tensor& other) { return div(self, other); }
Tensor true_divide(const Tensor& self, const Scalar& other) { return div(self, other); }
Tensor negative(const Tensor& self) { return neg(self); }
Tensor& subtract_(Tensor& self, const Tensor& other, const Scalar& alpha) { return sub_(self, other, alpha); }
Tensor& subtract_(Tensor& self, const Scalar& other, const Scalar& alpha) { return sub_(self, other, alpha); }
Tensor& multiply_(Tensor& self, const Tensor& other) { return mul_(self, other); }
Tensor& multiply_(Tensor& self, const Scalar& other) { return mul_(self, other); }
Tensor& divide_(Tensor& self, const Tensor& other) { return div_(self, other); }
Tensor& divide_(Tensor& self, const Scalar& other) { return div_(self, other); }
Tensor& divide_(Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  return div_(self, other, rounding_mode);
}
Tensor& divide_(Tensor& self, const Scalar& other, std::optional<std::string_view> rounding_mode) {
  return div_(self, other, rounding_mode);
}
Tensor& true_divide_(Tensor& self, const Tensor& other) { return div_(self, other); }
Tensor& true_divide_(Tensor& self, const Scalar& other) { return div_(self, other); }
Tensor& negative_(Tensor& self) { return neg_(self); }
Tensor positive(const Tensor& self) {
  RUSHLIGHT_CHECK(self.scalar_type() != kBool, "positive: expected numbers, got a bool tensor");
  return self;
}

}  // namespace torch::inline rushlight
