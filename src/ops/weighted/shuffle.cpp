// Channels exchanged for pixels, and channels dealt out anew: views in another order.
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The last three dimensions (c, h, w) seen as `parts`, put in order `order`, and joined to `joined`.
Tensor rearranged(const Tensor& x, IntArrayRef parts, IntArrayRef order, IntArrayRef joined) {
  const int64_t batch = x.dim() - 3;
  DimVector split(x.sizes().slice(0, static_cast<size_t>(batch))), dims, shape(split);
  for (int64_t n : parts) split.push_back(n);
  for (int64_t i = 0; i < batch; ++i) dims.push_back(i);
  for (int64_t i : order) dims.push_back(batch + i);
  for (int64_t n : joined) shape.push_back(n);
  return x.reshape(split).permute(dims).reshape(shape);
}

}  // namespace

Tensor pixel_shuffle(const Tensor& self, int64_t r) {
  RUSHLIGHT_CHECK(self.dim() >= 3, "pixel_shuffle: expected an input of at least 3 dimensions, got shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(r > 0, "pixel_shuffle: expected an upscale_factor above 0, got ", r);
  const int64_t c = self.size(-3), h = self.size(-2), w = self.size(-1);
  RUSHLIGHT_CHECK(c % (r * r) == 0, "pixel_shuffle: expected channels that ", r * r, " divides, got shape ",
                  self.sizes());
  return rearranged(self, {c / (r * r), r, r, h, w}, {0, 3, 1, 4, 2}, {c / (r * r), h * r, w * r});
}

Tensor pixel_unshuffle(const Tensor& self, int64_t r) {
  RUSHLIGHT_CHECK(self.dim() >= 3, "pixel_unshuffle: expected an input of at least 3 dimensions, got shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(r > 0, "pixel_unshuffle: expected a downscale_factor above 0, got ", r);
  const int64_t c = self.size(-3), h = self.size(-2), w = self.size(-1);
  RUSHLIGHT_CHECK(h % r == 0 && w % r == 0, "pixel_unshuffle: expected a height and width that ", r,
                  " divides, got shape ", self.sizes());
  return rearranged(self, {c, h / r, r, w / r, r}, {0, 2, 4, 1, 3}, {c * r * r, h / r, w / r});
}

Tensor channel_shuffle(const Tensor& self, int64_t groups) {
  RUSHLIGHT_CHECK(self.dim() >= 3, "channel_shuffle: expected an input of at least 3 dimensions, got shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(groups > 0 && self.size(1) % groups == 0,
                  "channel_shuffle: expected groups above 0 that divide ", self.size(1), " channels, got ",
                  groups);
  return self.unflatten(1, {groups, self.size(1) / groups}).transpose(1, 2).flatten(1, 2);
}
Tensor native_channel_shuffle(const Tensor& self, int64_t groups) { return channel_shuffle(self, groups); }

}  // namespace torch::inline rushlight
