// The door: every operator call passes here. Inputs become views, `infer` makes the outputs, `execute` runs the
// kernel, and the call is recorded when an input wants a gradient. In-place and view bookkeeping happen here and in
// autograd/history.cpp, nowhere else.
#include "autograd/node.h"
#include "core/thread_state.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/out.h"
#include "op/overlap.h"
#include "rushlight/autograd/grad_mode.h"

namespace torch::inline rushlight {
namespace {

constexpr int kInlineInputs = 8;
constexpr int kMaxOutputs = 8;

// Room for N views on the stack that costs nothing to make: each is written before it is read.
template <int N> struct ViewRoom {
  alignas(View) char bytes[N * sizeof(View)];
  View* data() { return reinterpret_cast<View*>(bytes); }
};

void check_devices(const OpDef& def, const View* in, int count) {
  const View* first = nullptr;
  for (int i = 0; i < count; ++i) {
    if (!in[i].defined()) continue;
    if (!first) first = &in[i];
    else if (in[i].device.type() != first->device.type()) [[unlikely]]
      detail::fail(
          {def.name(), ": expected all tensors on one device, got ", first->device, " and ", in[i].device});
  }
}

[[noreturn]] void fail_complex(const OpDef& def, const View* in, int count) {
  int i = 0;
  while (i + 1 < count && !isComplexType(in[i].dtype)) ++i;
  detail::fail({def.name(), ": expected tensors of real numbers, got one of ", in[i].dtype});
}

// Builds the node of a call and saves what its backward will read.
IntrusivePtr<Node> make_node(const OpDef& def, const void* op, const Tensor* const* inputs, int count,
                             bool inplace) {
  const Traits& traits = *def.traits;
  auto node = Node::make(def, op, count, traits.outputs, def.saved);
  for (int i = 0; i < count; ++i)
    if (inputs[i]->defined()) node->edge(i) = gradient_edge(*inputs[i]);
  for (int i = 0; i < count && (traits.save_inputs >> i) != 0; ++i) {
    if (!(traits.save_inputs >> i & 1) || !inputs[i]->defined()) continue;
    if (traits.save_cross && i < 2 && count > 1 && !node->edge(1 - i).defined()) continue;
    const bool overwritten = inplace && (i == 0 || inputs[i]->is_same(*inputs[0]));
    node->save_input(i, overwritten ? inputs[i]->detach().clone() : *inputs[i]);
  }
  return node;
}

void describe_output(Node& node, int i, const Tensor& t) {
  OutMeta& meta = node.out_meta(i);
  meta.sizes = DimVector(t.sizes());
  meta.dtype = t.scalar_type();
  meta.device = t.device();
}

void bump_version(const Tensor& t) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (impl && !impl->has(TensorImpl::kInference)) ++impl->version();
}

// Gives every floating-point output its origin.
void record(const OpDef& def, IntrusivePtr<Node> node, Tensor* outputs, const Tensor* self, RunMode mode) {
  const Traits& traits = *def.traits;
  for (int i = 0; i < traits.outputs; ++i) {
    const Tensor& out = i == 0 && mode == RunMode::kInPlace ? *self : outputs[i];
    if (!out.defined()) continue;
    describe_output(*node, i, out);
    if (traits.save_outputs >> i & 1) node->save_output(i, out);
    if (i == 0 && mode == RunMode::kInPlace) {
      rebase_history(out, node);
    } else if (isFloatingType(out.scalar_type()) || isComplexType(out.scalar_type())) {
      TensorImpl* impl = out.unsafeGetTensorImpl();
      impl->output_nr = static_cast<uint32_t>(i);
      impl->grad_fn = i + 1 == traits.outputs ? std::move(node) : node;
    }
  }
}

// For an input in the memory of the tensor that is written: must the kernel get a copy of it? An error where PyTorch
// gives one.
bool must_copy_alias(const OpDef& def, const View& in, const View& out) {
  const bool same = same_geometry(in, out);
  if (same ? def.traits->scatters : overlaps_partly(in, out)) [[unlikely]]
    fail_overlap(def.name(), in);
  return !same;
}

// Runs the kernel with what it can take: row-major copies where it wants them, no input that overlaps the output.
void execute(const OpDef& def, const void* op, View* in, int count, const Tensor* const* inputs,
             Tensor* outputs, RunMode mode) {
  const Traits& traits = *def.traits;
  ViewRoom<kMaxOutputs> room;
  View* out = room.data();
  for (int i = 0; i < traits.outputs; ++i)
    new (out + i) View(i == 0 && mode == RunMode::kInPlace ? in[0] : view_of(outputs[i]));
  auto must_copy = [&](int i) {
    if (!in[i].defined()) return false;
    if (mode == RunMode::kInPlace && i > 0 && inputs[i]->is_alias_of(*inputs[0]) &&
        must_copy_alias(def, in[i], out[0]))
      return true;
    return traits.contiguous_inputs && !in[i].contiguous;
  };
  bool direct = !(traits.contiguous_inputs && traits.outputs > 0 && !out[0].contiguous);
  for (int i = 0; i < count && direct; ++i) direct = !must_copy(i);
  if (direct) [[likely]]
    return def.execute(op, {in, static_cast<size_t>(count)}, {out, static_cast<size_t>(traits.outputs)});
  const bool packed_out = traits.contiguous_inputs && traits.outputs > 0 && !out[0].contiguous;
  const NoGradGuard guard;
  std::vector<Tensor> copies;
  for (int i = 0; i < count; ++i) {
    if (!must_copy(i)) continue;
    copies.push_back(inputs[i]->clone(MemoryFormat::Contiguous));
    in[i] = view_of(copies.back());
  }
  Tensor packed;
  const Tensor& target = mode == RunMode::kInPlace ? *inputs[0] : outputs[0];
  if (packed_out) {
    packed = target.clone(MemoryFormat::Contiguous);
    out[0] = view_of(packed);
  }
  def.execute(op, {in, static_cast<size_t>(count)}, {out, static_cast<size_t>(traits.outputs)});
  if (packed_out) target.data().copy_(packed);
}

void check_written(const OpDef& def, const Tensor& t) {
  if (t.is_inference() && !thread_state.inference_mode) [[unlikely]]
    detail::fail(
        {def.name(),
         "_: expected a normal tensor, got one made in InferenceMode, which is changed inside one only; "
         "clone() it first"});
  if (t.unsafeGetTensorImpl()->has(TensorImpl::kContiguous) || def.traits->fills) return;
  if (writes_an_element_twice(view_of(t)))
    detail::fail({def.name(),
                  "_: expected a tensor whose elements have their own memory, got an expanded one of shape ",
                  t.sizes(), "; clone() it first"});
}

}  // namespace

void fail_no_kernels(const Device& device) {
  throw NotImplementedError("expected an operator that is implemented on " + device.str() +
                            ", got one that is not");
}

void run_op(const OpDef& def, const void* op, const Tensor* const* inputs, int count, Tensor* outputs,
            RunMode mode) {
  ViewRoom<kInlineInputs> room;
  std::vector<View> more;
  View* in = room.data();
  if (count > kInlineInputs) [[unlikely]] {
    more.resize(static_cast<size_t>(count));
    in = more.data();
  }
  bool wants_grad = false, complex = false;
  for (int i = 0; i < count; ++i) {
    const TensorImpl* impl = inputs[i]->unsafeGetTensorImpl();
    if (!impl && i == 0) [[unlikely]]
      detail::fail({def.name(), ": expected a defined tensor as first input, got an undefined one"});
    new (in + i) View(view_of(*inputs[i]));
    wants_grad |= impl && impl->needs_grad();
    complex |= isComplexType(in[i].dtype);
  }
  if (complex && !def.traits->complex) [[unlikely]]
    fail_complex(def, in, count);
  if (count > 1 && !def.traits->any_device) check_devices(def, in, count);
  const bool recording = thread_state.grad_mode && wants_grad && def.backward;
  const bool inplace = mode == RunMode::kInPlace;
  if (inplace) {
    check_written(def, *inputs[0]);
    if (thread_state.grad_mode) check_inplace(def.name(), *inputs[0], recording);
  }
  const Tensor* destination = nullptr;
  // Views and copies of inputs, and numbers made tensors, come before the operator that an `_out` form means.
  if (thread_state.destination && count > 0 && !def.traits->view && !def.traits->any_device) [[unlikely]] {
    destination = thread_state.destination->take();
    if (recording || inplace || def.traits->outputs > 1) destination = nullptr;
    if (destination) outputs[0] = *destination;
  }

  Infer io(def.name(), {in, static_cast<size_t>(count)}, outputs, def.traits->outputs, mode,
           count > 0 ? inputs[0] : nullptr);
  def.infer(op, io);

  IntrusivePtr<Node> node;
  if (recording) node = make_node(def, op, inputs, count, inplace);
  if (destination && outputs[0].is_same(*destination))
    bump_version(outputs[0]);  // also where it fails half-way
  if (def.execute && !def.traits->view) execute(def, op, in, count, inputs, outputs, mode);
  if (inplace) bump_version(*inputs[0]);
  if (def.mutates)
    for (int i = 0, n = def.mutates(op); i < n && i < count; ++i) bump_version(*inputs[i]);
  if (node) record(def, std::move(node), outputs, count > 0 ? inputs[0] : nullptr, mode);
}

}  // namespace torch::inline rushlight
