// The pointwise driver (see loops.h): a plan of merged dimensions (loop_plan.h) and a walk through it, by runs (loop_walk.h) or
// by blocks (loop_squares.h), or none where all operands are flat; threads take equal parts of the elements.
#include "cpu/loops.h"

#include "cpu/loop_squares.h"
#include "cpu/loop_walk.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 32768;  // elements for which a second thread pays

// True when all elements of `v` are the same place in memory: a number, or one expanded to a shape.
bool is_one_value(const View& v) {
  for (int d = 0; d < v.dims; ++d)
    if (v.sizes[d] != 1 && v.strides[d] != 0) return false;
  return true;
}

// The operands of a call that needs no plan: outputs and inputs that are contiguous, of one length and of the compute
// type, beside inputs that are one value each.
struct Flat {
  Views in, out;
  const Compute& compute;
  uint32_t values = 0;  ///< bit k: input k is one value
  bool possible = true;

  Flat(Views inputs, Views outputs, const Compute& c) : in(inputs), out(outputs), compute(c) {
    for (const View& v : out) possible &= v.contiguous && is_stored_as(v.dtype, compute.dtype);
    for (size_t k = 0; k < in.size() && possible; ++k) {
      const View& v = in[k];
      if (v.contiguous && is_stored_as(v.dtype, compute.dtype) && v.numel == out[0].numel) continue;
      possible = is_one_value(v) && (in.size() > 1 || out[0].numel == 1);
      values |= 1u << k;
    }
  }
  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) const {
    if (values == 0) return call(fn, attributes, first, last, nullptr, 0);
    alignas(64) char value[kMaxOperands][kMostSpread];
    for (size_t k = 0; k < in.size(); ++k)
      if (values >> k & 1)
        compute.spread(Operand{static_cast<char*>(in[k].data), in[k].dtype, 0, {}}, 0, value[k],
                       last - first);
    if (compute.takes_values) return call(fn, attributes, first, last, value, values);
    for (int64_t i = first; i < last; i += compute.spread_elements)
      call(fn, attributes, i, std::min(i + compute.spread_elements, last), value, 0);
  }

 private:
  void call(TileFn fn, const void* attributes, int64_t first, int64_t last, char (*value)[kMostSpread],
            uint32_t taken) const {
    const int64_t offset = first * compute.size;
    void* o[kMaxOperands];
    const void* p[kMaxOperands];
    for (size_t k = 0; k < out.size(); ++k) o[k] = out[k].as<char>() + offset;
    for (size_t k = 0; k < in.size(); ++k)
      p[k] = values >> k & 1 ? value[k] : in[k].as<const char>() + offset;
    fn(attributes, o, p, last - first, taken);
  }
};

void run_in(const Compute& compute, TileFn fn, const void* attributes, Views in, Views out) {
  if (const Flat flat(in, out, compute); flat.possible) {
    if (out[0].numel <= kGrain) return flat.run(fn, attributes, 0, out[0].numel);
    return parallel_for(0, out[0].numel, kGrain,
                        [&](int64_t first, int64_t last) { flat.run(fn, attributes, first, last); });
  }
  Plan plan;
  make_plan(plan, in, out);
  if (const Squares squares(plan, compute); squares.possible())
    return parallel_for(0, squares.blocks(), kGrain / squares.block_elements() + 1,
                        [&](int64_t first, int64_t last) { squares.run(fn, attributes, first, last); });
  parallel_for(0, plan.numel, kGrain,
               [&](int64_t first, int64_t last) { Walk(plan, compute).run(fn, attributes, first, last); });
}

// Whether the integers of dtype `t` are among those of `narrow`.
constexpr bool holds(ScalarType narrow, ScalarType t) {
  return t == narrow || t == kBool || (isIntegralType(t) && element_size(t) < element_size(narrow));
}
bool holds(ScalarType narrow, int64_t value) {
  switch (narrow) {
    case kByte: return value == static_cast<uint8_t>(value);
    case kChar: return value == static_cast<int8_t>(value);
    case kShort: return value == static_cast<int16_t>(value);
    default: return value == static_cast<int32_t>(value);
  }
}

// run_narrow where int64 is among the inputs: single values, as 0-dim tensors are, that the dtype has a place for.
template <class T>
[[gnu::noinline]] bool run_with_numbers(TileFn fn, ScalarType dtype, const void* attributes, Views in,
                                        Views out) {
  View narrow[kMaxOperands];
  T numbers[kMaxOperands];
  for (size_t k = 0; k < in.size(); ++k) {
    narrow[k] = in[k];
    if (holds(dtype, in[k].dtype)) continue;
    if (in[k].dtype != kLong || !is_one_value(in[k])) return false;
    const int64_t value = *in[k].as<const int64_t>();
    if (!holds(dtype, value)) return false;
    numbers[k] = static_cast<T>(value);
    narrow[k].data = numbers + k;
    narrow[k].dtype = dtype;
  }
  run_in(compute_in<T>, fn, attributes, {narrow, in.size()}, out);
  return true;
}

// Whether `fn` was run: there is one, and integers of `dtype`, which are as wide as T, hold all operands.
template <class T> bool run_narrow(TileFn fn, ScalarType dtype, const void* attributes, Views in, Views out) {
  if (fn == nullptr) return false;
  bool held = true;
  for (const View& v : out)
    if (!holds(dtype, v.dtype)) return false;
  for (const View& v : in) held &= holds(dtype, v.dtype);
  if (!held) return run_with_numbers<T>(fn, dtype, attributes, in, out);
  run_in(compute_in<T>, fn, attributes, in, out);
  return true;
}

// The same in the narrowest form that there is for numbers of dtype `t`.
bool run_integers(const TileKernel& kernel, ScalarType t, const void* attributes, Views in, Views out) {
  if (t == kByte && run_narrow<uint8_t>(kernel.u8, t, attributes, in, out)) return true;
  if (t == kChar && run_narrow<uint8_t>(kernel.i8, t, attributes, in, out)) return true;
  if (t == kShort && run_narrow<int16_t>(kernel.i16, t, attributes, in, out)) return true;
  return t != kLong && run_narrow<int32_t>(kernel.i32, kInt, attributes, in, out);
}

void pointwise(const TileKernel& kernel, const void* attributes, ScalarType compute, Views in, Views out) {
  if (out[0].numel == 0) return;
  switch (compute) {
    case kFloat: return run_in(compute_in<float>, kernel.f32, attributes, in, out);
    case kDouble: return run_in(compute_in<double>, kernel.f64, attributes, in, out);
    case kComplexFloat: return run_in(compute_in<Complex<float>>, kernel.c64, attributes, in, out);
    case kComplexDouble: return run_in(compute_in<Complex<double>>, kernel.c128, attributes, in, out);
    default: break;
  }
  if constexpr (kNarrowForms)
    if (run_integers(kernel, compute, attributes, in, out)) return;
  return run_in(compute_in<int64_t>, kernel.i64, attributes, in, out);
}

}  // namespace

template <> const LoopKernels& cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LoopKernels table{pointwise};
  return table;
}

}  // namespace torch::inline rushlight
