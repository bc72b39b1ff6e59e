// View: what a kernel sees of a tensor: address, dtype, sizes and strides. It owns nothing and is made on the stack,
// so kernels can be called, tested and timed without the framework. Next: operator.h, src/cpu/loops.h.
#pragma once

#include "rushlight/core/array_ref.h"
#include "rushlight/core/device.h"
#include "rushlight/core/dtype.h"

namespace torch::inline rushlight {

/// One strided array in memory. An optional argument that was not given has `defined() == false`.
struct View {
  void* data = nullptr;
  const int64_t* sizes = nullptr;
  const int64_t* strides = nullptr;  ///< in elements
  int64_t numel = 0;
  ScalarType dtype = ScalarType::Undefined;
  int8_t dims = 0;
  bool contiguous = true;  ///< row-major without gaps
  bool wrapped = false;    ///< a plain number: counts least in type promotion
  Device device;

  bool defined() const { return dtype != ScalarType::Undefined; }
  int64_t size(int i) const { return sizes[i < 0 ? i + dims : i]; }
  int64_t stride(int i) const { return strides[i < 0 ? i + dims : i]; }
  IntArrayRef shape() const { return {sizes, static_cast<size_t>(dims)}; }
  IntArrayRef stride_list() const { return {strides, static_cast<size_t>(dims)}; }
  template <class T> T* as() const { return static_cast<T*>(data); }
};

using Views = ArrayRef<View>;

}  // namespace torch::inline rushlight
