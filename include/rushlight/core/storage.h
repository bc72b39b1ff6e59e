// Storage: the memory that a tensor and its views share, with the version counter that autograd checks.
#pragma once

#include "rushlight/core/device.h"
#include "rushlight/core/intrusive_ptr.h"

namespace torch::inline rushlight {

/// A counted block of memory. Blocks of our own lie right behind this header, in one allocation.
struct StorageImpl {
  std::atomic<uint32_t> refs{1};
  uint32_t version = 0;  ///< raised by every in-place change; autograd compares it with the value it saved
  void* data = nullptr;
  size_t bytes = 0;
  Device device;
  void (*release)(StorageImpl*) noexcept = nullptr;  ///< frees data and header
  void* context = nullptr;                           ///< what release needs to know of memory that lies apart
};

inline void release_last(StorageImpl* s) noexcept { s->release(s); }

/// A new storage of `bytes` uninitialised bytes.
RUSHLIGHT_API IntrusivePtr<StorageImpl> new_storage(size_t bytes, Device device = kCPU);
/// A storage over foreign memory; `deleter(context)` runs when the last user is gone (may be null).
RUSHLIGHT_API IntrusivePtr<StorageImpl> borrow_storage(void* data, size_t bytes, Device device,
                                                       void (*deleter)(void*), void* context);

/// Gives `storage` at least `bytes` bytes and keeps what it holds; foreign memory cannot grow and is an error.
RUSHLIGHT_API void grow_storage(StorageImpl& storage, size_t bytes);

/// A tensor's memory, as LibTorch hands it out.
class Storage {
 public:
  Storage() = default;
  explicit Storage(IntrusivePtr<StorageImpl> impl) : impl_(std::move(impl)) {}
  void* data() const { return impl_->data; }
  void* mutable_data() const { return impl_->data; }
  size_t nbytes() const { return impl_->bytes; }
  Device device() const { return impl_->device; }
  size_t use_count() const { return impl_.use_count(); }
  bool is_alias_of(const Storage& other) const { return impl_ == other.impl_; }
  explicit operator bool() const { return static_cast<bool>(impl_); }
  const IntrusivePtr<StorageImpl>& impl() const { return impl_; }

 private:
  IntrusivePtr<StorageImpl> impl_;
};

}  // namespace torch::inline rushlight
