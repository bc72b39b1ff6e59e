// TensorImpl: what a Tensor points to. Sizes and strides inline up to five dimensions, no virtual functions, and
// the rarely used autograd part (gradient, hooks) apart in AutogradMeta. Next: tensor.h, src/autograd/node.h.
#pragma once

#include "rushlight/core/array_ref.h"
#include "rushlight/core/dtype.h"
#include "rushlight/core/storage.h"

namespace torch::inline rushlight {

class Node;
struct AutogradMeta;
RUSHLIGHT_API void release_last(Node* node) noexcept;

/// One strided array: storage, geometry and its place in the autograd graph.
struct TensorImpl {
  static constexpr int kInlineDims = 5;

  enum Flag : uint16_t {
    kContiguous = 1,      ///< row-major without gaps; kept up to date by set_geometry
    kRequiresGrad = 2,    ///< a leaf that wants a gradient
    kOwnVersion = 4,      ///< made by data(), or from such a tensor: counts versions apart from the storage
    kInference = 8,       ///< made in InferenceMode: no version counting, may not be saved for backward
    kViewNoGrad = 16,     ///< a view made while gradients were off
    kViewMulti = 32,      ///< one of several views made by one call (chunk, split, unbind)
    kWrappedNumber = 64,  ///< a 0-dim tensor that counts as a plain number in type promotion
  };

  std::atomic<uint32_t> refs{1};
  ScalarType dtype = ScalarType::Undefined;
  int8_t dims = 0;
  uint16_t flags = kContiguous;
  IntrusivePtr<StorageImpl> storage;
  int64_t offset = 0;  ///< in elements
  int64_t numel = 1;
  int64_t inline_geometry[2 * kInlineDims];  ///< sizes, then strides from [kInlineDims]
  int64_t* heap_geometry = nullptr;          ///< sizes, then strides, when dims > kInlineDims

  IntrusivePtr<Node> grad_fn;     ///< null for a leaf
  uint32_t output_nr = 0;         ///< which output of grad_fn this is
  uint32_t view_version = 0;      ///< version at which grad_fn of a view was made
  IntrusivePtr<TensorImpl> base;  ///< for a view: the tensor it is a view of, itself never a view
  AutogradMeta* meta = nullptr;   ///< gradient and hooks; of leaves that want one, else made when needed

  bool has(Flag f) const { return (flags & f) != 0; }
  void set(Flag f, bool on) { flags = static_cast<uint16_t>(on ? flags | f : flags & ~f); }
  const int64_t* sizes() const { return heap_geometry ? heap_geometry : inline_geometry; }
  const int64_t* strides() const {
    return heap_geometry ? heap_geometry + dims : inline_geometry + kInlineDims;
  }
  char* data() const { return static_cast<char*>(storage->data) + offset * element_size(dtype); }
  /// True when operations on it are recorded: it is a leaf that wants a gradient or was computed from one.
  bool needs_grad() const { return has(kRequiresGrad) || grad_fn || (base && view_needs_grad()); }
  Device device() const { return storage ? storage->device : Device(kCPU); }
  /// The counter that in-place changes raise, shared with views and detached aliases.
  uint32_t& version() const { return has(kOwnVersion) ? own_version() : storage->version; }

  /// Sets sizes, strides and all that follows from them. Both have `n` entries.
  RUSHLIGHT_API void set_geometry(const int64_t* sizes, const int64_t* strides, int n);
  /// The same with row-major strides.
  RUSHLIGHT_API void set_contiguous(const int64_t* sizes, int n);

 private:
  RUSHLIGHT_API bool view_needs_grad() const;
  RUSHLIGHT_API uint32_t& own_version() const;
};

/// A fresh TensorImpl from the allocator's cache.
RUSHLIGHT_API TensorImpl* new_tensor_impl();
RUSHLIGHT_API void release_last(TensorImpl* impl) noexcept;

}  // namespace torch::inline rushlight
