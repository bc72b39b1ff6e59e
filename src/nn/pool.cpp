// Pooling layers and functions over the pooling operators.
#include "rushlight/nn/pool3d.h"

#include <cmath>
#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

namespace functional {
namespace {

// The sizes asked for, those left open taken from the input's last dimensions.
template <size_t D>
std::array<int64_t, D> closed(const ExpandingArrayWithOptionalElem<D>& size, const Tensor& input) {
  constexpr int64_t d = static_cast<int64_t>(D);
  RUSHLIGHT_CHECK(input.dim() > d, "adaptive pool: expected ", d + 1, " or ", d + 2,
                  " dimensions, got shape ", input.sizes());
  std::array<int64_t, D> sizes{};
  for (size_t i = 0; i < D; ++i) sizes[i] = (*size)[i].value_or(input.size(static_cast<int64_t>(i) - d));
  return sizes;
}

Tensor lp(const Tensor& mean, double count, double p) {
  return (mean.sign() * mean.abs().relu() * count).pow(1.0 / p);
}

}  // namespace

Tensor max_pool1d(const Tensor& input, const MaxPool1dFuncOptions& o) {
  return rushlight::max_pool1d(input, o.kernel_size(), o.stride(), o.padding(), o.dilation(), o.ceil_mode());
}
Tensor max_pool2d(const Tensor& input, const MaxPool2dFuncOptions& o) {
  return rushlight::max_pool2d(input, o.kernel_size(), o.stride(), o.padding(), o.dilation(), o.ceil_mode());
}
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& input, const MaxPool1dFuncOptions& o) {
  return rushlight::max_pool1d_with_indices(input, o.kernel_size(), o.stride(), o.padding(), o.dilation(),
                                            o.ceil_mode());
}
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& input, const MaxPool2dFuncOptions& o) {
  return rushlight::max_pool2d_with_indices(input, o.kernel_size(), o.stride(), o.padding(), o.dilation(),
                                            o.ceil_mode());
}
Tensor avg_pool1d(const Tensor& input, const AvgPool1dFuncOptions& o) {
  return rushlight::avg_pool1d(input, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(),
                               o.count_include_pad());
}
Tensor avg_pool2d(const Tensor& input, const AvgPool2dFuncOptions& o) {
  return rushlight::avg_pool2d(input, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(),
                               o.count_include_pad(), o.divisor_override());
}
Tensor lp_pool1d(const Tensor& input, const LPPool1dFuncOptions& o) {
  const Tensor mean =
      rushlight::avg_pool1d(input.pow(o.norm_type()), o.kernel_size(), o.stride(), 0, o.ceil_mode());
  return lp(mean, static_cast<double>((*o.kernel_size())[0]), o.norm_type());
}
Tensor lp_pool2d(const Tensor& input, const LPPool2dFuncOptions& o) {
  const Tensor mean =
      rushlight::avg_pool2d(input.pow(o.norm_type()), o.kernel_size(), o.stride(), 0, o.ceil_mode());
  return lp(mean, static_cast<double>((*o.kernel_size())[0] * (*o.kernel_size())[1]), o.norm_type());
}
Tensor adaptive_max_pool1d(const Tensor& input, const AdaptiveMaxPool1dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool1d_with_indices(input, o));
}
Tensor adaptive_max_pool2d(const Tensor& input, const AdaptiveMaxPool2dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool2d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> adaptive_max_pool1d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool1dFuncOptions& o) {
  return rushlight::adaptive_max_pool1d(input, o.output_size());
}
std::tuple<Tensor, Tensor> adaptive_max_pool2d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool2dFuncOptions& o) {
  return rushlight::adaptive_max_pool2d(input, closed(o.output_size(), input));
}
Tensor adaptive_avg_pool1d(const Tensor& input, const AdaptiveAvgPool1dFuncOptions& o) {
  return rushlight::adaptive_avg_pool1d(input, o.output_size());
}
Tensor adaptive_avg_pool2d(const Tensor& input, const AdaptiveAvgPool2dFuncOptions& o) {
  return rushlight::adaptive_avg_pool2d(input, closed(o.output_size(), input));
}
Tensor stochastic_pool2d(const Tensor& input, const StochasticPool2dFuncOptions& o) {
  return rushlight::stochastic_pool2d(input, o.kernel_size(), o.stride(), o.ceil_mode(), o.training());
}
Tensor max_pool3d(const Tensor& input, const MaxPool3dFuncOptions& o) {
  return std::get<0>(max_pool3d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& input, const MaxPool3dFuncOptions& o) {
  return rushlight::max_pool3d_with_indices(input, o.kernel_size(), o.stride(), o.padding(), o.dilation(),
                                            o.ceil_mode());
}
Tensor avg_pool3d(const Tensor& input, const AvgPool3dFuncOptions& o) {
  return rushlight::avg_pool3d(input, o.kernel_size(), o.stride(), o.padding(), o.ceil_mode(),
                               o.count_include_pad(), o.divisor_override());
}
Tensor lp_pool3d(const Tensor& input, const LPPool3dFuncOptions& o) {
  const Tensor mean =
      rushlight::avg_pool3d(input.pow(o.norm_type()), o.kernel_size(), o.stride(), 0, o.ceil_mode());
  const auto& k = *o.kernel_size();
  return lp(mean, static_cast<double>(k[0] * k[1] * k[2]), o.norm_type());
}
Tensor adaptive_max_pool3d(const Tensor& input, const AdaptiveMaxPool3dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool3d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> adaptive_max_pool3d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool3dFuncOptions& o) {
  return rushlight::adaptive_max_pool3d(input, closed(o.output_size(), input));
}
Tensor adaptive_avg_pool3d(const Tensor& input, const AdaptiveAvgPool3dFuncOptions& o) {
  return rushlight::adaptive_avg_pool3d(input, closed(o.output_size(), input));
}

}  // namespace functional

namespace F = functional;

MaxPool1dImpl::MaxPool1dImpl(ExpandingArray<1> kernel_size) : MaxPoolImpl(kernel_size) {}
MaxPool1dImpl::MaxPool1dImpl(const MaxPool1dOptions& options) : MaxPoolImpl(options) {}
Tensor MaxPool1dImpl::forward(const Tensor& input) { return F::max_pool1d(input, options); }
MaxPool2dImpl::MaxPool2dImpl(ExpandingArray<2> kernel_size) : MaxPoolImpl(kernel_size) {}
MaxPool2dImpl::MaxPool2dImpl(const MaxPool2dOptions& options) : MaxPoolImpl(options) {}
Tensor MaxPool2dImpl::forward(const Tensor& input) { return F::max_pool2d(input, options); }
std::tuple<Tensor, Tensor> MaxPool1dImpl::forward_with_indices(const Tensor& input) {
  return F::max_pool1d_with_indices(input, options);
}
std::tuple<Tensor, Tensor> MaxPool2dImpl::forward_with_indices(const Tensor& input) {
  return F::max_pool2d_with_indices(input, options);
}
AvgPool1dImpl::AvgPool1dImpl(ExpandingArray<1> kernel_size) : AvgPoolImpl(kernel_size) {}
AvgPool1dImpl::AvgPool1dImpl(const AvgPool1dOptions& options) : AvgPoolImpl(options) {}
Tensor AvgPool1dImpl::forward(const Tensor& input) { return F::avg_pool1d(input, options); }
AvgPool2dImpl::AvgPool2dImpl(ExpandingArray<2> kernel_size) : AvgPoolImpl(kernel_size) {}
AvgPool2dImpl::AvgPool2dImpl(const AvgPool2dOptions& options) : AvgPoolImpl(options) {}
Tensor AvgPool2dImpl::forward(const Tensor& input) { return F::avg_pool2d(input, options); }
LPPool1dImpl::LPPool1dImpl(double norm_type, ExpandingArray<1> kernel_size)
    : LPPoolImpl(norm_type, kernel_size) {}
LPPool1dImpl::LPPool1dImpl(const LPPool1dOptions& options) : LPPoolImpl(options) {}
Tensor LPPool1dImpl::forward(const Tensor& input) { return F::lp_pool1d(input, options); }
LPPool2dImpl::LPPool2dImpl(double norm_type, ExpandingArray<2> kernel_size)
    : LPPoolImpl(norm_type, kernel_size) {}
LPPool2dImpl::LPPool2dImpl(const LPPool2dOptions& options) : LPPoolImpl(options) {}
Tensor LPPool2dImpl::forward(const Tensor& input) { return F::lp_pool2d(input, options); }
AdaptiveMaxPool1dImpl::AdaptiveMaxPool1dImpl(const ExpandingArray<1>& output_size)
    : AdaptiveMaxPoolImpl(output_size) {}
AdaptiveMaxPool1dImpl::AdaptiveMaxPool1dImpl(const AdaptiveMaxPool1dOptions& options)
    : AdaptiveMaxPoolImpl(options) {}
Tensor AdaptiveMaxPool1dImpl::forward(const Tensor& input) { return F::adaptive_max_pool1d(input, options); }
AdaptiveMaxPool2dImpl::AdaptiveMaxPool2dImpl(const ExpandingArrayWithOptionalElem<2>& output_size)
    : AdaptiveMaxPoolImpl(output_size) {}
AdaptiveMaxPool2dImpl::AdaptiveMaxPool2dImpl(const AdaptiveMaxPool2dOptions& options)
    : AdaptiveMaxPoolImpl(options) {}
Tensor AdaptiveMaxPool2dImpl::forward(const Tensor& input) { return F::adaptive_max_pool2d(input, options); }
std::tuple<Tensor, Tensor> AdaptiveMaxPool1dImpl::forward_with_indices(const Tensor& input) {
  return F::adaptive_max_pool1d_with_indices(input, options);
}
std::tuple<Tensor, Tensor> AdaptiveMaxPool2dImpl::forward_with_indices(const Tensor& input) {
  return F::adaptive_max_pool2d_with_indices(input, options);
}
AdaptiveAvgPool1dImpl::AdaptiveAvgPool1dImpl(const ExpandingArray<1>& output_size)
    : AdaptiveAvgPoolImpl(output_size) {}
AdaptiveAvgPool1dImpl::AdaptiveAvgPool1dImpl(const AdaptiveAvgPool1dOptions& options)
    : AdaptiveAvgPoolImpl(options) {}
Tensor AdaptiveAvgPool1dImpl::forward(const Tensor& input) { return F::adaptive_avg_pool1d(input, options); }
AdaptiveAvgPool2dImpl::AdaptiveAvgPool2dImpl(const ExpandingArrayWithOptionalElem<2>& output_size)
    : AdaptiveAvgPoolImpl(output_size) {}
AdaptiveAvgPool2dImpl::AdaptiveAvgPool2dImpl(const AdaptiveAvgPool2dOptions& options)
    : AdaptiveAvgPoolImpl(options) {}
Tensor AdaptiveAvgPool2dImpl::forward(const Tensor& input) { return F::adaptive_avg_pool2d(input, options); }
MaxPool3dImpl::MaxPool3dImpl(ExpandingArray<3> kernel_size) : MaxPoolImpl(kernel_size) {}
MaxPool3dImpl::MaxPool3dImpl(const MaxPool3dOptions& options) : MaxPoolImpl(options) {}
Tensor MaxPool3dImpl::forward(const Tensor& input) { return F::max_pool3d(input, options); }
std::tuple<Tensor, Tensor> MaxPool3dImpl::forward_with_indices(const Tensor& input) {
  return F::max_pool3d_with_indices(input, options);
}
AvgPool3dImpl::AvgPool3dImpl(ExpandingArray<3> kernel_size) : AvgPoolImpl(kernel_size) {}
AvgPool3dImpl::AvgPool3dImpl(const AvgPool3dOptions& options) : AvgPoolImpl(options) {}
Tensor AvgPool3dImpl::forward(const Tensor& input) { return F::avg_pool3d(input, options); }
LPPool3dImpl::LPPool3dImpl(double norm_type, ExpandingArray<3> kernel_size)
    : LPPoolImpl(norm_type, kernel_size) {}
LPPool3dImpl::LPPool3dImpl(const LPPool3dOptions& options) : LPPoolImpl(options) {}
Tensor LPPool3dImpl::forward(const Tensor& input) { return F::lp_pool3d(input, options); }
AdaptiveMaxPool3dImpl::AdaptiveMaxPool3dImpl(const ExpandingArrayWithOptionalElem<3>& output_size)
    : AdaptiveMaxPoolImpl(output_size) {}
AdaptiveMaxPool3dImpl::AdaptiveMaxPool3dImpl(const AdaptiveMaxPool3dOptions& options)
    : AdaptiveMaxPoolImpl(options) {}
Tensor AdaptiveMaxPool3dImpl::forward(const Tensor& input) { return F::adaptive_max_pool3d(input, options); }
std::tuple<Tensor, Tensor> AdaptiveMaxPool3dImpl::forward_with_indices(const Tensor& input) {
  return F::adaptive_max_pool3d_with_indices(input, options);
}
AdaptiveAvgPool3dImpl::AdaptiveAvgPool3dImpl(const ExpandingArrayWithOptionalElem<3>& output_size)
    : AdaptiveAvgPoolImpl(output_size) {}
AdaptiveAvgPool3dImpl::AdaptiveAvgPool3dImpl(const AdaptiveAvgPool3dOptions& options)
    : AdaptiveAvgPoolImpl(options) {}
Tensor AdaptiveAvgPool3dImpl::forward(const Tensor& input) { return F::adaptive_avg_pool3d(input, options); }
StochasticPool2dImpl::StochasticPool2dImpl(ExpandingArray<2> kernel_size)
    : StochasticPool2dImpl(StochasticPool2dOptions(kernel_size)) {}
StochasticPool2dImpl::StochasticPool2dImpl(const StochasticPool2dOptions& options) : OptionsModule(options) {}
Tensor StochasticPool2dImpl::forward(const Tensor& input) {
  return rushlight::stochastic_pool2d(input, options.kernel_size(), options.stride(), options.ceil_mode(),
                                      is_training());
}
void StochasticPool2dImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::StochasticPool2d(kernel_size=" << options.kernel_size()
         << ", stride=" << options.stride() << ", ceil_mode=" << options.ceil_mode() << ")";
}

namespace detail {

template <size_t D, class Derived> void MaxPoolImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  const auto& o = this->options;
  stream << std::boolalpha << "torch::nn::MaxPool" << D << "d(kernel_size=" << o.kernel_size()
         << ", stride=" << o.stride() << ", padding=" << o.padding() << ", dilation=" << o.dilation()
         << ", ceil_mode=" << o.ceil_mode() << ")";
}
template <size_t D, class Derived> void AvgPoolImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  const auto& o = this->options;
  stream << "torch::nn::AvgPool" << D << "d(kernel_size=" << o.kernel_size() << ", stride=" << o.stride()
         << ", padding=" << o.padding() << ")";
}
template <size_t D, class Derived> void LPPoolImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  const auto& o = this->options;
  stream << std::boolalpha << "torch::nn::LPPool" << D << "d(norm_type=" << o.norm_type()
         << ", kernel_size=" << o.kernel_size() << ", stride=" << o.stride()
         << ", ceil_mode=" << o.ceil_mode() << ")";
}
template <size_t D, class Size, class Derived>
void AdaptiveMaxPoolImpl<D, Size, Derived>::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::AdaptiveMaxPool" << D << "d(output_size=" << this->options.output_size() << ")";
}
template <size_t D, class Size, class Derived>
void AdaptiveAvgPoolImpl<D, Size, Derived>::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::AdaptiveAvgPool" << D << "d(output_size=" << this->options.output_size() << ")";
}

template class MaxPoolImpl<1, MaxPool1dImpl>;
template class MaxPoolImpl<2, MaxPool2dImpl>;
template class AvgPoolImpl<1, AvgPool1dImpl>;
template class AvgPoolImpl<2, AvgPool2dImpl>;
template class LPPoolImpl<1, LPPool1dImpl>;
template class LPPoolImpl<2, LPPool2dImpl>;
template class AdaptiveMaxPoolImpl<1, ExpandingArray<1>, AdaptiveMaxPool1dImpl>;
template class AdaptiveMaxPoolImpl<2, ExpandingArrayWithOptionalElem<2>, AdaptiveMaxPool2dImpl>;
template class AdaptiveAvgPoolImpl<1, ExpandingArray<1>, AdaptiveAvgPool1dImpl>;
template class AdaptiveAvgPoolImpl<2, ExpandingArrayWithOptionalElem<2>, AdaptiveAvgPool2dImpl>;
template class MaxPoolImpl<3, MaxPool3dImpl>;
template class AvgPoolImpl<3, AvgPool3dImpl>;
template class LPPoolImpl<3, LPPool3dImpl>;
template class AdaptiveMaxPoolImpl<3, ExpandingArrayWithOptionalElem<3>, AdaptiveMaxPool3dImpl>;
template class AdaptiveAvgPoolImpl<3, ExpandingArrayWithOptionalElem<3>, AdaptiveAvgPool3dImpl>;

}  // namespace detail

}  // namespace torch::inline rushlight::nn
