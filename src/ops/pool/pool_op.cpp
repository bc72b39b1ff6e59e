// Windows and shapes of pooling.
#include "ops/pool/pool_op.h"

#include "op/window_sizes.h"

namespace torch::inline rushlight {
namespace {

void check_input(const Infer& io, const View& in, int dims) {
  io.check(in.dims == dims + 1 || in.dims == dims + 2, "expected an input of ", dims + 1, " or ", dims + 2,
           " dimensions, got shape ", in.shape());
  io.check(in.dtype == kFloat || in.dtype == kDouble, "expected a floating-point input, got ", in.dtype);
  for (int i = in.dims - dims; i < in.dims; ++i)
    io.check(in.sizes[i] > 0, "expected spatial sizes that are not 0, got shape ", in.shape());
}

}  // namespace

PoolWindow pool_window(const char* who, int dims, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding,
                       IntArrayRef dilation) {
  const DimVector k = window_sizes(who, "a kernel size", dims, kernel, 1),
                  s = stride.empty() ? k : window_sizes(who, "a stride", dims, stride, 1),
                  p = window_sizes(who, "a padding", dims, padding, 0),
                  d = window_sizes(who, "a dilation", dims, dilation, 1);
  for (size_t i = 0; i < static_cast<size_t>(dims); ++i)
    if (p[i] * 2 > d[i] * (k[i] - 1) + 1)
      detail::fail({who, ": expected a padding of at most half the kernel size, got ", padding,
                    " for kernel size ", kernel});
  PoolWindow w;
  w.dims = dims;
  w.kernel_w = k.back(), w.stride_w = s.back(), w.pad_w = p.back(), w.dilation_w = d.back();
  if (dims == 2) w.kernel_h = k[0], w.stride_h = s[0], w.pad_h = p[0], w.dilation_h = d[0];
  return w;
}

DimVector pooled_shape(const Infer& io, const View& in, const PoolWindow& w, bool ceil_mode) {
  check_input(io, in, w.dims);
  io.check(in.sizes[in.dims - w.dims - 1] > 0, "expected one or more channels, got shape ", in.shape());
  DimVector shape(in.shape());
  shape.back() = pooled_size(in.size(-1), w.kernel_w, w.stride_w, w.pad_w, w.dilation_w, ceil_mode);
  if (w.dims == 2)
    shape[shape.size() - 2] =
        pooled_size(in.size(-2), w.kernel_h, w.stride_h, w.pad_h, w.dilation_h, ceil_mode);
  io.check(shape.back() > 0 && (w.dims == 1 || shape[shape.size() - 2] > 0),
           "expected an input that the kernel fits in, got shape ", in.shape());
  return shape;
}

DimVector adaptive_shape(const Infer& io, const View& in, IntArrayRef output_size) {
  const int dims = static_cast<int>(output_size.size());
  check_input(io, in, dims);
  DimVector shape(in.shape());
  for (int i = 0; i < dims; ++i) {
    const int64_t size = output_size[static_cast<size_t>(i)];
    if (size >= 0) shape[static_cast<size_t>(in.dims - dims + i)] = size;
  }
  return shape;
}

DimVector adaptive_size(const char* who, int dims, IntArrayRef output_size) {
  return window_sizes(who, "an output size", dims, output_size, -1);
}

}  // namespace torch::inline rushlight
