// Versions 2 and 3 of oneDNN differ in how a primitive is described. A plan (the primitive,
// its preferred memory orders and the reorders to and from them) is made once for each shape and kept in a bounded list.
#include "lab/onednn.h"

#if RUSHLIGHT_ONEDNN

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <dnnl.hpp>

#include "rushlight/core/allocator.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight::onednn {
namespace {

using dnnl::memory;
using Dims = memory::dims;

enum class Pass { kForward, kInput, kWeight };

struct Key {
  ConvShape shape;
  Pass pass;
  bool bias;
  int threads;
  friend bool operator==(const Key&, const Key&) = default;
};

const dnnl::engine& engine() {
  static const dnnl::engine e(dnnl::engine::kind::cpu, 0);
  return e;
}
dnnl::stream& stream() {
  static thread_local dnnl::stream s(engine());
  return s;
}

// One operand: how the user's memory and the primitive's memory are laid out, and the reorder between them.
struct Operand {
  memory::desc user, inner;
  std::optional<dnnl::reorder> reorder;  // none when both agree
};

struct Plan {
  dnnl::primitive primitive;
  Operand x, w, y;
  memory::desc bias, scratch;
};

// Temporary memory in the primitive's order.
struct Buffer {
  void* data = nullptr;
  size_t bytes = 0;
  explicit Buffer(size_t n) : data(n ? allocate(n) : nullptr), bytes(n) {}
  Buffer(const Buffer&) = delete;
  ~Buffer() { deallocate(data, bytes); }
};

struct Descs {
  memory::desc x, w, y, bias;
  Dims strides, dilations, pads;
};

memory::desc plain(const Dims& dims, memory::format_tag tag) { return {dims, memory::data_type::f32, tag}; }

Descs any_descs(const ConvShape& s) {
  const Dims w = s.groups == 1 ? Dims{s.oc, s.ic, s.kh, s.kw}
                               : Dims{s.groups, s.oc / s.groups, s.ic / s.groups, s.kh, s.kw};
  const auto any = memory::format_tag::any;
  return {plain({s.n, s.ic, s.ih, s.iw}, any),
          plain(w, any),
          plain({s.n, s.oc, s.oh, s.ow}, any),
          plain({s.oc}, memory::format_tag::x),
          {s.stride_h, s.stride_w},
          {s.dilation_h - 1, s.dilation_w - 1},
          {s.pad_h, s.pad_w}};
}

// Padding below and to the right: what the last window reaches beyond the input.
Dims far_pads(const ConvShape& s) {
  return {(s.oh - 1) * s.stride_h + (s.kh - 1) * s.dilation_h + 1 - s.ih - s.pad_h,
          (s.ow - 1) * s.stride_w + (s.kw - 1) * s.dilation_w + 1 - s.iw - s.pad_w};
}

dnnl::convolution_forward::primitive_desc forward_desc(const ConvShape& s, bool bias,
                                                       const dnnl::primitive_attr& attr) {
  const Descs d = any_descs(s);
  const auto kind = dnnl::prop_kind::forward_training;
  const auto algorithm = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  if (bias)
    return {engine(), kind,      algorithm,   d.x,    d.w,         d.bias,
            d.y,      d.strides, d.dilations, d.pads, far_pads(s), attr};
  return {engine(), kind, algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads, far_pads(s), attr};
#else
  using Desc = dnnl::convolution_forward::desc;
  return {bias ? Desc(kind, algorithm, d.x, d.w, d.bias, d.y, d.strides, d.dilations, d.pads, far_pads(s))
               : Desc(kind, algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads, far_pads(s)),
          attr, engine()};
#endif
}

dnnl::convolution_backward_data::primitive_desc input_desc(const ConvShape& s,
                                                           const dnnl::primitive_attr& attr) {
  const Descs d = any_descs(s);
  const auto hint = forward_desc(s, false, attr);
  const auto algorithm = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads, far_pads(s), hint, attr};
#else
  return {dnnl::convolution_backward_data::desc(algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads,
                                                far_pads(s)),
          attr, engine(), hint};
#endif
}

dnnl::convolution_backward_weights::primitive_desc weight_desc(const ConvShape& s, bool bias,
                                                               const dnnl::primitive_attr& attr) {
  const Descs d = any_descs(s);
  const auto hint = forward_desc(s, bias, attr);
  const auto algorithm = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  if (bias)
    return {engine(),  algorithm,   d.x,    d.w,         d.bias, d.y,
            d.strides, d.dilations, d.pads, far_pads(s), hint,   attr};
  return {engine(), algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads, far_pads(s), hint, attr};
#else
  using Desc = dnnl::convolution_backward_weights::desc;
  return {bias ? Desc(algorithm, d.x, d.w, d.bias, d.y, d.strides, d.dilations, d.pads, far_pads(s))
               : Desc(algorithm, d.x, d.w, d.y, d.strides, d.dilations, d.pads, far_pads(s)),
          attr, engine(), hint};
#endif
}

Operand operand(const memory::desc& user, const memory::desc& inner, bool into_primitive) {
  Operand o{user, inner, std::nullopt};
  if (user == inner) return o;
  const memory::desc &from = into_primitive ? user : inner, &to = into_primitive ? inner : user;
  o.reorder = dnnl::reorder(dnnl::reorder::primitive_desc(engine(), from, engine(), to));
  return o;
}

Plan make_plan(const Key& key) {
  const ConvShape& s = key.shape;
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const auto nchw = memory::format_tag::nchw;
  const memory::desc x = plain({s.n, s.ic, s.ih, s.iw}, nchw), y = plain({s.n, s.oc, s.oh, s.ow}, nchw);
  const memory::desc w = s.groups == 1 ? plain({s.oc, s.ic, s.kh, s.kw}, memory::format_tag::oihw)
                                       : plain({s.groups, s.oc / s.groups, s.ic / s.groups, s.kh, s.kw},
                                               memory::format_tag::goihw);
  Plan plan;
  plan.bias = plain({s.oc}, memory::format_tag::x);
  if (key.pass == Pass::kForward) {
    const auto pd = forward_desc(s, key.bias, attr);
    plan.primitive = dnnl::convolution_forward(pd);
    plan.x = operand(x, pd.src_desc(), true);
    plan.w = operand(w, pd.weights_desc(), true);
    plan.y = operand(y, pd.dst_desc(), false);
    plan.scratch = pd.scratchpad_desc();
  } else if (key.pass == Pass::kInput) {
    const auto pd = input_desc(s, attr);
    plan.primitive = dnnl::convolution_backward_data(pd);
    plan.y = operand(y, pd.diff_dst_desc(), true);
    plan.w = operand(w, pd.weights_desc(), true);
    plan.x = operand(x, pd.diff_src_desc(), false);
    plan.scratch = pd.scratchpad_desc();
  } else {
    const auto pd = weight_desc(s, key.bias, attr);
    plan.primitive = dnnl::convolution_backward_weights(pd);
    plan.y = operand(y, pd.diff_dst_desc(), true);
    plan.x = operand(x, pd.src_desc(), true);
    plan.w = operand(w, pd.diff_weights_desc(), false);
    plan.scratch = pd.scratchpad_desc();
  }
  return plan;
}

// Plans in the order of their last use; the oldest goes when there are too many.
class Plans {
 public:
  std::shared_ptr<Plan> get(const Key& key) {
    std::lock_guard lock(mutex_);
    for (auto it = list_.begin(); it != list_.end(); ++it) {
      if (!(it->first == key)) continue;
      list_.splice(list_.begin(), list_, it);
      return it->second;
    }
    auto plan = std::make_shared<Plan>(make_plan(key));
    list_.emplace_front(key, plan);
    if (list_.size() > kMost) list_.pop_back();
    return plan;
  }

 private:
  static constexpr size_t kMost = 256;
  std::mutex mutex_;
  std::list<std::pair<Key, std::shared_ptr<Plan>>> list_;
};
Plans& plans() {
  static Plans& p = *new Plans;
  return p;
}

// An operand's memory for the primitive: the user's own, or a buffer filled from it (inputs) or for it (outputs).
struct Placed {
  Buffer buffer;
  memory inner, user;
  const Operand& operand;
  Placed(const Operand& o, const void* data, bool fill)
      : buffer(o.reorder ? o.inner.get_size() : 0),
        inner(o.inner, engine(), o.reorder ? buffer.data : const_cast<void*>(data)),
        user(o.user, engine(), const_cast<void*>(data)),
        operand(o) {
    if (fill && o.reorder) const_cast<dnnl::reorder&>(*o.reorder).execute(stream(), user, inner);
  }
  void give_back() {
    if (operand.reorder) const_cast<dnnl::reorder&>(*operand.reorder).execute(stream(), inner, user);
  }
};

// An operand, the user's memory behind it, and which argument of the primitive it is.
struct Argument {
  int number;
  const Operand& operand;
  const void* data;
};
struct BiasArgument {
  int number;
  const float* data;  // null without a bias
};

// Runs a plan of two inputs and one result: the inputs go into the primitive's order, the result comes back from it.
void execute(const Plan& plan, const Argument& a, const Argument& b, const Argument& result,
             const BiasArgument& bias) {
  Placed in_a(a.operand, a.data, true), in_b(b.operand, b.data, true);
  Placed out(result.operand, result.data, false);
  Buffer scratch(plan.scratch.get_size());
  std::unordered_map<int, memory> args{{a.number, in_a.inner},
                                       {b.number, in_b.inner},
                                       {result.number, out.inner},
                                       {DNNL_ARG_SCRATCHPAD, memory(plan.scratch, engine(), scratch.data)}};
  if (bias.data) args.emplace(bias.number, memory(plan.bias, engine(), const_cast<float*>(bias.data)));
  plan.primitive.execute(stream(), args);
  out.give_back();
  stream().wait();
}

// Hands the plan of a pass to `run`; false when oneDNN has no implementation for the shape.
template <class Run> bool attempt(const ConvShape& s, Pass pass, bool bias, const Run& run) {
  try {
    run(*plans().get({s, pass, bias, get_num_threads()}));
    return true;
  } catch (const dnnl::error&) { return false; }
}

}  // namespace

bool conv_forward(const ConvShape& s, const float* x, const float* w, const float* bias, float* y) {
  return attempt(s, Pass::kForward, bias != nullptr, [&](const Plan& plan) {
    execute(plan, {DNNL_ARG_SRC, plan.x, x}, {DNNL_ARG_WEIGHTS, plan.w, w}, {DNNL_ARG_DST, plan.y, y},
            {DNNL_ARG_BIAS, bias});
  });
}

bool conv_backward_input(const ConvShape& s, const float* grad_y, const float* w, float* grad_x) {
  return attempt(s, Pass::kInput, false, [&](const Plan& plan) {
    execute(plan, {DNNL_ARG_DIFF_DST, plan.y, grad_y}, {DNNL_ARG_WEIGHTS, plan.w, w},
            {DNNL_ARG_DIFF_SRC, plan.x, grad_x}, {DNNL_ARG_DIFF_BIAS, nullptr});
  });
}

bool conv_backward_weight(const ConvShape& s, const float* grad_y, const float* x, float* grad_w,
                          float* grad_bias) {
  return attempt(s, Pass::kWeight, grad_bias != nullptr, [&](const Plan& plan) {
    execute(plan, {DNNL_ARG_DIFF_DST, plan.y, grad_y}, {DNNL_ARG_SRC, plan.x, x},
            {DNNL_ARG_DIFF_WEIGHTS, plan.w, grad_w}, {DNNL_ARG_DIFF_BIAS, grad_bias});
  });
}

}  // namespace torch::inline rushlight::onednn

#else

namespace torch::inline rushlight::onednn {

bool conv_forward(const ConvShape&, const float*, const float*, const float*, float*) { return false; }
bool conv_backward_input(const ConvShape&, const float*, const float*, float*) { return false; }
bool conv_backward_weight(const ConvShape&, const float*, const float*, float*, float*) { return false; }

}  // namespace torch::inline rushlight::onednn

#endif
