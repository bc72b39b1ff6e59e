// Memory: 64-byte-aligned blocks in size classes, kept in per-thread caches so that a steady training loop asks
// the system for nothing. Next: src/core/allocator.cpp; storage.h for the blocks that tensors share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// Counters of the caching allocator, in bytes and calls, over all threads since the process began.
struct MemoryStats {
  int64_t in_use = 0;        ///< bytes handed out now (size classes, not requested sizes); large blocks only
  int64_t peak_in_use = 0;   ///< highest value of in_use
  int64_t reserved = 0;      ///< bytes taken from the system and not given back
  int64_t system_calls = 0;  ///< times that the system was asked for memory
};

/// Returns a block of at least `bytes` bytes, aligned to 64; throws Error when the system has none.
RUSHLIGHT_API void* allocate(size_t bytes);
/// Takes back a block from allocate(); `bytes` is the size that was asked for.
RUSHLIGHT_API void deallocate(void* block, size_t bytes) noexcept;
RUSHLIGHT_API MemoryStats memory_stats();
/// Gives every cached block that no tensor uses back to the system.
RUSHLIGHT_API void empty_cache();

}  // namespace torch::inline rushlight
