// Fractional max pooling (Graham 2014): each plane has its own windows, placed by one random number for each dimension.
#include "op/window_sizes.h"
#include "ops/pool/box_max.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Where the windows of one dimension begin, for one plane. T: rounding as in the dtype of the input.
template <class T>
void place_windows(T sample, int64_t size, int64_t outputs, int64_t kernel, int64_t* bounds) {
  const T gap = outputs > 1 ? static_cast<T>(size - kernel) / static_cast<T>(outputs - 1) : T(0);
  for (int64_t i = 0; i < outputs; ++i) {
    const int64_t first = i + 1 == outputs ? size - kernel
                                           : static_cast<int64_t>((static_cast<T>(i) + sample) * gap) -
                                                 static_cast<int64_t>(sample * gap);
    bounds[2 * i] = first;
    bounds[2 * i + 1] = first + kernel;
  }
}

// The table of one dimension for all planes; samples (planes, dims), of which `column` counts.
template <class T>
Tensor table_of(const Tensor& samples, int64_t column, int64_t size, int64_t outputs, int64_t kernel) {
  const int64_t planes = samples.size(0), columns = samples.size(1);
  Tensor table = empty({planes, outputs, 2}, kLong);
  for (int64_t p = 0; p < planes; ++p)
    place_windows<T>(samples.data_ptr<T>()[p * columns + column], size, outputs, kernel,
                     table.data_ptr<int64_t>() + p * outputs * 2);
  return table;
}

std::tuple<Tensor, Tensor> fractional(const char* who, int dims, const Tensor& self, IntArrayRef kernel_size,
                                      IntArrayRef output_size, const Tensor& random_samples) {
  RUSHLIGHT_CHECK(self.dim() == dims + 1 || self.dim() == dims + 2, who, ": expected an input of ", dims + 1,
                  " or ", dims + 2, " dimensions, got shape ", self.sizes());
  RUSHLIGHT_CHECK(self.is_floating_point(), who, ": expected a floating-point input, got ",
                  self.scalar_type());
  const DimVector kernel = window_sizes(who, "a kernel size", dims, kernel_size, 1),
                  outputs = window_sizes(who, "an output size", dims, output_size, 1);
  const int64_t channels = self.size(-dims - 1), batch = self.dim() == dims + 2 ? self.size(0) : 1;
  RUSHLIGHT_CHECK(random_samples.defined() && random_samples.dim() == 3 && random_samples.size(0) >= batch &&
                      random_samples.size(1) >= channels && random_samples.size(2) == dims,
                  who, ": expected random samples of shape [", batch, ", ", channels, ", ", dims, "], got ",
                  random_samples.defined() ? random_samples.sizes() : IntArrayRef());
  RUSHLIGHT_CHECK(random_samples.scalar_type() == self.scalar_type(), who,
                  ": expected random samples of dtype ", self.scalar_type(), ", got ",
                  random_samples.scalar_type());
  const bool wide = self.scalar_type() == kDouble;
  const Tensor samples = random_samples.narrow(0, 0, batch)
                             .narrow(1, 0, channels)
                             .to(wide ? kDouble : kFloat)
                             .reshape({batch * channels, dims})
                             .contiguous();
  std::array<Tensor, 3> tables;
  tables[0] = zeros({1, 1, 2}, kLong);
  tables[0].select(2, 1).fill_(1);  // images: depth 1
  for (int i = 0; i < dims; ++i) {
    const int64_t size = self.size(i - dims);
    const size_t d = static_cast<size_t>(i);
    RUSHLIGHT_CHECK(outputs[d] + kernel[d] - 1 <= size, who, ": expected a size of at least ",
                    outputs[d] + kernel[d] - 1, " for kernel size ", kernel_size, " and output size ",
                    output_size, ", got shape ", self.sizes());
    // The samples of images are those of width and height, of volumes those of depth, height and width.
    const int64_t column = dims == 2 ? 1 - i : i;
    tables[static_cast<size_t>(3 - dims + i)] =
        wide ? table_of<double>(samples, column, size, outputs[d], kernel[d])
             : table_of<float>(samples, column, size, outputs[d], kernel[d]);
  }
  if (dims == 3) return box_max(self, {1, 1, 1}, tables);
  const auto [values, indices] = box_max(self.unsqueeze(-3), {1, 1, 1}, tables);
  return {values.squeeze(-3), indices.squeeze(-3)};
}

}  // namespace

std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& self, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples) {
  return fractional("fractional_max_pool2d", 2, self, kernel_size, output_size, random_samples);
}
std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& self, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples) {
  return fractional("fractional_max_pool3d", 3, self, kernel_size, output_size, random_samples);
}

}  // namespace torch::inline rushlight
