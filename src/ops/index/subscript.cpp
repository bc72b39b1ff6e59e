// index({...}) and index_put_({...}): subscripts as in Python. Numbers, slices, None and Ellipsis become views; what is
// left, tensors, becomes one vector of flat places over the dimensions that they index, for index_select and its kin.
#include <ostream>

#include "ops/index/index_op.h"
#include "ops/index/places.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

using indexing::TensorIndex;

namespace {

/// An index tensor and the dimensions that it covers: as many as a mask has, else one.
struct Subscript {
  int64_t dim, covers;
  Tensor index;
};

/// Views applied, tensors left over.
struct Sliced {
  Tensor self;
  std::vector<Subscript> tensors;
};

bool is_mask(const Tensor& t) { return t.scalar_type() == kBool || t.scalar_type() == kByte; }

Tensor bool_index(bool on) { return on ? zeros({1}, kLong) : empty({0}, kLong); }

int64_t dims_taken(const TensorIndex& i) {
  if (i.is_integer() || i.is_slice()) return 1;
  if (!i.is_tensor()) return 0;
  RUSHLIGHT_CHECK(i.tensor().defined(), "index: expected defined tensors, got an undefined one");
  return is_mask(i.tensor()) ? i.tensor().dim() : 1;
}

class Slicer {
 public:
  explicit Slicer(const Tensor& self, ArrayRef<TensorIndex> indices) {
    out_.self = self;
    int64_t taken = 0;
    for (const TensorIndex& i : indices) taken += dims_taken(i);
    left_ = self.dim() - taken;
    if (left_ < 0)
      detail::fail_index(
          {"index: expected at most ", self.dim(), " subscripts for shape ", self.sizes(), ", got ", taken});
    for (const TensorIndex& i : indices) apply(i);
  }
  Sliced take() { return std::move(out_); }

 private:
  void apply(const TensorIndex& i) {
    Tensor& self = out_.self;
    if (i.is_integer()) return select(i.integer().expect_int());
    if (i.is_slice()) {
      const indexing::Slice& s = i.slice();
      if (s.start() != 0 || s.stop() < self.size(dim_) || s.step() != 1)
        self = self.slice(dim_, s.start().expect_int(), s.stop().expect_int(), s.step().expect_int());
      ++dim_;
    } else if (i.is_ellipsis()) {
      dim_ += std::exchange(left_, 0);
    } else if (i.is_none()) {
      self = self.unsqueeze(dim_++);
    } else if (i.is_boolean()) {
      put_bool(i.boolean());
    } else {
      tensor(i.tensor());
    }
  }
  void select(int64_t at) {
    const int64_t n = out_.self.size(dim_);
    if (at < -n || at >= n)
      detail::fail_index({"index: expected an index in [", -n, ", ", n - 1, "] for dimension ", dim_,
                          " of shape ", out_.self.sizes(), ", got ", at});
    out_.self = out_.self.select(dim_, at);
  }
  void put_bool(bool on) {
    out_.self = out_.self.unsqueeze(dim_);
    out_.tensors.push_back({dim_++, 1, bool_index(on)});
  }
  void tensor(const Tensor& t) {
    const ScalarType type = t.scalar_type();
    RUSHLIGHT_CHECK(type == kLong || type == kInt || is_mask(t),
                    "index: expected index tensors of dtype int64, int32, bool or uint8, got ", type);
    if (t.dim() == 0) return is_mask(t) ? put_bool(t.item().toBool()) : select(t.item().toLong());
    if (!is_mask(t)) {
      out_.tensors.push_back({dim_++, 1, as_index("index", t)});
      return;
    }
    for (int64_t d = 0; d < t.dim(); ++d)
      if (t.size(d) != out_.self.size(dim_ + d))
        detail::fail_index({"index: expected a mask of the sizes that it covers, from dimension ", dim_,
                            " of shape ", out_.self.sizes(), ", got shape ", t.sizes()});
    out_.tensors.push_back({dim_, t.dim(), t});
    dim_ += t.dim();
  }

  Sliced out_;
  int64_t dim_ = 0, left_ = 0;
};

// Flat places over the indexed dimensions from broadcast index tensors; negative indices count from the end.
struct FlatPlaces {
  DimVector sizes;  ///< of the dimension that each input indexes
  DimVector dims;   ///< and its number, for errors
  static constexpr Traits traits{
      .name = "index", .differentiable = false, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const { io.out(0, kLong, io.in(0).shape()); }
  static void execute(const FlatPlaces& op, Views in, Views out) {
    int64_t* to = out[0].as<int64_t>();
    for (size_t k = 0; k < in.size(); ++k) {
      const int64_t* from = in[k].as<const int64_t>();
      const int64_t n = op.sizes[k];
      for (int64_t i = 0; i < out[0].numel; ++i) {
        const int64_t at = from[i];
        if (at < -n || at >= n) [[unlikely]]
          detail::fail_index({"index: expected indices in [", -n, ", ", n - 1, "] for dimension ", op.dims[k],
                              ", got ", at});
        to[i] = (k == 0 ? 0 : to[i] * n) + (at < 0 ? at + n : at);
      }
    }
  }
};

/// self seen as (before, indexed, after), and the vector of places in its middle.
struct Flat {
  Tensor permuted;      ///< self with the indexed dimensions side by side
  int64_t first, last;  ///< which they are in `permuted`
  Tensor places;
  DimVector result;  ///< shape of what the subscript names
  DimVector rows() const {
    int64_t before = 1, middle = 1, after = 1;
    for (int64_t d = 0; d < permuted.dim(); ++d)
      (d < first ? before : d < last ? middle : after) *= permuted.sizes()[static_cast<size_t>(d)];
    return {before, middle, after};
  }
};

Flat flatten_subscripts(const Sliced& s) {
  Flat f;
  const std::vector<Subscript>& t = s.tensors;
  bool adjacent = true;
  for (size_t k = 1; k < t.size(); ++k) adjacent &= t[k].dim == t[k - 1].dim + t[k - 1].covers;
  DimVector indexed, shape, sizes;
  std::vector<Tensor> indices;
  for (const Subscript& one : t) {
    for (int64_t d = 0; d < one.covers; ++d) indexed.push_back(one.dim + d);
    indices.push_back(is_mask(one.index) ? true_places(one.index) : one.index);
    int64_t n = 1;
    for (int64_t d = 0; d < one.covers; ++d) n *= s.self.size(one.dim + d);
    sizes.push_back(n);
    bool fits = shape.size() == 0 || indices.back().sizes() == IntArrayRef(shape);
    if (!fits) {
      try {
        shape = broadcast_shapes("index", shape, indices.back().sizes());
      } catch (const Error&) {
        detail::fail_index({"index: expected index tensors whose shapes broadcast together, got ", shape,
                            " and ", indices.back().sizes()});
      }
    } else {
      shape = DimVector(indices.back().sizes());
    }
  }
  const int64_t count = static_cast<int64_t>(indexed.size());
  f.first = adjacent ? t[0].dim : 0;
  f.last = f.first + count;
  f.permuted = s.self;
  if (!adjacent) {
    DimVector order(indexed);
    for (int64_t d = 0; d < s.self.dim(); ++d) {
      bool is_indexed = false;
      for (int64_t i : indexed) is_indexed |= i == d;
      if (!is_indexed) order.push_back(d);
    }
    f.permuted = s.self.permute(order);
  }
  FlatPlaces op{sizes, {}};
  for (size_t k = 0; k < t.size(); ++k) {
    op.dims.push_back(t[k].dim);
    indices[k] = indices[k].expand(shape);
  }
  f.places = run_list(op, indices)[0].reshape({-1});
  f.result = DimVector(f.permuted.sizes().slice(0, static_cast<size_t>(f.first)));
  f.result.append(shape.data(), shape.size());
  for (int64_t d = f.last; d < f.permuted.dim(); ++d) f.result.push_back(f.permuted.size(d));
  return f;
}

/// `value` without its leading dimensions of size 1, as Python's assignment allows.
Tensor without_leading_ones(const Tensor& value, int64_t dims) {
  int64_t drop = 0;
  while (value.dim() - drop > dims && value.size(drop) == 1) ++drop;
  if (drop == 0) return value;
  return value.view(value.sizes().slice(static_cast<size_t>(drop)));
}

// One value at a mask is masked_fill_, which takes it in any dtype.
void write_at(const Sliced& s, const Tensor& value, bool accumulate) {
  const Subscript& only = s.tensors[0];
  if (!accumulate && s.tensors.size() == 1 && only.index.scalar_type() == kBool && value.numel() == 1) {
    Tensor mask = only.index;
    for (int64_t d = only.dim + only.covers; d < s.self.dim(); ++d) mask = mask.unsqueeze(-1);
    Tensor self = s.self;
    masked_fill_(self, mask, value.reshape({}));
    return;
  }
  RUSHLIGHT_CHECK(value.scalar_type() == s.self.scalar_type(),
                  "index_put_: expected a value of self's dtype ", s.self.scalar_type(), ", got ",
                  value.scalar_type());
  const Flat f = flatten_subscripts(s);
  const Tensor stripped = without_leading_ones(value, static_cast<int64_t>(f.result.size()));
  RUSHLIGHT_CHECK(broadcast_shapes("index_put_", f.result, stripped.sizes()) == f.result,
                  "index_put_: expected a value that broadcasts to ", f.result, ", got shape ",
                  value.sizes());
  const DimVector rows = f.rows();
  const Tensor source = stripped.expand(f.result).reshape({rows[0], f.places.numel(), rows[2]});
  Tensor target = f.permuted.reshape(rows);  // a view where the strides allow it, else a copy
  if (accumulate) index_add_(target, 1, f.places, source);
  else index_copy_(target, 1, f.places, source);
  if (!target.is_alias_of(f.permuted)) {
    Tensor permuted = f.permuted;
    permuted.copy_(target.view(f.permuted.sizes()));
  }
}

}  // namespace

Tensor Tensor::index(ArrayRef<TensorIndex> indices) const {
  const Sliced s = Slicer(*this, indices).take();
  if (s.tensors.empty())
    return s.self.is_same(*this) ? rushlight::as_strided(*this, sizes(), strides()) : s.self;
  const Flat f = flatten_subscripts(s);
  return f.permuted.reshape(f.rows()).index_select(1, f.places).view(f.result);
}
Tensor Tensor::index(std::initializer_list<TensorIndex> indices) const {
  return index(ArrayRef<TensorIndex>(indices));
}

Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, const Tensor& value, bool accumulate) const {
  const Sliced s = Slicer(*this, indices).take();
  if (!s.tensors.empty()) {
    write_at(s, value, accumulate);
  } else {
    Tensor target = s.self;
    const Tensor stripped = without_leading_ones(value, target.dim());
    if (accumulate) target += stripped;
    else target.copy_(stripped);
  }
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, const Scalar& value, bool accumulate) const {
  return index_put_(indices, scalar_tensor(value, options()), accumulate);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Tensor& value,
                           bool accumulate) const {
  return index_put_(ArrayRef<TensorIndex>(indices), value, accumulate);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Scalar& value,
                           bool accumulate) const {
  return index_put_(ArrayRef<TensorIndex>(indices), value, accumulate);
}

Tensor Tensor::operator[](const Tensor& index) const {
  RUSHLIGHT_CHECK(index.defined() && index.dim() == 0 && isIntegralType(index.scalar_type()),
                  "operator[]: expected a 0-dim integer tensor; use index({...}) for others");
  return (*this)[index.item().toLong()];
}

namespace indexing {

Slice::Slice(std::optional<SymInt> start, std::optional<SymInt> stop, std::optional<SymInt> step)
    : start_(start.value_or(0)), stop_(stop.value_or(INDEX_MAX)), step_(step.value_or(1)) {
  if (step_ <= 0)
    throw ValueError(detail::concat({"Slice: expected a positive step, got ", step_.expect_int()}));
}

TensorIndex::TensorIndex(const char* text) : TensorIndex(Ellipsis) {
  RUSHLIGHT_CHECK(std::string_view(text) == "...", "index: expected \"...\" as text, got \"", text, "\"");
}

std::ostream& operator<<(std::ostream& out, const Slice& s) {
  return out << s.start() << ':' << s.stop() << ':' << s.step();
}

std::ostream& operator<<(std::ostream& out, const TensorIndex& i) {
  if (i.is_none()) return out << "None";
  if (i.is_ellipsis()) return out << "...";
  if (i.is_integer()) return out << i.integer();
  if (i.is_boolean()) return out << (i.boolean() ? "true" : "false");
  if (i.is_slice()) return out << i.slice();
  return out << i.tensor();
}

std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices) {
  out << '(';
  for (size_t i = 0; i < indices.size(); ++i) out << (i ? ", " : "") << indices[i];
  return out << ')';
}

}  // namespace indexing
}  // namespace torch::inline rushlight
