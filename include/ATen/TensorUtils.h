// Checks of arguments that carry their names: TensorArg and at::checkDim, checkSize, checkScalarType and so on, which throw
// c10::Error with the name of the caller, `c`, and of the argument.
#pragma once

#include "c10/util/StringUtil.h"
#include "rushlight/core/error.h"
#include "rushlight/core/tensor.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

using CheckedFrom = const char*;

/// A tensor with the name and place that it has among a function's arguments.
struct TensorArg {
  const Tensor& tensor;
  const char* name;
  int pos;  // counted from 1; 0 for a thing that is no argument

  TensorArg(const Tensor& tensor, const char* name, int pos) : tensor(tensor), name(name), pos(pos) {}
  TensorArg(Tensor&&, const char*, int) = delete;  // it would not live long enough
  const Tensor* operator->() const { return &tensor; }
  const Tensor& operator*() const { return tensor; }
  /// The argument in messages: "argument #2 'weight'".
  std::string text() const {
    return pos == 0 ? detail::concat({"'", name, "'"}) : detail::concat({"argument #", pos, " '", name, "'"});
  }
};

/// Sizes and strides of a tensor with the name that it has among a function's arguments.
using TensorGeometryArg = TensorArg;

inline std::ostream& operator<<(std::ostream& out, const TensorArg& t) { return out << t.text(); }

inline void checkDim(CheckedFrom c, const Tensor& tensor, const char* name, int pos, int64_t dim) {
  RUSHLIGHT_CHECK(tensor.dim() == dim, c, ": expected ", TensorArg(tensor, name, pos).text(), " of ", dim,
                  " dimensions, got ", tensor.dim());
}
inline void checkDim(CheckedFrom c, const TensorArg& t, int64_t dim) { checkDim(c, *t, t.name, t.pos, dim); }
/// At least `begin` dimensions and fewer than `end`.
inline void checkDimRange(CheckedFrom c, const TensorArg& t, int64_t begin, int64_t end) {
  RUSHLIGHT_CHECK(t->dim() >= begin && t->dim() < end, c, ": expected ", t.text(), " of ", begin, " to ",
                  end - 1, " dimensions, got ", t->dim());
}
inline void checkSameDim(CheckedFrom c, const TensorArg& a, const TensorArg& b) {
  RUSHLIGHT_CHECK(a->dim() == b->dim(), c, ": expected ", a.text(), " and ", b.text(),
                  " of as many dimensions, got ", a->dim(), " and ", b->dim());
}
inline void checkSize(CheckedFrom c, const TensorArg& t, IntArrayRef sizes) {
  RUSHLIGHT_CHECK(t->sizes() == sizes, c, ": expected ", t.text(), " of shape ", sizes, ", got ", t->sizes());
}
inline void checkSize(CheckedFrom c, const TensorArg& t, int64_t dim, int64_t size) {
  RUSHLIGHT_CHECK(t->size(dim) == size, c, ": expected ", t.text(), " of size ", size, " in dimension ", dim,
                  ", got ", t->size(dim));
}
inline void checkSameSize(CheckedFrom c, const TensorArg& a, const TensorArg& b) {
  RUSHLIGHT_CHECK(a->sizes() == b->sizes(), c, ": expected ", a.text(), " and ", b.text(),
                  " of the same shape, got ", a->sizes(), " and ", b->sizes());
}
inline void checkNumel(CheckedFrom c, const TensorArg& t, int64_t numel) {
  RUSHLIGHT_CHECK(t->numel() == numel, c, ": expected ", t.text(), " of ", numel, " elements, got ",
                  t->numel());
}
inline void checkSameNumel(CheckedFrom c, const TensorArg& a, const TensorArg& b) {
  RUSHLIGHT_CHECK(a->numel() == b->numel(), c, ": expected ", a.text(), " and ", b.text(),
                  " of as many elements, got ", a->numel(), " and ", b->numel());
}
inline void checkScalarType(CheckedFrom c, const TensorArg& t, ScalarType dtype) {
  RUSHLIGHT_CHECK(t->scalar_type() == dtype, c, ": expected ", t.text(), " of dtype ", dtype, ", got ",
                  t->scalar_type());
}
inline void checkScalarTypes(CheckedFrom c, const TensorArg& t, ArrayRef<ScalarType> dtypes) {
  for (const ScalarType dtype : dtypes)
    if (dtype == t->scalar_type()) return;
  RUSHLIGHT_CHECK(false, c, ": expected ", t.text(), " of one of the dtypes ", Join(", ", dtypes), ", got ",
                  t->scalar_type());
}
inline void checkSameType(CheckedFrom c, const TensorArg& a, const TensorArg& b) {
  RUSHLIGHT_CHECK(a->type() == b->type(), c, ": expected ", a.text(), " and ", b.text(),
                  " of the same type, got ", a->toString(), " and ", b->toString());
}
inline void checkContiguous(CheckedFrom c, const TensorArg& t) {
  RUSHLIGHT_CHECK(t->is_contiguous(), c, ": expected ", t.text(),
                  " without gaps and in row-major order; call contiguous()");
}
inline void checkDefined(CheckedFrom c, const TensorArg& t) {
  RUSHLIGHT_CHECK(t->defined(), c, ": expected ", t.text(), " to be defined");
}
inline void checkAllDefined(CheckedFrom c, ArrayRef<TensorArg> tensors) {
  for (const TensorArg& t : tensors) checkDefined(c, t);
}
inline void checkAllContiguous(CheckedFrom c, ArrayRef<TensorArg> tensors) {
  for (const TensorArg& t : tensors)
    if (t->defined()) checkContiguous(c, t);
}

namespace detail {
using SamePair = void (*)(CheckedFrom, const TensorArg&, const TensorArg&);
/// Compares the first defined tensor with each other one.
inline void check_all_same(CheckedFrom c, ArrayRef<TensorArg> tensors, SamePair check) {
  const TensorArg* first = nullptr;
  for (const TensorArg& t : tensors) {
    if (!t->defined()) continue;
    if (first) check(c, *first, t);
    else first = &t;
  }
}
}  // namespace detail
inline void checkAllSameType(CheckedFrom c, ArrayRef<TensorArg> tensors) {
  detail::check_all_same(c, tensors, checkSameType);
}
inline void checkAllSameSize(CheckedFrom c, ArrayRef<TensorArg> tensors) {
  detail::check_all_same(c, tensors, checkSameSize);
}
inline void checkAllSameNumel(CheckedFrom c, ArrayRef<TensorArg> tensors) {
  detail::check_all_same(c, tensors, checkSameNumel);
}

}  // namespace torch::inline rushlight
