// Tuples, lists and dictionaries in an archive: nested archives whose first entry says what they are, then the elements by
// number. Lists of integers and of float64s are plain values. Next: archive.cpp.
#include "io/archive_tree.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight::serialize {
namespace {

constexpr const char* kMark = "__value__";

std::vector<IValue> elements_of(const IValue& value) {
  if (value.isTuple()) return value.toTuple()->elements();
  if (value.isList()) return value.toListRef();
  std::vector<IValue> elements;
  for (const auto& entry : value.toGenericDict()) {
    elements.push_back(entry.key());
    elements.push_back(entry.value());
  }
  return elements;
}

bool is_container(const IValue& value) {
  return value.isTuple() || value.isGenericDict() ||
         (value.isList() && !value.isIntList() && !value.isDoubleList());
}

template <class T> List<T> list_of(const std::vector<IValue>& elements) {
  List<T> list;
  for (const IValue& element : elements) list.push_back(element.to<T>());
  return list;
}

IValue container_of(const std::string& kind, std::vector<IValue> elements) {
  if (kind == "Tuple") return ivalue::Tuple::create(std::move(elements));
  if (kind == "BoolList") return list_of<bool>(elements);
  if (kind == "TensorList") return list_of<Tensor>(elements);
  if (kind == "GenericList") return List<IValue>(std::move(elements));
  RUSHLIGHT_CHECK(kind == "GenericDict" && elements.size() % 2 == 0,
                  "load: expected a tuple, a list or a dictionary, got ", kind, " of ", elements.size(),
                  " values");
  Dict<IValue, IValue> dict;
  for (size_t i = 0; i < elements.size(); i += 2) dict.insert(elements[i], elements[i + 1]);
  return dict;
}

}  // namespace

ArchiveEntry entry_of(const std::string& key, const IValue& value) {
  if (value.isTensor()) {
    const Tensor& tensor = value.toTensor();
    return {.key = key, .value = value, .requires_grad = tensor.defined() && tensor.requires_grad()};
  }
  if (!is_container(value)) return {.key = key, .value = value};
  auto node = std::make_shared<ArchiveNode>();
  node->add({.key = kMark, .value = value.tagKind()});
  size_t i = 0;
  for (const IValue& element : elements_of(value)) node->add(entry_of(std::to_string(i++), element));
  return {.key = key, .nested = node};
}

std::optional<IValue> value_of(const ArchiveEntry& entry) {
  if (!entry.nested) return entry.value;
  const ArchiveEntry* mark = entry.nested->find(kMark);
  if (!mark || !mark->value.isString()) return std::nullopt;
  std::vector<IValue> elements;
  while (const ArchiveEntry* element = entry.nested->find(std::to_string(elements.size()))) {
    const std::optional<IValue> value = value_of(*element);
    RUSHLIGHT_CHECK(value, "load: expected values in '", entry.key, "', got an archive under '", element->key,
                    "'");
    elements.push_back(*value);
  }
  return container_of(mark->value.toStringRef(), std::move(elements));
}

}  // namespace torch::inline rushlight::serialize
