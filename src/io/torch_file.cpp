// The tree of names that load() looks up in, from the value that a file of torch.save holds.
#include "io/torch_file.h"

#include <cstring>

#include "io/archive_format.h"
#include "rushlight/core/error.h"
#include "rushlight/serialize/pickle.h"

namespace torch::inline rushlight::serialize {
namespace {

void add(ArchiveNode& node, const std::string& key, const IValue& value, int depth);

std::shared_ptr<ArchiveNode> fresh_node() {
  auto node = std::make_shared<ArchiveNode>();
  node->omits_empty = true;
  return node;
}

// The node below `node` that `key`, without its last part, names; the last part is what remains in `key`.
ArchiveNode& descend(ArchiveNode& node, std::string& key, int& depth) {
  ArchiveNode* at = &node;
  for (size_t dot; (dot = key.find('.')) != std::string::npos; key.erase(0, dot + 1)) {
    RUSHLIGHT_CHECK(++depth <= kArchiveMaxDepth, "load: expected at most ", kArchiveMaxDepth,
                    " archives within each other, got more");
    const std::string part = key.substr(0, dot);
    const ArchiveEntry* entry = at->find(part);
    if (!entry) {
      at->add({.key = part, .nested = fresh_node()});
      entry = at->find(part);
    }
    RUSHLIGHT_CHECK(entry->nested, "load: expected either values or a value under '", part, "', got both");
    at = entry->nested.get();
  }
  return *at;
}

void add_elements(ArchiveNode& node, const std::vector<IValue>& elements, int depth) {
  for (size_t i = 0; i < elements.size(); ++i) add(node, std::to_string(i), elements[i], depth);
}

void add_dict(ArchiveNode& node, const Dict<IValue, IValue>& dict, int depth) {
  for (const auto& entry : dict) {
    std::string key = entry.key().isInt() ? std::to_string(entry.key().toInt()) : entry.key().toStringRef();
    int below = depth;
    ArchiveNode& place = descend(node, key, below);
    add(place, key, entry.value(), below);
  }
}

/// Adds what `value` holds to a node of its own; false for a single value.
bool add_parts(ArchiveNode& node, const IValue& value, int depth) {
  RUSHLIGHT_CHECK(depth <= kArchiveMaxDepth, "load: expected at most ", kArchiveMaxDepth,
                  " archives within each other, got more");
  if (value.isGenericDict()) add_dict(node, value.toGenericDict(), depth);
  else if (value.isTuple()) add_elements(node, value.toTuple()->elements(), depth);
  else if (value.isList() && !value.isIntList() && !value.isDoubleList())
    add_elements(node, value.toList().vec(), depth);
  else return false;
  return true;
}

void add(ArchiveNode& node, const std::string& key, const IValue& value, int depth) {
  ArchiveEntry entry{.key = key};
  auto nested = fresh_node();
  if (add_parts(*nested, value, depth + 1)) {
    entry.nested = std::move(nested);
  } else {
    entry.value = value.isTensor() ? value.toTensor().detach() : value;
    entry.requires_grad = value.isTensor() && value.toTensor().requires_grad();
  }
  RUSHLIGHT_CHECK(node.add(std::move(entry)), "load: expected each name once, got '", key, "' twice");
}

}  // namespace

bool begins_as_zip(const char* bytes, size_t size) {
  return size >= 4 && std::memcmp(bytes, "PK\3\4", 4) == 0;
}

std::shared_ptr<ArchiveNode> read_torch_file(const std::vector<char>& bytes, const std::string& name) {
  try {
    const IValue value = pickle_load(bytes);
    auto root = fresh_node();
    if (!add_parts(*root, value, 0)) add(*root, "0", value, 0);
    return root;
  } catch (const Error& error) { throw Error(std::string(error.what()) + ", in " + name); }
}

}  // namespace torch::inline rushlight::serialize
