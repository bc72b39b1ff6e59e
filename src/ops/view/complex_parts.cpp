// Views between complex tensors and pairs of real numbers.
#include "ops/view/view_op.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct ViewAsReal {
  static constexpr Traits traits = view_traits("view_as_real");
  void infer(Infer& io) const {
    const View& self = io.in(0);
    io.check(isComplexType(self.dtype), "expected a complex tensor, got ", self.dtype);
    DimVector sizes(self.shape()), strides(self.stride_list());
    for (int64_t& s : strides) s *= 2;
    sizes.push_back(2);
    strides.push_back(1);
    io.view(0, sizes, strides, io.offset() * 2, toRealValueType(self.dtype));
  }
  void backward(Backward& b) const { b.set(0, view_as_complex(b.grad().contiguous())); }
};

struct ViewAsComplex {
  static constexpr Traits traits = view_traits("view_as_complex");
  void infer(Infer& io) const {
    const View& self = io.in(0);
    io.check(self.dtype == kFloat || self.dtype == kDouble, "expected a float32 or float64 tensor, got ",
             self.dtype);
    io.check(self.dims > 0 && self.size(-1) == 2, "expected a last dimension of size 2, got shape ",
             self.shape());
    io.check(self.stride(-1) == 1 || self.numel == 0, "expected a last dimension of stride 1, got ",
             self.stride(-1), "; use contiguous()");
    DimVector sizes(self.shape()), strides(self.stride_list());
    sizes.pop_back();
    strides.pop_back();
    for (size_t d = 0; d < strides.size(); ++d) {
      int64_t& s = strides[d];
      io.check(s % 2 == 0 || sizes[d] <= 1 || self.numel == 0,
               "expected even strides in front of the last dimension, got ", self.stride_list());
      s /= 2;
    }
    io.check(io.offset() % 2 == 0, "expected an even storage offset, got ", io.offset());
    io.view(0, sizes, strides, io.offset() / 2, toComplexType(self.dtype));
  }
  void backward(Backward& b) const { b.set(0, view_as_real(b.grad())); }
};

}  // namespace

Tensor view_as_real(const Tensor& self) { return run(ViewAsReal{}, self)[0]; }
Tensor view_as_complex(const Tensor& self) { return run(ViewAsComplex{}, self)[0]; }
Tensor real(const Tensor& self) { return self.is_complex() ? view_as_real(self).select(-1, 0) : self; }
Tensor imag(const Tensor& self) {
  RUSHLIGHT_CHECK(self.is_complex(), "imag: expected a complex tensor, got ", self.scalar_type());
  return view_as_real(self).select(-1, 1);
}

}  // namespace torch::inline rushlight
