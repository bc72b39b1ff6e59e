// The tree behind an archive: named values and nested nodes, in the order in which they were written.
// Read next: archive.cpp, which the public classes of rushlight/serialize/archive.h are written in.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rushlight/core/ivalue.h"

namespace torch::inline rushlight::serialize {

struct ArchiveNode;

/// A named value, or a nested node when `nested` is set.
struct ArchiveEntry {
  std::string key;
  IValue value = {};
  bool is_buffer = false;
  bool requires_grad = false;  // of a tensor
  std::shared_ptr<ArchiveNode> nested = nullptr;
};

/// The entries of one level; keys are unique.
struct ArchiveNode {
  std::vector<ArchiveEntry> entries;
  std::unordered_map<std::string, size_t> places;  // of keys in `entries`
  bool omits_empty = false;  // of PyTorch's files, in which modules without parameters leave no trace

  const ArchiveEntry* find(const std::string& key) const {
    const auto place = places.find(key);
    return place == places.end() ? nullptr : &entries[place->second];
  }
  /// Adds an entry; returns false when there is one of this name.
  bool add(ArchiveEntry entry) {
    if (!places.emplace(entry.key, entries.size()).second) return false;
    entries.push_back(std::move(entry));
    return true;
  }
};

/// The entry for a value of any kind, and what it holds: nothing for a nested archive that is no value.
ArchiveEntry entry_of(const std::string& key, const IValue& value);
std::optional<IValue> value_of(const ArchiveEntry& entry);

/// What the archives of one file share: its name, for messages, and the way back.
struct ArchiveSession {
  std::string name;
  std::vector<std::pair<Tensor, Tensor>> changed;  // tensors that took data, and what they had before
};

}  // namespace torch::inline rushlight::serialize
