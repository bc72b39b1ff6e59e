// Node: one recorded call in the autograd graph: the operator, its attributes, edges to where its inputs came from,
// and the tensors that its backward reads. One concrete class and one allocation. Leaves are edges straight to the
// leaf tensor: there are no accumulation nodes. Next: engine.cpp, which runs the graph backwards.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "rushlight/core/intrusive_ptr.h"
#include "rushlight/core/small_vector.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

struct OpDef;
class GraphTask;

/// Shape and dtype of one output of a node: what a gradient arriving there must look like.
struct OutMeta {
  DimVector sizes;
  ScalarType dtype = ScalarType::Undefined;
  Device device;
};

/// Where a gradient goes: to output `nr` of an earlier node, or to a leaf; neither when none is wanted.
struct Edge {
  IntrusivePtr<Node> node;
  IntrusivePtr<TensorImpl> leaf;
  uint32_t nr = 0;

  bool defined() const { return node || leaf; }
  IntArrayRef sizes() const;
  ScalarType dtype() const;
};

/// A tensor kept for backward, with the version it had.
struct SavedTensor {
  Tensor tensor;
  uint32_t version = 0;
  int index = 0;  ///< i >= 0: input i; -1 - i: output i
};

using TensorHook = std::function<Tensor(const Tensor&)>;

/// The place where a non-leaf's gradient is kept after retain_grad().
struct GradSlot {
  Tensor grad;
};

/// What only few nodes have.
struct NodeExtra {
  struct Hook {
    uint32_t nr;
    unsigned id;
    TensorHook call;
  };
  std::vector<Hook> hooks;
  std::vector<std::pair<uint32_t, std::shared_ptr<GradSlot>>> retained;
};

/// What only tensors with gradients or hooks have.
struct AutogradMeta {
  Tensor grad;
  std::vector<NodeExtra::Hook> hooks;  ///< of a leaf
  std::shared_ptr<GradSlot> retained;  ///< of a non-leaf after retain_grad
  std::shared_ptr<uint32_t> version;   ///< of a tensor made by data() and of all that was detached from it
};

class Node {
 public:
  /// A node for `op` (copied) with `inputs` edges, `outputs` outputs and room for `saved` tensors.
  static IntrusivePtr<Node> make(const OpDef& def, const void* op, int inputs, int outputs, int saved);

  std::string name() const;
  const OpDef& def() const { return *def_; }
  const void* attributes() const { return attributes_; }
  uint64_t sequence() const { return sequence_; }
  int inputs() const { return inputs_; }
  int outputs() const { return outputs_; }
  Edge& edge(int i) { return edges_[i]; }
  const Edge& edge(int i) const { return edges_[i]; }
  OutMeta& out_meta(int i) { return out_metas_[i]; }

  void save_input(int i, const Tensor& t);
  /// Keeps output i without a reference from the node to itself.
  void save_output(int i, const Tensor& t);
  Tensor saved_input(int i) const { return unpack(i); }
  Tensor saved_output(int i) const { return unpack(-1 - i); }
  void release_saved();
  bool released() const { return released_; }
  NodeExtra& extra();
  const NodeExtra* extra_if_any() const { return extra_.get(); }

  std::atomic<uint32_t> refs{1};

 private:
  friend class GraphTask;
  friend void release_last(Node*) noexcept;
  Node() = default;
  ~Node();
  Tensor unpack(int index) const;

  const OpDef* def_ = nullptr;
  uint64_t sequence_ = 0;
  int inputs_ = 0, outputs_ = 0;
  bool released_ = false;
  uint32_t block_bytes_ = 0;
  void* attributes_ = nullptr;
  Edge* edges_ = nullptr;
  OutMeta* out_metas_ = nullptr;
  Tensor* buffers_ = nullptr;  ///< gradients that arrived so far, one per output
  GraphTask* task_ = nullptr;  ///< the backward run that holds the buffers
  SavedTensor* saved_ = nullptr;
  int16_t saved_count_ = 0;
  std::unique_ptr<NodeExtra> extra_;
};

/// The edge that leads to where `t` came from.
Edge gradient_edge(const Tensor& t);
/// The autograd part of a tensor, made when missing.
AutogradMeta& autograd_meta(TensorImpl* impl);
/// A tensor that shares memory and version with `t` and is outside the graph.
Tensor detached_alias(const Tensor& t);
/// Fails when changing `self` in place is not allowed while gradients are recorded.
void check_inplace(const char* name, const Tensor& self, bool recording);
/// Makes `node` the origin of `self` after an in-place change; for a view, its base learns of it too.
void rebase_history(const Tensor& self, IntrusivePtr<Node> node, uint32_t output_nr = 0);

}  // namespace torch::inline rushlight
