// bitwise_and, or, xor, not and the shifts, for integers and bool.
#include "ops/pointwise/bitwise.h"

#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = BitwiseKernels;

void check_integers(const Infer& io, ScalarType t) {
  io.check(isIntegralType(t, true), "expected integers or bool, got ", t);
}

template <class Rule> struct BitwiseTensors {
  static constexpr Traits traits{.name = Rule::kName, .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    check_integers(io, t);
    infer_pointwise(io, t);
  }
  static void execute(const BitwiseTensors& op, Views in, Views out) {
    execute_pointwise(Rule::kTensors, &op, truth_type(promoted(in)), in, out);
  }
};
template <class Rule> struct BitwiseScalar : BitwiseNumber {
  static constexpr Traits traits{.name = Rule::kName, .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    check_integers(io, t);
    infer_pointwise(io, t);
  }
  static void execute(const BitwiseScalar& op, Views in, Views out) {
    execute_pointwise(Rule::kScalar, static_cast<const BitwiseNumber*>(&op),
                      truth_type(promoted(in, &op.value)), in, out);
  }
};

struct And {
  static constexpr const char* kName = "bitwise_and";
  static constexpr auto kTensors = &K::bitwise_and, kScalar = &K::and_scalar;
};
struct Or {
  static constexpr const char* kName = "bitwise_or";
  static constexpr auto kTensors = &K::bitwise_or, kScalar = &K::or_scalar;
};
struct Xor {
  static constexpr const char* kName = "bitwise_xor";
  static constexpr auto kTensors = &K::bitwise_xor, kScalar = &K::xor_scalar;
};

struct BitwiseNot {
  static constexpr Traits traits{.name = "bitwise_not", .differentiable = false};
  void infer(Infer& io) const {
    check_integers(io, io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const BitwiseNot& op, Views in, Views out) {
    execute_pointwise(in[0].dtype == kBool ? &K::flip : &K::bitwise_not, &op, truth_type(in[0].dtype), in,
                      out);
  }
};

template <bool left> struct Shift {
  static constexpr Traits traits{.name = left ? "bitwise_left_shift" : "bitwise_right_shift",
                                 .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(isIntegralType(t), "expected integers, got ", t);
    infer_pointwise(io, t);
  }
  static void execute(const Shift& op, Views in, Views out) {
    execute_pointwise(left ? &K::left_shift : &K::right_shift, &op, promoted(in), in, out);
  }
};

}  // namespace

Tensor bitwise_and(const Tensor& self, const Tensor& other) {
  return run(BitwiseTensors<And>{}, self, other)[0];
}
Tensor& bitwise_and_(Tensor& self, const Tensor& other) {
  return run_inplace(BitwiseTensors<And>{}, self, other);
}
Tensor bitwise_and(const Tensor& self, const Scalar& other) {
  return run(BitwiseScalar<And>{{other}}, self)[0];
}
Tensor& bitwise_and_(Tensor& self, const Scalar& other) {
  return run_inplace(BitwiseScalar<And>{{other}}, self);
}
Tensor bitwise_and(const Scalar& self, const Tensor& other) { return bitwise_and(other, self); }
Tensor bitwise_or(const Tensor& self, const Tensor& other) {
  return run(BitwiseTensors<Or>{}, self, other)[0];
}
Tensor& bitwise_or_(Tensor& self, const Tensor& other) {
  return run_inplace(BitwiseTensors<Or>{}, self, other);
}
Tensor bitwise_or(const Tensor& self, const Scalar& other) {
  return run(BitwiseScalar<Or>{{other}}, self)[0];
}
Tensor& bitwise_or_(Tensor& self, const Scalar& other) {
  return run_inplace(BitwiseScalar<Or>{{other}}, self);
}
Tensor bitwise_or(const Scalar& self, const Tensor& other) { return bitwise_or(other, self); }
Tensor bitwise_xor(const Tensor& self, const Tensor& other) {
  return run(BitwiseTensors<Xor>{}, self, other)[0];
}
Tensor& bitwise_xor_(Tensor& self, const Tensor& other) {
  return run_inplace(BitwiseTensors<Xor>{}, self, other);
}
Tensor bitwise_xor(const Tensor& self, const Scalar& other) {
  return run(BitwiseScalar<Xor>{{other}}, self)[0];
}
Tensor& bitwise_xor_(Tensor& self, const Scalar& other) {
  return run_inplace(BitwiseScalar<Xor>{{other}}, self);
}
Tensor bitwise_xor(const Scalar& self, const Tensor& other) { return bitwise_xor(other, self); }
Tensor bitwise_not(const Tensor& self) { return run(BitwiseNot{}, self)[0]; }
Tensor& bitwise_not_(Tensor& self) { return run_inplace(BitwiseNot{}, self); }

Tensor bitwise_left_shift(const Tensor& self, const Tensor& other) {
  return run(Shift<true>{}, self, other)[0];
}
Tensor& bitwise_left_shift_(Tensor& self, const Tensor& other) {
  return run_inplace(Shift<true>{}, self, other);
}
Tensor bitwise_left_shift(const Tensor& self, const Scalar& other) {
  return bitwise_left_shift(self, wrapped_number(other));
}
Tensor& bitwise_left_shift_(Tensor& self, const Scalar& other) {
  return bitwise_left_shift_(self, wrapped_number(other));
}
Tensor bitwise_left_shift(const Scalar& self, const Tensor& other) {
  return bitwise_left_shift(wrapped_number(self), other);
}
Tensor bitwise_right_shift(const Tensor& self, const Tensor& other) {
  return run(Shift<false>{}, self, other)[0];
}
Tensor& bitwise_right_shift_(Tensor& self, const Tensor& other) {
  return run_inplace(Shift<false>{}, self, other);
}
Tensor bitwise_right_shift(const Tensor& self, const Scalar& other) {
  return bitwise_right_shift(self, wrapped_number(other));
}
Tensor& bitwise_right_shift_(Tensor& self, const Scalar& other) {
  return bitwise_right_shift_(self, wrapped_number(other));
}
Tensor bitwise_right_shift(const Scalar& self, const Tensor& other) {
  return bitwise_right_shift(wrapped_number(self), other);
}

Tensor __and__(const Tensor& self, const Tensor& other) { return bitwise_and(self, other); }
Tensor __and__(const Tensor& self, const Scalar& other) { return bitwise_and(self, other); }
Tensor __or__(const Tensor& self, const Tensor& other) { return bitwise_or(self, other); }
Tensor __or__(const Tensor& self, const Scalar& other) { return bitwise_or(self, other); }
Tensor __xor__(const Tensor& self, const Tensor& other) { return bitwise_xor(self, other); }
Tensor __xor__(const Tensor& self, const Scalar& other) { return bitwise_xor(self, other); }
Tensor __lshift__(const Tensor& self, const Tensor& other) { return bitwise_left_shift(self, other); }
Tensor __lshift__(const Tensor& self, const Scalar& other) { return bitwise_left_shift(self, other); }
Tensor __rshift__(const Tensor& self, const Tensor& other) { return bitwise_right_shift(self, other); }
Tensor __rshift__(const Tensor& self, const Scalar& other) { return bitwise_right_shift(self, other); }
Tensor& __iand__(Tensor& self, const Tensor& other) { return bitwise_and_(self, other); }
Tensor& __iand__(Tensor& self, const Scalar& other) { return bitwise_and_(self, other); }
Tensor& __ior__(Tensor& self, const Tensor& other) { return bitwise_or_(self, other); }
Tensor& __ior__(Tensor& self, const Scalar& other) { return bitwise_or_(self, other); }
Tensor& __ixor__(Tensor& self, const Tensor& other) { return bitwise_xor_(self, other); }
Tensor& __ixor__(Tensor& self, const Scalar& other) { return bitwise_xor_(self, other); }
Tensor& __ilshift__(Tensor& self, const Tensor& other) { return bitwise_left_shift_(self, other); }
Tensor& __ilshift__(Tensor& self, const Scalar& other) { return bitwise_left_shift_(self, other); }
Tensor& __irshift__(Tensor& self, const Tensor& other) { return bitwise_right_shift_(self, other); }
Tensor& __irshift__(Tensor& self, const Scalar& other) { return bitwise_right_shift_(self, other); }

}  // namespace torch::inline rushlight
