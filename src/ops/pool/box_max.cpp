// Max pooling of volumes, with windows of one size or such that the result has a given size.
#include "ops/pool/box_max.h"

#include "op/window_sizes.h"
#include "ops/pool/pool_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Inputs x and the three tables (see BoxMaxKernels).
struct BoxMax {
  BoxSteps steps;
  static constexpr Traits traits{
      .name = "box_max", .save_outputs = 0b10, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const DimVector shape{io[0].sizes[0], io[1].sizes[1], io[2].sizes[1], io[3].sizes[1]};
    io.out(0, io[0].dtype, shape);
    io.out(1, kLong, shape);
  }
  static void execute(const BoxMax& op, Views in, Views out) {
    kernels<BoxMaxKernels>(in[0]).forward(op.steps, in[0], {in[1], in[2], in[3]}, out[0], out[1]);
  }
  void backward(Backward& b) const {
    const DimVector sizes(b.in_sizes(0));
    const Tensor grad = b.grad().flatten(1);
    Tensor volume = zeros({sizes[0], sizes[1] * sizes[2] * sizes[3]}, grad.options());
    b.set(0, scatter_add(volume, 1, b.out(1).flatten(1), grad).view(sizes));
  }
};

// Rows of first element and end, one for each box of a dimension.
template <class Bounds> Tensor table_of(int64_t outputs, const Bounds& bounds) {
  Tensor table = empty({1, outputs, 2}, kLong);
  auto* p = table.data_ptr<int64_t>();
  for (int64_t i = 0; i < outputs; ++i) std::tie(p[2 * i], p[2 * i + 1]) = bounds(i);
  return table;
}

}  // namespace

std::tuple<Tensor, Tensor> box_max(const Tensor& x, const BoxSteps& steps,
                                   const std::array<Tensor, 3>& tables) {
  const ScalarType t = x.scalar_type();
  if (isReducedFloatingType(t)) {
    const auto [values, indices] = box_max(x.to(kFloat), steps, tables);
    return {values.to(t), indices};
  }
  const size_t before = static_cast<size_t>(x.dim()) - 3;
  DimVector shape(x.sizes().slice(0, before));
  int64_t planes = 1;
  for (int64_t n : shape) planes *= n;
  for (const Tensor& table : tables) shape.push_back(table.size(1));
  const auto both = run(BoxMax{steps}, x.reshape({planes, x.size(-3), x.size(-2), x.size(-1)}), tables[0],
                        tables[1], tables[2]);
  return {both[0].view(shape), both[1].view(shape)};
}

std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& self, IntArrayRef kernel_size,
                                                   IntArrayRef stride, IntArrayRef padding,
                                                   IntArrayRef dilation, bool ceil_mode) {
  const char* const who = "max_pool3d";
  check_volume(who, self);
  const DimVector k = window_sizes(who, "a kernel size", 3, kernel_size, 1),
                  s = stride.empty() ? k : window_sizes(who, "a stride", 3, stride, 1),
                  p = window_sizes(who, "a padding", 3, padding, 0),
                  d = window_sizes(who, "a dilation", 3, dilation, 1);
  std::array<Tensor, 3> tables;
  for (size_t i = 0; i < 3; ++i) {
    RUSHLIGHT_CHECK(p[i] * 2 <= d[i] * (k[i] - 1) + 1, who,
                    ": expected a padding of at most half the kernel size, got ", padding,
                    " for kernel size ", kernel_size);
    const int64_t size = self.size(static_cast<int64_t>(i) - 3);
    const int64_t outputs = pooled_size(size, k[i], s[i], p[i], d[i], ceil_mode);
    RUSHLIGHT_CHECK(outputs > 0, who, ": expected an input that the kernel fits in, got shape ",
                    self.sizes());
    tables[i] = table_of(outputs, [&](int64_t o) {
      const int64_t start = o * s[i] - p[i];
      const int64_t first = start < 0 ? start + (-start + d[i] - 1) / d[i] * d[i] : start;
      const int64_t last = std::min(start + d[i] * (k[i] - 1) + 1, size);
      // A wide window may step over a small input: then the position is the last one.
      return first < last ? std::pair(first, last) : std::pair(size - 1, size - 1);
    });
  }
  return box_max(self, {d[0], d[1], d[2]}, tables);
}
Tensor max_pool3d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  IntArrayRef dilation, bool ceil_mode) {
  return std::get<0>(max_pool3d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode));
}

std::tuple<Tensor, Tensor> adaptive_max_pool3d(const Tensor& self, IntArrayRef output_size) {
  const char* const who = "adaptive_max_pool3d";
  check_volume(who, self);
  const DimVector sizes = adaptive_size(who, 3, output_size);
  std::array<Tensor, 3> tables;
  for (size_t i = 0; i < 3; ++i) {
    const int64_t size = self.size(static_cast<int64_t>(i) - 3), outputs = sizes[i] < 0 ? size : sizes[i];
    tables[i] = table_of(outputs, [&](int64_t o) {
      return std::pair(o * size / outputs, ((o + 1) * size + outputs - 1) / outputs);
    });
  }
  return box_max(self, {1, 1, 1}, tables);
}

}  // namespace torch::inline rushlight
