// Autograd's public face: recording switches, gradients of chosen inputs, and user-defined functions.
// Next: src/autograd/engine.cpp (how a graph is run backwards), src/op/run.cpp (how it is recorded).
#pragma once

#include "rushlight/autograd/anomaly_mode.h"
#include "rushlight/autograd/function.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace autograd {

using Variable = Tensor;
using variable_list = std::vector<Tensor>;
using edge_list = std::vector<int>;

/// A tensor over the memory of `data`, outside of its graph.
inline Variable make_variable(const Tensor& data, bool requires_grad = false) {
  return data.detach().set_requires_grad(requires_grad);
}

/// Accumulates the gradients of `tensors` into the leaves of their graphs (or only into `inputs`).
RUSHLIGHT_API void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
                            std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
                            const variable_list& inputs = {});

/// Sum of gradients of `outputs` with respect to each of `inputs`, which are left as they are; an input that no
/// output depends on is an error, or an undefined tensor with `allow_unused`.
RUSHLIGHT_API variable_list grad(const variable_list& outputs, const variable_list& inputs,
                                 const variable_list& grad_outputs = {},
                                 std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
                                 bool allow_unused = false);

/// Compares analytic gradients of `f` with central differences, in float64; returns "" or the first mismatch.
RUSHLIGHT_API std::string gradcheck(const Callback<variable_list(const variable_list&)>& f,
                                    const variable_list& inputs, double eps = 1e-6, double atol = 1e-5,
                                    double rtol = 1e-3);
/// The same for second derivatives.
RUSHLIGHT_API std::string gradgradcheck(const Callback<variable_list(const variable_list&)>& f,
                                        const variable_list& inputs, double eps = 1e-6, double atol = 1e-5,
                                        double rtol = 1e-3);

}  // namespace autograd
}  // namespace torch::inline rushlight
