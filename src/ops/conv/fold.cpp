// im2col and col2im: the patches that convolution multiplies as operators of their own, each the other's derivative.
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/window_sizes.h"
#include "ops/conv/conv_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct Patches {
  ConvWindow window;
  int64_t kernel_h, kernel_w;
  int64_t windows(int64_t h, int64_t w) const {
    return axis_of(window, 1).outputs(h, kernel_h) * axis_of(window, 0).outputs(w, kernel_w);
  }
};

Tensor unfolded(const Patches& patches, const Tensor& x);
Tensor folded(const Patches& patches, IntArrayRef sizes, const Tensor& columns);

struct Im2Col {
  Patches patches;
  static constexpr Traits traits{.name = "im2col", .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& x = io[0];
    io.out(0, x.dtype,
           {x.sizes[0], x.sizes[1] * patches.kernel_h * patches.kernel_w,
            patches.windows(x.sizes[2], x.sizes[3])});
  }
  static void execute(const Im2Col& op, Views in, Views out) {
    kernels<ConvKernels>(in[0]).unfold(op.patches.window, op.patches.kernel_h, op.patches.kernel_w, in[0],
                                       out[0]);
  }
  void backward(Backward& b) const { b.set(0, folded(patches, b.in_sizes(0), b.grad())); }
};

struct Col2Im {
  Patches patches;
  DimVector sizes;
  static constexpr Traits traits{.name = "col2im", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[0].dtype, sizes); }
  static void execute(const Col2Im& op, Views in, Views out) {
    kernels<ConvKernels>(in[0]).fold(op.patches.window, op.patches.kernel_h, op.patches.kernel_w, in[0],
                                     out[0]);
  }
  void backward(Backward& b) const { b.set(0, unfolded(patches, b.grad())); }
};

Tensor unfolded(const Patches& patches, const Tensor& x) { return run(Im2Col{patches}, x)[0]; }
Tensor folded(const Patches& patches, IntArrayRef sizes, const Tensor& columns) {
  return run(Col2Im{patches, sizes}, columns)[0];
}

Patches patches_of(const char* who, IntArrayRef kernel, IntArrayRef dilation, IntArrayRef padding,
                   IntArrayRef stride) {
  const DimVector k = window_sizes(who, "a kernel size", 2, kernel, 1);
  return {conv_window(who, 2, stride, padding, dilation, 1), k[0], k[1]};
}

// Fails unless a window fits in h x w elements.
void check_fits(const char* who, const Patches& p, int64_t h, int64_t w) {
  const ConvAxis rows = axis_of(p.window, 1), columns = axis_of(p.window, 0);
  RUSHLIGHT_CHECK(h + 2 * rows.pad >= rows.dilation * (p.kernel_h - 1) + 1 &&
                      w + 2 * columns.pad >= columns.dilation * (p.kernel_w - 1) + 1,
                  who, ": expected sizes that the kernel fits in, got [", h, ", ", w, "] for kernel size [",
                  p.kernel_h, ", ", p.kernel_w, "]");
}
void check_dtype(const char* who, const Tensor& x) {
  RUSHLIGHT_CHECK(x.is_floating_point(), who, ": expected a floating-point input, got ", x.scalar_type());
}

}  // namespace

Tensor im2col(const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride) {
  const Patches patches = patches_of("im2col", kernel_size, dilation, padding, stride);
  RUSHLIGHT_CHECK(self.dim() == 3 || self.dim() == 4,
                  "im2col: expected an input of 3 or 4 dimensions, got shape ", self.sizes());
  check_dtype("im2col", self);
  check_fits("im2col", patches, self.size(-2), self.size(-1));
  const Tensor x = isReducedFloatingType(self.scalar_type()) ? self.to(kFloat) : self;
  const Tensor y = self.dim() == 3 ? unfolded(patches, x.unsqueeze(0)).squeeze(0) : unfolded(patches, x);
  return y.to(self.scalar_type());
}

Tensor col2im(const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
              IntArrayRef padding, IntArrayRef stride) {
  const Patches patches = patches_of("col2im", kernel_size, dilation, padding, stride);
  const DimVector size = window_sizes("col2im", "an output size", 2, output_size, 1);
  RUSHLIGHT_CHECK(self.dim() == 2 || self.dim() == 3,
                  "col2im: expected an input of 2 or 3 dimensions, got shape ", self.sizes());
  check_dtype("col2im", self);
  check_fits("col2im", patches, size[0], size[1]);
  const int64_t area = patches.kernel_h * patches.kernel_w, windows = patches.windows(size[0], size[1]);
  RUSHLIGHT_CHECK(self.size(-2) % area == 0, "col2im: expected a dimension -2 that ", area,
                  " divides, got shape ", self.sizes());
  RUSHLIGHT_CHECK(self.size(-1) == windows, "col2im: expected ", windows, " columns for output size ",
                  output_size, ", got shape ", self.sizes());
  const Tensor x = isReducedFloatingType(self.scalar_type()) ? self.to(kFloat) : self;
  const int64_t channels = self.size(-2) / area;
  const Tensor y = self.dim() == 2
                       ? folded(patches, {1, channels, size[0], size[1]}, x.unsqueeze(0)).squeeze(0)
                       : folded(patches, {self.size(0), channels, size[0], size[1]}, x);
  return y.to(self.scalar_type());
}

}  // namespace torch::inline rushlight
