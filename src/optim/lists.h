// What the optimizers' steps share: the loss closure, the parameters that have gradients, and archive fields.
#pragma once

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"
#include "rushlight/optim/optimizer.h"
#include "rushlight/serialize.h"

namespace rushlight {
namespace optim {

/// The loss, computed with gradients on when there is a closure.
inline Tensor call_closure(const Optimizer::LossClosure& closure) {
  if (!closure) return {};
  AutoGradMode mode(true);
  return closure();
}

/// Lists that run in parallel: parameters that have gradients, their gradients and up to three states.
struct StepLists {
  std::vector<Tensor> params, grads, states[3];
  void add(const Tensor& param) {
    params.push_back(param);
    grads.push_back(param.grad());
  }
};

inline void write_field(serialize::OutputArchive& archive, const char* name, const Tensor& value) {
  if (value.defined()) archive.write(name, value, true);
}
inline void read_field(serialize::InputArchive& archive, const char* name, Tensor& value) {
  Tensor read;
  if (archive.try_read(name, read, true)) value = read;
}
template <class T> void write_field(serialize::OutputArchive& archive, const char* name, const T& value) {
  archive.write(name, IValue(value));
}
inline void read_field(serialize::InputArchive& archive, const char* name, double& value) {
  IValue v;
  archive.read(name, v);
  value = v.toDouble();
}
inline void read_field(serialize::InputArchive& archive, const char* name, int64_t& value) {
  IValue v;
  archive.read(name, v);
  value = v.toInt();
}
inline void read_field(serialize::InputArchive& archive, const char* name, bool& value) {
  IValue v;
  archive.read(name, v);
  value = v.toBool();
}

inline Tensor zeros_of(const Tensor& param) { return zeros(param.sizes(), param.options()); }

}  // namespace optim
}  // namespace rushlight
