// Backward: what an operator's `backward` talks to: gradients of the outputs, saved tensors, and a place for the
// gradients of the inputs. Shapes need no care: the engine sums a gradient over broadcast dimensions and converts it
// to the input's dtype. Next: autograd/engine.cpp.
#pragma once

#include "autograd/node.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

class Backward {
 public:
  Backward(Node& node, Tensor* grads, Tensor* results) : node_(node), grads_(grads), results_(results) {}

  /// Gradient of output i; zeros when nothing depended on that output.
  const Tensor& grad(int i = 0);
  bool has_grad(int i) const { return grads_[i].defined(); }
  /// A saved input or output; the operator's traits say which are saved.
  Tensor in(int i) const { return node_.saved_input(i); }
  Tensor out(int i) const { return node_.saved_output(i); }
  /// True when input i wants a gradient.
  bool needs(int i) const { return node_.edge(i).defined(); }
  int inputs() const { return node_.inputs(); }
  int outputs() const { return node_.outputs(); }
  /// Sizes and dtype of input i, for inputs that want a gradient.
  IntArrayRef in_sizes(int i) const { return node_.edge(i).sizes(); }
  ScalarType in_dtype(int i) const { return node_.edge(i).dtype(); }
  IntArrayRef out_sizes(int i = 0) const { return node_.out_meta(i).sizes; }
  /// Sets the gradient of input i; inputs that are not set get none.
  void set(int i, Tensor grad) {
    if (needs(i)) results_[i] = std::move(grad);
  }

 private:
  Node& node_;
  Tensor* grads_;
  Tensor* results_;
};

}  // namespace torch::inline rushlight
