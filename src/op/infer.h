// Infer: what an operator's `infer` talks to. It shows the inputs, and each call of `out` makes one output; every
// check of a user's arguments happens there. In-place and `_out` calls go through the same code: `out` then checks the
// tensor that is already there. Next: operator.h, run.cpp.
#pragma once

#include "op/view.h"
#include "rushlight/core/error.h"
#include "rushlight/core/small_vector.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Where the outputs of a call go.
enum class RunMode : uint8_t {
  kNew,      ///< into fresh tensors, or into the one that an `_out` form gives
  kInPlace,  ///< output 0 is input 0
};

class Infer {
 public:
  Infer(const char* name, Views in, Tensor* out, int outputs, RunMode mode, const Tensor* self)
      : name_(name), in_(in), out_(out), outputs_(outputs), mode_(mode), self_(self) {}

  const char* name() const { return name_; }
  int inputs() const { return static_cast<int>(in_.size()); }
  const View& in(int i) const { return in_[i]; }
  const View& operator[](int i) const { return in_[i]; }

  /// Output i: row-major, of this dtype and these sizes, on the device of the inputs.
  void out(int i, ScalarType dtype, IntArrayRef sizes) { make(i, dtype, sizes, nullptr); }
  /// Output i with given strides, which are not negative; there may be gaps.
  void out_strided(int i, ScalarType dtype, IntArrayRef sizes, IntArrayRef strides) {
    make(i, dtype, sizes, strides.data());
  }
  /// Output i with the sizes of `v`, and its strides too where they are dense.
  void out_like(int i, const View& v) { out_like(i, v, v.dtype); }
  void out_like(int i, const View& v, ScalarType dtype);
  /// Output i shares the memory of input 0; `offset` is the absolute storage offset in elements of its dtype.
  void view(int i, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
    view(i, sizes, strides, offset, in(0).dtype);
  }
  void view(int i, IntArrayRef sizes, IntArrayRef strides, int64_t offset, ScalarType dtype);
  /// Storage offset of input 0, for operators that make views.
  int64_t offset() const { return self_->storage_offset(); }
  /// The device of new outputs when there is no input to take it from.
  void set_device(Device d) { device_ = d; }

  /// Fails unless `ok`; the operator's name and a colon come first.
  template <class... P> void check(bool ok, const P&... pieces) const {
    if (!ok) [[unlikely]]
      detail::fail({name_, ": ", pieces...});
  }
  template <class... P> void check_index(bool ok, const P&... pieces) const {
    if (!ok) [[unlikely]]
      detail::fail_index({name_, ": ", pieces...});
  }
  /// Fails unless `value` has a place in dtype `t`, which it is written into; see rushlight::check_number.
  void check_number(const Scalar& value, ScalarType t) const;
  /// The same for a factor, which 16-bit floats take in float32.
  void check_factor(const Scalar& value, ScalarType t) const;
  /// `dim` counted from the front; an IndexError names the valid range otherwise. A 0-dim tensor counts as 1-dim.
  int64_t wrap_dim(int64_t dim, int64_t dims) const;
  int64_t wrap_dim(int64_t dim) const { return wrap_dim(dim, in(0).dims); }

 private:
  void make(int i, ScalarType dtype, IntArrayRef sizes, const int64_t* strides);

  const char* name_;
  Views in_;
  Tensor* out_;
  int outputs_;
  RunMode mode_;
  const Tensor* self_;  ///< input 0, null when there are no inputs
  std::optional<Device> device_;
};

/// Fails unless dtype `t` has a place for `value`: a finite number that a float type would make infinite, and one outside
/// the range of an integer type, is a std::runtime_error, as in LibTorch (negative numbers wrap around where the type has
/// no sign).
void check_number(const char* who, const Scalar& value, ScalarType t);
/// Row-major strides for `sizes`.
DimVector contiguous_strides(IntArrayRef sizes);
/// True when the elements fill one block of memory in some order, each once.
bool is_dense(const View& v);
/// The common shape of a and b by broadcasting; `who` names the operator in the error.
DimVector broadcast_shapes(const char* who, IntArrayRef a, IntArrayRef b);
/// Product of the sizes.
int64_t count(IntArrayRef sizes);
inline void Infer::check_number(const Scalar& value, ScalarType t) const {
  rushlight::check_number(name_, value, t);
}
inline void Infer::check_factor(const Scalar& value, ScalarType t) const {
  rushlight::check_number(name_, value, isReducedFloatingType(t) ? kFloat : t);
}
/// A View of a tensor (undefined tensors give an undefined View).
inline View view_of(const Tensor& t) {
  const TensorImpl* p = t.unsafeGetTensorImpl();
  if (!p) return {};
  return {p->data(),
          p->sizes(),
          p->strides(),
          p->numel,
          p->dtype,
          p->dims,
          p->has(TensorImpl::kContiguous),
          p->has(TensorImpl::kWrappedNumber),
          p->storage->device};
}
/// A 0-dim wrapped View of a number; valid while `s` lives.
View view_of(const Scalar& s);
/// The dtype of an expression over these inputs by PyTorch's rules (0-dim and plain numbers count less).
ScalarType result_type(Views in);

}  // namespace torch::inline rushlight
