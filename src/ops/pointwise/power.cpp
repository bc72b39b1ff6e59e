// pow of tensors and numbers, and what is made of it.
#include <cmath>
#include <complex>
#include <numbers>

#include "op/out.h"
#include "op/pointwise_op.h"
#include "ops/pointwise/pointwise.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = PointwiseKernels;

struct PowScalar : ScalarOperand {
  static constexpr Traits traits{.name = "pow", .save_inputs = 1, .complex = true};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    io.check(!isIntegralType(t, true) || value.toDouble() >= 0,
             "expected a non-negative exponent for integers, got ", value,
             "; convert self to a floating dtype");
    infer_pointwise(io, t);
  }
  static void execute(const PowScalar& op, Views in, Views out) {
    execute_pointwise(&K::pow_scalar, static_cast<const ScalarOperand*>(&op), promoted(in, &op.value), in,
                      out);
  }
  void backward(Backward& b) const {
    if (value.equal(0)) return b.set(0, zeros_like(b.grad()));
    if (value.equal(1)) return b.set(0, b.grad());
    if (value.equal(2)) return b.set(0, b.grad() * conj(b.in(0) * 2));
    const Scalar less =
        value.isComplex() ? Scalar(value.toComplexDouble() - 1) : Scalar(value.toDouble() - 1);
    b.set(0, b.grad() * conj(pow(b.in(0), less) * value));
  }
};

// d(base^exponent)/d(exponent) = base^exponent log(base), and 0 where base is 0 and the exponent is not negative.
Tensor exponent_gradient(const Tensor& grad, const Tensor& result, const Tensor& log_base,
                         const Tensor& flat) {
  return grad * conj((result * log_base).masked_fill(flat, 0));
}

struct PowTensors {
  static constexpr Traits traits{.name = "pow", .save_inputs = 3, .save_outputs = 1, .complex = true};
  std::string grad_fn() const { return "PowBackward1"; }
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const PowTensors& op, Views in, Views out) {
    execute_pointwise(&K::pow, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor base = b.in(0), exponent = b.in(1);
    if (b.needs(0))
      b.set(0, b.grad() * conj((exponent * pow(base, exponent - 1)).masked_fill(exponent == 0, 0)));
    if (b.needs(1)) {
      const Tensor flat = exponent.is_complex() ? base == 0 : logical_and(base == 0, exponent >= 0);
      b.set(1, exponent_gradient(b.grad(), b.out(0), log(base), flat));
    }
  }
};

// The logarithm of a base; of 0, whose powers do not change, 0.
Scalar log_of(const Scalar& base) {
  return base.equal(0) ? Scalar(0) : Scalar(std::log(std::complex<double>(base.toComplexDouble())));
}

// value to the power of self.
struct RpowScalar : ScalarOperand {
  static constexpr Traits traits{.name = "pow", .save_inputs = 1, .save_outputs = 1, .complex = true};
  std::string grad_fn() const { return "PowBackward2"; }
  void infer(Infer& io) const { infer_pointwise(io, promoted(io, &value)); }
  static void execute(const RpowScalar& op, Views in, Views out) {
    execute_pointwise(&K::rpow_scalar, static_cast<const ScalarOperand*>(&op), promoted(in, &op.value), in,
                      out);
  }
  void backward(Backward& b) const {
    const Tensor exponent = b.in(0);
    if (exponent.is_complex() || value.isComplex())
      return b.set(0, b.grad() * conj(b.out(0) * log_of(value)));
    if (value.equal(0))
      return b.set(0, b.grad() * b.out(0) * log(full_like(exponent, 0)).masked_fill(exponent >= 0, 0));
    b.set(0, b.grad() * (b.out(0) * std::log(value.toDouble())));
  }
};

}  // namespace

Tensor pow(const Tensor& self, const Scalar& exponent) { return run(PowScalar{{exponent}}, self)[0]; }
Tensor& pow_(Tensor& self, const Scalar& exponent) { return run_inplace(PowScalar{{exponent}}, self); }
Tensor pow(const Tensor& self, const Tensor& exponent) { return run(PowTensors{}, self, exponent)[0]; }
Tensor& pow_(Tensor& self, const Tensor& exponent) { return run_inplace(PowTensors{}, self, exponent); }
Tensor pow(const Scalar& self, const Tensor& exponent) { return run(RpowScalar{{self}}, exponent)[0]; }
namespace {
ScalarType power_dtype(bool complex) { return complex ? kComplexDouble : kDouble; }
}  // namespace
Tensor float_power(const Tensor& self, const Tensor& exponent) {
  const ScalarType t = power_dtype(self.is_complex() || exponent.is_complex());
  return pow(self.to(t), exponent.to(t));
}
Tensor float_power(const Tensor& self, const Scalar& exponent) {
  return pow(self.to(power_dtype(self.is_complex() || exponent.isComplex())), exponent);
}
Tensor float_power(const Scalar& self, const Tensor& exponent) {
  return pow(self, exponent.to(power_dtype(self.isComplex() || exponent.is_complex())));
}
namespace {
void check_double(const Tensor& self) {
  RUSHLIGHT_CHECK(self.scalar_type() == kDouble, "float_power_: expected a self of dtype float64, got ",
                  self.scalar_type());
}
}  // namespace
Tensor& float_power_(Tensor& self, const Tensor& exponent) {
  check_double(self);
  return pow_(self, exponent.to(kDouble));
}
Tensor& float_power_(Tensor& self, const Scalar& exponent) {
  check_double(self);
  return pow_(self, exponent);
}
Tensor square(const Tensor& self) { return pow(self, 2); }
Tensor& square_(Tensor& self) { return pow_(self, 2); }

namespace {
struct Pair {
  Tensor a, b;
};
/// Both in the dtype that they promote to.
Pair alike(const Tensor& self, const Tensor& other) {
  const ScalarType t = result_type(self, other);
  return {self.to(t), other.to(t)};
}
}  // namespace

Tensor hypot(const Tensor& self, const Tensor& other) {
  const Pair x = alike(self, other);
  const Tensor a = abs(x.a), b = abs(x.b), most = maximum(a, b);
  const Tensor scaled = minimum(a, b) / most.masked_fill(logical_or(most == 0, isinf(most)), 1);
  return where(isinf(most), most, most * sqrt(square(scaled) + 1));
}
namespace {
// Of complex numbers: the one with the larger real part is taken out.
Tensor complex_logaddexp(const Tensor& a, const Tensor& b) {
  const Tensor first = ge(real(a), real(b)), most = where(first, a, b);
  const Tensor none = logical_and(isinf(real(most)), real(a) == real(b));
  const Tensor behind = (where(first, b, a) - most).masked_fill(none, 0);
  return where(none, most, most + log1p(exp(behind)));
}
}  // namespace
Tensor& hypot_(Tensor& self, const Tensor& other) { return write_pointwise("hypot", self, other, hypot); }
Tensor logaddexp(const Tensor& self, const Tensor& other) {
  const auto [a, b] = alike(self, other);
  if (a.is_complex()) return complex_logaddexp(a, b);
  const Tensor same = logical_and(isinf(a), a == b);
  return where(same, a, maximum(a, b) + log1p(exp(-abs((a - b).masked_fill(same, 0)))));
}
Tensor logaddexp2(const Tensor& self, const Tensor& other) {
  const auto [a, b] = alike(self, other);
  const Tensor same = logical_and(isinf(a), a == b);
  const Tensor rest = exp2(-abs((a - b).masked_fill(same, 0)));
  return where(same, a, maximum(a, b) + log1p(rest) * (1 / std::numbers::ln2));
}
Tensor copysign(const Tensor& self, const Tensor& other) {
  const Tensor size = abs(self.to(to_float(result_type(self, other))));
  return where(signbit(other), -size, size);
}
Tensor& copysign_(Tensor& self, const Tensor& other) {
  return write_pointwise("copysign", self, other, copysign);
}
Tensor copysign(const Tensor& self, const Scalar& other) { return copysign(self, wrapped_number(other)); }
Tensor logit(const Tensor& self, std::optional<double> eps) {
  Tensor x = self.to(to_float(self.scalar_type()));
  if (eps) x = clamp(x, *eps, 1 - *eps);
  return log(x / (1 - x));
}

}  // namespace torch::inline rushlight
