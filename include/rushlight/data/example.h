// Example: one observation with its label, or a batch of them. Read next: dataset.h.
#pragma once

#include <utility>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::data {

namespace example {
using NoTarget = void;
}

/// What a model is shown (`data`) and what it should answer (`target`).
template <class Data = Tensor, class Target = Tensor> struct Example {
  using DataType = Data;
  using TargetType = Target;

  Example() = default;
  Example(Data data, Target target) : data(std::move(data)), target(std::move(target)) {}

  Data data;
  Target target;
};

/// An observation without a label; it converts to the observation itself.
template <class Data> struct Example<Data, example::NoTarget> {
  using DataType = Data;
  using TargetType = example::NoTarget;

  Example() = default;
  Example(Data data) : data(std::move(data)) {}
  operator Data&() { return data; }
  operator const Data&() const { return data; }

  Data data;
};

using TensorExample = Example<Tensor, example::NoTarget>;

}  // namespace torch::inline rushlight::data
