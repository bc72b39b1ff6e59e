// Bytes of an archive: from a tree to a file and back. The layout is specified in docs/formats.md.
// Read next: archive_writer.cpp, archive_reader.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "io/archive_tree.h"

namespace torch::inline rushlight::serialize {

inline constexpr unsigned char kArchiveMagic[8] = {0x8b, 'R', 'S', 'H', '\r', '\n', 0x1a, '\n'};
inline constexpr uint32_t kArchiveVersion = 1;
inline constexpr uint64_t kArchiveAlign = 64;  // of the table and of each entry's data
inline constexpr uint64_t kArchiveHeaderBytes = 64;
inline constexpr uint64_t kArchiveRecordBytes = 32;  // of one entry of the table, before its sizes and name
inline constexpr int kArchiveMaxDims = 64;
inline constexpr int kArchiveMaxDepth = 100;           // of nested archives
inline constexpr uint32_t kArchiveRoot = 0xffffffffu;  // parent of the outermost entries

enum class EntryKind : uint8_t {
  kArchive = 0,
  kTensor = 1,
  kNone = 2,
  kBool = 3,
  kInt = 4,
  kDouble = 5,
  kString = 6,
  kIntList = 7,
  kDoubleList = 8,
};
inline constexpr uint8_t kFlagRequiresGrad = 1;
inline constexpr uint8_t kFlagBuffer = 2;

constexpr uint64_t aligned(uint64_t position) {
  return (position + kArchiveAlign - 1) / kArchiveAlign * kArchiveAlign;
}

/// Where an archive's bytes come from, in order.
struct ArchiveSource {
  std::string name;                           // of the file, for messages
  std::function<size_t(void*, size_t)> read;  // returns fewer bytes only at the end
  std::optional<uint64_t> size;               // bytes there are, when that is known
  bool exact = true;                          // nothing may follow the archive
};

/// Hands the bytes of the tree to `sink`, from first to last.
void write_archive(const ArchiveNode& root, const std::function<void(const void*, size_t)>& sink);

/// Reads and checks a whole archive. Memory grows only with bytes that are there.
std::shared_ptr<ArchiveNode> read_archive(ArchiveSource source);

}  // namespace torch::inline rushlight::serialize
