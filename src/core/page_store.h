// Large blocks: ranges of whole pages, cut from regions of huge pages and joined with their free neighbours when they come
// back, so that tensors of any sizes follow each other in the same memory and the process holds little more than what was
// in use at once. Regions grow downwards, each just below the last one, and blocks are cut from the high end of the
// smallest range that fits: what is free at the low end counts when the store grows. See allocator.cpp.
#pragma once

#include <cstddef>
#include <mutex>

#include "core/page_ranges.h"

namespace torch::inline rushlight {

class PageStore {
 public:
  /// The size of the system's pages, which depends on the kernel on aarch64. Blocks are of whole ones: what is given back to
  /// the system must not reach into a neighbour that is in use.
  static size_t page();
  static size_t rounded(size_t bytes) { return (bytes + page() - 1) & ~(page() - 1); }

  /// Returns `bytes` (of whole pages), or null when the system has none.
  void* take(size_t bytes);
  /// Takes a block back; needs no memory, so that it cannot fail.
  void give(void* block, size_t bytes) noexcept;
  /// Returns free ranges to the system.
  void unmap_free();
  size_t mapped() const;
  /// All blocks that were ever taken, and their bytes.
  struct Taken {
    size_t blocks, bytes;
  };
  Taken taken() const;
  size_t system_calls() const;

 private:
  bool grow(size_t bytes);
  bool map_region(char* hint, size_t bytes);
  void unmap_all_free();

  mutable std::mutex mutex_;
  PageRanges free_;      // has room for one range more for each block in use
  char* low_ = nullptr;  // where the latest region begins
  size_t mapped_ = 0, system_calls_ = 0, blocks_ = 0;
  Taken taken_ = {};
};

/// Where allocate() (allocator.h) has blocks above 256 KB from.
const PageStore& large_blocks();

}  // namespace torch::inline rushlight
