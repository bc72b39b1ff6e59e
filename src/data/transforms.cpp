// The work of Normalize and Stack. A data loader calls them for every example, so the usual case (plain float32 rows
// without gradients) is one loop or one copy each; anything else goes through the public operators.
#include "rushlight/data/transforms.h"

#include <algorithm>
#include <cstring>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/parallel.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace rushlight::data::transforms::detail {
namespace {

constexpr int64_t kGrainBytes = int64_t{1} << 19;  // less is copied faster by one thread

bool plain(const Tensor& t) {
  return t.is_cpu() && t.is_contiguous() && !(t.requires_grad() && GradMode::is_enabled());
}

bool alike(const Tensor& a, const Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes();
}

// Blocks of a fixed length become vector code at any level of optimisation.
void normalize_channel(const float* __restrict in, float* __restrict out, int64_t n, float mean,
                       float stddev) {
  constexpr int64_t kBlock = 16;
  int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    for (int64_t j = 0; j < kBlock; ++j) out[i + j] = (in[i + j] - mean) / stddev;
  }
  for (; i < n; ++i) out[i] = (in[i] - mean) / stddev;
}

}  // namespace

Tensor channel_values(ArrayRef<double> values) {
  const Tensor t = empty({int64_t(values.size()), 1, 1}, TensorOptions(kFloat));
  std::transform(values.begin(), values.end(), t.data_ptr<float>(), [](double v) { return float(v); });
  return t;
}

Tensor normalize(const Tensor& input, const Tensor& mean, const Tensor& stddev) {
  const int64_t channels = input.dim() == 3 ? input.size(0) : -1;
  const auto covers = [&](const Tensor& v) {
    return v.scalar_type() == kFloat && plain(v) && (v.numel() == 1 || v.numel() == channels);
  };
  if (channels < 1 || input.scalar_type() != kFloat || !plain(input) || !covers(mean) || !covers(stddev)) {
    return input.sub(mean).div(stddev);
  }
  const Tensor out = empty(input.sizes(), TensorOptions(kFloat));
  const int64_t pixels = input.numel() / channels;
  const float* m = mean.const_data_ptr<float>();
  const float* s = stddev.const_data_ptr<float>();
  for (int64_t c = 0; c < channels; ++c) {
    normalize_channel(input.const_data_ptr<float>() + c * pixels, out.data_ptr<float>() + c * pixels, pixels,
                      m[mean.numel() == 1 ? 0 : c], s[stddev.numel() == 1 ? 0 : c]);
  }
  return out;
}

Tensor stack_rows(const std::vector<Tensor>& rows) {
  RUSHLIGHT_CHECK(!rows.empty(), "stack: expected at least one tensor, got none");
  const Tensor& first = rows[0];
  bool copyable = true;
  ScalarType dtype = first.scalar_type();
  for (size_t i = 0; i < rows.size(); ++i) {
    RUSHLIGHT_CHECK(rows[i].sizes() == first.sizes(), "stack: expected tensors of one shape, got ",
                    first.sizes(), " first and ", rows[i].sizes(), " at ", i);
    copyable = copyable && plain(rows[i]) && alike(rows[i], first);
    dtype = promoteTypes(dtype, rows[i].scalar_type());
  }
  std::vector<int64_t> shape = first.sizes().vec();
  shape.insert(shape.begin(), int64_t(rows.size()));
  Tensor out = empty(shape, first.options().dtype(dtype));
  if (!copyable) {
    for (size_t i = 0; i < rows.size(); ++i) out.select(0, int64_t(i)).copy_(rows[i]);
    return out;
  }
  const size_t bytes = first.nbytes();
  if (bytes == 0) return out;
  auto* to = static_cast<char*>(out.data_ptr());
  parallel_for(0, int64_t(rows.size()), std::max<int64_t>(kGrainBytes / int64_t(bytes), 1),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i)
                   std::memcpy(to + size_t(i) * bytes, rows[size_t(i)].const_data_ptr(), bytes);
               });
  return out;
}

}  // namespace rushlight::data::transforms::detail
