// lerp, addcmul, addcdiv, atan2, xlogy and nan_to_num.
#include "ops/pointwise/mix.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/copy.h"
#include "op/out.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = MixKernels;

void check_lerp(const Infer& io) {
  const ScalarType t = io.in(0).dtype;
  io.check(isFloatingType(t), "expected floating-point tensors, got ", t);
  for (int i = 1; i < io.inputs(); ++i)
    io.check(io.in(i).dtype == t, "expected tensors of one dtype, got ", t, " and ", io.in(i).dtype);
}

struct LerpScalar : Weight {
  static constexpr Traits traits{.name = "lerp"};
  void infer(Infer& io) const {
    check_lerp(io);
    io.check_factor(value, io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const LerpScalar& op, Views in, Views out) {
    execute_pointwise(&K::lerp_scalar, static_cast<const Weight*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, b.grad() * (1 - value.toDouble()));
    if (b.needs(1)) b.set(1, b.grad() * value);
  }
};

struct Lerp {
  static constexpr Traits traits{.name = "lerp", .save_inputs = 7};
  std::string grad_fn() const { return "LerpBackward1"; }
  void infer(Infer& io) const {
    check_lerp(io);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Lerp& op, Views in, Views out) {
    execute_pointwise(&K::lerp, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, b.grad() * (1 - b.in(2)));
    if (b.needs(1)) b.set(1, b.grad() * b.in(2));
    if (b.needs(2)) b.set(2, b.grad() * (b.in(1) - b.in(0)));
  }
};

struct Addcmul : Weight {
  static constexpr Traits traits{.name = "addcmul", .save_inputs = 6};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check_factor(value, t);
    infer_pointwise(io, t);
  }
  static void execute(const Addcmul& op, Views in, Views out) {
    execute_pointwise(&K::addcmul, static_cast<const Weight*>(&op), promoted(in), in, out);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, b.grad() * (b.in(2) * value));
    if (b.needs(2)) b.set(2, b.grad() * (b.in(1) * value));
  }
};

struct Addcdiv : Weight {
  static constexpr Traits traits{.name = "addcdiv", .save_inputs = 6};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(isFloatingType(t), "expected floating-point tensors, got ", t, "; divide integers with div");
    io.check_factor(value, t);
    infer_pointwise(io, t);
  }
  static void execute(const Addcdiv& op, Views in, Views out) {
    execute_pointwise(&K::addcdiv, static_cast<const Weight*>(&op), promoted(in), in, out);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, b.grad() * value / b.in(2));
    if (b.needs(2)) b.set(2, -b.grad() * (b.in(1) * value / (b.in(2) * b.in(2))));
  }
};

struct Atan2 {
  static constexpr Traits traits{.name = "atan2", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const Atan2& op, Views in, Views out) {
    execute_pointwise(&K::atan2, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    const Tensor y = b.in(0), x = b.in(1), scaled = b.grad() / (y * y + x * x);
    if (b.needs(0)) b.set(0, scaled * x);
    if (b.needs(1)) b.set(1, -scaled * y);
  }
};

struct Xlogy {
  static constexpr Traits traits{.name = "xlogy", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const Xlogy& op, Views in, Views out) {
    execute_pointwise(&K::xlogy, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), y = b.in(1);
    if (b.needs(0)) b.set(0, b.grad() * log(y).masked_fill(logical_and(x == 0, y <= 0), 0));
    if (b.needs(1)) b.set(1, b.grad() * x / y);
  }
};

struct NanToNum : Replacements {
  static constexpr Traits traits{.name = "nan_to_num", .save_inputs = 1};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const NanToNum& op, Views in, Views out) {
    if (!isFloatingType(in[0].dtype)) return cpu_kernels<CopyKernels>().copy(in[0], out[0]);
    execute_pointwise(&K::nan_to_num, static_cast<const Replacements*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, where(isfinite(b.in(0)), b.grad(), 0)); }
};

double largest(ScalarType t) {
  switch (t) {
    case kHalf: return 65504;
    case kBFloat16: return 3.3895313892515355e38;
    case kFloat: return std::numeric_limits<float>::max();
    default: return std::numeric_limits<double>::max();
  }
}
Replacements replacements(const Tensor& self, std::optional<double> nan, std::optional<double> posinf,
                          std::optional<double> neginf) {
  const double most = largest(self.scalar_type());
  return {nan.value_or(0), posinf.value_or(most), neginf.value_or(-most)};
}

// Complex numbers take the formulas, not the kernels.
bool is_any_complex(std::initializer_list<const Tensor*> tensors) {
  return std::any_of(tensors.begin(), tensors.end(), [](const Tensor* t) { return t->is_complex(); });
}

}  // namespace

Tensor lerp(const Tensor& self, const Tensor& end, const Scalar& weight) {
  if (is_any_complex({&self, &end}) || weight.isComplex()) return self + weight * (end - self);
  return run(LerpScalar{{weight}}, self, end)[0];
}
Tensor& lerp_(Tensor& self, const Tensor& end, const Scalar& weight) {
  if (is_any_complex({&self, &end}) || weight.isComplex())
    return write_back("lerp", self, self + weight * (end - self));
  return run_inplace(LerpScalar{{weight}}, self, end);
}
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight) {
  if (is_any_complex({&self, &end, &weight})) return self + weight * (end - self);
  return run(Lerp{}, self, end, weight)[0];
}
Tensor& lerp_(Tensor& self, const Tensor& end, const Tensor& weight) {
  if (is_any_complex({&self, &end, &weight})) return write_back("lerp", self, self + weight * (end - self));
  return run_inplace(Lerp{}, self, end, weight);
}
Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value) {
  if (is_any_complex({&self, &tensor1, &tensor2}) || value.isComplex())
    return self + value * tensor1 * tensor2;
  return run(Addcmul{{value}}, self, tensor1, tensor2)[0];
}
Tensor& addcmul_(Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value) {
  if (is_any_complex({&self, &tensor1, &tensor2}) || value.isComplex())
    return write_back("addcmul", self, self + value * tensor1 * tensor2);
  return run_inplace(Addcmul{{value}}, self, tensor1, tensor2);
}
Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value) {
  if (is_any_complex({&self, &tensor1, &tensor2}) || value.isComplex())
    return self + value * (tensor1 / tensor2);
  return run(Addcdiv{{value}}, self, tensor1, tensor2)[0];
}
Tensor& addcdiv_(Tensor& self, const Tensor& tensor1, const Tensor& tensor2, const Scalar& value) {
  if (is_any_complex({&self, &tensor1, &tensor2}) || value.isComplex())
    return write_back("addcdiv", self, self + value * (tensor1 / tensor2));
  return run_inplace(Addcdiv{{value}}, self, tensor1, tensor2);
}
Tensor atan2(const Tensor& self, const Tensor& other) { return run(Atan2{}, self, other)[0]; }
Tensor& atan2_(Tensor& self, const Tensor& other) { return run_inplace(Atan2{}, self, other); }
Tensor arctan2(const Tensor& self, const Tensor& other) { return atan2(self, other); }
Tensor& arctan2_(Tensor& self, const Tensor& other) { return atan2_(self, other); }
Tensor xlogy(const Tensor& self, const Tensor& other) { return run(Xlogy{}, self, other)[0]; }
Tensor& xlogy_(Tensor& self, const Tensor& other) { return run_inplace(Xlogy{}, self, other); }
Tensor xlogy(const Tensor& self, const Scalar& other) { return xlogy(self, wrapped_number(other)); }
Tensor& xlogy_(Tensor& self, const Scalar& other) { return xlogy_(self, wrapped_number(other)); }
Tensor xlogy(const Scalar& self, const Tensor& other) { return xlogy(wrapped_number(self), other); }
Tensor nan_to_num(const Tensor& self, std::optional<double> nan, std::optional<double> posinf,
                  std::optional<double> neginf) {
  if (self.is_complex()) return view_as_complex(nan_to_num(view_as_real(self), nan, posinf, neginf));
  return run(NanToNum{replacements(self, nan, posinf, neginf)}, self)[0];
}
Tensor& nan_to_num_(Tensor& self, std::optional<double> nan, std::optional<double> posinf,
                    std::optional<double> neginf) {
  if (self.is_complex()) {
    Tensor parts = view_as_real(self);
    nan_to_num_(parts, nan, posinf, neginf);
    return self;
  }
  return run_inplace(NanToNum{replacements(self, nan, posinf, neginf)}, self);
}

}  // namespace torch::inline rushlight
