// Storages: header and data in one block for memory of our own; a deleter for borrowed memory.
#include "rushlight/core/storage.h"

#include <cstring>

#include "rushlight/core/allocator.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

constexpr size_t kHeader = 64;  // keeps the data aligned to 64 bytes
static_assert(sizeof(StorageImpl) <= kHeader);

struct Borrowed {
  void (*deleter)(void*);
  void* context;
};

void release_own(StorageImpl* s) noexcept {
  const size_t bytes = s->bytes + kHeader;
  s->~StorageImpl();
  deallocate(s, bytes);
}

// The first block holds the header only; the data lie in a block of their own.
void release_grown(StorageImpl* s) noexcept {
  const size_t first_block = reinterpret_cast<size_t>(s->context);
  deallocate(s->data, s->bytes);
  s->~StorageImpl();
  deallocate(s, first_block);
}

void release_borrowed(StorageImpl* s) noexcept {
  auto* b = static_cast<Borrowed*>(s->context);
  if (b->deleter) b->deleter(b->context);
  delete b;
  delete s;
}

}  // namespace

IntrusivePtr<StorageImpl> new_storage(size_t bytes, Device device) {
  RUSHLIGHT_CHECK(device.is_cpu(), "empty: expected a device that is available, got ", device,
                  "; the CUDA plugin is not loaded");
  auto* s = new (allocate(bytes + kHeader)) StorageImpl;
  s->data = reinterpret_cast<char*>(s) + kHeader;
  s->bytes = bytes;
  s->device = device;
  s->release = release_own;
  return IntrusivePtr<StorageImpl>::adopt(s);
}

void grow_storage(StorageImpl& s, size_t bytes) {
  if (bytes <= s.bytes) return;
  RUSHLIGHT_CHECK(s.release != release_borrowed,
                  "resize_: expected memory of the library's own to grow, got foreign memory of ", s.bytes,
                  " bytes, which from_blob() was given");
  void* data = allocate(bytes);
  if (s.bytes > 0) std::memcpy(data, s.data, s.bytes);
  if (s.release == release_grown) {
    deallocate(s.data, s.bytes);
  } else {
    s.context = reinterpret_cast<void*>(s.bytes + kHeader);
    s.release = release_grown;
  }
  s.data = data;
  s.bytes = bytes;
}

IntrusivePtr<StorageImpl> borrow_storage(void* data, size_t bytes, Device device, void (*deleter)(void*),
                                         void* context) {
  auto* s = new StorageImpl;
  s->data = data;
  s->bytes = bytes;
  s->device = device;
  s->release = release_borrowed;
  s->context = new Borrowed{deleter, context};
  return IntrusivePtr<StorageImpl>::adopt(s);
}

}  // namespace torch::inline rushlight
