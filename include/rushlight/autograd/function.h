// Function<T>: an operation with a derivative written by the user, as static forward and backward of T.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <unordered_map>
#include <vector>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/ivalue.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace autograd {

using variable_list = std::vector<Tensor>;
using tensor_list = std::vector<Tensor>;

/// Carries tensors and values from forward to backward of one call.
class RUSHLIGHT_API AutogradContext {
 public:
  /// Keeps tensors for backward; those that are outputs of this call are kept without a cycle.
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  variable_list get_saved_variables() const;
  void mark_dirty(const variable_list& inputs);
  void mark_non_differentiable(const variable_list& outputs);
  void set_materialize_grads(bool on) { materialize_grads_ = on; }
  /// True when the i-th input of forward (tensors only, in order) wants a gradient.
  bool needs_input_grad(size_t i) const { return i < needs_grad_.size() && needs_grad_[i]; }

  /// Any values to carry along, by name.
  std::unordered_map<std::string, IValue> saved_data;

 private:
  friend struct FunctionCall;
  variable_list to_save_;
  std::vector<TensorImpl*> dirty_, non_differentiable_;
  std::vector<bool> needs_grad_;
  bool materialize_grads_ = true;
  // After the call: what was saved, as alias and version, or as a reference to an output of this call.
  struct Saved {
    Tensor tensor;
    uint32_t version;
    int output;
  };
  std::vector<Saved> saved_;
  Node* node_ = nullptr;  ///< the recorded call, which owns this context
};

/// The untemplated part of Function<T>::apply.
struct RUSHLIGHT_API FunctionCall {
  using BackwardFn = variable_list (*)(AutogradContext*, variable_list);
  static variable_list finish(const char* name, const std::shared_ptr<AutogradContext>& ctx,
                              const variable_list& inputs, std::vector<bool> is_tensor, variable_list outputs,
                              BackwardFn backward);
  static void prepare(AutogradContext& ctx, const variable_list& inputs);
};

/// Base of user-defined functions:
/// `struct Cube : Function<Cube> { static Tensor forward(AutogradContext*, Tensor); static variable_list
/// backward(AutogradContext*, variable_list); };` called as `Cube::apply(x)`.
template <class T> struct Function {
  template <class... Args> static auto apply(Args&&... args) {
    auto ctx = std::make_shared<AutogradContext>();
    variable_list inputs;
    std::vector<bool> is_tensor;
    (collect(args, inputs, is_tensor), ...);
    FunctionCall::prepare(*ctx, inputs);
    using Out = std::decay_t<decltype(T::forward(ctx.get(), std::forward<Args>(args)...))>;
    variable_list outputs;
    {
      AutoGradMode guard(false);
      if constexpr (std::is_same_v<Out, Tensor>)
        outputs = {T::forward(ctx.get(), std::forward<Args>(args)...)};
      else outputs = T::forward(ctx.get(), std::forward<Args>(args)...);
    }
    outputs = FunctionCall::finish(
        typeid(T).name(), ctx, inputs, std::move(is_tensor), std::move(outputs),
        [](AutogradContext* c, variable_list g) { return T::backward(c, std::move(g)); });
    if constexpr (std::is_same_v<Out, Tensor>) return outputs[0];
    else return outputs;
  }

 private:
  template <class A> static void collect(const A& arg, variable_list& inputs, std::vector<bool>& is_tensor) {
    if constexpr (std::is_convertible_v<const A&, const Tensor&>) {
      inputs.push_back(arg);
      is_tensor.push_back(true);
    } else if constexpr (std::is_same_v<A, variable_list>) {
      for (const Tensor& t : arg) inputs.push_back(t), is_tensor.push_back(true);
    } else {
      is_tensor.push_back(false);
    }
  }
};

}  // namespace autograd
}  // namespace torch::inline rushlight
