// User-defined functions: the context that carries values to backward, and the recording of one call.
#include "rushlight/autograd/function.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>

#include "autograd/node.h"
#include "core/thread_state.h"
#include "op/backward.h"
#include "op/operator.h"

namespace torch::inline rushlight {
namespace autograd {
namespace {

// The operator of a recorded call: it owns the context.
struct CustomCall {
  std::shared_ptr<AutogradContext> ctx;
  const char* type;  ///< of the user's struct, as std::type_info says it
  FunctionCall::BackwardFn run;
  std::vector<bool>
      is_tensor;  ///< which arguments of forward were tensors: backward returns one gradient for each argument
  bool materialize;
  static constexpr Traits traits{.name = "custom_function"};
  std::string grad_fn() const {
    const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(type, nullptr, nullptr, nullptr),
                                                      std::free);
    return "torch::autograd::CppNode<" + std::string(text ? text.get() : type) + ">";
  }

  void backward(Backward& b) const {
    variable_list grads;
    for (int i = 0; i < b.outputs(); ++i)
      grads.push_back(b.has_grad(i) || materialize ? b.grad(i) : Tensor());
    const variable_list results = run(ctx.get(), std::move(grads));
    RUSHLIGHT_CHECK(results.size() >= is_tensor.size(), "Function::backward: expected ", is_tensor.size(),
                    " gradients, one for each argument of forward, got ", results.size());
    int input = 0;
    for (size_t i = 0; i < is_tensor.size(); ++i)
      if (is_tensor[i]) b.set(input++, results[i]);
  }
};

constexpr OpDef kCustomDef{
    &CustomCall::traits,
    sizeof(CustomCall),
    alignof(CustomCall),
    nullptr,
    nullptr,
    [](const void* op, Backward& b) { static_cast<const CustomCall*>(op)->backward(b); },
    [](void* to, const void* from) { new (to) CustomCall(*static_cast<const CustomCall*>(from)); },
    [](void* op) { static_cast<CustomCall*>(op)->~CustomCall(); },
    nullptr,
    grad_fn_name<CustomCall>()};

bool contains(const std::vector<TensorImpl*>& list, const Tensor& t) {
  return std::find(list.begin(), list.end(), t.unsafeGetTensorImpl()) != list.end();
}

}  // namespace

void AutogradContext::mark_dirty(const variable_list& inputs) {
  for (const Tensor& t : inputs) dirty_.push_back(t.unsafeGetTensorImpl());
}
void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  for (const Tensor& t : outputs) non_differentiable_.push_back(t.unsafeGetTensorImpl());
}

variable_list AutogradContext::get_saved_variables() const {
  RUSHLIGHT_CHECK(saved_.empty() || !node_ || !node_->released(),
                  "get_saved_variables: expected a graph that still has its saved tensors, got one that was "
                  "freed by an earlier backward(); call that one with retain_graph=true");
  variable_list list;
  for (const Saved& s : saved_) {
    if (!s.tensor.defined()) {
      list.emplace_back();
      continue;
    }
    const uint32_t version = s.tensor.unsafeGetTensorImpl()->version();
    RUSHLIGHT_CHECK(version == s.version, "get_saved_variables: expected a saved tensor of shape ",
                    s.tensor.sizes(), " to be unchanged (version ", s.version,
                    "), got one modified in place (version ", version, ")");
    Tensor t = s.tensor;
    if (s.output >= 0 && node_) {  // an output is kept without its origin; it comes from this call
      t = detached_alias(t);
      t.unsafeGetTensorImpl()->grad_fn = IntrusivePtr<Node>::share(node_);
      t.unsafeGetTensorImpl()->output_nr = static_cast<uint32_t>(s.output);
    }
    list.push_back(t);
  }
  return list;
}

void FunctionCall::prepare(AutogradContext& ctx, const variable_list& inputs) {
  for (const Tensor& t : inputs)
    ctx.needs_grad_.push_back(thread_state.grad_mode && t.defined() && t.requires_grad());
}

variable_list FunctionCall::finish(const char* type, const std::shared_ptr<AutogradContext>& ctx,
                                   const variable_list& inputs, std::vector<bool> is_tensor,
                                   variable_list outputs, BackwardFn backward) {
  const bool recording =
      std::find(ctx->needs_grad_.begin(), ctx->needs_grad_.end(), true) != ctx->needs_grad_.end();
  for (Tensor& out : outputs) {
    const bool dirty = contains(ctx->dirty_, out);
    const bool is_input =
        std::any_of(inputs.begin(), inputs.end(), [&](const Tensor& t) { return t.is_same(out); });
    if (dirty && recording) check_inplace("Function", out, recording);
    if (is_input && !dirty) out = out.view_as(out);  // an input handed through becomes a tensor of its own
  }
  if (!recording) return outputs;
  const CustomCall op{ctx, type, backward, std::move(is_tensor), ctx->materialize_grads_};
  auto node =
      Node::make(kCustomDef, &op, static_cast<int>(inputs.size()), static_cast<int>(outputs.size()), 0);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (ctx->needs_grad_[i]) node->edge(static_cast<int>(i)) = gradient_edge(inputs[i]);
  ctx->node_ = node.get();
  for (const Tensor& t : ctx->to_save_) {
    if (!t.defined()) {
      ctx->saved_.push_back({Tensor(), 0, -1});
      continue;
    }
    const auto at =
        std::find_if(outputs.begin(), outputs.end(), [&](const Tensor& o) { return o.is_same(t); });
    const int index = at == outputs.end() ? -1 : static_cast<int>(at - outputs.begin());
    ctx->saved_.push_back({index >= 0 ? detached_alias(t) : t, t.unsafeGetTensorImpl()->version(), index});
  }
  ctx->to_save_.clear();
  for (size_t i = 0; i < outputs.size(); ++i) {
    OutMeta& meta = node->out_meta(static_cast<int>(i));
    meta.sizes = DimVector(outputs[i].sizes());
    meta.dtype = outputs[i].scalar_type();
    meta.device = outputs[i].device();
    const ScalarType dtype = outputs[i].scalar_type();
    if (contains(ctx->non_differentiable_, outputs[i]) || !(isFloatingType(dtype) || isComplexType(dtype)))
      continue;
    if (contains(ctx->dirty_, outputs[i])) {
      rebase_history(outputs[i], node, static_cast<uint32_t>(i));
      continue;
    }
    TensorImpl* impl = outputs[i].unsafeGetTensorImpl();
    impl->grad_fn = node;
    impl->output_nr = static_cast<uint32_t>(i);
  }
  return outputs;
}

}  // namespace autograd
}  // namespace torch::inline rushlight
