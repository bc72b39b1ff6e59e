// Max pooling. For a gradient the winners' places in their windows are kept, one byte each; their int64 positions in
// the plane, as PyTorch returns them, are made only when asked for or when a window has more than 256 elements.
#include "ops/pool/pool_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum class Keep { kNothing, kPlaces, kIndices };

// Positions in the plane from places in the window: start of the window plus the place's own offset.
Tensor plane_positions(const Tensor& places, const PoolWindow& w, int64_t width) {
  const Tensor place = places.to(kLong);
  const Tensor row = floor_divide(place, w.kernel_w), column = place - row * w.kernel_w;
  const Tensor start_w = arange(places.size(-1), kLong) * w.stride_w - w.pad_w;
  const Tensor x = column * w.dilation_w + start_w;
  if (w.dims == 1) return x;
  const Tensor start_h = arange(places.size(-2), kLong) * w.stride_h - w.pad_h;
  return (row * w.dilation_h + start_h.unsqueeze(1)) * width + x;
}

// Values of `plane` (last `dims` dimensions) at positions: the adjoint of the max pool gradient.
Tensor pick(const Tensor& plane, const Tensor& positions, int dims) {
  return plane.flatten(-dims).gather(-1, positions.flatten(-dims)).view(positions.sizes());
}

struct MaxPoolBackward {
  PoolWindow window;
  bool by_place;
  DimVector in_sizes;
  static constexpr Traits traits{.name = "max_pool_backward", .save_inputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, in_sizes); }
  static void execute(const MaxPoolBackward& op, Views in, Views out) {
    const MaxPoolKernels& k = kernels<MaxPoolKernels>(in[0]);
    if (op.by_place) k.backward_places(op.window, in[0], in[1], out[0]);
    else k.backward_indices(in[0], in[1], out[0], op.window.dims);
  }
  void backward(Backward& b) const {
    const Tensor kept = b.in(1);
    b.set(0, pick(b.grad(), by_place ? plane_positions(kept, window, in_sizes.back()) : kept, window.dims));
  }
};

struct MaxPool {
  PoolWindow window;
  bool ceil_mode;
  Keep keep;
  static constexpr Traits traits{
      .name = "max_pool", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  std::string grad_fn() const { return "MaxPool" + std::to_string(window.dims) + "DWithIndicesBackward0"; }
  void infer(Infer& io) const {
    const DimVector shape = pooled_shape(io, io.in(0), window, ceil_mode);
    io.out(0, io.in(0).dtype, shape);
    io.out(1, keep == Keep::kIndices ? kLong : kByte,
           keep == Keep::kNothing ? IntArrayRef(0) : IntArrayRef(shape));
  }
  static void execute(const MaxPool& op, Views in, Views out) {
    const View none;
    kernels<MaxPoolKernels>(in[0]).forward(op.window, in[0], out[0],
                                           op.keep == Keep::kIndices ? out[1] : none,
                                           op.keep == Keep::kPlaces ? out[1] : none);
  }
  void backward(Backward& b) const {
    b.set(0, run(MaxPoolBackward{window, keep == Keep::kPlaces, b.in_sizes(0)}, b.grad(), b.out(1))[0]);
  }
};

struct AdaptiveMaxPool {
  DimVector output_size;
  static constexpr Traits traits{
      .name = "adaptive_max_pool", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  std::string grad_fn() const {
    return "AdaptiveMaxPool" + std::to_string(output_size.size()) + "DBackward0";
  }
  void infer(Infer& io) const {
    const DimVector shape = adaptive_shape(io, io.in(0), output_size);
    io.out(0, io.in(0).dtype, shape);
    io.out(1, kLong, shape);
  }
  static void execute(const AdaptiveMaxPool& op, Views in, Views out) {
    kernels<MaxPoolKernels>(in[0]).adaptive(in[0], out[0], out[1], static_cast<int>(op.output_size.size()));
  }
  void backward(Backward& b) const {
    PoolWindow w;
    w.dims = static_cast<int>(output_size.size());
    b.set(0, run(MaxPoolBackward{w, false, b.in_sizes(0)}, b.grad(), b.out(1))[0]);
  }
};

Tensor pool(const char* who, int dims, const Tensor& self, IntArrayRef kernel, IntArrayRef stride,
            IntArrayRef padding, IntArrayRef dilation, bool ceil_mode) {
  const PoolWindow w = pool_window(who, dims, kernel, stride, padding, dilation);
  const bool recording = GradMode::is_enabled() && self.requires_grad();
  const Keep keep = !recording                       ? Keep::kNothing
                    : w.kernel_h * w.kernel_w <= 256 ? Keep::kPlaces
                                                     : Keep::kIndices;
  return in_float(self, [&](const Tensor& x) { return run(MaxPool{w, ceil_mode, keep}, x)[0]; });
}

std::tuple<Tensor, Tensor> pool_with_indices(const char* who, int dims, const Tensor& self,
                                             IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding,
                                             IntArrayRef dilation, bool ceil_mode) {
  const MaxPool op{pool_window(who, dims, kernel, stride, padding, dilation), ceil_mode, Keep::kIndices};
  Tensor indices;
  Tensor out = in_float(self, [&](const Tensor& x) {
    auto both = run(op, x);
    indices = both[1];
    return both[0];
  });
  return {out, indices};
}

std::tuple<Tensor, Tensor> adaptive(const char* who, int dims, const Tensor& self, IntArrayRef output_size) {
  const AdaptiveMaxPool op{adaptive_size(who, dims, output_size)};
  Tensor indices;
  Tensor out = in_float(self, [&](const Tensor& x) {
    auto both = run(op, x);
    indices = both[1];
    return both[0];
  });
  return {out, indices};
}

}  // namespace

Tensor places_gradient(const PoolWindow& window, const Tensor& grad, const Tensor& places,
                       IntArrayRef sizes) {
  return run(MaxPoolBackward{window, true, DimVector(sizes)}, grad, places)[0];
}

Tensor max_pool1d(const Tensor& self, IntArrayRef k, IntArrayRef s, IntArrayRef p, IntArrayRef d,
                  bool ceil_mode) {
  return pool("max_pool1d", 1, self, k, s, p, d, ceil_mode);
}
Tensor max_pool2d(const Tensor& self, IntArrayRef k, IntArrayRef s, IntArrayRef p, IntArrayRef d,
                  bool ceil_mode) {
  return pool("max_pool2d", 2, self, k, s, p, d, ceil_mode);
}
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& self, IntArrayRef k, IntArrayRef s,
                                                   IntArrayRef p, IntArrayRef d, bool ceil_mode) {
  return pool_with_indices("max_pool1d", 1, self, k, s, p, d, ceil_mode);
}
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& self, IntArrayRef k, IntArrayRef s,
                                                   IntArrayRef p, IntArrayRef d, bool ceil_mode) {
  return pool_with_indices("max_pool2d", 2, self, k, s, p, d, ceil_mode);
}
std::tuple<Tensor, Tensor> adaptive_max_pool1d(const Tensor& self, IntArrayRef output_size) {
  return adaptive("adaptive_max_pool1d", 1, self, output_size);
}
std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& self, IntArrayRef output_size) {
  return adaptive("adaptive_max_pool2d", 2, self, output_size);
}

}  // namespace torch::inline rushlight
