// LibTorch's torch/optim/serialize.h: the macros by which an optimizer of one's own, its options and its states are saved
// and loaded.
#pragma once

#include "rushlight/optim/serialize.h"
#include "torch/types.h"

#define _TORCH_OPTIM_SERIALIZE_WITH_TEMPLATE_ARG(OptimizerName) \
  torch::optim::serialize<OptimizerName##ParamState, OptimizerName##Options>(archive, self)

#define _TORCH_OPTIM_SERIALIZE_TORCH_ARG(name) torch::optim::detail::write_field(archive, #name, name())
#define _TORCH_OPTIM_SERIALIZE_TORCH_ARG_DEQUE(name) \
  torch::optim::detail::write_field(archive, #name, torch::optim::deque_to_list(name()))

#define _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(T, name) \
  if (auto read_##name = torch::optim::detail::read_field<T>(archive, #name)) name(std::move(*read_##name))
#define _TORCH_OPTIM_DESERIALIZE_TORCH_ARG_OPTIONAL(T, name)                     \
  {                                                                              \
    torch::IValue read_##name;                                                   \
    if (archive.try_read(#name, read_##name)) name(read_##name.toOptional<T>()); \
  }
#define _TORCH_OPTIM_DESERIALIZE_TORCH_ARG_DEQUE(T, name)                                            \
  if (auto read_##name = torch::optim::detail::read_field<c10::List<T::value_type>>(archive, #name)) \
  name(torch::optim::list_to_deque(*read_##name))
