// Elementary: the operator struct of a function of one tensor, made from a rule: its name, kernel, and derivative from
// self or from the result. Integers give the default floating dtype. Users: ops/pointwise/math.cpp, ops/special.
#pragma once

#include "op/pointwise_op.h"

namespace torch::inline rushlight {

/// What a derivative reads beside the gradient.
enum class Keep { kSelf, kResult };

template <class Rule> constexpr bool real_only = requires { Rule::kRealOnly; };

/// A rule has kName, kKernel (a pointer to a member of a struct of kernels), kKeep and gradient(grad, kept), and
/// kRealOnly when there are no kernels for complex numbers.
template <class Rule> struct Elementary {
  static constexpr bool kSelf = Rule::kKeep == Keep::kSelf;
  static constexpr Traits traits{
      .name = Rule::kName, .save_inputs = kSelf, .save_outputs = !kSelf, .complex = !real_only<Rule>};
  void infer(Infer& io) const { infer_pointwise(io, to_float(io.in(0).dtype)); }
  static void execute(const Elementary& op, Views in, Views out) {
    execute_pointwise(Rule::kKernel, &op, to_float(in[0].dtype), in, out);
  }
  // The derivative of a complex number is conjugated; all of these functions take conjugates to conjugates.
  void backward(Backward& b) const {
    const Tensor kept = kSelf ? b.in(0) : b.out(0);
    b.set(0, Rule::gradient(b.grad(), real_only<Rule> ? kept : kept.conj()));
  }
};

template <class Rule> Tensor call(const Tensor& self) { return run(Elementary<Rule>{}, self)[0]; }
template <class Rule> Tensor& call_inplace(Tensor& self) { return run_inplace(Elementary<Rule>{}, self); }

}  // namespace torch::inline rushlight
