// nn::parallel: a module copied to several devices, each of which works on its part of the batch.
// On the CPU the parts run one after another, each with all threads: that is what keeps them busy best.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "rushlight/nn/module.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace nn {

namespace detail {

/// Has what reaches the gradients of the copy's parameters added to the gradients of the original's.
RUSHLIGHT_API void send_gradients(const Module& copy, const Module& original);
/// An error unless there is one of `what` for each of the modules.
RUSHLIGHT_API void check_counts(const char* what, size_t modules, size_t got);
/// The devices to work on; an error when none are given, for then the CUDA devices are meant.
RUSHLIGHT_API std::vector<Device> checked_devices(const std::optional<std::vector<Device>>& devices);

}  // namespace detail

namespace parallel {

/// A deep copy of the module on each device, whose backward() fills the gradients of the original's parameters.
template <class M>
std::vector<std::shared_ptr<M>> replicate(const std::shared_ptr<M>& module,
                                          const std::vector<Device>& devices) {
  std::vector<std::shared_ptr<M>> replicas;
  replicas.reserve(devices.size());
  for (const Device& device : devices) {
    replicas.push_back(std::dynamic_pointer_cast<M>(module->clone(device)));
    detail::send_gradients(*replicas.back(), *module);
  }
  return replicas;
}
template <class M>
std::vector<ModuleHolder<M>> replicate(const ModuleHolder<M>& module, const std::vector<Device>& devices) {
  const std::vector<std::shared_ptr<M>> replicas = replicate(module.ptr(), devices);
  return std::vector<ModuleHolder<M>>(replicas.begin(), replicas.end());
}

/// The result of each module for its own input, on its own device.
template <class M>
std::vector<Tensor> parallel_apply(std::vector<M>& modules, const std::vector<Tensor>& inputs,
                                   const std::optional<std::vector<Device>>& devices = std::nullopt) {
  detail::check_counts("inputs", modules.size(), inputs.size());
  if (devices) detail::check_counts("devices", modules.size(), devices->size());
  std::vector<Tensor> outputs;
  outputs.reserve(modules.size());
  for (size_t i = 0; i < modules.size(); ++i)
    outputs.push_back(modules[i]->forward(inputs[i]).to(devices ? (*devices)[i] : inputs[i].device()));
  return outputs;
}

/// The module's result for `input`, computed in parts along `dim` by copies of it, one for each device.
template <class M>
Tensor data_parallel(M module, Tensor input, std::optional<std::vector<Device>> devices = std::nullopt,
                     std::optional<Device> output_device = std::nullopt, int64_t dim = 0) {
  std::vector<Device> on = detail::checked_devices(devices);
  const Device out = output_device.value_or(on.front());
  if (on.size() == 1) {
    module->to(on.front());
    return module->forward(input.to(on.front())).to(out);
  }
  std::vector<Tensor> parts = input.chunk(static_cast<int64_t>(on.size()), dim);
  on.resize(parts.size(), on.front());
  for (size_t i = 0; i < parts.size(); ++i) parts[i] = parts[i].to(on[i]);
  auto replicas = replicate(module, on);
  std::vector<Tensor> outputs = parallel_apply(replicas, parts, on);
  for (Tensor& output : outputs) output = output.to(out);
  return cat(outputs, dim);
}

}  // namespace parallel
}  // namespace nn
}  // namespace torch::inline rushlight
