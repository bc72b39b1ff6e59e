// The engine: runs a graph backwards on the calling thread. A node is always made after the nodes it depends on, so
// taking nodes by falling sequence number means that all gradients of a node have arrived when its turn comes: no
// dependency counts, no locks, one heap. Compare micrograd's engine.py: topological order is our sequence number.
#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "autograd/node.h"
#include "core/thread_state.h"
#include "op/backward.h"
#include "op/operator.h"
#include "rushlight/autograd.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"

namespace torch::inline rushlight {

const Tensor& Backward::grad(int i) {
  if (!grads_[i].defined()) {
    const OutMeta& meta = node_.out_meta(i);
    grads_[i] = zeros(meta.sizes, TensorOptions(meta.dtype).device(meta.device));
  }
  return grads_[i];
}

namespace {

std::mutex& leaf_mutex(const TensorImpl* leaf) {
  static std::mutex mutexes[64];
  return mutexes[(reinterpret_cast<uintptr_t>(leaf) >> 6) % 64];
}

// True when nobody else can see the gradient's memory, so that it may be kept or changed.
bool is_ours(const Tensor& t) {
  return t.use_count() == 1 && t.unsafeGetTensorImpl()->storage.use_count() == 1;
}

bool laid_out_like(const Tensor& a, const TensorImpl* b) {
  if (a.is_contiguous() && b->has(TensorImpl::kContiguous)) return true;
  return a.strides() == IntArrayRef(b->strides(), static_cast<size_t>(b->dims)) &&
         a.is_non_overlapping_and_dense();
}

void accumulate(TensorImpl* leaf, Tensor g, bool create_graph) {
  std::lock_guard lock(leaf_mutex(leaf));
  Tensor& grad = autograd_meta(leaf).grad;
  if (!grad.defined()) {
    if (create_graph) grad = g.clone();
    else if (is_ours(g) && laid_out_like(g, leaf)) grad = std::move(g);
    else grad = g.detach().clone(MemoryFormat::Contiguous);
  } else if (create_graph) {
    grad = grad + g;
  } else {
    grad.add_(g);
  }
}

}  // namespace

/// One run of backward() or grad().
class GraphTask {
  using variable_list = std::vector<Tensor>;

 public:
  GraphTask(bool keep_graph, bool create_graph) : keep_graph_(keep_graph), create_graph_(create_graph) {}
  ~GraphTask() {
    for (auto& node : heap_) forget(*node);
  }

  /// Gradients of these are collected instead of accumulated into leaves.
  void capture(const variable_list& inputs) {
    for (const Tensor& t : inputs) captures_.push_back({gradient_edge(t), Tensor()});
    capturing_ = true;
  }
  Tensor& captured(size_t i) { return captures_[i].grad; }
  void find_needed(const std::vector<Edge>& roots);

  void deliver(const Edge& edge, Tensor grad);
  void run();

 private:
  struct Capture {
    Edge edge;
    Tensor grad;
  };
  struct LeafSum {
    IntrusivePtr<TensorImpl> leaf;
    Tensor grad;
  };

  static bool earlier(const IntrusivePtr<Node>& a, const IntrusivePtr<Node>& b) {
    return a->sequence() < b->sequence();
  }
  void deliver_to_leaf(const IntrusivePtr<TensorImpl>& leaf, Tensor grad);
  void hand_over(const IntrusivePtr<TensorImpl>& leaf, Tensor grad);
  Tensor& sum_at(const IntrusivePtr<TensorImpl>& leaf);
  void evaluate(Node& node);
  void finish_leaves();
  static void forget(Node& node) {
    node.task_ = nullptr;
    for (int i = 0; i < node.outputs_; ++i) node.buffers_[i].reset();
  }
  void add_to(Tensor& sum, Tensor grad) {
    if (!sum.defined()) sum = std::move(grad);
    else if (!create_graph_ && is_ours(sum) && sum.is_contiguous()) sum.add_(grad);
    else sum = sum + grad;
  }

  bool keep_graph_, create_graph_, capturing_ = false;
  std::vector<IntrusivePtr<Node>> heap_;
  std::vector<LeafSum> hooked_;  ///< leaves with hooks, in the order of their first gradients
  std::vector<Capture> captures_;
  std::unordered_set<const void*> needed_;  ///< when capturing: nodes that lead to a captured input
};

// Marks the nodes on a path from the roots to a captured input; others are not worth running.
void GraphTask::find_needed(const std::vector<Edge>& roots) {
  std::vector<Node*> order;
  std::unordered_set<Node*> seen;
  for (const Edge& r : roots)
    if (r.node && seen.insert(r.node.get()).second) order.push_back(r.node.get());
  for (size_t k = 0; k < order.size(); ++k)
    for (int i = 0; i < order[k]->inputs(); ++i)
      if (Node* next = order[k]->edge(i).node.get(); next && seen.insert(next).second) order.push_back(next);
  std::sort(order.begin(), order.end(), [](Node* a, Node* b) { return a->sequence() < b->sequence(); });
  std::unordered_set<const void*> targets;
  for (const Capture& c : captures_)
    targets.insert(c.edge.node ? static_cast<const void*>(c.edge.node.get()) : c.edge.leaf.get());
  for (Node* n : order)
    for (int i = 0; i < n->inputs(); ++i) {
      const Edge& e = n->edge(i);
      if ((e.node && (needed_.count(e.node.get()) || targets.count(e.node.get()))) ||
          (e.leaf && targets.count(e.leaf.get())))
        needed_.insert(n);
    }
  for (const void* t : targets) needed_.insert(t);  // they receive, even when they lead nowhere
}

// Of this run alone: another one, on another thread or within a hook, may reach the same leaf.
Tensor& GraphTask::sum_at(const IntrusivePtr<TensorImpl>& leaf) {
  const auto there =
      std::find_if(hooked_.begin(), hooked_.end(), [&](const LeafSum& sum) { return sum.leaf == leaf; });
  return there != hooked_.end() ? there->grad : hooked_.emplace_back(LeafSum{leaf, Tensor()}).grad;
}

void GraphTask::deliver_to_leaf(const IntrusivePtr<TensorImpl>& leaf, Tensor grad) {
  if (capturing_ && !needed_.count(leaf.get())) return;  // nobody asked for it
  if (!autograd_meta(leaf.get()).hooks.empty()) return add_to(sum_at(leaf), std::move(grad));
  hand_over(leaf, std::move(grad));
}

// To those who asked for it, or to the leaf.
void GraphTask::hand_over(const IntrusivePtr<TensorImpl>& leaf, Tensor grad) {
  if (!capturing_) return accumulate(leaf.get(), std::move(grad), create_graph_);
  for (Capture& c : captures_)
    if (c.edge.leaf == leaf) add_to(c.grad, grad);
}

void GraphTask::deliver(const Edge& edge, Tensor grad) {
  if (!grad.defined() || !edge.defined()) return;
  if (capturing_ && edge.node && !needed_.count(edge.node.get())) return;
  if (!(grad.sizes() == edge.sizes())) grad = grad.sum_to_size(edge.sizes());
  if (grad.scalar_type() != edge.dtype()) grad = grad.to(edge.dtype());
  if (edge.leaf) return deliver_to_leaf(edge.leaf, std::move(grad));
  Node& node = *edge.node;
  if (node.task_ != this) {
    RUSHLIGHT_CHECK(node.task_ == nullptr,
                    "backward: expected a graph that no other backward() is running on, got ", node.name(),
                    " in use");
    node.task_ = this;
    heap_.push_back(edge.node);
    std::push_heap(heap_.begin(), heap_.end(), earlier);
  }
  add_to(node.buffers_[edge.nr], std::move(grad));
}

// Anomaly mode: the first gradient with a NaN is an error that names its call.
void check_nan(const Node& node, const Tensor* results) {
  const NoGradGuard guard;
  for (int i = 0; i < node.inputs(); ++i)
    RUSHLIGHT_CHECK(!results[i].defined() || !results[i].isnan().any().item<bool>(),
                    "backward: expected gradients without NaN in anomaly mode, got a NaN from ", node.name(),
                    " in the gradient of its input ", i);
}

void GraphTask::evaluate(Node& node) {
  constexpr int kInline = 8;
  Tensor inline_grads[kInline], inline_results[kInline];
  std::vector<Tensor> more;
  Tensor *grads = inline_grads, *results = inline_results;
  if (node.outputs_ > kInline || node.inputs_ > kInline) {
    more.resize(static_cast<size_t>(node.outputs_ + node.inputs_));
    grads = more.data();
    results = grads + node.outputs_;
  }
  for (int i = 0; i < node.outputs_; ++i) grads[i] = std::move(node.buffers_[i]);
  node.task_ = nullptr;
  if (const NodeExtra* extra = node.extra_if_any()) {
    const auto hooks = extra->hooks;  // a hook may remove itself
    for (const auto& h : hooks)
      if (grads[h.nr].defined())
        if (Tensor changed = h.call(grads[h.nr]); changed.defined()) grads[h.nr] = changed;
    for (const auto& [nr, slot] : extra->retained)
      if (grads[nr].defined()) slot->grad = create_graph_ ? grads[nr] : grads[nr].detach();
  }
  bool leads_on = !capturing_;
  if (capturing_) {
    for (Capture& c : captures_)
      if (c.edge.node.get() == &node) c.grad = grads[c.edge.nr];
    for (int i = 0; i < node.inputs_ && !leads_on; ++i) {
      const Edge& e = node.edge(i);
      leads_on = (e.node && needed_.count(e.node.get())) || (e.leaf && needed_.count(e.leaf.get()));
    }
  }
  if (!leads_on) return;
  Backward io(node, grads, results);
  node.def().backward(node.attributes(), io);
  if (autograd::AnomalyMode::is_enabled() && autograd::AnomalyMode::should_check_nan()) [[unlikely]]
    check_nan(node, results);
  if (!keep_graph_) node.release_saved();
  for (int i = 0; i < node.outputs_; ++i) grads[i].reset();
  for (int i = 0; i < node.inputs_; ++i)
    if (results[i].defined()) deliver(node.edge(i), std::move(results[i]));
}

void GraphTask::run() {
  AutoGradMode mode(create_graph_);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), earlier);
    const IntrusivePtr<Node> node = std::move(heap_.back());
    heap_.pop_back();
    try {
      evaluate(*node);
    } catch (...) {
      forget(*node);
      throw;
    }
  }
  finish_leaves();
}

// Hooks of leaves see the whole gradient, once.
void GraphTask::finish_leaves() {
  for (auto& [leaf, grad] : hooked_) {
    const auto hooks = leaf->meta->hooks;  // a hook may remove itself
    for (const auto& h : hooks)
      if (Tensor changed = h.call(grad); changed.defined()) grad = changed;
    hand_over(leaf, std::move(grad));
  }
}

namespace autograd {
namespace {

Tensor root_gradient(const char* who, const Tensor& root, const Tensor& given) {
  RUSHLIGHT_CHECK(
      root.requires_grad(), who,
      ": expected a tensor that wants a gradient or was computed from one, got one that does not");
  if (!given.defined()) {
    RUSHLIGHT_CHECK(root.numel() == 1, who,
                    ": expected a tensor of one element or a gradient argument, got shape ", root.sizes());
    RUSHLIGHT_CHECK(!root.is_complex(), who, ": expected a real tensor or a gradient argument, got one of ",
                    root.scalar_type());
    return ones(root.sizes(), root.options());
  }
  RUSHLIGHT_CHECK(given.sizes() == root.sizes(), who, ": expected a gradient of shape ", root.sizes(),
                  ", got ", given.sizes());
  return given;
}

void run_graph(const char* who, GraphTask& task, const variable_list& roots, const variable_list& grads,
               bool capturing) {
  RUSHLIGHT_CHECK(grads.empty() || grads.size() == roots.size(), who, ": expected one gradient for each of ",
                  roots.size(), " tensors, got ", grads.size());
  std::vector<Edge> edges;
  variable_list start;
  for (size_t i = 0; i < roots.size(); ++i) {
    NoGradGuard guard;
    start.push_back(root_gradient(who, roots[i], grads.empty() ? Tensor() : grads[i]));
    edges.push_back(gradient_edge(roots[i]));
  }
  if (capturing) task.find_needed(edges);
  for (size_t i = 0; i < roots.size(); ++i) task.deliver(edges[i], std::move(start[i]));
  task.run();
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors,
              std::optional<bool> retain_graph, bool create_graph, const variable_list& inputs) {
  GraphTask task(retain_graph.value_or(create_graph), create_graph);
  if (!inputs.empty()) task.capture(inputs);
  run_graph("backward", task, tensors, grad_tensors, !inputs.empty());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (task.captured(i).defined())
      accumulate(inputs[i].unsafeGetTensorImpl(), task.captured(i), create_graph);
}

variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs, std::optional<bool> retain_graph, bool create_graph,
                   bool allow_unused) {
  for (const Tensor& t : inputs)
    RUSHLIGHT_CHECK(t.requires_grad(), "grad: expected inputs that want a gradient, got one that does not");
  GraphTask task(retain_graph.value_or(create_graph), create_graph);
  task.capture(inputs);
  run_graph("grad", task, outputs, grad_outputs, true);
  variable_list result;
  for (size_t i = 0; i < inputs.size(); ++i) {
    RUSHLIGHT_CHECK(allow_unused || task.captured(i).defined(),
                    "grad: expected inputs that the outputs depend on, got one (number ", i,
                    ") that they do not; pass allow_unused=true if this is meant");
    result.push_back(task.captured(i));
  }
  return result;
}

}  // namespace autograd
}  // namespace torch::inline rushlight
