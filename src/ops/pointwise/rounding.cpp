// abs, sign, rounding to whole numbers, and division with a rounded or remaining part. Steps have the derivative zero.
#include "ops/pointwise/rounding.h"

#include "cpu/copy.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

void fail_zero_divisor(const char* who) {
  detail::fail({who, ": expected integers to be divided by anything but zero, got a zero"});
}

namespace {

using K = RoundingKernels;

struct Abs {
  static constexpr Traits traits{.name = "abs", .save_inputs = 1, .complex = true};
  void infer(Infer& io) const {
    io.check(io.in(0).dtype != kBool, "expected numbers, got a bool tensor");
    infer_pointwise(io, toRealValueType(io.in(0).dtype));
  }
  static void execute(const Abs& op, Views in, Views out) {
    execute_pointwise(&K::abs, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() * sgn(b.in(0))); }
};

struct Sign {
  static constexpr Traits traits{.name = "sign"};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const Sign& op, Views in, Views out) {
    execute_pointwise(&K::sign, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }
};

// Rounding of one tensor; integers are whole already.
template <class Rule> struct Rounding {
  static constexpr Traits traits{.name = Rule::kName};
  void infer(Infer& io) const {
    io.check(io.in(0).dtype != kBool, "expected numbers, got a bool tensor");
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Rounding& op, Views in, Views out) {
    if (!isFloatingType(in[0].dtype)) return cpu_kernels<CopyKernels>().copy(in[0], out[0]);
    execute_pointwise(Rule::kKernel, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }
};
struct Floor {
  static constexpr const char* kName = "floor";
  static constexpr auto kKernel = &K::floor;
};
struct Ceil {
  static constexpr const char* kName = "ceil";
  static constexpr auto kKernel = &K::ceil;
};
struct Trunc {
  static constexpr const char* kName = "trunc";
  static constexpr auto kKernel = &K::trunc;
};
struct Round {
  static constexpr const char* kName = "round";
  static constexpr auto kKernel = &K::round;
};

struct RoundDecimals : Decimals {
  static constexpr Traits traits{.name = "round"};
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(isFloatingType(t), "expected a floating-point tensor for rounding to decimals, got ", t);
    infer_pointwise(io, t);
  }
  static void execute(const RoundDecimals& op, Views in, Views out) {
    execute_pointwise(&K::round_decimals, static_cast<const Decimals*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }
};

struct Frac {
  static constexpr Traits traits{.name = "frac"};
  void infer(Infer& io) const {
    io.check(isFloatingType(io.in(0).dtype), "expected a floating-point tensor, got ", io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Frac& op, Views in, Views out) {
    execute_pointwise(&K::frac, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad()); }
};

// Division by a tensor and by a number. A rule gives names, kernels and the gradients.
template <class Rule> struct DivideTensors {
  static constexpr Traits traits{.name = Rule::kName, .save_inputs = Rule::kSaved};
  std::string grad_fn() const { return Rule::kTensorsNode; }
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(t != kBool, "expected numbers, got bool tensors");
    infer_pointwise(io, t);
  }
  static void execute(const DivideTensors& op, Views in, Views out) {
    execute_pointwise(Rule::kTensors, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const { Rule::gradient(b); }
};
template <class Rule> struct DivideScalar : Divisor {
  static constexpr Traits traits{.name = Rule::kName};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io, &value);
    io.check(t != kBool, "expected numbers, got bool values");
    infer_pointwise(io, t);
  }
  static void execute(const DivideScalar& op, Views in, Views out) {
    execute_pointwise(Rule::kScalar, static_cast<const Divisor*>(&op),
                      beside_number(promoted(in, &op.value), op.value), in, out);
  }
  void backward(Backward& b) const { b.set(0, Rule::kStep ? zeros_like(b.grad()) : b.grad()); }
};

void zero_gradients(Backward& b) {
  for (int i = 0; i < 2; ++i)
    if (b.needs(i)) b.set(i, zeros_like(b.grad()));
}

struct FmodRule {
  static constexpr const char* kName = "fmod";
  static constexpr const char* kTensorsNode = "FmodBackward1";
  static constexpr auto kTensors = &K::fmod, kScalar = &K::fmod_scalar;
  static constexpr bool kStep = false;
  static constexpr uint32_t kSaved = 3;
  static void gradient(Backward& b) {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, -b.grad() * div(b.in(0), b.in(1), "trunc"));
  }
};
struct RemainderRule {
  static constexpr const char* kName = "remainder";
  static constexpr const char* kTensorsNode = "RemainderBackward1";
  static constexpr auto kTensors = &K::remainder, kScalar = &K::remainder_scalar;
  static constexpr bool kStep = false;
  static constexpr uint32_t kSaved = 3;
  static void gradient(Backward& b) {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, -b.grad() * div(b.in(0), b.in(1), "floor"));
  }
};
struct FloorRule {
  static constexpr const char* kName = "div";
  static constexpr const char* kTensorsNode = "DivBackward2";
  static constexpr auto kTensors = &K::div_floor, kScalar = &K::div_floor_scalar;
  static constexpr bool kStep = true;
  static constexpr uint32_t kSaved = 0;
  static void gradient(Backward& b) { zero_gradients(b); }
};
struct TruncRule {
  static constexpr const char* kName = "div";
  static constexpr const char* kTensorsNode = "DivBackward2";
  static constexpr auto kTensors = &K::div_trunc, kScalar = &K::div_trunc_scalar;
  static constexpr bool kStep = true;
  static constexpr uint32_t kSaved = 0;
  static void gradient(Backward& b) { zero_gradients(b); }
};

enum class Mode { kExact, kFloor, kTrunc };
Mode parse_mode(std::optional<std::string_view> mode) {
  if (!mode) return Mode::kExact;
  RUSHLIGHT_CHECK(*mode == "floor" || *mode == "trunc",
                  "div: expected a rounding_mode of floor, trunc or none, got ", *mode);
  return *mode == "floor" ? Mode::kFloor : Mode::kTrunc;
}

}  // namespace

Tensor abs(const Tensor& self) { return run(Abs{}, self)[0]; }
Tensor& abs_(Tensor& self) { return run_inplace(Abs{}, self); }
Tensor absolute(const Tensor& self) { return abs(self); }
Tensor& absolute_(Tensor& self) { return abs_(self); }
Tensor sign(const Tensor& self) { return run(Sign{}, self)[0]; }
Tensor& sign_(Tensor& self) { return run_inplace(Sign{}, self); }
Tensor floor(const Tensor& self) { return run(Rounding<Floor>{}, self)[0]; }
Tensor& floor_(Tensor& self) { return run_inplace(Rounding<Floor>{}, self); }
Tensor ceil(const Tensor& self) { return run(Rounding<Ceil>{}, self)[0]; }
Tensor& ceil_(Tensor& self) { return run_inplace(Rounding<Ceil>{}, self); }
Tensor trunc(const Tensor& self) { return run(Rounding<Trunc>{}, self)[0]; }
Tensor& trunc_(Tensor& self) { return run_inplace(Rounding<Trunc>{}, self); }
Tensor fix(const Tensor& self) { return trunc(self); }
Tensor& fix_(Tensor& self) { return trunc_(self); }
Tensor round(const Tensor& self) { return run(Rounding<Round>{}, self)[0]; }
Tensor& round_(Tensor& self) { return run_inplace(Rounding<Round>{}, self); }
Tensor round(const Tensor& self, int64_t decimals) {
  return decimals == 0 ? round(self) : run(RoundDecimals{{decimals}}, self)[0];
}
Tensor& round_(Tensor& self, int64_t decimals) {
  return decimals == 0 ? round_(self) : run_inplace(RoundDecimals{{decimals}}, self);
}
Tensor frac(const Tensor& self) { return run(Frac{}, self)[0]; }
Tensor& frac_(Tensor& self) { return run_inplace(Frac{}, self); }

Tensor fmod(const Tensor& self, const Tensor& other) {
  return run(DivideTensors<FmodRule>{}, self, other)[0];
}
Tensor& fmod_(Tensor& self, const Tensor& other) {
  return run_inplace(DivideTensors<FmodRule>{}, self, other);
}
Tensor fmod(const Tensor& self, const Scalar& other) { return run(DivideScalar<FmodRule>{{other}}, self)[0]; }
Tensor& fmod_(Tensor& self, const Scalar& other) {
  return run_inplace(DivideScalar<FmodRule>{{other}}, self);
}
Tensor remainder(const Tensor& self, const Tensor& other) {
  return run(DivideTensors<RemainderRule>{}, self, other)[0];
}
Tensor& remainder_(Tensor& self, const Tensor& other) {
  return run_inplace(DivideTensors<RemainderRule>{}, self, other);
}
Tensor remainder(const Tensor& self, const Scalar& other) {
  return run(DivideScalar<RemainderRule>{{other}}, self)[0];
}
Tensor& remainder_(Tensor& self, const Scalar& other) {
  return run_inplace(DivideScalar<RemainderRule>{{other}}, self);
}
Tensor remainder(const Scalar& self, const Tensor& other) { return remainder(wrapped_number(self), other); }

Tensor div(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  const Mode mode = parse_mode(rounding_mode);
  if (mode == Mode::kExact) return div(self, other);
  if (mode == Mode::kFloor) return run(DivideTensors<FloorRule>{}, self, other)[0];
  return run(DivideTensors<TruncRule>{}, self, other)[0];
}
Tensor& div_(Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  const Mode mode = parse_mode(rounding_mode);
  if (mode == Mode::kExact) return div_(self, other);
  if (mode == Mode::kFloor) return run_inplace(DivideTensors<FloorRule>{}, self, other);
  return run_inplace(DivideTensors<TruncRule>{}, self, other);
}
Tensor div(const Tensor& self, const Scalar& other, std::optional<std::string_view> rounding_mode) {
  const Mode mode = parse_mode(rounding_mode);
  if (mode == Mode::kExact) return div(self, other);
  if (mode == Mode::kFloor) return run(DivideScalar<FloorRule>{{other}}, self)[0];
  return run(DivideScalar<TruncRule>{{other}}, self)[0];
}
Tensor& div_(Tensor& self, const Scalar& other, std::optional<std::string_view> rounding_mode) {
  const Mode mode = parse_mode(rounding_mode);
  if (mode == Mode::kExact) return div_(self, other);
  if (mode == Mode::kFloor) return run_inplace(DivideScalar<FloorRule>{{other}}, self);
  return run_inplace(DivideScalar<TruncRule>{{other}}, self);
}
Tensor floor_divide(const Tensor& self, const Tensor& other) { return div(self, other, "floor"); }
Tensor& floor_divide_(Tensor& self, const Tensor& other) { return div_(self, other, "floor"); }
Tensor floor_divide(const Tensor& self, const Scalar& other) { return div(self, other, "floor"); }
Tensor& floor_divide_(Tensor& self, const Scalar& other) { return div_(self, other, "floor"); }

}  // namespace torch::inline rushlight
