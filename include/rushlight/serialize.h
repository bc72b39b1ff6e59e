// save and load: tensors, lists of tensors, modules, optimizers, samplers, and whatever else has << for an
// OutputArchive and >> for an InputArchive. Where the bytes go is up to the last arguments: a file name, a stream,
// or a function (see save_to and load_from in serialize/archive.h).
#pragma once

#include "rushlight/serialize/archive.h"
#include "rushlight/serialize/pickle.h"

namespace torch::inline rushlight {

/// Writes `value` to a file, a stream or a function. A file appears under its name only when it is complete.
template <class Value, class... Where> void save(const Value& value, Where&&... where) {
  serialize::OutputArchive archive;
  archive << value;
  archive.save_to(std::forward<Where>(where)...);
}

/// Writes a list of tensors, under the names "0", "1" and so on.
template <class... Where> void save(const std::vector<Tensor>& tensors, Where&&... where) {
  serialize::OutputArchive archive;
  for (size_t i = 0; i < tensors.size(); ++i) archive.write(std::to_string(i), tensors[i]);
  archive.save_to(std::forward<Where>(where)...);
}

/// Reads `value` from a file, a stream, a buffer or a function. When that fails, tensors keep what they had.
template <class Value, class... Where> void load(Value& value, Where&&... where) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<Where>(where)...);
  try {
    archive >> value;
  } catch (...) {
    archive.undo();
    throw;
  }
}

/// Appends the tensors of a list that save() wrote to `tensors`.
template <class... Where> void load(std::vector<Tensor>& tensors, Where&&... where) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<Where>(where)...);
  Tensor tensor;
  for (size_t i = 0; archive.try_read(std::to_string(i), tensor); ++i) {
    tensors.push_back(std::move(tensor));
    tensor = Tensor();
  }
}

}  // namespace torch::inline rushlight
