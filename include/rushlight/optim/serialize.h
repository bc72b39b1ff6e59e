// Saving and loading of an optimizer of one's own: what LibTorch's macros in torch/optim/serialize.h are made of here.
// Read next: optimizer.h.
#pragma once

#include <deque>
#include <optional>

#include "rushlight/optim/optimizer.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace optim {

/// Saves options and states, of which each writes itself.
template <class State, class Options>
void serialize(serialize::OutputArchive& archive, const Optimizer& optimizer) {
  archive.write("pytorch_version", IValue("1.5.0"));
  optimizer.Optimizer::save(archive);
}
/// Loads them into an optimizer with the same groups.
template <class State, class Options> void serialize(serialize::InputArchive& archive, Optimizer& optimizer) {
  detail::load_optimizer(archive, optimizer, [] { return std::make_unique<State>(); });
}

/// A list of the same elements, as archives hold them.
template <class T> List<T> deque_to_list(const std::deque<T>& elements) {
  return List<T>(std::vector<T>(elements.begin(), elements.end()));
}
template <class T> std::deque<T> list_to_deque(const List<T>& elements) {
  const std::vector<T> copy = elements.vec();
  return std::deque<T>(copy.begin(), copy.end());
}

namespace detail {

/// Writes one field of options or of a state; an undefined tensor is left out.
template <class T> void write_field(serialize::OutputArchive& archive, const char* name, const T& value) {
  if constexpr (std::is_same_v<T, Tensor>) {
    if (value.defined()) archive.write(name, IValue(value));
  } else {
    archive.write(name, IValue(value));
  }
}
/// The field that was written; nothing where there is none, which is an error unless it is a tensor.
template <class T> std::optional<T> read_field(serialize::InputArchive& archive, const char* name) {
  IValue value;
  if constexpr (std::is_same_v<T, Tensor>) {
    if (!archive.try_read(name, value)) return std::nullopt;
  } else {
    archive.read(name, value);
  }
  return value.to<T>();
}

}  // namespace detail
}  // namespace optim
}  // namespace torch::inline rushlight
