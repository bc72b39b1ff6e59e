// cat and stack: several tensors into one, and their kin.
#include "ops/index/index_op.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

// To find where each of so short runs belongs takes longer than its copy, for which the kernel of copies has loops.
constexpr int64_t kPixelBytes = 16;

// Vectors of no elements take part in cat whatever the other shapes are.
bool is_void(const View& v) { return v.dims == 1 && v.numel == 0; }

/// Copies `in` into out at entry `at` of the dimension `d`, in which it is `n` long.
void place(const View& in, const View& out, int64_t d, int64_t at, int64_t n) {
  View part = out;
  part.data = out.as<char>() + at * out.strides[d] * element_size(out.dtype);
  DimVector sizes(out.shape());
  sizes[static_cast<size_t>(d)] = n;
  part.sizes = sizes.data();
  part.numel = in.numel;
  part.contiguous = out.contiguous && in.numel == out.numel;
  View from = in;
  DimVector strides(in.stride_list());
  if (in.dims < out.dims) strides.insert(strides.begin() + d, 0);  // stack: the new dimension has one entry
  from.sizes = sizes.data();
  from.strides = strides.data();
  from.dims = out.dims;
  cpu_kernels<CopyKernels>().copy(from, part);
}

/// Copies the inputs into out, behind each other in dimension `d`; length(input) is how long it is there.
template <class Length> void place_all(Views in, const View& out, int64_t d, const Length& length) {
  int64_t outer = 1;
  for (int64_t i = 0; i < d; ++i) outer *= out.sizes[i];
  const int64_t entry = out.strides[d] * element_size(out.dtype);  // bytes
  SmallVector<ByteRun, 8> runs;
  bool plain = out.contiguous && out.sizes[d] * entry > kPixelBytes * static_cast<int64_t>(in.size());
  for (size_t i = 0; i < in.size() && plain; ++i) {
    plain = is_void(in[i]) || (in[i].contiguous && in[i].dtype == out.dtype);
    if (const int64_t bytes = in[i].numel > 0 ? length(in[i]) * entry : 0; bytes > 0)
      runs.push_back({in[i].as<const char>(), bytes, bytes});
  }
  if (plain) return cpu_kernels<CopyKernels>().join(runs, outer, out.data);
  int64_t at = 0;
  for (const View& v : in) {
    if (is_void(v)) continue;
    if (v.numel > 0) place(v, out, d, at, length(v));
    at += length(v);
  }
}

struct Cat {
  int64_t dim;
  static constexpr Traits traits{.name = "cat", .complex = true};

  const View* first_shape(Views in) const {
    for (const View& v : in)
      if (!is_void(v)) return &v;
    return nullptr;
  }
  void infer(Infer& io) const {
    const Views in(&io.in(0), static_cast<size_t>(io.inputs()));
    const View* first = first_shape(in);
    const ScalarType dtype = result_type(in);
    if (!first) {
      io.wrap_dim(dim, 1);
      return io.out(0, dtype, {0});
    }
    io.check(first->dims > 0, "expected tensors of at least one dimension, got a 0-dim tensor");
    const int64_t d = io.wrap_dim(dim, first->dims);
    DimVector shape(first->shape());
    int64_t total = 0;
    for (const View& v : in) {
      if (is_void(v)) continue;
      bool fits = v.dims == first->dims;
      for (int i = 0; i < v.dims && fits; ++i) fits = i == d || v.sizes[i] == first->sizes[i];
      io.check(fits, "expected tensors that differ in dimension ", d, " only, got shapes ", first->shape(),
               " and ", v.shape());
      io.check(!__builtin_add_overflow(total, v.sizes[d], &total),
               "expected a length that int64 holds in dimension ", d);
    }
    shape[static_cast<size_t>(d)] = total;
    io.out(0, dtype, shape);
  }
  static void execute(const Cat& op, Views in, Views out) {
    if (out[0].numel == 0) return;
    const int64_t d = op.dim < 0 ? op.dim + out[0].dims : op.dim;
    place_all(in, out[0], d, [d](const View& v) { return v.sizes[d]; });
  }
  void backward(Backward& b) const {
    const int64_t d = dim < 0 ? dim + b.grad().dim() : dim;
    const DimVector& lengths = lengths_;
    int64_t at = 0;
    for (int i = 0; i < b.inputs(); ++i) {
      const int64_t n = lengths[static_cast<size_t>(i)];
      if (n >= 0 && b.needs(i)) b.set(i, b.grad().narrow(d, at, n));
      else if (b.needs(i)) b.set(i, b.grad().flatten().narrow(0, 0, 0));
      if (n >= 0) at += n;
    }
  }
  DimVector lengths_;  ///< entries of each input in `dim`; -1 for a void one
};

struct Stack {
  int64_t dim;
  static constexpr Traits traits{.name = "stack", .complex = true};
  void infer(Infer& io) const {
    const View& first = io.in(0);
    const int64_t d = io.wrap_dim(dim, first.dims + 1);
    for (int i = 1; i < io.inputs(); ++i)
      io.check(io.in(i).shape() == first.shape(), "expected tensors of one shape, got ", first.shape(),
               " and ", io.in(i).shape());
    DimVector shape(first.shape());
    shape.insert(shape.begin() + d, io.inputs());
    io.out(0, result_type(Views(&io.in(0), static_cast<size_t>(io.inputs()))), shape);
  }
  static void execute(const Stack& op, Views in, Views out) {
    if (out[0].numel == 0) return;
    const int64_t d = op.dim < 0 ? op.dim + out[0].dims : op.dim;
    place_all(in, out[0], d, [](const View&) { return 1; });
  }
  void backward(Backward& b) const {
    for (int i = 0; i < b.inputs(); ++i)
      if (b.needs(i)) b.set(i, b.grad().select(dim, i));
  }
};

std::vector<Tensor> at_least(TensorList tensors, int64_t dims) {
  std::vector<Tensor> list;
  for (const Tensor& t : tensors) {
    Tensor x = t;
    if (dims >= 1 && x.dim() == 0) x = x.reshape({1});
    if (dims >= 2 && x.dim() == 1) x = x.unsqueeze(0);
    if (dims >= 3 && x.dim() == 2) x = x.unsqueeze(2);
    list.push_back(x);
  }
  return list;
}

void check_not_empty(const char* who, TensorList tensors) {
  RUSHLIGHT_CHECK(!tensors.empty(), who, ": expected at least one tensor, got an empty list");
}

}  // namespace

Tensor cat(TensorList tensors, int64_t dim) {
  check_not_empty("cat", tensors);
  Cat op{dim, {}};
  op.lengths_.reserve(tensors.size());
  for (const Tensor& t : tensors) {
    const bool empty_vector = t.dim() == 1 && t.numel() == 0;
    const int64_t d = dim < 0 ? dim + t.dim() : dim;
    op.lengths_.push_back(empty_vector || d < 0 || d >= t.dim() ? -1 : t.sizes()[static_cast<size_t>(d)]);
  }
  return run_list(op, tensors)[0];
}
Tensor concat(TensorList tensors, int64_t dim) { return cat(tensors, dim); }
Tensor concatenate(TensorList tensors, int64_t dim) { return cat(tensors, dim); }
Tensor stack(TensorList tensors, int64_t dim) {
  check_not_empty("stack", tensors);
  return run_list(Stack{dim}, tensors)[0];
}
Tensor hstack(TensorList tensors) {
  check_not_empty("hstack", tensors);
  const std::vector<Tensor> list = at_least(tensors, 1);
  return cat(list, list[0].dim() == 1 ? 0 : 1);
}
Tensor vstack(TensorList tensors) {
  check_not_empty("vstack", tensors);
  return cat(at_least(tensors, 2), 0);
}
Tensor row_stack(TensorList tensors) { return vstack(tensors); }
Tensor column_stack(TensorList tensors) {
  check_not_empty("column_stack", tensors);
  std::vector<Tensor> list;
  for (const Tensor& t : tensors) list.push_back(t.dim() <= 1 ? t.reshape({-1, 1}) : t);
  return cat(list, 1);
}
Tensor dstack(TensorList tensors) {
  check_not_empty("dstack", tensors);
  return cat(at_least(tensors, 3), 2);
}

}  // namespace torch::inline rushlight
