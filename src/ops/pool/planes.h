// What the pooling kernels share: sizes of the planes, the range of a window that lies inside a plane, the
// loop over planes on several threads. Included by the *_cpu.cpp files of this folder only.
#pragma once

#include "ops/pool/pool.h"
#include "rushlight/core/allocator.h"
#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

struct Planes {
  int64_t count, h, w, oh, ow;
};
struct Range {
  int64_t first, last;
};

inline int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t greater(int64_t a, int64_t b) { return a > b ? a : b; }

inline Planes planes_of(const View& in, const View& out, int dims) {
  Planes p;
  p.w = in.sizes[in.dims - 1];
  p.ow = out.sizes[out.dims - 1];
  p.h = dims == 2 ? in.sizes[in.dims - 2] : 1;
  p.oh = dims == 2 ? out.sizes[out.dims - 2] : 1;
  p.count = p.oh * p.ow > 0 ? out.numel / (p.oh * p.ow) : p.h * p.w > 0 ? in.numel / (p.h * p.w) : 0;
  return p;
}

// The taps k of a window starting at `start` with start + k * dilation inside [0, size).
inline Range taps(int64_t start, int64_t kernel, int64_t dilation, int64_t size) {
  const int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  const int64_t last = start < size ? (size - start + dilation - 1) / dilation : 0;
  return {first, lesser(kernel, last)};
}

// The outputs whose whole window lies inside [0, size).
inline Range inside(int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, int64_t size,
                    int64_t outputs) {
  const int64_t room = size - 1 - (kernel - 1) * dilation + pad;
  const int64_t first = lesser((pad + stride - 1) / stride, outputs);
  return {first, greater(first, room < 0 ? 0 : lesser(outputs, room / stride + 1))};
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
}  // namespace rushlight
