// nonzero, masked_select, masked_scatter, take and put: elements found by a condition or by their flat place.
#include "ops/index/index_op.h"
#include "ops/index/places.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

// Coordinates (or flat places) of the true elements of a bool tensor; `count` of them.
struct FindTrue {
  int64_t count;
  bool flat;
  static constexpr Traits traits{.name = "nonzero", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    if (flat) io.out(0, kLong, count);
    else io.out(0, kLong, {io.in(0).dims, count});
  }
  static void execute(const FindTrue&, Views in, Views out) {
    if (out[0].numel > 0) kernels<IndexKernels>(in[0]).find_true(in[0], out[0]);
  }
};

Tensor find_true(const Tensor& self, bool flat) {
  const Tensor mask = self.detach().to(kBool).contiguous();
  const View v = view_of(mask);
  return run(FindTrue{kernels<IndexKernels>(v).count_true(v), flat}, mask)[0];
}

void check_mask(const char* who, const Tensor& mask) {
  RUSHLIGHT_CHECK(mask.scalar_type() == kBool, who, ": expected a mask of dtype bool, got ",
                  mask.scalar_type());
}

// Indices with negative ones counted from the end.
struct WrapPlaces {
  const char* who;
  int64_t n;
  static constexpr Traits traits{.name = "wrap_places", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, kLong, io.in(0).shape()); }
  static void execute(const WrapPlaces& op, Views in, Views out) {
    const int64_t* from = in[0].as<const int64_t>();
    for (int64_t i = 0; i < in[0].numel; ++i) {
      if (from[i] < -op.n || from[i] >= op.n)
        detail::fail_index({op.who, ": expected indices in [", -op.n, ", ", op.n - 1, "], got ", from[i]});
      out[0].as<int64_t>()[i] = from[i] < 0 ? from[i] + op.n : from[i];
    }
  }
};

}  // namespace

Tensor true_places(const Tensor& mask) { return find_true(mask, true); }
Tensor wrapped_places(const char* who, const Tensor& index, int64_t n) {
  return run(WrapPlaces{who, n}, index)[0];
}

Tensor nonzero(const Tensor& self) { return find_true(self, false).t(); }
Tensor argwhere(const Tensor& self) {
  return self.dim() == 0 ? nonzero(self.reshape({1})).narrow(1, 0, 0) : nonzero(self);
}
std::vector<Tensor> nonzero_numpy(const Tensor& self) {
  return unbind(nonzero(self.dim() == 0 ? self.reshape({1}) : self), 1);
}
std::vector<Tensor> where(const Tensor& condition) { return nonzero_numpy(condition); }

Tensor masked_select(const Tensor& self, const Tensor& mask) {
  check_mask("masked_select", mask);
  const DimVector shape = broadcast_shapes("masked_select", self.sizes(), mask.sizes());
  return index_select(self.expand(shape).reshape({-1}), 0, true_places(mask.expand(shape)));
}

Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source) {
  check_mask("masked_scatter", mask);
  RUSHLIGHT_CHECK(source.scalar_type() == self.scalar_type(),
                  "masked_scatter: expected a source of self's dtype ", self.scalar_type(), ", got ",
                  source.scalar_type());
  const DimVector shape = broadcast_shapes("masked_scatter", self.sizes(), mask.sizes());
  const Tensor places = true_places(mask.expand(shape));
  RUSHLIGHT_CHECK(source.numel() >= places.numel(), "masked_scatter: expected a source of at least ",
                  places.numel(), " elements, got ", source.numel());
  return index_copy(self.expand(shape).reshape({-1}), 0, places,
                    source.reshape({-1}).narrow(0, 0, places.numel()))
      .view(shape);
}

Tensor take(const Tensor& self, const Tensor& index) {
  RUSHLIGHT_CHECK(index.scalar_type() == kLong, "take: expected an index of dtype int64, got ",
                  index.scalar_type());
  const Tensor places = wrapped_places("take", index, self.numel());
  return index_select(self.reshape({-1}), 0, places.reshape({-1})).view(index.sizes());
}

namespace {
// self flattened, with source in (or added to) the places that index names.
Tensor put_flat(const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  RUSHLIGHT_CHECK(index.scalar_type() == kLong, "put_: expected an index of dtype int64, got ",
                  index.scalar_type());
  RUSHLIGHT_CHECK(source.numel() == index.numel(), "put_: expected a source of ", index.numel(),
                  " elements, got ", source.numel());
  const Tensor places = wrapped_places("put_", index, self.numel()).reshape({-1});
  const Tensor flat = self.reshape({-1}), values = source.reshape({-1});
  return accumulate ? index_add(flat, 0, places, values) : index_copy(flat, 0, places, values);
}
}  // namespace

Tensor put(const Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  return put_flat(self, index, source, accumulate).view(self.sizes());
}
Tensor& put_(Tensor& self, const Tensor& index, const Tensor& source, bool accumulate) {
  return self.copy_(put(self, index, source, accumulate));
}

Tensor nonzero_static(const Tensor& self, int64_t size, int64_t fill_value) {
  RUSHLIGHT_CHECK(size >= 0, "nonzero_static: expected a size of at least 0, got ", size);
  const Tensor found = nonzero(self);
  const int64_t kept = std::min(size, found.size(0));
  Tensor out = full({size, self.dim()}, fill_value, kLong);
  out.narrow(0, 0, kept).copy_(found.narrow(0, 0, kept));
  return out;
}

Tensor take_along_dim(const Tensor& self, const Tensor& indices, std::optional<int64_t> dim) {
  RUSHLIGHT_CHECK(indices.scalar_type() == kLong, "take_along_dim: expected indices of dtype int64, got ",
                  indices.scalar_type());
  if (!dim)
    return gather(self.reshape({-1}), 0,
                  wrapped_places("take_along_dim", indices.reshape({-1}), self.numel()));
  RUSHLIGHT_CHECK(self.dim() == indices.dim(), "take_along_dim: expected indices of ", self.dim(),
                  " dimensions, got ", indices.dim());
  const int64_t n = self.size(*dim), k = indices.size(*dim);
  const size_t d = static_cast<size_t>(*dim < 0 ? *dim + self.dim() : *dim);
  DimVector a(self.sizes()), b(indices.sizes());
  a[d] = b[d] = 1;
  DimVector shape = broadcast_shapes("take_along_dim", a, b), wide = shape;
  shape[d] = k;
  wide[d] = n;
  return gather(self.expand(wide), *dim, wrapped_places("take_along_dim", indices, n).expand(shape));
}

}  // namespace torch::inline rushlight
