// arange, linspace, logspace and eye: tensors whose elements follow from their place.
#include <cmath>

#include "op/operator.h"
#include "rushlight/core/parallel.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

Tensor finish(Tensor t, const TensorOptions& options) {
  if (options.requires_grad()) t.set_requires_grad(true);
  return t;
}

/// out[i] = value(i), converted to the dtype of out.
template <class T, class F> void fill_typed(const View& out, const F& value) {
  T* p = out.as<T>();
  parallel_for(0, out.numel, 32768, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) p[i] = static_cast<T>(value(i));
  });
}

template <class F> void fill_each(const View& out, const F& value) {
  switch (out.dtype) {
    case kFloat: return fill_typed<float>(out, value);
    case kDouble: return fill_typed<double>(out, value);
    case kLong: return fill_typed<int64_t>(out, value);
    case kInt: return fill_typed<int32_t>(out, value);
    case kShort: return fill_typed<int16_t>(out, value);
    case kChar: return fill_typed<int8_t>(out, value);
    case kByte: return fill_typed<uint8_t>(out, value);
    case kBool: return fill_typed<bool>(out, value);
    case kHalf: return fill_typed<Half>(out, value);
    default: return fill_typed<BFloat16>(out, value);
  }
}

// start, start + step, ... below end.
struct Arange {
  Scalar start, end, step;
  ScalarType dtype;
  Device device;
  static constexpr Traits traits{.name = "arange", .differentiable = false};

  void infer(Infer& io) const {
    const double from = start.toDouble(), to = end.toDouble(), by = step.toDouble();
    io.check(by != 0 && !std::isnan(by), "expected a step other than 0, got ", step);
    io.check(std::isfinite(from) && std::isfinite(to), "expected finite bounds, got ", start, " and ", end);
    io.check(by > 0 ? to >= from : to <= from, "expected bounds in the direction of the step, got ", start,
             ", ", end, " and step ", step);
    int64_t n = 0;
    if (dtype == kLong) {
      const int64_t a = start.toLong(), b = end.toLong(), s = step.toLong();
      io.check(s != 0, "expected a step that is not 0 as int64, got ", step);
      int64_t span;
      io.check(!__builtin_sub_overflow(b, a, &span), "expected bounds and step for a length that fits, got ",
               start, " and ", end);
      n = span / s + (span % s != 0);
    } else {
      const double length = std::ceil((to - from) / by);
      io.check(length >= 0 && length < 0x1p62, "expected bounds and step for a length that fits, got ",
               length);
      n = static_cast<int64_t>(length);
    }
    io.set_device(device);
    io.out(0, dtype, n);
  }
  static void execute(const Arange& op, Views, Views out) {
    if (isFloatingType(op.dtype)) {
      const double a = op.start.toDouble(), s = op.step.toDouble();
      return fill_each(out[0], [=](int64_t i) { return a + s * static_cast<double>(i); });
    }
    const int64_t a = op.start.toLong(), s = op.step.toLong();
    fill_each(out[0], [=](int64_t i) { return a + s * i; });
  }
};

// `steps` numbers from start to end, both included, or the powers of a base. Each half counts from its own end.
template <bool powers> struct Linspace {
  Scalar start, end;
  int64_t steps;
  double base;
  ScalarType dtype;
  Device device;
  static constexpr Traits traits{.name = powers ? "logspace" : "linspace", .differentiable = false};

  void infer(Infer& io) const {
    io.check(steps >= 0, "expected a number of steps of at least 0, got ", steps);
    io.check_number(start, dtype);
    io.check_number(end, dtype);
    io.set_device(device);
    io.out(0, dtype, steps);
  }
  template <class T> void fill(const View& out, T from, T to) const {
    const T step = steps > 1 ? (to - from) / static_cast<T>(steps - 1) : T(0);
    const int64_t half = steps > 1 ? steps / 2 : 1;
    fill_each(out, [=, this](int64_t i) {
      const T x = i < half ? from + step * static_cast<T>(i) : to - step * static_cast<T>(steps - 1 - i);
      return powers ? static_cast<T>(std::pow(static_cast<T>(base), x)) : x;
    });
  }
  static void execute(const Linspace& op, Views, Views out) {
    if (op.dtype == kFloat) return op.fill(out[0], op.start.toFloat(), op.end.toFloat());
    if (isFloatingType(op.dtype)) return op.fill(out[0], op.start.toDouble(), op.end.toDouble());
    op.fill(out[0], static_cast<double>(op.start.toLong()), static_cast<double>(op.end.toLong()));
  }
};

}  // namespace

Tensor arange(const Scalar& end, const TensorOptions& o) { return arange(0, end, 1, o); }
Tensor arange(const Scalar& start, const Scalar& end, const TensorOptions& o) {
  return arange(start, end, 1, o);
}
Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, const TensorOptions& o) {
  const bool whole = start.isIntegral(true) && end.isIntegral(true) && step.isIntegral(true);
  const ScalarType natural = whole ? kLong : get_default_dtype_as_scalartype();
  return finish(run(Arange{start, end, step, o.dtype_opt().value_or(natural), o.device()})[0], o);
}
Tensor range(const Scalar& start, const Scalar& end, const TensorOptions& o) {
  return range(start, end, 1, o);
}
Tensor range(const Scalar& start, const Scalar& end, const Scalar& step, const TensorOptions& o) {
  const double from = start.toDouble(), to = end.toDouble(), by = step.toDouble();
  RUSHLIGHT_CHECK(by != 0 && !std::isnan(by), "range: expected a step other than 0, got ", step);
  RUSHLIGHT_CHECK(std::isfinite(from) && std::isfinite(to), "range: expected finite bounds, got ", start,
                  " and ", end);
  RUSHLIGHT_CHECK(by > 0 ? to >= from : to <= from,
                  "range: expected bounds in the direction of the step, got ", start, ", ", end, " and step ",
                  step);
  const double length = std::floor((to - from) / by) + 1;
  const double last = from + (length - 0.5) * by;  // half a step behind the last element
  return arange(start, last, step, o.dtype(o.scalar_type()));
}
Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, const TensorOptions& o) {
  return finish(run(Linspace<false>{start, end, steps, 0, o.scalar_type(), o.device()})[0], o);
}
Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base, const TensorOptions& o) {
  return finish(run(Linspace<true>{start, end, steps, base, o.scalar_type(), o.device()})[0], o);
}

namespace {
/// The number that a 0-dim tensor holds.
Scalar bound(const char* who, const Tensor& t) {
  RUSHLIGHT_CHECK(t.dim() == 0, who, ": expected bounds of no dimension, got shape ", t.sizes());
  return t.item();
}
}  // namespace

Tensor linspace(const Tensor& start, const Tensor& end, int64_t steps, const TensorOptions& o) {
  return linspace(bound("linspace", start), bound("linspace", end), steps, o);
}
Tensor linspace(const Tensor& start, const Scalar& end, int64_t steps, const TensorOptions& o) {
  return linspace(bound("linspace", start), end, steps, o);
}
Tensor linspace(const Scalar& start, const Tensor& end, int64_t steps, const TensorOptions& o) {
  return linspace(start, bound("linspace", end), steps, o);
}
Tensor logspace(const Tensor& start, const Tensor& end, int64_t steps, double base, const TensorOptions& o) {
  return logspace(bound("logspace", start), bound("logspace", end), steps, base, o);
}
Tensor logspace(const Tensor& start, const Scalar& end, int64_t steps, double base, const TensorOptions& o) {
  return logspace(bound("logspace", start), end, steps, base, o);
}
Tensor logspace(const Scalar& start, const Tensor& end, int64_t steps, double base, const TensorOptions& o) {
  return logspace(start, bound("logspace", end), steps, base, o);
}
Tensor eye(int64_t n, const TensorOptions& o) { return eye(n, n, o); }
Tensor eye(int64_t n, int64_t m, const TensorOptions& o) {
  RUSHLIGHT_CHECK(n >= 0 && m >= 0, "eye: expected sizes that are not negative, got ", n, " and ", m);
  Tensor t = zeros({n, m}, o.requires_grad(false));
  t.diagonal().fill_(1);
  return finish(t, o);
}

}  // namespace torch::inline rushlight
