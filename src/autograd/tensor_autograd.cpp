// The autograd members of Tensor: gradients, hooks, and ways out of the graph.
#include "autograd/node.h"
#include "core/thread_state.h"
#include "op/infer.h"
#include "rushlight/autograd.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {

const Tensor& Tensor::set_requires_grad(bool on) const {
  TensorImpl* impl = unsafeGetTensorImpl();
  RUSHLIGHT_CHECK(impl, "requires_grad_: expected a defined tensor, got an undefined one");
  RUSHLIGHT_CHECK(!on || is_floating_point() || is_complex(),
                  "requires_grad_: expected a floating-point tensor, got ", scalar_type());
  RUSHLIGHT_CHECK(
      !on || !impl->has(TensorImpl::kInference) || thread_state.inference_mode,
      "requires_grad_: expected a normal tensor, got one made in InferenceMode; clone() it first");
  if (!impl->grad_fn) {
    impl->set(TensorImpl::kRequiresGrad, on);
    if (on) autograd_meta(impl);  // now, because several threads may bring the first gradient at once
  }
  return *this;
}

const Tensor& Tensor::requires_grad_(bool on) const {
  RUSHLIGHT_CHECK(on || is_leaf(),
                  "requires_grad_: expected a leaf to turn gradients off for, got the result of an "
                  "operation; use detach()");
  return set_requires_grad(on);
}

int64_t Tensor::_version() const {
  RUSHLIGHT_CHECK(!is_inference(),
                  "_version: expected a tensor that counts its changes, got one made in "
                  "InferenceMode, which does not");
  return impl_->storage ? impl_->version() : 0;
}

bool Tensor::is_leaf() const { return !gradient_edge(*this).node; }
GradFn Tensor::grad_fn() const { return GradFn(gradient_edge(*this).node.get()); }

GradFn::GradFn(Node* node) : node_(IntrusivePtr<Node>::share(node).release()) {}
GradFn::~GradFn() { IntrusivePtr<Node>::adopt(node_); }
GradFn& GradFn::operator=(const GradFn& o) {
  GradFn copy(o);
  std::swap(node_, copy.node_);
  return *this;
}
std::string GradFn::name() const {
  RUSHLIGHT_CHECK(node_, "grad_fn: expected the result of an operation, got a leaf, which has none");
  return node_->name();
}
std::vector<GradFn> GradFn::next_functions() const {
  std::vector<GradFn> list;
  for (int i = 0; i < node_->inputs(); ++i) list.emplace_back(node_->edge(i).node.get());
  return list;
}
size_t GradFn::num_inputs() const { return static_cast<size_t>(node_->outputs()); }
size_t GradFn::num_outputs() const { return static_cast<size_t>(node_->inputs()); }
std::vector<GradFn::Edge> GradFn::next_edges() const {
  std::vector<Edge> list;
  for (int i = 0; i < node_->inputs(); ++i)
    list.push_back({GradFn(node_->edge(i).node.get()), node_->edge(i).nr});
  return list;
}

Tensor& Tensor::mutable_grad() const {
  RUSHLIGHT_CHECK(impl_, "grad: expected a defined tensor, got an undefined one");
  AutogradMeta& meta = autograd_meta(impl_.get());
  return meta.retained ? meta.retained->grad : meta.grad;
}

Tensor Tensor::_base() const {
  RUSHLIGHT_CHECK(is_view(), "_base: expected a view, got a tensor that is none");
  return Tensor(impl_->base);
}

void Tensor::backward(const Tensor& gradient, std::optional<bool> retain_graph, bool create_graph,
                      std::optional<TensorList> inputs) const {
  autograd::backward({*this}, gradient.defined() ? std::vector<Tensor>{gradient} : std::vector<Tensor>{},
                     retain_graph, create_graph, inputs ? inputs->vec() : std::vector<Tensor>{});
}

void Tensor::retain_grad() const {
  RUSHLIGHT_CHECK(requires_grad(),
                  "retain_grad: expected a tensor that wants a gradient, got one that does not");
  const Edge edge = gradient_edge(*this);
  if (!edge.node || autograd_meta(impl_.get()).retained) return;
  auto slot = std::make_shared<GradSlot>();
  autograd_meta(impl_.get()).retained = slot;
  edge.node->extra().retained.emplace_back(edge.nr, slot);
}
bool Tensor::retains_grad() const { return self().meta && self().meta->retained; }

unsigned Tensor::add_hook(Callback<Tensor(const Tensor&)> hook) const {
  RUSHLIGHT_CHECK(requires_grad(),
                  "register_hook: expected a tensor that wants a gradient, got one that does not");
  const Edge edge = gradient_edge(*this);
  auto& hooks = edge.node ? edge.node->extra().hooks : autograd_meta(impl_.get()).hooks;
  const unsigned id = hooks.empty() ? 0 : hooks.back().id + 1;
  hooks.push_back({edge.nr, id, std::move(hook)});
  return id;
}
void Tensor::remove_hook(unsigned id) const {
  const Edge edge = gradient_edge(*this);
  auto& hooks = edge.node ? edge.node->extra().hooks : autograd_meta(impl_.get()).hooks;
  for (size_t i = 0; i < hooks.size(); ++i)
    if (hooks[i].id == id) {
      hooks.erase(hooks.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  detail::fail({"remove_hook: expected the number of a hook of this tensor, got ", id});
}

Tensor Tensor::detach() const {
  RUSHLIGHT_CHECK(impl_, "detach: expected a defined tensor, got an undefined one");
  return detached_alias(*this);
}
Tensor detach(const Tensor& self) { return self.detach(); }

Tensor& Tensor::detach_() const {
  RUSHLIGHT_CHECK(!is_view(), "detach_: expected a tensor that is not a view, got a view; use detach()");
  impl_->grad_fn.reset();
  impl_->output_nr = 0;
  impl_->set(TensorImpl::kRequiresGrad, false);
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::data() const {
  Tensor t = detach();
  TensorImpl* impl = t.unsafeGetTensorImpl();
  impl->set(TensorImpl::kOwnVersion, true);
  autograd_meta(impl).version = std::make_shared<uint32_t>(0);
  return t;
}

void Tensor::set_data(const Tensor& fresh) const {
  RUSHLIGHT_CHECK(fresh.defined(), "set_data: expected a defined tensor, got an undefined one");
  RUSHLIGHT_CHECK(!requires_grad() || fresh.is_floating_point() || fresh.is_complex(),
                  "set_data: expected a floating-point tensor for one that wants a gradient, got ",
                  fresh.scalar_type());
  TensorImpl* to = impl_.get();
  const TensorImpl* from = fresh.unsafeGetTensorImpl();
  const DimVector sizes(fresh.sizes()), strides(fresh.strides());
  to->dtype = from->dtype;
  to->storage = from->storage;
  to->offset = from->offset;
  to->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
}

}  // namespace torch::inline rushlight
