// The end of every generated `_out` and in-place form; see out.h.
#include "op/out.h"

#include <algorithm>

#include "core/thread_state.h"
#include "op/infer.h"
#include "op/overlap.h"
#include "rushlight/autograd/grad_mode.h"

namespace torch::inline rushlight {

bool can_write(ScalarType from, ScalarType to) {
  if (isComplexType(from)) return isComplexType(to);
  if (isFloatingType(from)) return isFloatingType(to) || isComplexType(to);
  return from == kBool || to != kBool;
}

Tensor& write_back(const char* name, Tensor& self, const Tensor& result) {
  RUSHLIGHT_CHECK(can_write(result.scalar_type(), self.scalar_type()), name, "_: expected a self that takes ",
                  result.scalar_type(), ", got one of dtype ", self.scalar_type());
  return self.copy_(result);
}

Tensor to_overwrite(const Tensor& self) { return self.requires_grad() ? self.clone() : self; }

Tensor& write_pointwise(const char* name, Tensor& self, const Tensor& other,
                        Tensor (*f)(const Tensor& self, const Tensor& other)) {
  if (other.is_alias_of(self)) {
    const View to = view_of(self), from = view_of(other);
    if (!same_geometry(from, to) && overlaps_partly(from, to)) fail_overlap(name, from);
  }
  return write_back(name, self, f(to_overwrite(self), other));
}

Tensor& write_out(const char* name, Tensor& out, const Tensor& result) {
  RUSHLIGHT_CHECK(out.defined(), name, "_out: expected a defined tensor as out, got an undefined one");
  if (result.is_same(out)) return out;
  RUSHLIGHT_CHECK(
      !result.requires_grad() && !(out.requires_grad() && GradMode::is_enabled()), name,
      "_out: expected tensors that want no gradient, got one that does; what is written with _out is "
      "not recorded");
  RUSHLIGHT_CHECK(can_write(result.scalar_type(), out.scalar_type()), name,
                  "_out: expected an out that takes ", result.scalar_type(), ", got one of dtype ",
                  out.scalar_type());
  if (!(out.sizes() == result.sizes())) out.resize_(result.sizes());
  return out.copy_(result);
}

namespace {

// What write_out refuses, or keeps a history of, is left to it.
bool may_be_written(const Tensor& t) {
  const TensorImpl* impl = t.unsafeGetTensorImpl();
  if (!impl || t.is_complex() || (impl->has(TensorImpl::kInference) && !thread_state.inference_mode))
    return false;
  return !thread_state.grad_mode || !(impl->needs_grad() || (impl->base && impl->base->needs_grad()));
}

// Whether two tensors may have elements in common. Their storages may differ: from_blob makes two of one buffer.
bool shares_memory(const Tensor& a, const Tensor& b) {
  const Storage &x = a.storage(), &y = b.storage();
  const char *p = static_cast<const char*>(x.data()), *q = static_cast<const char*>(y.data());
  return a.is_alias_of(b) || (p < q + y.nbytes() && q < p + x.nbytes());
}

// May `out` be written while the input, if there is one, is read?
bool is_apart(const Tensor& input, const Tensor& out, bool overwrites) {
  if (!input.defined()) return true;
  if (input.is_complex() || input.device() != out.device()) return false;
  return !shares_memory(input, out) || (overwrites && same_geometry(view_of(input), view_of(out)));
}

}  // namespace

Destination::Destination(const Tensor& out, std::initializer_list<const Tensor*> inputs, bool overwrites)
    : out_(out) {
  const auto apart = [&](const Tensor* t) { return !t || is_apart(*t, out, overwrites); };
  if (may_be_written(out) && std::all_of(inputs.begin(), inputs.end(), apart))
    thread_state.destination = this;
}

Destination::Destination(const Tensor& out, TensorList inputs) : out_(out) {
  const auto apart = [&](const Tensor& t) { return is_apart(t, out, false); };
  if (may_be_written(out) && std::all_of(inputs.begin(), inputs.end(), apart))
    thread_state.destination = this;
}

Destination::~Destination() { thread_state.destination = nullptr; }

}  // namespace torch::inline rushlight
