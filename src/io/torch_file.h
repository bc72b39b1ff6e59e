// Files of Python's torch.save as archives, so that load() reads a state_dict into a module. Next: pickle.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/archive_tree.h"

namespace torch::inline rushlight::serialize {

/// Whether bytes begin as a zip archive does.
bool begins_as_zip(const char* bytes, size_t size);

/// The tree of what torch.save wrote: a tensor is the entry "0"; the elements of a list are "0", "1" and so on; names of a
/// dictionary stand for themselves, and those with dots, "conv1.weight", for nested archives. `name` is the file's.
std::shared_ptr<ArchiveNode> read_torch_file(const std::vector<char>& bytes, const std::string& name);

}  // namespace torch::inline rushlight::serialize
