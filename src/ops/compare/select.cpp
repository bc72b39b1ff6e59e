// where and masked_fill: choices between values by a mask.
#include "op/overlap.h"
#include "op/pointwise_op.h"
#include "ops/compare/compare.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = CompareKernels;

// The number behind a 0-dim input that stands for one.
Scalar number_in(const View& v) {
  return v.dtype == kDouble          ? Scalar(*v.as<double>())
         : v.dtype == kComplexDouble ? Scalar(*v.as<Complex<double>>())
         : v.dtype == kBool          ? Scalar(*v.as<bool>())
                                     : Scalar(*v.as<int64_t>());
}

struct Where {
  static constexpr Traits traits{.name = "where", .save_inputs = 1, .complex = true};
  static ScalarType result_dtype(Views in) { return promoted({in.data() + 1, 2}); }
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(t == kBool || t == kByte, "expected a bool condition, got ", t);
    const ScalarType result = result_dtype({&io.in(0), 3});
    for (int i = 1; i < 3; ++i)
      if (io.in(i).wrapped) io.check_number(number_in(io.in(i)), result);
    infer_pointwise(io, result);
  }
  static void execute(const Where& op, Views in, Views out) {
    execute_pointwise(&K::where, &op, truth_type(result_dtype(in)), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(1)) b.set(1, where(b.in(0), b.grad(), 0));
    if (b.needs(2)) b.set(2, where(b.in(0), 0, b.grad()));
  }
};

void check_mask(const Infer& io) {
  io.check(io.in(1).dtype == kBool, "expected a bool mask, got ", io.in(1).dtype);
}

struct MaskedFill : CompareNumber {
  static constexpr Traits traits{.name = "masked_fill", .save_inputs = 2, .complex = true};
  void infer(Infer& io) const {
    check_mask(io);
    io.check_number(value, io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const MaskedFill& op, Views in, Views out) {
    execute_pointwise(&K::masked_fill, static_cast<const CompareNumber*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, masked_fill(b.grad(), b.in(1), 0)); }
};

struct MaskedPut {
  static constexpr Traits traits{.name = "masked_fill", .save_inputs = 2, .complex = true};
  void infer(Infer& io) const {
    check_mask(io);
    io.check(io.in(2).dims == 0, "expected a 0-dim value, got shape ", io.in(2).shape());
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const MaskedPut& op, Views in, Views out) {
    execute_pointwise(&K::masked_put, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, masked_fill(b.grad(), b.in(1), 0));
    if (b.needs(2)) b.set(2, where(b.in(1), b.grad(), 0));
  }
};

// Of an expanded tensor, an element is filled where the mask holds for any of the places that it stands for.
template <class Value> Tensor& fill_expanded(Tensor& self, const Tensor& mask, const Value& value) {
  Tensor once = unexpanded(self), places = mask.expand_as(self);
  for (int64_t d = 0; d < self.dim(); ++d)
    if (once.size(d) < self.size(d)) places = places.any(d, true);
  masked_fill_(once, places, value);
  return self;
}

}  // namespace

Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other) {
  return run(Where{}, condition, self, other)[0];
}
Tensor where(const Tensor& condition, const Tensor& self, const Scalar& other) {
  return where(condition, self, wrapped_number(other, self.device()));
}
Tensor where(const Tensor& condition, const Scalar& self, const Tensor& other) {
  return where(condition, wrapped_number(self, other.device()), other);
}
Tensor where(const Tensor& condition, const Scalar& self, const Scalar& other) {
  return where(condition, wrapped_number(self, condition.device()),
               wrapped_number(other, condition.device()));
}

Tensor masked_fill(const Tensor& self, const Tensor& mask, const Scalar& value) {
  return run(MaskedFill{{value}}, self, mask)[0];
}
Tensor& masked_fill_(Tensor& self, const Tensor& mask, const Scalar& value) {
  if (writes_an_element_twice(view_of(self))) [[unlikely]]
    return fill_expanded(self, mask, value);
  return run_inplace(MaskedFill{{value}}, self, mask);
}
namespace {
// What a 0-dim tensor holds is checked as a number is, where its dtype is another.
void check_value(const Tensor& self, const Tensor& value) {
  if (value.dim() == 0 && value.scalar_type() != self.scalar_type())
    check_number("masked_fill", value.item(), self.scalar_type());
}
}  // namespace
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value) {
  check_value(self, value);
  return run(MaskedPut{}, self, mask, value)[0];
}
Tensor& masked_fill_(Tensor& self, const Tensor& mask, const Tensor& value) {
  check_value(self, value);
  if (writes_an_element_twice(view_of(self))) [[unlikely]]
    return fill_expanded(self, mask, apart_from(self, value));
  return run_inplace(MaskedPut{}, self, mask, apart_from(self, value));
}

}  // namespace torch::inline rushlight
