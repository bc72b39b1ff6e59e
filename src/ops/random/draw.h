// From a distribution to an operator: draws of one generator into a tensor of any dtype and geometry, with the order
// of elements and the rounding that PyTorch uses. Next: distributions.h, random.cpp.
#pragma once

#include <algorithm>
#include <memory>

#include "cpu/copy.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/random/distributions.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight {

/// The dimensions of a view in the order of its memory, outermost first, as numbers are drawn.
struct MemoryOrder {
  DimVector order, sizes;
  explicit MemoryOrder(const View& out) {
    for (int d = 0; d < out.dims; ++d) order.push_back(d);
    std::stable_sort(order.begin(), order.end(),
                     [&](int64_t a, int64_t b) { return out.strides[a] > out.strides[b]; });
    for (int64_t d : order) sizes.push_back(out.sizes[d]);
  }
  DimVector permuted(const int64_t* strides) const {
    DimVector result;
    for (int64_t d : order) result.push_back(strides[d]);
    return result;
  }
};

/// Copies `values`, one for each element in the order of memory, into `out`.
template <class T> void store_in_memory_order(const T* values, const View& out) {
  const MemoryOrder memory(out);
  const DimVector from = contiguous_strides(memory.sizes), to = memory.permuted(out.strides);
  View in = out, target = out;
  in.data = const_cast<T*>(values);
  in.dtype = CppTypeToScalarType<T>::value;
  in.sizes = target.sizes = memory.sizes.data();
  in.strides = from.data();
  in.contiguous = true;
  target.strides = to.data();
  cpu_kernels<CopyKernels>().copy(in, target);
}

/// Calls fill(T*, n) on the memory of `out`, or on a buffer that is then rounded or scattered into it.
template <class T, class Fill> void fill_typed(const View& out, const Fill& fill) {
  if (out.contiguous && out.dtype == CppTypeToScalarType<T>::value) return fill(out.as<T>(), out.numel);
  const auto buffer = std::make_unique_for_overwrite<T[]>(static_cast<size_t>(out.numel));
  fill(buffer.get(), out.numel);
  store_in_memory_order(buffer.get(), out);
}

template <class Fill> void fill_any(const View& out, const Fill& fill) {
  switch (out.dtype) {
    case kDouble: return fill_typed<double>(out, fill);
    case kLong: return fill_typed<int64_t>(out, fill);
    case kInt: return fill_typed<int32_t>(out, fill);
    case kShort: return fill_typed<int16_t>(out, fill);
    case kChar: return fill_typed<int8_t>(out, fill);
    case kByte: return fill_typed<uint8_t>(out, fill);
    case kBool: return fill_typed<bool>(out, fill);
    default: return fill_typed<float>(out, fill);  // 16-bit floats are drawn as floats and rounded
  }
}

template <class Distribution>
void draw(const Distribution& distribution, const Generator& generator, const View& out) {
  if (out.numel == 0) return;
  const std::lock_guard lock(generator.mutex());
  CpuRandomState& state = generator.state();
  const DrawTarget target{out.dtype, out.contiguous};
  fill_any(out, [&]<class T>(T* values, int64_t n) {
    if constexpr (std::is_base_of_v<RealDistribution, Distribution> && !std::is_floating_point_v<T>) return;
    else distribution.fill(state, values, n, target);
  });
}

/// self = draws. The result does not depend on the old values, so their gradient is zero.
template <class Distribution> struct DrawInto {
  Distribution distribution;
  Generator generator;
  static constexpr Traits traits{.name = Distribution::kName};
  void infer(Infer& io) const {
    distribution.check(io, io.in(0).dtype);
    io.out_like(0, io.in(0));
  }
  static void execute(const DrawInto& op, Views, Views out) { draw(op.distribution, op.generator, out[0]); }
  void backward(Backward& b) const { b.set(0, zeros_like(b.grad())); }
};

/// A new row-major tensor of draws.
template <class Distribution> struct DrawNew {
  Distribution distribution;
  Generator generator;
  DimVector sizes;
  ScalarType dtype;
  Device device;
  static constexpr Traits traits{.name = Distribution::kName, .differentiable = false};
  void infer(Infer& io) const {
    distribution.check(io, dtype);
    io.set_device(device);
    io.out(0, dtype, sizes);
  }
  static void execute(const DrawNew& op, Views, Views out) { draw(op.distribution, op.generator, out[0]); }
};

}  // namespace torch::inline rushlight
