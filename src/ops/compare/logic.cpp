// logical_*, tests for NaN and infinity, isclose, allclose and equal.
#include "op/out.h"
#include "op/pointwise_op.h"
#include "ops/compare/compare.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = CompareKernels;

struct LogicalAnd {
  static constexpr Traits traits{.name = "logical_and", .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const LogicalAnd& op, Views in, Views out) {
    execute_pointwise(&K::logical_and, &op, truth_type(promoted(in)), in, out);
  }
};
struct LogicalOr {
  static constexpr Traits traits{.name = "logical_or", .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const LogicalOr& op, Views in, Views out) {
    execute_pointwise(&K::logical_or, &op, truth_type(promoted(in)), in, out);
  }
};
struct LogicalXor {
  static constexpr Traits traits{.name = "logical_xor", .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const LogicalXor& op, Views in, Views out) {
    execute_pointwise(&K::logical_xor, &op, truth_type(promoted(in)), in, out);
  }
};
struct LogicalNot {
  static constexpr Traits traits{.name = "logical_not", .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const LogicalNot& op, Views in, Views out) {
    execute_pointwise(&K::logical_not, &op, truth_type(in[0].dtype), in, out);
  }
};

// A question about one floating-point value. Integers have a constant answer and never come here.
struct Classify {
  enum Kind : uint8_t { kNan, kInf, kFinite, kPosInf, kNegInf, kSignBit } kind;
  static constexpr Traits traits{.name = "classify", .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const Classify& op, Views in, Views out) {
    static constexpr TileKernel K::*kTable[] = {&K::isnan,    &K::isinf,    &K::isfinite,
                                                &K::isposinf, &K::isneginf, &K::signbit};
    execute_pointwise(kTable[op.kind], &op, in[0].dtype, in, out);
  }
};

Tensor classify(const Tensor& self, Classify::Kind kind) {
  if (!isFloatingType(self.scalar_type()) && kind != Classify::kSignBit)
    return full(self.sizes(), kind == Classify::kFinite, TensorOptions(kBool).device(self.device()));
  return run(Classify{kind}, self)[0];
}

struct IsClose : Closeness {
  static constexpr Traits traits{.name = "isclose", .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType a = io.in(0).dtype, b = io.in(1).dtype;
    io.check(a == b, "expected tensors of one dtype, got ", a, " and ", b);
    io.check(rtol >= 0 && atol >= 0, "expected tolerances that are not negative, got rtol ", rtol,
             " and atol ", atol);
    infer_pointwise(io, kBool);
  }
  static void execute(const IsClose& op, Views in, Views out) {
    execute_pointwise(&K::isclose, static_cast<const Closeness*>(&op), in[0].dtype, in, out);
  }
};

// Complex numbers as whether they are 0, all that logic asks of them.
Tensor truth(const Tensor& t) { return t.is_complex() ? t != 0 : t; }

bool all_true(const Tensor& bools) {
  NoGradGuard guard;
  return equal(bools, ones_like(bools));
}

}  // namespace

Tensor logical_and(const Tensor& self, const Tensor& other) {
  return run(LogicalAnd{}, truth(self), truth(other))[0];
}
Tensor logical_or(const Tensor& self, const Tensor& other) {
  return run(LogicalOr{}, truth(self), truth(other))[0];
}
Tensor logical_xor(const Tensor& self, const Tensor& other) {
  return run(LogicalXor{}, truth(self), truth(other))[0];
}
Tensor& logical_and_(Tensor& self, const Tensor& other) {
  return write_pointwise("logical_and", self, other, logical_and);
}
Tensor& logical_or_(Tensor& self, const Tensor& other) {
  return write_pointwise("logical_or", self, other, logical_or);
}
Tensor& logical_xor_(Tensor& self, const Tensor& other) {
  return write_pointwise("logical_xor", self, other, logical_xor);
}
Tensor logical_not(const Tensor& self) { return run(LogicalNot{}, truth(self))[0]; }

// A complex number is NaN or infinite when one of its parts is, and finite when both are.
Tensor isnan(const Tensor& self) {
  if (self.is_complex()) return logical_or(isnan(real(self)), isnan(imag(self)));
  return classify(self, Classify::kNan);
}
Tensor isinf(const Tensor& self) {
  if (self.is_complex()) return logical_or(isinf(real(self)), isinf(imag(self)));
  return classify(self, Classify::kInf);
}
Tensor isfinite(const Tensor& self) {
  if (self.is_complex()) return logical_and(isfinite(real(self)), isfinite(imag(self)));
  return classify(self, Classify::kFinite);
}
Tensor isposinf(const Tensor& self) { return classify(self, Classify::kPosInf); }
Tensor isneginf(const Tensor& self) { return classify(self, Classify::kNegInf); }
Tensor signbit(const Tensor& self) { return classify(self, Classify::kSignBit); }

Tensor isclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  if (self.is_complex() && self.scalar_type() == other.scalar_type()) {
    const Tensor distance = abs(self - other);
    Tensor close = logical_and(isfinite(distance), distance <= abs(other) * rtol + atol);
    if (equal_nan) close = logical_or(close, logical_and(isnan(self), isnan(other)));
    return logical_or(close, self == other);
  }
  return run(IsClose{{rtol, atol, equal_nan}}, self, other)[0];
}
bool allclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  return all_true(isclose(self, other, rtol, atol, equal_nan));
}

bool equal(const Tensor& self, const Tensor& other) {
  if (!(self.sizes() == other.sizes())) return false;
  NoGradGuard guard;
  const ScalarType dtype = promoteTypes(self.scalar_type(), other.scalar_type());
  const Tensor a = self.to(dtype).contiguous(), b = other.to(dtype).contiguous();
  return kernels<K>(view_of(a)).equal(view_of(a), view_of(b));
}

}  // namespace torch::inline rushlight
