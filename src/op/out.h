// write_out and write_back: how the generated `_out` forms (ops/generated/out.inc) and in-place forms end: the result of
// an operator goes into a tensor that the caller gave. The result is computed first, so `out` may be, or overlap, an input.
#pragma once

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
/// Copies `result` into `out`, which takes its sizes (and more memory where it must); `out` keeps its dtype. An error
/// when a gradient is wanted: what is written with `_out` is not recorded.
Tensor& write_out(const char* name, Tensor& out, const Tensor& result);

}  // namespace torch::inline rushlight
