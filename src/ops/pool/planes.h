// What the pooling kernels share: sizes of the planes, the range of a window that lies inside a plane, the
// loop over planes on several threads. Included by the *_cpu.cpp files of this folder only.
#pragma once

#include "cpu/window.h"
#include "ops/pool/pool.h"
#include "rushlight/core/allocator.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Planes {
  int64_t count, h, w, oh, ow;
};
inline Planes planes_of(const View& in, const View& out, int dims) {
  Planes p;
  p.w = in.sizes[in.dims - 1];
  p.ow = out.sizes[out.dims - 1];
  p.h = dims == 2 ? in.sizes[in.dims - 2] : 1;
  p.oh = dims == 2 ? out.sizes[out.dims - 2] : 1;
  p.count = p.oh * p.ow > 0 ? out.numel / (p.oh * p.ow) : p.h * p.w > 0 ? in.numel / (p.h * p.w) : 0;
  return p;
}

// The inputs of output i of an adaptive pooling.
inline Range adaptive_range(int64_t i, int64_t size, int64_t outputs) {
  return {i * size / outputs, ((i + 1) * size + outputs - 1) / outputs};
}

template <class Body> void each_plane(const Planes& p, const Body& body) {
  const int64_t cost = greater(1, p.h * p.w + p.oh * p.ow);
  parallel_for(0, p.count, 32768 / cost + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) body(i);
  });
}

// A row of memory for the time of one call.
template <class T> struct Row {
  explicit Row(int64_t count)
      : bytes(static_cast<size_t>(count) * sizeof(T)), data(static_cast<T*>(allocate(bytes))) {}
  ~Row() { deallocate(data, bytes); }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
  size_t bytes;
  T* data;
};

template <class T> T* data_or_null(const View& v) { return v.defined() ? static_cast<T*>(v.data) : nullptr; }

}  // namespace
}  // namespace torch::inline rushlight
