// What an operator is: a struct of plain attributes with four members,
//
//   struct Relu {
//     static constexpr Traits traits{.name = "relu", .save_outputs = 1};
//     void infer(Infer& io) const;                                  // argument checks, output shapes and dtypes
//     static void execute(const Relu& op, Views in, Views out);     // calls the kernel
//     void backward(Backward& b) const;                             // public operators only
//   };
//   Tensor relu(const Tensor& self) { return run(Relu{}, self)[0]; }
//
// Operators that make views or write nothing have no execute; operators without a derivative say `.differentiable = false`.
// An operator that writes into its first inputs (running statistics, optimizer state) has `int mutates() const`: how many. One
// whose calls have another name in PyTorch's graphs than theirs in capitals has `std::string grad_fn() const`.
// Everything above sees OpDef, a constant of function pointers. Next: run.cpp (the door), backward.h.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <new>
#include <string>

#include "op/infer.h"
#include "op/view.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

class Backward;

/// The constant facts about an operator.
struct Traits {
  const char* name;
  uint32_t save_inputs = 0;   ///< bit i: backward reads input i
  uint32_t save_outputs = 0;  ///< bit i: backward reads output i
  bool save_cross = false;    ///< of inputs 0 and 1, each is saved only if the other one wants a gradient
  int outputs = 1;
  bool differentiable = true;
  bool view = false;               ///< output 0 shares the memory of input 0
  bool writes_nothing = false;     ///< its outputs may hold anything: there is nothing to execute
  bool contiguous_inputs = false;  ///< the kernel wants row-major inputs; the door copies others
  bool any_device = false;         ///< inputs may live on different devices (copies)
  bool complex = false;            ///< takes complex tensors too; others are refused at the door
  bool fills = false;              ///< writes one value everywhere: elements that share memory may be written
  bool scatters = false;           ///< writes other places than it reads, so self may not be an input twice
};

/// An operator with its type erased: what the engine and the door work with.
struct OpDef {
  const Traits* traits;
  uint32_t size, align;  ///< of the attribute struct
  void (*infer)(const void* op, Infer& io);
  void (*execute)(const void* op, Views in, Views out);
  void (*backward)(const void* op, Backward& b);  ///< null: no derivative
  void (*copy)(void* to, const void* from);
  void (*destroy)(void* op);
  int (*mutates)(const void* op);                    ///< null: writes no input
  std::string (*grad_fn)(const void* op) = nullptr;  ///< name of its nodes; null: as name() says
  int saved = 0;                                     ///< how many tensors its nodes keep
  const char* name() const { return traits->name; }
};

template <class Op>
concept HasTraits = requires {
  { Op::traits } -> std::convertible_to<const Traits&>;
};
template <class Op>
concept HasInfer = requires(const Op& op, Infer& io) {
  op.infer(io);
};
template <class Op>
concept HasExecute = requires(const Op& op, Views v) {
  Op::execute(op, v, v);
};
template <class Op>
concept HasBackward = requires(const Op& op, Backward& b) {
  op.backward(b);
};
template <class Op>
concept HasMutates = requires(const Op& op) {
  { op.mutates() } -> std::convertible_to<int>;
};

template <class Op>
concept HasGradFn = requires(const Op& op) {
  { op.grad_fn() } -> std::convertible_to<std::string>;
};

/// OpDef::grad_fn of an operator.
template <class Op> constexpr auto grad_fn_name() -> std::string (*)(const void*) {
  if constexpr (HasGradFn<Op>)
    return [](const void* op) -> std::string { return static_cast<const Op*>(op)->grad_fn(); };
  else return nullptr;
}

/// The one OpDef of an operator.
template <class Op> const OpDef& op_def() {
  static_assert(HasTraits<Op>, "an operator needs `static constexpr Traits traits{...}`");
  static_assert(HasInfer<Op>, "an operator needs `void infer(Infer&) const`");
  static_assert(Op::traits.outputs <= 8, "an operator has at most 8 outputs");
  static_assert(HasExecute<Op> || Op::traits.view || Op::traits.writes_nothing,
                "an operator needs `static void execute(const Op&, Views, Views)`");
  static_assert(
      HasBackward<Op> == Op::traits.differentiable,
      "an operator needs `void backward(Backward&) const`, or `.differentiable = false` without one");
  static constexpr OpDef def = [] {
    OpDef d{&Op::traits, sizeof(Op), alignof(Op), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    d.infer = [](const void* op, Infer& io) { static_cast<const Op*>(op)->infer(io); };
    if constexpr (HasExecute<Op>)
      d.execute = [](const void* op, Views in, Views out) {
        Op::execute(*static_cast<const Op*>(op), in, out);
      };
    if constexpr (HasBackward<Op>)
      d.backward = [](const void* op, Backward& b) { static_cast<const Op*>(op)->backward(b); };
    d.copy = [](void* to, const void* from) { new (to) Op(*static_cast<const Op*>(from)); };
    if constexpr (!std::is_trivially_destructible_v<Op>)
      d.destroy = [](void* op) { static_cast<Op*>(op)->~Op(); };
    if constexpr (HasMutates<Op>)
      d.mutates = [](const void* op) -> int { return static_cast<const Op*>(op)->mutates(); };
    d.grad_fn = grad_fn_name<Op>();
    d.saved = std::popcount(Op::traits.save_inputs) + std::popcount(Op::traits.save_outputs);
    return d;
  }();
  return def;
}

/// The one door: checks devices, infers, executes and records. `outputs` holds traits.outputs tensors; for kInPlace
/// output 0 is ignored and *inputs[0] is written.
void run_op(const OpDef& def, const void* op, const Tensor* const* inputs, int count, Tensor* outputs,
            RunMode mode);

/// Calls an operator on its input tensors (an undefined tensor is an optional input that was not given).
template <class Op, class... In>
requires(std::convertible_to<const In&, const Tensor&>&&...) std::array<Tensor, Op::traits.outputs> run(
    const Op& op, const In&... in) {
  const Tensor* inputs[sizeof...(In) + 1] = {&in...};
  std::array<Tensor, Op::traits.outputs> out;
  run_op(op_def<Op>(), &op, inputs, sizeof...(In), out.data(), RunMode::kNew);
  return out;
}
/// The same with a list of inputs.
template <class Op> std::array<Tensor, Op::traits.outputs> run_list(const Op& op, TensorList in) {
  SmallVector<const Tensor*, 16> inputs;
  for (const Tensor& t : in) inputs.push_back(&t);
  std::array<Tensor, Op::traits.outputs> out;
  run_op(op_def<Op>(), &op, inputs.data(), static_cast<int>(inputs.size()), out.data(), RunMode::kNew);
  return out;
}
/// Writes output 0 into `self`, which is input 0.
template <class Op, class... In> Tensor& run_inplace(const Op& op, Tensor& self, const In&... in) {
  const Tensor* inputs[sizeof...(In) + 1] = {&self, &in...};
  std::array<Tensor, Op::traits.outputs> out;
  run_op(op_def<Op>(), &op, inputs, sizeof...(In) + 1, out.data(), RunMode::kInPlace);
  return self;
}

}  // namespace torch::inline rushlight
