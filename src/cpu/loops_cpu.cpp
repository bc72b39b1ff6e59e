// The pointwise driver (see loops.h): a plan of merged dimensions (loop_plan.h) and a walk through it (loop_walk.h), or none
// where all operands are flat; threads take equal parts of the elements.
#include "cpu/loops.h"

#include "cpu/loop_walk.h"
#include "cpu/narrow.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 32768;  // elements for which a second thread pays

// A tensor's dtype as its compute type sees it without conversion.
template <class T> constexpr ScalarType same_type = CppTypeToScalarType<T>::value;

// True when all elements of `v` are the same place in memory: a number, or one expanded to a shape.
bool is_one_value(const View& v) {
  for (int d = 0; d < v.dims; ++d)
    if (v.sizes[d] != 1 && v.strides[d] != 0) return false;
  return true;
}

// The operands of a call that needs no plan: outputs and inputs that are contiguous, of one length and of the compute
// type, beside inputs that are one value each.
template <class T> struct Flat {
  Views in, out;
  uint32_t values = 0;  ///< bit k: input k is one value
  bool possible = true;

  Flat(Views inputs, Views outputs) : in(inputs), out(outputs) {
    for (const View& v : out) possible &= v.contiguous && is_stored_as(v.dtype, same_type<T>);
    for (size_t k = 0; k < in.size() && possible; ++k) {
      const View& v = in[k];
      if (v.contiguous && is_stored_as(v.dtype, same_type<T>) && v.numel == out[0].numel) continue;
      possible = is_one_value(v);
      values |= 1u << k;
    }
  }
  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) const {
    if (values == 0) return call(fn, attributes, first, last, nullptr);
    alignas(64) T spread[kMaxOperands][kMost];
    const int64_t tile = last - first < kMost ? last - first : kMost;
    for (size_t k = 0; k < in.size(); ++k)
      if (values >> k & 1)
        load(Operand{static_cast<char*>(in[k].data), in[k].dtype, 0, {}}, 0, 0, spread[k], tile);
    for (int64_t i = first; i < last; i += tile)
      call(fn, attributes, i, i + tile < last ? i + tile : last, spread);
  }

 private:
  static constexpr int64_t kMost = tile_of_size(sizeof(T));
  void call(TileFn fn, const void* attributes, int64_t first, int64_t last, const T (*spread)[kMost]) const {
    void* o[kMaxOperands];
    const void* p[kMaxOperands];
    for (size_t k = 0; k < out.size(); ++k) o[k] = out[k].as<T>() + first;
    for (size_t k = 0; k < in.size(); ++k) p[k] = values >> k & 1 ? spread[k] : in[k].as<const T>() + first;
    fn(attributes, o, p, last - first);
  }
};

template <class T> void run_typed(TileFn fn, const void* attributes, Views in, Views out) {
  if (const Flat<T> flat(in, out); flat.possible) {
    if (out[0].numel <= kGrain) return flat.run(fn, attributes, 0, out[0].numel);
    return parallel_for(0, out[0].numel, kGrain,
                        [&](int64_t first, int64_t last) { flat.run(fn, attributes, first, last); });
  }
  Plan plan;
  make_plan(plan, in, out);
  parallel_for(0, plan.numel, kGrain, [&](int64_t first, int64_t last) {
    Walk(plan, compute_in<T>).run(fn, attributes, first, last);
  });
}

template <class T> constexpr bool holds(ScalarType t) {
  return isIntegralType(t, true) && t != kLong && (sizeof(T) > 1 || is_stored_as(t, kByte));
}

// run_narrow where int64 is among the inputs: single values, as 0-dim tensors are, that T has a place for.
template <class T>
[[gnu::noinline]] bool run_with_numbers(TileFn fn, const void* attributes, Views in, Views out) {
  View narrow[kMaxOperands];
  T numbers[kMaxOperands];
  for (size_t k = 0; k < in.size(); ++k) {
    narrow[k] = in[k];
    if (holds<T>(in[k].dtype)) continue;
    if (in[k].dtype != kLong || !is_one_value(in[k])) return false;
    const int64_t value = *in[k].as<const int64_t>();
    numbers[k] = static_cast<T>(value);
    if (numbers[k] != value) return false;
    narrow[k].data = numbers + k;
    narrow[k].dtype = same_type<T>;
  }
  run_typed<T>(fn, attributes, {narrow, in.size()}, out);
  return true;
}

// Whether `fn` was run: there is one, and T holds all operands.
template <class T> bool run_narrow(TileFn fn, const void* attributes, Views in, Views out) {
  if (fn == nullptr) return false;
  bool held = true;
  for (const View& v : out)
    if (!holds<T>(v.dtype)) return false;
  for (const View& v : in) held &= holds<T>(v.dtype);
  if (!held) return run_with_numbers<T>(fn, attributes, in, out);
  run_typed<T>(fn, attributes, in, out);
  return true;
}

void pointwise(const TileKernel& kernel, const void* attributes, ScalarType compute, Views in, Views out) {
  if (out[0].numel == 0) return;
  if (compute == kFloat) return run_typed<float>(kernel.f32, attributes, in, out);
  if (compute == kDouble) return run_typed<double>(kernel.f64, attributes, in, out);
  if (compute == kComplexFloat) return run_typed<Complex<float>>(kernel.c64, attributes, in, out);
  if (compute == kComplexDouble) return run_typed<Complex<double>>(kernel.c128, attributes, in, out);
  if constexpr (kNarrowForms) {
    if (compute == kByte && run_narrow<uint8_t>(kernel.u8, attributes, in, out)) return;
    if (compute != kLong && run_narrow<int32_t>(kernel.i32, attributes, in, out)) return;
  }
  return run_typed<int64_t>(kernel.i64, attributes, in, out);
}

}  // namespace

template <> const LoopKernels& cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LoopKernels table{pointwise};
  return table;
}

}  // namespace torch::inline rushlight
