// Interpolation to a size or by factors, as one of two optional arguments says. Next: interpolate.cpp.
#include <cmath>

#include "op/infer.h"
#include "rushlight/ops/resample.h"

namespace torch::inline rushlight {
namespace {

using Factors = std::optional<ArrayRef<double>>;

/// What the operators take: a size, and the factor of each dimension where the size follows from factors.
struct Target {
  DimVector size;
  std::vector<std::optional<double>> scale;

  Target(const char* who, const Tensor& input, size_t dims, OptionalIntArrayRef output_size,
         const Factors& factors)
      : scale(dims) {
    RUSHLIGHT_CHECK(output_size.has_value() != factors.has_value(), who,
                    ": expected either an output size or scale factors");
    RUSHLIGHT_CHECK(input.dim() == static_cast<int64_t>(dims) + 2, who, ": expected an input of ", dims + 2,
                    " dimensions, got shape ", input.sizes());
    if (output_size) {
      size = DimVector(*output_size);
      return;
    }
    RUSHLIGHT_CHECK(factors->size() == dims, who, ": expected ", dims, " scale factors, got ",
                    factors->size());
    for (size_t d = 0; d < dims; ++d) {
      scale[d] = (*factors)[d];
      size.push_back(static_cast<int64_t>(
          std::floor(static_cast<double>(input.size(static_cast<int64_t>(d) + 2)) * (*factors)[d])));
    }
  }
};

}  // namespace

Tensor upsample_nearest1d(const Tensor& input, OptionalIntArrayRef output_size, Factors scale_factors) {
  const Target t("upsample_nearest1d", input, 1, output_size, scale_factors);
  return upsample_nearest1d(input, t.size, t.scale[0]);
}
Tensor upsample_nearest2d(const Tensor& input, OptionalIntArrayRef output_size, Factors scale_factors) {
  const Target t("upsample_nearest2d", input, 2, output_size, scale_factors);
  return upsample_nearest2d(input, t.size, t.scale[0], t.scale[1]);
}
Tensor upsample_nearest3d(const Tensor& input, OptionalIntArrayRef output_size, Factors scale_factors) {
  const Target t("upsample_nearest3d", input, 3, output_size, scale_factors);
  return upsample_nearest3d(input, t.size, t.scale[0], t.scale[1], t.scale[2]);
}
Tensor upsample_linear1d(const Tensor& input, OptionalIntArrayRef output_size, bool align_corners,
                         Factors scale_factors) {
  const Target t("upsample_linear1d", input, 1, output_size, scale_factors);
  return upsample_linear1d(input, t.size, align_corners, t.scale[0]);
}
Tensor upsample_bilinear2d(const Tensor& input, OptionalIntArrayRef output_size, bool align_corners,
                           Factors scale_factors) {
  const Target t("upsample_bilinear2d", input, 2, output_size, scale_factors);
  return upsample_bilinear2d(input, t.size, align_corners, t.scale[0], t.scale[1]);
}
Tensor upsample_trilinear3d(const Tensor& input, OptionalIntArrayRef output_size, bool align_corners,
                            Factors scale_factors) {
  const Target t("upsample_trilinear3d", input, 3, output_size, scale_factors);
  return upsample_trilinear3d(input, t.size, align_corners, t.scale[0], t.scale[1], t.scale[2]);
}
Tensor upsample_bicubic2d(const Tensor& input, OptionalIntArrayRef output_size, bool align_corners,
                          Factors scale_factors) {
  const Target t("upsample_bicubic2d", input, 2, output_size, scale_factors);
  return upsample_bicubic2d(input, t.size, align_corners, t.scale[0], t.scale[1]);
}

}  // namespace torch::inline rushlight
