// Tensor: a counted handle to a TensorImpl. Members that are operators come from ops/generated/tensor_methods.inc,
// derived from the headers in rushlight/ops (the operator table); what is written here is access and autograd.
#pragma once

#include <iosfwd>
#include <string>
#include <tuple>
#include <vector>

#include "rushlight/core/accessor.h"
#include "rushlight/core/callback.h"
#include "rushlight/core/error.h"
#include "rushlight/core/generator.h"
#include "rushlight/core/options.h"
#include "rushlight/core/scalar.h"
#include "rushlight/core/sym_int.h"
#include "rushlight/core/tensor_impl.h"
#include "rushlight/core/tensor_type.h"

namespace torch::inline rushlight {

class Tensor;
using TensorList = ArrayRef<Tensor>;
template <class T> class List;
template <class T> class MaybeOwned;
namespace indexing {
class TensorIndex;
}

/// The recorded call that a tensor came from: null for a leaf; `t.grad_fn()->name()` is "AddBackward0".
class RUSHLIGHT_API GradFn {
 public:
  GradFn() = default;
  explicit GradFn(Node* node);
  GradFn(const GradFn& o) : GradFn(o.node_) {}
  GradFn& operator=(const GradFn& o);
  ~GradFn();
  std::string name() const;
  /// The calls that the inputs came from; null where an input wants no gradient or is a leaf.
  std::vector<GradFn> next_functions() const;
  /// The same with the number of the output that each input was.
  struct Edge;
  std::vector<Edge> next_edges() const;
  /// How many gradients the call takes, and how many it gives.
  size_t num_inputs() const;
  size_t num_outputs() const;
  const GradFn* operator->() const { return this; }
  explicit operator bool() const { return node_ != nullptr; }
  friend bool operator==(const GradFn& a, const GradFn& b) { return a.node_ == b.node_; }
  friend bool operator==(const GradFn& a, std::nullptr_t) { return a.node_ == nullptr; }

 private:
  Node* node_ = nullptr;
};

struct GradFn::Edge {
  GradFn function;
  uint32_t input_nr = 0;
  bool is_valid() const { return static_cast<bool>(function); }
};

class RUSHLIGHT_API Tensor {
 public:
  Tensor() = default;
  explicit Tensor(IntrusivePtr<TensorImpl> impl) : impl_(std::move(impl)) {}
  Tensor(const Tensor&) = default;
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(const Tensor& rhs) & = default;
  Tensor& operator=(Tensor&& rhs) & noexcept = default;
  /// Copies values into the memory of a temporary view, as in `x[0] = y`.
  Tensor& operator=(const Tensor& rhs) &&;
  Tensor& operator=(Tensor&& rhs) &&;
  /// Fills the memory of a temporary view, as in `x[0] = 1.5`.
  Tensor& operator=(const Scalar& value) &&;

  // -- identity and geometry
  bool defined() const { return static_cast<bool>(impl_); }
  void reset() { impl_.reset(); }
  bool is_same(const Tensor& other) const { return impl_ == other.impl_; }
  size_t use_count() const { return impl_.use_count(); }
  TensorImpl* unsafeGetTensorImpl() const { return impl_.get(); }
  const IntrusivePtr<TensorImpl>& impl() const { return impl_; }

  int64_t dim() const { return self().dims; }
  int64_t ndimension() const { return self().dims; }
  int64_t numel() const { return self().numel; }
  IntArrayRef sizes() const { return {self().sizes(), static_cast<size_t>(impl_->dims)}; }
  IntArrayRef strides() const { return {self().strides(), static_cast<size_t>(impl_->dims)}; }
  /// Size of one dimension; negative counts from the end.
  int64_t size(int64_t dim) const;
  int64_t stride(int64_t dim) const;
  int64_t storage_offset() const { return self().offset; }
  bool is_contiguous(MemoryFormat format = MemoryFormat::Contiguous) const;
  /// The format in which the elements lie: ChannelsLast (3d) where that is so and plain order is not.
  MemoryFormat suggest_memory_format(bool = false) const {
    if (is_contiguous()) return MemoryFormat::Contiguous;
    for (const MemoryFormat format : {MemoryFormat::ChannelsLast, MemoryFormat::ChannelsLast3d})
      if (is_contiguous(format)) return format;
    return MemoryFormat::Contiguous;
  }
  bool is_non_overlapping_and_dense() const;
  // The same numbers for programs that are written for symbolic sizes too.
  SymIntArrayRef sym_sizes() const { return fromIntArrayRefUnchecked(sizes()); }
  SymIntArrayRef sym_strides() const { return fromIntArrayRefUnchecked(strides()); }
  SymInt sym_size(int64_t dim) const { return size(dim); }
  SymInt sym_stride(int64_t dim) const { return stride(dim); }
  SymInt sym_numel() const { return numel(); }
  SymInt sym_nbytes() const { return nbytes(); }
  SymInt sym_storage_offset() const { return storage_offset(); }
  /// This tensor, borrowed, or a contiguous copy; defined in maybe_owned.h.
  MaybeOwned<Tensor> expect_contiguous(MemoryFormat format = MemoryFormat::Contiguous) const&;
  MaybeOwned<Tensor> expect_contiguous(MemoryFormat format = MemoryFormat::Contiguous) && = delete;

  TypeMeta dtype() const { return self().dtype; }
  ScalarType scalar_type() const { return self().dtype; }
  Device device() const { return self().device(); }
  Layout layout() const { return kStrided; }
  int64_t get_device() const { return device().index(); }
  TensorOptions options() const { return TensorOptions(scalar_type()).device(device()).layout(kStrided); }
  int64_t element_size() const { return rushlight::element_size(scalar_type()); }
  size_t itemsize() const { return static_cast<size_t>(element_size()); }
  size_t nbytes() const { return static_cast<size_t>(numel()) * itemsize(); }
  bool is_cpu() const { return device().is_cpu(); }
  bool is_cuda() const { return device().is_cuda(); }
  bool is_floating_point() const { return isFloatingType(scalar_type()); }
  bool is_complex() const { return isComplexType(scalar_type()); }
  bool is_signed() const { return scalar_type() != kByte && scalar_type() != kBool; }
  bool is_inference() const { return self().has(TensorImpl::kInference); }
  /// Dtype and kind of device in one, for older programs.
  const DeprecatedTypeProperties& type() const {
    return DeprecatedTypeProperties::of(device().type(), scalar_type());
  }
  // What other tensors of LibTorch are and these never.
  bool is_sparse() const { return false; }
  bool is_sparse_csr() const { return false; }
  bool is_quantized() const { return false; }
  bool is_nested() const { return false; }
  bool is_mkldnn() const { return false; }
  bool is_meta() const { return false; }
  bool is_mps() const { return false; }
  bool is_xpu() const { return false; }
  bool is_conj() const { return false; }
  bool is_neg() const { return false; }

  // -- data
  Storage storage() const { return Storage(self().storage); }
  bool has_storage() const { return defined(); }
  bool is_alias_of(const Tensor& other) const { return self().storage == other.self().storage; }
  void* data_ptr() const { return self().data(); }
  const void* const_data_ptr() const { return data_ptr(); }
  void* mutable_data_ptr() const { return data_ptr(); }
  template <class T> T* data_ptr() const {
    check_dtype("data_ptr", CppTypeToScalarType<std::remove_const_t<T>>::value);
    return static_cast<T*>(data_ptr());
  }
  template <class T> const T* const_data_ptr() const { return data_ptr<std::remove_const_t<T>>(); }
  template <class T> T* mutable_data_ptr() const { return data_ptr<T>(); }
  /// The value of a one-element tensor.
  Scalar item() const;
  template <class T> T item() const { return item().to<T>(); }
  /// Element access by `a[i][j]` without a tensor per step; T and N must match.
  template <class T, size_t N> TensorAccessor<T, N> accessor() const& {
    check_access("accessor", CppTypeToScalarType<std::remove_const_t<T>>::value, N);
    return TensorAccessor<T, N>(static_cast<T*>(data_ptr()), self().sizes(), self().strides());
  }
  template <class T, size_t N> TensorAccessor<T, N> accessor() && = delete;
  /// The same with a copy of sizes and strides, in integers of type Index.
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits, class Index = int64_t>
  GenericPackedTensorAccessor<T, N, PtrTraits, Index> generic_packed_accessor() const& {
    check_access("packed_accessor", CppTypeToScalarType<std::remove_const_t<T>>::value, N);
    return {static_cast<T*>(data_ptr()), self().sizes(), self().strides()};
  }
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
  PackedTensorAccessor32<T, N, PtrTraits> packed_accessor32() const& {
    RUSHLIGHT_CHECK(numel() <= INT32_MAX, "packed_accessor32: expected at most ", INT32_MAX,
                    " elements, got ", numel());
    return generic_packed_accessor<T, N, PtrTraits, int32_t>();
  }
  template <class T, size_t N> PackedTensorAccessor32<T, N> packed_accessor32() && = delete;
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
  PackedTensorAccessor64<T, N, PtrTraits> packed_accessor64() const& {
    return generic_packed_accessor<T, N, PtrTraits, int64_t>();
  }
  template <class T, size_t N> PackedTensorAccessor64<T, N> packed_accessor64() && = delete;
  /// Older names of generic_packed_accessor and data_ptr.
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits, class Index = int64_t>
  [[deprecated(
      "use packed_accessor32 or packed_accessor64")]] GenericPackedTensorAccessor<T, N, PtrTraits, Index>
  packed_accessor() const& {
    return generic_packed_accessor<T, N, PtrTraits, Index>();
  }
  template <class T> [[deprecated("use data_ptr<T>()")]] T* data() const { return data_ptr<T>(); }
  /// A copy on the first CUDA device; not in the operator table, as `torch::cuda` is a namespace.
  Tensor cuda() const;
  std::string toString() const;
  /// Writes dtype and sizes, `[CPUFloatType [2, 3]]`, to the standard error stream, for use in a debugger.
  void print() const;

  // -- autograd
  bool requires_grad() const { return self().needs_grad(); }
  /// Makes a leaf want a gradient, or not. The result of an operation wants one whatever is set here.
  const Tensor& set_requires_grad(bool on) const;
  /// The same; an error when it would turn gradients off for the result of an operation.
  const Tensor& requires_grad_(bool on = true) const;
  bool is_leaf() const;
  /// The gradient that backward() accumulated; undefined before the first one.
  const Tensor& grad() const { return mutable_grad(); }
  Tensor& mutable_grad() const;
  GradFn grad_fn() const;
  int64_t output_nr() const { return self().output_nr; }
  /// How often this memory was changed in place; an error for tensors made in InferenceMode, which do not count.
  int64_t _version() const;
  bool is_view() const { return static_cast<bool>(self().base); }
  /// The tensor that this is a view of; an error when it is none.
  Tensor _base() const;
  /// Accumulates d(this)/d(leaf) into every leaf's grad. `gradient` may be left out for a one-element tensor.
  void backward(const Tensor& gradient = {}, std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false, std::optional<TensorList> inputs = std::nullopt) const;
  void retain_grad() const;
  bool retains_grad() const;
  /// Calls `hook(grad)` when the gradient of this tensor is known; a returned tensor replaces it.
  template <class F> unsigned register_hook(F&& hook) const {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, Tensor>>) {
      return add_hook([hook = std::forward<F>(hook)](const Tensor& g) mutable {
        hook(g);
        return Tensor();
      });
    } else {
      return add_hook(std::forward<F>(hook));
    }
  }
  void remove_hook(unsigned id) const;
  /// Same memory, outside the graph; in-place changes are still seen by the graph's checks.
  Tensor detach() const;
  Tensor& detach_() const;
  /// Same memory, outside the graph and outside its checks: it has a version counter of its own.
  Tensor data() const;
  Tensor variable_data() const { return data(); }
  Tensor tensor_data() const { return detach(); }
  /// Lets this tensor take the memory and geometry of `fresh` while it keeps its identity and gradient.
  void set_data(const Tensor& fresh) const;
  /// Gives this tensor other sizes, row-major (or in `format`), over the same memory, which grows where it must: the
  /// elements stay in the order of memory, and new ones are not initialised.
  const Tensor& resize_(IntArrayRef sizes, std::optional<MemoryFormat> format = std::nullopt) const;
  const Tensor& resize_as_(const Tensor& other, std::optional<MemoryFormat> format = std::nullopt) const;

  // -- operators
  Tensor operator-() const;
  Tensor operator~() const;
  Tensor& operator+=(const Tensor& other);
  Tensor& operator-=(const Tensor& other);
  Tensor& operator*=(const Tensor& other);
  Tensor& operator/=(const Tensor& other);
  Tensor& operator+=(const Scalar& other);
  Tensor& operator-=(const Scalar& other);
  Tensor& operator*=(const Scalar& other);
  Tensor& operator/=(const Scalar& other);
  Tensor& operator&=(const Tensor& other);
  Tensor& operator|=(const Tensor& other);
  Tensor& operator^=(const Tensor& other);
  Tensor operator[](int64_t index) const;
  Tensor operator[](const Tensor& index) const;
  Tensor operator[](const Scalar& index) const { return (*this)[index.toLong()]; }
  /// What Python's `self[indices]` gives: a view for numbers, slices, None and Ellipsis, a copy for tensors.
  Tensor index(ArrayRef<indexing::TensorIndex> indices) const;
  Tensor index(std::initializer_list<indexing::TensorIndex> indices) const;
  /// Writes as Python's `self[indices] = value`; with `accumulate`, adds, equal places too.
  Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, const Tensor& value,
                     bool accumulate = false) const;
  Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, const Scalar& value,
                     bool accumulate = false) const;
  Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Tensor& value,
                     bool accumulate = false) const;
  Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Scalar& value,
                     bool accumulate = false) const;

#include "rushlight/ops/generated/tensor_methods.inc"

 private:
  const TensorImpl& self() const {
    if (!impl_) [[unlikely]]
      fail_undefined();
    return *impl_;
  }
  [[noreturn]] static void fail_undefined();
  void check_dtype(const char* what, ScalarType asked) const;
  void check_access(const char* what, ScalarType asked, size_t dims) const;
  unsigned add_hook(Callback<Tensor(const Tensor&)> hook) const;

  IntrusivePtr<TensorImpl> impl_;
};

/// Writes a tensor as LibTorch does: the values, then `[ CPUFloatType{2,3} ]`.
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Tensor& t);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, IntArrayRef sizes);
/// The same with lines of `line_width` characters; without a stream, to standard output.
RUSHLIGHT_API std::ostream& print(std::ostream& out, const Tensor& t, int64_t line_width);
RUSHLIGHT_API void print(const Tensor& t, int64_t line_width = 80);
/// Whether numbers of very different sizes are printed with exponents, as they are at first, or in fixed notation.
RUSHLIGHT_API void set_printoption_sci_mode(bool enabled);

}  // namespace torch::inline rushlight
