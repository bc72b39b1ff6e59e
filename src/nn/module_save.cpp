// Saving and loading of modules: tensors under their names, each submodule in an archive under its own.
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/nn/module.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight::nn {

void Module::save(serialize::OutputArchive& archive) const {
  for (const auto& item : named_parameters(/*recurse=*/false)) archive.write(item.key(), item.value());
  for (const auto& item : named_buffers(/*recurse=*/false))
    archive.write(item.key(), item.value(), /*is_buffer=*/true);
  for (const auto& child : children_) {
    if (!child.value()->is_serializable()) continue;
    serialize::OutputArchive nested;
    child.value()->save(nested);
    archive.write(child.key(), nested);
  }
}

void Module::load(serialize::InputArchive& archive) {
  for (auto& item : named_parameters(/*recurse=*/false)) archive.read_same_shape(item.key(), item.value());
  for (auto& item : named_buffers(/*recurse=*/false))
    archive.read_same_shape(item.key(), item.value(), /*is_buffer=*/true);
  for (const auto& child : children_) {
    if (!child.value()->is_serializable()) continue;
    serialize::InputArchive nested;
    archive.read(child.key(), nested);
    child.value()->load(nested);
  }
}

serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                     const std::shared_ptr<Module>& module) {
  RUSHLIGHT_CHECK(module, "save: expected a module, got null");
  module->save(archive);
  return archive;
}
serialize::InputArchive& operator>>(serialize::InputArchive& archive, const std::shared_ptr<Module>& module) {
  RUSHLIGHT_CHECK(module, "load: expected a module, got null");
  module->load(archive);
  return archive;
}

}  // namespace torch::inline rushlight::nn
