// nextafter, heaviside, gcd, lcm, frexp and ldexp, and angles in other units.
#include "ops/pointwise/number.h"

#include <numbers>

#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = NumberKernels;

struct NextAfter {
  static constexpr Traits traits{.name = "nextafter", .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(t == kFloat || t == kDouble, "expected float32 or float64, got ", t);
    infer_pointwise(io, t);
  }
  static void execute(const NextAfter& op, Views in, Views out) {
    execute_pointwise(&K::nextafter, &op, promoted(in), in, out);
  }
};

struct Heaviside {
  static constexpr Traits traits{.name = "heaviside", .differentiable = false};
  void infer(Infer& io) const {
    io.check(io.in(0).dtype == io.in(1).dtype, "expected values of self's dtype ", io.in(0).dtype, ", got ",
             io.in(1).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Heaviside& op, Views in, Views out) {
    execute_pointwise(&K::heaviside, &op, in[0].dtype, in, out);
  }
};

template <bool least> struct CommonDivisor {
  static constexpr Traits traits{.name = least ? "lcm" : "gcd", .differentiable = false};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(isIntegralType(t), "expected integers, got ", t);
    infer_pointwise(io, t);
  }
  static void execute(const CommonDivisor& op, Views in, Views out) {
    execute_pointwise(least ? &K::lcm : &K::gcd, &op, kLong, in, out);
  }
};
using Gcd = CommonDivisor<false>;
using Lcm = CommonDivisor<true>;

struct Frexp {
  static constexpr Traits traits{.name = "frexp", .save_outputs = 2, .outputs = 2};
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(isFloatingType(t), "expected a floating-point tensor, got ", t);
    io.out_like(0, io.in(0));
    io.out_like(1, io.in(0), kInt);
  }
  static void execute(const Frexp& op, Views in, Views out) {
    execute_pointwise(&K::frexp, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, ldexp(b.grad(0), -b.out(1))); }
};

}  // namespace

Tensor nextafter(const Tensor& self, const Tensor& other) { return run(NextAfter{}, self, other)[0]; }
Tensor& nextafter_(Tensor& self, const Tensor& other) { return run_inplace(NextAfter{}, self, other); }
Tensor heaviside(const Tensor& self, const Tensor& values) { return run(Heaviside{}, self, values)[0]; }
Tensor& heaviside_(Tensor& self, const Tensor& values) { return run_inplace(Heaviside{}, self, values); }
Tensor gcd(const Tensor& self, const Tensor& other) { return run(Gcd{}, self, other)[0]; }
Tensor& gcd_(Tensor& self, const Tensor& other) { return run_inplace(Gcd{}, self, other); }
Tensor lcm(const Tensor& self, const Tensor& other) { return run(Lcm{}, self, other)[0]; }
Tensor& lcm_(Tensor& self, const Tensor& other) { return run_inplace(Lcm{}, self, other); }
std::tuple<Tensor, Tensor> frexp(const Tensor& self) {
  const auto parts = run(Frexp{}, self);
  return {parts[0], parts[1]};
}
// Whole exponents leave the dtype as it is.
Tensor ldexp(const Tensor& self, const Tensor& other) {
  const ScalarType dtype = self.scalar_type();
  if (!isFloatingType(dtype) || !isIntegralType(other.scalar_type(), true)) return self * pow(2.0, other);
  const ScalarType compute = dtype == kDouble ? kDouble : kFloat;
  return (self.to(compute) * pow(2.0, other.to(compute))).to(dtype);
}

Tensor deg2rad(const Tensor& self) { return self * (std::numbers::pi / 180); }
Tensor& deg2rad_(Tensor& self) { return mul_(self, std::numbers::pi / 180); }
Tensor rad2deg(const Tensor& self) { return self * (180 / std::numbers::pi); }
Tensor& rad2deg_(Tensor& self) { return mul_(self, 180 / std::numbers::pi); }

}  // namespace torch::inline rushlight
