// The pointwise driver: promotion, broadcasting, strides, threads and vector width, written once for all operators.
// A kernel ("tile function") works on packed runs of one compute type: float, double, int64 or complex. The driver hands it
// tensor memory directly where that is contiguous and of that type, and otherwise converts tile by tile through
// buffers that stay in the L1 cache. 16-bit floats compute in float, bool in int64, smaller integers in int64 as well unless
// a kernel has a narrower form: one whose results, cut to the dtype, are those of int64.
// Next: loops_cpu.cpp (the driver), tile.h (from a functor to a tile function).
#pragma once

#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

/// out[k][i] = f(in[0][i], in[1][i], ...) for i in [0, n); `attributes` is the operator struct. Where bit k of `values` is
/// set, in[k] is kValueBytes full of one value, which stands for all elements. None is set in a type that takes
/// no values (narrow.h). A lone input has it set only where n is 1: kernels of one input read in[0][0] either way.
using TileFn = void (*)(const void* attributes, void* const* out, const void* const* in, int64_t n,
                        uint32_t values);

/// A vector of the widest instruction set. The processor stores in order: a longer piece of memory full of one value is ready
/// only when results stored before it have left for the cache, which took as long as the operator itself.
constexpr int64_t kValueBytes = 64;

/// One pointwise kernel for its compute types; null where the operator does not work in that type.
struct TileKernel {
  TileFn f32 = nullptr;
  TileFn f64 = nullptr;
  TileFn i64 = nullptr;
  TileFn c64 = nullptr;   ///< complex64
  TileFn c128 = nullptr;  ///< complex128
  // Integers as they lie in memory, and what the type holds beside them: bool as bytes of 0 and 1.
  TileFn u8 = nullptr;  ///< uint8, and bool where results are 0 or 1 for such operands
  TileFn i8 = nullptr;
  TileFn i16 = nullptr;
  TileFn i32 = nullptr;  ///< narrower ones too, for which there is no form
};

constexpr int kMaxOperands = 6;

struct LoopKernels {
  /// Runs `kernel` in a compute type (see compute_type) over the shape of out[0]; inputs broadcast.
  void (*pointwise)(const TileKernel& kernel, const void* attributes, ScalarType compute, Views in,
                    Views out);
};

/// The narrowest type in which kernels compute for operands of dtype `t`.
constexpr ScalarType compute_type(ScalarType t) {
  return isComplexType(t)               ? toComplexType(toRealValueType(t))
         : t == kHalf || t == kBFloat16 ? kFloat
         : t == kBool                   ? kLong
                                        : t;
}
/// The same for kernels of which the results are 0 or 1 wherever the operands are: bool may compute as bytes.
constexpr ScalarType truth_type(ScalarType t) { return t == kBool ? kByte : t; }

}  // namespace torch::inline rushlight
