// Where tensors came from: edges of leaves, views and in-place results. A view keeps its root (`base`) and the storage
// version at which its own origin was recorded; after somebody changed the memory in place, its origin is rebuilt from
// the base's. Changing a view in place gives the base a new origin (ViewUpdate) and the view one from that (ViewOfBase).
#include "autograd/node.h"
#include "core/thread_state.h"
#include "op/backward.h"
#include "op/operator.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct Geometry {
  DimVector sizes, strides;
  int64_t offset = 0;
};

Geometry geometry_of(const TensorImpl& t) {
  const size_t n = static_cast<size_t>(t.dims);
  return {DimVector(IntArrayRef(t.sizes(), n)), DimVector(IntArrayRef(t.strides(), n)), t.offset};
}

// A view and its base in one unit. Between a complex tensor and a view of its parts (or the other way round) the complex
// one counts as the pairs that it is made of.
struct Place {
  Geometry base, view;
  bool base_in_pairs = false, view_in_pairs = false;

  Place(const TensorImpl& b, const TensorImpl& v) : base(geometry_of(b)), view(geometry_of(v)) {
    if (b.dtype == v.dtype) return;
    base_in_pairs = isComplexType(b.dtype);
    view_in_pairs = !base_in_pairs;
    Geometry& g = base_in_pairs ? base : view;
    for (int64_t& s : g.strides) s *= 2;
    g.sizes.push_back(2);
    g.strides.push_back(1);
    g.offset *= 2;
  }
};
Tensor split(const Tensor& t, bool in_pairs) { return in_pairs ? view_as_real(t) : t; }
Tensor joined(const Tensor& t, bool in_pairs) { return in_pairs ? view_as_complex(t.contiguous()) : t; }

Tensor window(const Tensor& base, const Geometry& view, const Geometry& base_geometry) {
  return base.as_strided(view.sizes, view.strides,
                         base.storage_offset() + view.offset - base_geometry.offset);
}

// A gradient laid out in memory as the base is, so that the view's strides apply to it.
Tensor laid_out_as(const Tensor& grad, const Geometry& base) {
  Tensor copy = empty_strided(base.sizes, base.strides, grad.options());
  copy.copy_(grad);
  return copy;
}

// History only: the value of a view as a function of its base.
struct ViewOfBase : Place {
  static constexpr Traits traits{.name = "as_strided"};
  void backward(Backward& b) const {
    const Tensor grad = split(b.grad(), view_in_pairs);
    b.set(0, joined(as_strided_backward(grad, base.sizes, base.strides, base.offset, view.sizes, view.strides,
                                        view.offset),
                    base_in_pairs));
  }
};

// History only: the base after one of its views (input 1) was written.
struct ViewUpdate : Place {
  static constexpr Traits traits{.name = "copy_slices"};
  std::string grad_fn() const { return "torch::autograd::CopySlices"; }
  void backward(Backward& b) const {
    const Tensor grad = laid_out_as(split(b.grad(), base_in_pairs), base);
    if (b.needs(1)) b.set(1, joined(window(grad, view, base).clone(), view_in_pairs));
    if (b.needs(0)) {
      const Tensor rest = laid_out_as(grad, base);
      window(rest, view, base).zero_();
      b.set(0, joined(rest, base_in_pairs));
    }
  }
};

// The OpDef of an operator that appears in graphs only and is never executed.
template <class Op> const OpDef& history_def() {
  static constexpr OpDef def{&Op::traits,
                             sizeof(Op),
                             alignof(Op),
                             nullptr,
                             nullptr,
                             [](const void* op, Backward& b) { static_cast<const Op*>(op)->backward(b); },
                             [](void* to, const void* from) { new (to) Op(*static_cast<const Op*>(from)); },
                             [](void* op) { static_cast<Op*>(op)->~Op(); },
                             nullptr,
                             grad_fn_name<Op>()};
  return def;
}

void describe(Node& node, const TensorImpl& t) {
  OutMeta& meta = node.out_meta(0);
  meta.sizes = DimVector(IntArrayRef(t.sizes(), static_cast<size_t>(t.dims)));
  meta.dtype = t.dtype;
  meta.device = t.device();
}

// Records `view` as a part of its base as the base is now.
void rebuild_view_origin(TensorImpl* view) {
  const ViewOfBase op{{*view->base, *view}};
  auto node = Node::make(history_def<ViewOfBase>(), &op, 1, 1, 0);
  node->edge(0) = gradient_edge(Tensor(view->base));
  describe(*node, *view);
  view->grad_fn = std::move(node);
  view->output_nr = 0;
  view->view_version = view->version();
}

bool origin_is_stale(const TensorImpl* t) {
  return t->base && !t->has(TensorImpl::kRequiresGrad) && t->view_version != t->version() &&
         t->base->needs_grad();
}

}  // namespace

Edge gradient_edge(const Tensor& t) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (origin_is_stale(impl)) [[unlikely]]
    rebuild_view_origin(impl);
  if (impl->grad_fn) return {impl->grad_fn, nullptr, impl->output_nr};
  if (impl->has(TensorImpl::kRequiresGrad)) return {nullptr, t.impl(), 0};
  return {};
}

void check_inplace(const char* name, const Tensor& self, bool recording) {
  const TensorImpl* impl = self.unsafeGetTensorImpl();
  const bool leaf = impl->has(TensorImpl::kRequiresGrad);
  const bool leaf_base = impl->base && impl->base->has(TensorImpl::kRequiresGrad);
  if (leaf || leaf_base) [[unlikely]]
    detail::fail({name, "_: expected a tensor that is not a leaf wanting a gradient, got ",
                  leaf ? "one" : "a view of one",
                  "; use NoGradGuard or data() to change it outside the graph"});
  if (!impl->base || !recording) return;
  RUSHLIGHT_CHECK(
      !impl->has(TensorImpl::kViewMulti), name,
      "_: expected a tensor or a single view, got one of several views made by one call; clone() it first");
  RUSHLIGHT_CHECK(!impl->has(TensorImpl::kViewNoGrad), name,
                  "_: expected a view made while gradients were recorded, got one made under NoGradGuard");
}

void rebase_history(const Tensor& self, IntrusivePtr<Node> node, uint32_t output_nr) {
  TensorImpl* impl = self.unsafeGetTensorImpl();
  if (!impl->base) {
    impl->grad_fn = std::move(node);
    impl->output_nr = output_nr;
    return;
  }
  TensorImpl* base = impl->base.get();
  const ViewUpdate op{{*base, *impl}};
  auto update = Node::make(history_def<ViewUpdate>(), &op, 2, 1, 0);
  update->edge(0) = gradient_edge(Tensor(impl->base));
  update->edge(1) = {std::move(node), nullptr, output_nr};
  describe(*update, *base);
  base->grad_fn = std::move(update);
  base->output_nr = 0;
  rebuild_view_origin(impl);
}

}  // namespace torch::inline rushlight
