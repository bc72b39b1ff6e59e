// Destination, write_out and write_back: how the generated `_out` forms (ops/generated/out.inc) and in-place forms put the
// result of an operator into a tensor that the caller gave. It is computed first and then copied, so `out` may be, or
// overlap, an input; where it does not and a Destination says so, the operator writes into `out` itself.
#pragma once

#include <initializer_list>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// True when values of `from` may be written into a tensor of `to`: never to a lower kind (bool, integer, floating).
bool can_write(ScalarType from, ScalarType to);
/// How the generated in-place forms end: copies `result` into `self`, whose dtype must take it.
Tensor& write_back(const char* name, Tensor& self, const Tensor& result);
/// The in-place form of a pointwise operator of another dtype than self's: f(self, other) copied into self, which `other`
/// must not overlap in part.
Tensor& write_pointwise(const char* name, Tensor& self, const Tensor& other,
                        Tensor (*f)(const Tensor& self, const Tensor& other));
/// self as it can be read while it is overwritten: a copy where backward reads it too.
Tensor to_overwrite(const Tensor& self);
/// Copies `result` into `out`, if it is not `out` already, which takes its sizes (and more memory where it must) and keeps
/// its own dtype. An error when a gradient is wanted: what is written with `_out` is not recorded.
Tensor& write_out(const char* name, Tensor& out, const Tensor& result);

/// While it lives, the first operator called on this thread may write its one result into `out` and return `out`: where that
/// has the result's dtype, sizes and strides, nothing is recorded and no input shares its memory. With `overwrites`, for
/// operators that read each element before they write it, an input may be `out` itself. Complex numbers go by way of other
/// operators here and there, and are copied. Views and copies of inputs, and numbers that become tensors, go before: they
/// are not meant.
class Destination {
 public:
  /// `inputs` are all that the form takes; null where an optional one is not given.
  Destination(const Tensor& out, std::initializer_list<const Tensor*> inputs, bool overwrites = false);
  Destination(const Tensor& out, TensorList inputs);
  ~Destination();
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;

  /// How many operators were called; what is written by more than one has no use for this class.
  int calls() const { return calls_; }
  /// The door asks: `out` for the first call, else null.
  const Tensor* take() const { return calls_++ == 0 ? &out_ : nullptr; }

 private:
  const Tensor& out_;
  mutable int calls_ = 0;
};

}  // namespace torch::inline rushlight
