// Pooling of volumes: options, functions and modules. Those for signals and images are in pool.h.
#pragma once

#include "rushlight/nn/pool.h"

namespace torch::inline rushlight {
namespace nn {

using MaxPool3dOptions = MaxPoolOptions<3>;
using AvgPool3dOptions = AvgPoolOptions<3>;
using LPPool3dOptions = LPPoolOptions<3>;
using AdaptiveMaxPool3dOptions = AdaptiveMaxPoolOptions<ExpandingArrayWithOptionalElem<3>>;
using AdaptiveAvgPool3dOptions = AdaptiveAvgPoolOptions<ExpandingArrayWithOptionalElem<3>>;

namespace functional {

using MaxPool3dFuncOptions = MaxPool3dOptions;
using AvgPool3dFuncOptions = AvgPool3dOptions;
using LPPool3dFuncOptions = LPPool3dOptions;
using AdaptiveMaxPool3dFuncOptions = AdaptiveMaxPool3dOptions;
using AdaptiveAvgPool3dFuncOptions = AdaptiveAvgPool3dOptions;

/// Largest value of each window, alone or with its position in the volume.
RUSHLIGHT_API Tensor max_pool3d(const Tensor& input, const MaxPool3dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& input,
                                                                 const MaxPool3dFuncOptions& options);
/// Mean of each window.
RUSHLIGHT_API Tensor avg_pool3d(const Tensor& input, const AvgPool3dFuncOptions& options);
/// Root of the sum of powers of each window.
RUSHLIGHT_API Tensor lp_pool3d(const Tensor& input, const LPPool3dFuncOptions& options);
/// Largest value and mean over windows chosen so that the result has the size asked for.
RUSHLIGHT_API Tensor adaptive_max_pool3d(const Tensor& input, const AdaptiveMaxPool3dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool3d_with_indices(
    const Tensor& input, const AdaptiveMaxPool3dFuncOptions& options);
RUSHLIGHT_API Tensor adaptive_avg_pool3d(const Tensor& input, const AdaptiveAvgPool3dFuncOptions& options);

}  // namespace functional

class RUSHLIGHT_API MaxPool3dImpl : public detail::MaxPoolImpl<3, MaxPool3dImpl> {
 public:
  MaxPool3dImpl(ExpandingArray<3> kernel_size);
  explicit MaxPool3dImpl(const MaxPool3dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(MaxPool3d);

class RUSHLIGHT_API AvgPool3dImpl : public detail::AvgPoolImpl<3, AvgPool3dImpl> {
 public:
  AvgPool3dImpl(ExpandingArray<3> kernel_size);
  explicit AvgPool3dImpl(const AvgPool3dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AvgPool3d);

class RUSHLIGHT_API LPPool3dImpl : public detail::LPPoolImpl<3, LPPool3dImpl> {
 public:
  LPPool3dImpl(double norm_type, ExpandingArray<3> kernel_size);
  explicit LPPool3dImpl(const LPPool3dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(LPPool3d);

class RUSHLIGHT_API AdaptiveMaxPool3dImpl
    : public detail::AdaptiveMaxPoolImpl<3, ExpandingArrayWithOptionalElem<3>, AdaptiveMaxPool3dImpl> {
 public:
  AdaptiveMaxPool3dImpl(const ExpandingArrayWithOptionalElem<3>& output_size);
  explicit AdaptiveMaxPool3dImpl(const AdaptiveMaxPool3dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(AdaptiveMaxPool3d);

class RUSHLIGHT_API AdaptiveAvgPool3dImpl
    : public detail::AdaptiveAvgPoolImpl<3, ExpandingArrayWithOptionalElem<3>, AdaptiveAvgPool3dImpl> {
 public:
  AdaptiveAvgPool3dImpl(const ExpandingArrayWithOptionalElem<3>& output_size);
  explicit AdaptiveAvgPool3dImpl(const AdaptiveAvgPool3dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AdaptiveAvgPool3d);

}  // namespace nn
}  // namespace torch::inline rushlight
