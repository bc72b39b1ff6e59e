// The work of Normalize for one example, and Stack. Plain float32 pictures are one loop; anything else goes through the
// public operators. Read next: row_batch.cpp, where both are done to a whole batch.
#include "rushlight/data/transforms.h"

#include <algorithm>

#include "data/pixels.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"

namespace torch::inline rushlight::data::transforms {

template class Transform<Example<>, Example<>>;
template class TensorTransform<>;
template struct Normalize<>;

Tensor detail::channel_values(ArrayRef<double> values) {
  const Tensor t = empty({int64_t(values.size()), 1, 1}, TensorOptions(kFloat));
  std::transform(values.begin(), values.end(), t.data_ptr<float>(), [](double v) { return float(v); });
  return t;
}

Tensor detail::normalize(const Tensor& input, const Tensor& mean, const Tensor& stddev) {
  const int64_t channels = channels_of(input.sizes());
  if (input.scalar_type() != kFloat || !plain(input) || !one_per_channel(mean, channels) ||
      !one_per_channel(stddev, channels)) {
    return input.sub(mean).div(stddev);
  }
  const Tensor out = empty(input.sizes(), TensorOptions(kFloat));
  const int64_t pixels = input.numel() / channels;
  for (int64_t c = 0; c < channels; ++c) {
    normalize_pixels(input.const_data_ptr<float>() + c * pixels, out.data_ptr<float>() + c * pixels, pixels,
                     value_of(mean, c), value_of(stddev, c));
  }
  return out;
}

Example<> Stack<Example<>>::apply_batch(std::vector<Example<>> examples) {
  return collate_rows(RowBatch(std::move(examples)));
}

Example<> Stack<Example<>>::collate_rows(const RowBatch& rows) { return {rows.data(), rows.target()}; }

TensorExample Stack<TensorExample>::apply_batch(std::vector<TensorExample> examples) {
  return collate_rows(RowBatch(std::move(examples)));
}

TensorExample Stack<TensorExample>::collate_rows(const RowBatch& rows) { return rows.data(); }

}  // namespace torch::inline rushlight::data::transforms
