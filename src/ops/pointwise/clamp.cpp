// clamp by numbers and by tensors, clamp_min, clamp_max, maximum, minimum, fmax and fmin.
#include "ops/pointwise/clamp.h"

#include <cmath>
#include <limits>

#include "cpu/copy.h"
#include "op/overlap.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = ClampKernels;

bool is_nan(const Scalar& s) { return std::isnan(s.toDouble()); }

struct ClampBackward : ClampBounds {
  static constexpr Traits traits{.name = "clamp_backward", .save_inputs = 2};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const ClampBackward& op, Views in, Views out) {
    execute_pointwise(&K::clamp_backward, static_cast<const ClampBounds*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, run(*this, b.grad(), b.in(1))[0]);
  }
};

struct Clamp : ClampBounds {
  static constexpr Traits traits{.name = "clamp", .save_inputs = 1};
  std::string grad_fn() const {
    return !has_max ? "ClampMinBackward0" : !has_min ? "ClampMaxBackward0" : "ClampBackward1";
  }
  // The bound that counts most in type promotion.
  const Scalar& bound() const {
    return has_max && (!has_min || max.isFloatingPoint() || min.isBoolean()) ? max : min;
  }
  void infer(Infer& io) const {
    io.check(has_min || has_max, "expected a min, a max or both, got neither");
    const ScalarType t = promoted(io, &bound());
    for (const Scalar* number : {&min, &max})
      if (!is_nan(*number)) io.check_number(*number, t);
    infer_pointwise(io, t);
  }
  static void execute(const Clamp& op, Views in, Views out) {
    if ((op.has_min && is_nan(op.min)) || (op.has_max && is_nan(op.max)))
      return cpu_kernels<CopyKernels>().copy(view_of(Scalar(std::numeric_limits<double>::quiet_NaN())),
                                             out[0]);
    ScalarType t = promoted(in, &op.bound());
    if (op.has_min) t = beside_number(t, op.min);
    if (op.has_max) t = beside_number(t, op.max);
    execute_pointwise(&K::clamp, static_cast<const ClampBounds*>(&op), t, in, out);
  }
  void backward(Backward& b) const { b.set(0, run(ClampBackward{*this}, b.grad(), b.in(0))[0]); }
};

ClampBounds bounds(const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return {min.value_or(0), max.value_or(0), min.has_value(), max.has_value()};
}

// clamp_min by a tensor: maximum, but at a tie the gradient goes to self alone.
struct ClampMin {
  static constexpr Traits traits{.name = "clamp_min", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const ClampMin& op, Views in, Views out) {
    execute_pointwise(&K::maximum, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, where(b.in(0) >= b.in(1), b.grad(), 0));
    if (b.needs(1)) b.set(1, where(b.in(0) < b.in(1), b.grad(), 0));
  }
};
struct ClampMax {
  static constexpr Traits traits{.name = "clamp_max", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const ClampMax& op, Views in, Views out) {
    execute_pointwise(&K::minimum, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, where(b.in(0) <= b.in(1), b.grad(), 0));
    if (b.needs(1)) b.set(1, where(b.in(0) > b.in(1), b.grad(), 0));
  }
};

// At a tie each side gets half of the gradient.
void share(Backward& b, const Tensor& self_loses, const Tensor& other_loses) {
  const Tensor tie = b.in(0) == b.in(1);
  const Tensor grad = where(tie, b.grad() / 2, b.grad());
  if (b.needs(0)) b.set(0, masked_fill(grad, self_loses, 0));
  if (b.needs(1)) b.set(1, masked_fill(grad, other_loses, 0));
}

struct Maximum {
  static constexpr Traits traits{.name = "maximum", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const Maximum& op, Views in, Views out) {
    execute_pointwise(&K::maximum, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const { share(b, b.in(0) < b.in(1), b.in(0) > b.in(1)); }
};
struct Minimum {
  static constexpr Traits traits{.name = "minimum", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const Minimum& op, Views in, Views out) {
    execute_pointwise(&K::minimum, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const { share(b, b.in(0) > b.in(1), b.in(0) < b.in(1)); }
};
struct Fmax {
  static constexpr Traits traits{.name = "fmax", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const Fmax& op, Views in, Views out) {
    execute_pointwise(&K::fmax, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor self_wins = logical_or(b.in(0) >= b.in(1), isnan(b.in(1)));
    if (b.needs(0)) b.set(0, where(self_wins, b.grad(), 0));
    if (b.needs(1)) b.set(1, where(self_wins, 0, b.grad()));
  }
};
struct Fmin {
  static constexpr Traits traits{.name = "fmin", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const Fmin& op, Views in, Views out) {
    execute_pointwise(&K::fmin, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor self_wins = logical_or(b.in(0) <= b.in(1), isnan(b.in(1)));
    if (b.needs(0)) b.set(0, where(self_wins, b.grad(), 0));
    if (b.needs(1)) b.set(1, where(self_wins, 0, b.grad()));
  }
};

}  // namespace

Tensor clamp(const Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return run(Clamp{bounds(min, max)}, self)[0];
}
Tensor& clamp_(Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return run_inplace(Clamp{bounds(min, max)}, self);
}
Tensor clamp(const Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max) {
  RUSHLIGHT_CHECK(min || max, "clamp: expected a min, a max or both, got neither");
  const Tensor above = min ? clamp_min(self, *min) : self;
  return max ? clamp_max(above, *max) : above;
}
Tensor& clamp_(Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max) {
  RUSHLIGHT_CHECK(min || max, "clamp: expected a min, a max or both, got neither");
  if (!max) return clamp_min_(self, *min);
  const Tensor upper = min ? apart_from(self, *max) : *max;  // the first call would change it
  if (min) clamp_min_(self, *min);
  return clamp_max_(self, upper);
}
Tensor clamp_min(const Tensor& self, const Scalar& min) { return clamp(self, min, std::nullopt); }
Tensor& clamp_min_(Tensor& self, const Scalar& min) { return clamp_(self, min, std::nullopt); }
Tensor clamp_max(const Tensor& self, const Scalar& max) { return clamp(self, std::nullopt, max); }
Tensor& clamp_max_(Tensor& self, const Scalar& max) { return clamp_(self, std::nullopt, max); }
Tensor clamp_min(const Tensor& self, const Tensor& min) { return run(ClampMin{}, self, min)[0]; }
Tensor& clamp_min_(Tensor& self, const Tensor& min) { return run_inplace(ClampMin{}, self, min); }
Tensor clamp_max(const Tensor& self, const Tensor& max) { return run(ClampMax{}, self, max)[0]; }
Tensor& clamp_max_(Tensor& self, const Tensor& max) { return run_inplace(ClampMax{}, self, max); }
Tensor clip(const Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return clamp(self, min, max);
}
Tensor& clip_(Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return clamp_(self, min, max);
}
Tensor clip(const Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max) {
  return clamp(self, min, max);
}
Tensor& clip_(Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max) {
  return clamp_(self, min, max);
}

Tensor maximum(const Tensor& self, const Tensor& other) { return run(Maximum{}, self, other)[0]; }
Tensor minimum(const Tensor& self, const Tensor& other) { return run(Minimum{}, self, other)[0]; }
Tensor fmax(const Tensor& self, const Tensor& other) { return run(Fmax{}, self, other)[0]; }
Tensor fmin(const Tensor& self, const Tensor& other) { return run(Fmin{}, self, other)[0]; }

}  // namespace torch::inline rushlight
