// Node: one block of memory for the object, its edges, output shapes, gradient buffers, saved tensors and the
// operator's attributes. Long chains are freed with a work list, so that depth never exhausts the stack.
#include "autograd/node.h"

#include <atomic>
#include <cctype>
#include <new>

#include "core/thread_state.h"
#include "op/operator.h"
#include "rushlight/core/allocator.h"

namespace torch::inline rushlight {
namespace {

std::atomic<uint64_t> next_sequence{1};

constexpr size_t align_up(size_t n, size_t a) { return (n + a - 1) / a * a; }

}  // namespace

IntrusivePtr<Node> Node::make(const OpDef& def, const void* op, int inputs, int outputs, int saved) {
  const size_t edges_at = align_up(sizeof(Node), alignof(Edge));
  const size_t metas_at = edges_at + sizeof(Edge) * static_cast<size_t>(inputs);
  const size_t buffers_at = metas_at + sizeof(OutMeta) * static_cast<size_t>(outputs);
  const size_t saved_at = buffers_at + sizeof(Tensor) * static_cast<size_t>(outputs);
  const size_t op_at = align_up(saved_at + sizeof(SavedTensor) * static_cast<size_t>(saved), def.align);
  const size_t bytes = op_at + def.size;
  char* block = static_cast<char*>(allocate(bytes));
  Node* node = new (block) Node;
  node->block_bytes_ = static_cast<uint32_t>(bytes);
  node->def_ = &def;
  node->sequence_ = next_sequence.fetch_add(1, std::memory_order_relaxed);
  node->inputs_ = inputs;
  node->outputs_ = outputs;
  node->edges_ = reinterpret_cast<Edge*>(block + edges_at);
  node->out_metas_ = reinterpret_cast<OutMeta*>(block + metas_at);
  node->buffers_ = reinterpret_cast<Tensor*>(block + buffers_at);
  node->saved_ = reinterpret_cast<SavedTensor*>(block + saved_at);
  node->attributes_ = block + op_at;
  for (int i = 0; i < inputs; ++i) new (node->edges_ + i) Edge;
  for (int i = 0; i < outputs; ++i) {
    new (node->out_metas_ + i) OutMeta;
    new (node->buffers_ + i) Tensor;
  }
  def.copy(node->attributes_, op);
  return IntrusivePtr<Node>::adopt(node);
}

Node::~Node() {
  for (int i = 0; i < inputs_; ++i) edges_[i].~Edge();
  for (int i = 0; i < outputs_; ++i) {
    out_metas_[i].~OutMeta();
    buffers_[i].~Tensor();
  }
  for (int i = 0; i < saved_count_; ++i) saved_[i].~SavedTensor();
  if (def_->destroy) def_->destroy(attributes_);
}

void release_last(Node* node) noexcept {
  static thread_local SmallVector<Node*, 64>* pending = nullptr;
  if (pending) {  // already freeing a chain further up: leave it to that loop
    pending->push_back(node);
    return;
  }
  SmallVector<Node*, 64> work;
  pending = &work;
  work.push_back(node);
  while (!work.empty()) {
    Node* n = work.back();
    work.pop_back();
    const size_t bytes = n->block_bytes_;
    n->~Node();
    deallocate(n, bytes);
  }
  pending = nullptr;
}

// "log1p" is Log1PBackward0: a letter is a capital at the beginning, after an underscore and after a digit.
std::string Node::name() const {
  if (def_->grad_fn) return def_->grad_fn(attributes_);
  std::string s;
  bool upper = true;
  for (const char* c = def_->name(); *c; ++c) {
    if (*c != '_') s += upper ? static_cast<char>(std::toupper(*c)) : *c;
    upper = *c == '_' || std::isdigit(*c);
  }
  return s + "Backward0";
}

NodeExtra& Node::extra() {
  if (!extra_) extra_ = std::make_unique<NodeExtra>();
  return *extra_;
}

void Node::save_input(int i, const Tensor& t) {
  RUSHLIGHT_CHECK(
      !t.is_inference(), def_->name(),
      ": expected a normal tensor to save for backward, got one made in InferenceMode; clone() it first");
  new (saved_ + saved_count_++) SavedTensor{t, t.unsafeGetTensorImpl()->version(), i};
}

void Node::save_output(int i, const Tensor& t) {
  new (saved_ + saved_count_++) SavedTensor{detached_alias(t), t.unsafeGetTensorImpl()->version(), -1 - i};
}

Tensor Node::unpack(int index) const {
  for (int k = 0; k < saved_count_; ++k) {
    const SavedTensor& s = saved_[k];
    if (s.index != index) continue;
    RUSHLIGHT_CHECK(
        !released_,
        "backward: expected a graph that still has its saved tensors, got one that was freed by an "
        "earlier backward(); call that one with retain_graph=true");
    const uint32_t version = s.tensor.unsafeGetTensorImpl()->version();
    RUSHLIGHT_CHECK(version == s.version, "backward: expected the tensor that ", def_->name(),
                    " saved, of shape ", s.tensor.sizes(), ", to be unchanged (version ", s.version,
                    "), got one modified by an in-place operation (version ", version, ")");
    if (index >= 0 || !thread_state.grad_mode) return s.tensor;
    // An output under create_graph: it comes from this very node.
    Tensor alias = detached_alias(s.tensor);
    alias.unsafeGetTensorImpl()->grad_fn = IntrusivePtr<Node>::share(const_cast<Node*>(this));
    alias.unsafeGetTensorImpl()->output_nr = static_cast<uint32_t>(-1 - index);
    return alias;
  }
  return Tensor();
}

void Node::release_saved() {
  released_ = true;
  for (int i = 0; i < saved_count_; ++i) saved_[i].tensor.reset();
}

IntArrayRef Edge::sizes() const {
  if (node) return node->out_meta(static_cast<int>(nr)).sizes;
  return {leaf->sizes(), static_cast<size_t>(leaf->dims)};
}
ScalarType Edge::dtype() const { return node ? node->out_meta(static_cast<int>(nr)).dtype : leaf->dtype; }

AutogradMeta& autograd_meta(TensorImpl* impl) {
  if (!impl->meta) impl->meta = new AutogradMeta;
  return *impl->meta;
}

uint32_t& TensorImpl::own_version() const {
  const AutogradMeta* holder = (base ? base.get() : this)->meta;
  return holder && holder->version ? *holder->version : storage->version;
}

Tensor detached_alias(const Tensor& t) {
  const TensorImpl* from = t.unsafeGetTensorImpl();
  auto impl = IntrusivePtr<TensorImpl>::adopt(new_tensor_impl());
  impl->dtype = from->dtype;
  impl->storage = from->storage;
  impl->offset = from->offset;
  impl->set_geometry(from->sizes(), from->strides(), from->dims);
  impl->flags |=
      from->flags & (TensorImpl::kOwnVersion | TensorImpl::kInference | TensorImpl::kWrappedNumber);
  if (from->has(TensorImpl::kOwnVersion)) [[unlikely]] {
    const TensorImpl* holder = from->base ? from->base.get() : from;
    if (holder->meta) autograd_meta(impl.get()).version = holder->meta->version;
  }
  return Tensor(std::move(impl));
}

TensorImpl* new_tensor_impl() { return new (allocate(sizeof(TensorImpl))) TensorImpl; }

void release_last(TensorImpl* impl) noexcept {
  if (impl->meta) [[unlikely]]
    delete impl->meta;
  if (impl->heap_geometry) [[unlikely]]
    delete[] impl->heap_geometry;
  impl->~TensorImpl();
  deallocate(impl, sizeof(TensorImpl));
}

}  // namespace torch::inline rushlight
