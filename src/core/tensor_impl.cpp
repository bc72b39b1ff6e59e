// Shaping of TensorImpl. Making and freeing one also concerns what autograd hangs on it: autograd/node.cpp.
#include "rushlight/core/tensor_impl.h"

#include <cstring>

#include "rushlight/core/small_vector.h"

namespace torch::inline rushlight {

void TensorImpl::set_geometry(const int64_t* sizes_in, const int64_t* strides_in, int n) {
  if (n > kInlineDims) [[unlikely]] {
    int64_t* fresh = new int64_t[2 * static_cast<size_t>(n)];
    std::memcpy(fresh, sizes_in, sizeof(int64_t) * static_cast<size_t>(n));
    std::memcpy(fresh + n, strides_in, sizeof(int64_t) * static_cast<size_t>(n));
    delete[] heap_geometry;
    heap_geometry = fresh;
  } else {
    int64_t copy[2 * kInlineDims];  // the source may be this tensor's own geometry
    for (int i = 0; i < n; ++i) {
      copy[i] = sizes_in[i];
      copy[kInlineDims + i] = strides_in[i];
    }
    delete[] heap_geometry;
    heap_geometry = nullptr;
    for (int i = 0; i < n; ++i) {
      inline_geometry[i] = copy[i];
      inline_geometry[kInlineDims + i] = copy[kInlineDims + i];
    }
  }
  dims = static_cast<int8_t>(n);
  numel = 1;
  bool row_major = true;
  for (int i = n - 1; i >= 0; --i) {
    if (sizes()[i] != 1 && strides()[i] != numel) row_major = false;
    numel *= sizes()[i];
  }
  set(kContiguous, row_major || numel == 0);
}

void TensorImpl::set_contiguous(const int64_t* sizes_in, int n) {
  if (n > kInlineDims || heap_geometry) [[unlikely]] {
    DimVector strides_of(static_cast<size_t>(n));
    int64_t step = 1;
    for (int i = n - 1; i >= 0; --i) {
      strides_of[static_cast<size_t>(i)] = step;
      step *= sizes_in[i] > 1 ? sizes_in[i] : 1;
    }
    return set_geometry(sizes_in, strides_of.data(), n);
  }
  int64_t step = 1;
  numel = 1;
  for (int i = n - 1; i >= 0; --i) {
    const int64_t size = sizes_in[i];
    inline_geometry[i] = size;
    inline_geometry[kInlineDims + i] = step;
    step *= size > 1 ? size : 1;
    numel *= size;
  }
  dims = static_cast<int8_t>(n);
  flags |= kContiguous;
}

bool TensorImpl::view_needs_grad() const { return view_version != version() && base->needs_grad(); }

}  // namespace torch::inline rushlight
