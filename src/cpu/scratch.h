// Scratch: memory for the time of one call, from the caching allocator. For the *_cpu.cpp files only: a std::vector there
// would bring functions that the linker shares between instruction sets (scripts/check_isa).
#pragma once

#include <cstddef>
#include <cstdint>

#include "rushlight/core/allocator.h"

namespace torch::inline rushlight {
namespace {

template <class T> struct Scratch {
  explicit Scratch(int64_t count) : bytes(static_cast<size_t>(count) * sizeof(T)) {
    data = count > 0 ? static_cast<T*>(allocate(bytes)) : nullptr;
  }
  ~Scratch() {
    if (data) deallocate(data, bytes);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  size_t bytes;
  T* data;
};

}  // namespace
}  // namespace torch::inline rushlight
