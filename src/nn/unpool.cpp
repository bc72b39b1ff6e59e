// Unpooling and fractional pooling: layers and functions over the pooling operators.
#include "rushlight/nn/unpool.h"

#include <ostream>

#include "rushlight/nn/any.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

namespace functional {
namespace {

// The size that max pooling with these options came from, or the one given, if it could be.
template <size_t D>
std::vector<int64_t> unpooled_size(const Tensor& input, const MaxUnpoolFuncOptions<D>& o) {
  RUSHLIGHT_CHECK(input.dim() >= static_cast<int64_t>(D), "max_unpool", D, "d: expected an input of ", D + 1,
                  " or ", D + 2, " dimensions, got shape ", input.sizes());
  std::vector<int64_t> size;
  for (size_t i = 0; i < D; ++i)
    size.push_back((input.size(static_cast<int64_t>(i) - static_cast<int64_t>(D)) - 1) * (*o.stride())[i] +
                   (*o.kernel_size())[i] - 2 * (*o.padding())[i]);
  if (!o.output_size()) return size;
  IntArrayRef wanted = *o.output_size();
  if (wanted.size() == D + 2) wanted = wanted.slice(2);
  RUSHLIGHT_CHECK(wanted.size() == D, "max_unpool", D, "d: expected an output_size of ", D, " or ", D + 2,
                  " entries, got ", wanted);
  for (size_t i = 0; i < D; ++i)
    RUSHLIGHT_CHECK(std::abs(wanted[i] - size[i]) <= (*o.stride())[i], "max_unpool", D,
                    "d: expected an output_size from ", size[i] - (*o.stride())[i], " to ",
                    size[i] + (*o.stride())[i], " in spatial dimension ", i, ", got ", wanted);
  return wanted.vec();
}

template <size_t D>
std::tuple<Tensor, Tensor> fractional(const Tensor& input, const FractionalMaxPoolOptions<D>& o) {
  constexpr int64_t d = static_cast<int64_t>(D);
  RUSHLIGHT_CHECK(o.output_size() || o.output_ratio(), "fractional_max_pool", D,
                  "d: expected an output_size or an output_ratio, got neither");
  RUSHLIGHT_CHECK(input.dim() == d + 1 || input.dim() == d + 2, "fractional_max_pool", D,
                  "d: expected an input of ", d + 1, " or ", d + 2, " dimensions, got shape ", input.sizes());
  std::array<int64_t, D> size{};
  for (size_t i = 0; i < D; ++i)
    size[i] = o.output_size()
                  ? (**o.output_size())[i]
                  : static_cast<int64_t>(static_cast<double>(input.size(static_cast<int64_t>(i) - d)) *
                                         (**o.output_ratio())[i]);
  Tensor samples = o._random_samples();
  if (!samples.defined())
    samples = rand({input.dim() == d + 1 ? 1 : input.size(0), input.size(-d - 1), d}, input.options());
  if constexpr (D == 2) return rushlight::fractional_max_pool2d(input, o.kernel_size(), size, samples);
  else return rushlight::fractional_max_pool3d(input, o.kernel_size(), size, samples);
}

}  // namespace

Tensor max_unpool1d(const Tensor& input, const Tensor& indices, const MaxUnpool1dFuncOptions& o) {
  std::vector<int64_t> size = unpooled_size<1>(input, o);
  size.push_back(1);
  return rushlight::max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), size).squeeze(-1);
}
Tensor max_unpool2d(const Tensor& input, const Tensor& indices, const MaxUnpool2dFuncOptions& o) {
  return rushlight::max_unpool2d(input, indices, unpooled_size<2>(input, o));
}
Tensor max_unpool3d(const Tensor& input, const Tensor& indices, const MaxUnpool3dFuncOptions& o) {
  return rushlight::max_unpool3d(input, indices, unpooled_size<3>(input, o), o.stride(), o.padding());
}
std::tuple<Tensor, Tensor> fractional_max_pool2d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool2dFuncOptions& o) {
  return fractional<2>(input, o);
}
std::tuple<Tensor, Tensor> fractional_max_pool3d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool3dFuncOptions& o) {
  return fractional<3>(input, o);
}
Tensor fractional_max_pool2d(const Tensor& input, const FractionalMaxPool2dFuncOptions& o) {
  return std::get<0>(fractional<2>(input, o));
}
Tensor fractional_max_pool3d(const Tensor& input, const FractionalMaxPool3dFuncOptions& o) {
  return std::get<0>(fractional<3>(input, o));
}

}  // namespace functional

namespace detail {

template <size_t D, class Derived>
Tensor MaxUnpoolImpl<D, Derived>::forward(const Tensor& input, const Tensor& indices,
                                          const std::optional<std::vector<int64_t>>& output_size) {
  functional::MaxUnpoolFuncOptions<D> o(this->options.kernel_size());
  o.stride(this->options.stride()).padding(this->options.padding()).output_size(output_size);
  if constexpr (D == 1) return functional::max_unpool1d(input, indices, o);
  else if constexpr (D == 2) return functional::max_unpool2d(input, indices, o);
  else return functional::max_unpool3d(input, indices, o);
}
template <size_t D, class Derived>
Module::ForwardDefaults MaxUnpoolImpl<D, Derived>::_forward_default_args() {
  return {{2, AnyValue(std::optional<std::vector<int64_t>>())}};
}
template <size_t D, class Derived> void MaxUnpoolImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  const auto& o = this->options;
  stream << "torch::nn::MaxUnpool" << D << "d(kernel_size=" << o.kernel_size() << ", stride=" << o.stride()
         << ", padding=" << o.padding() << ")";
}

template <size_t D, class Derived>
FractionalMaxPoolImpl<D, Derived>::FractionalMaxPoolImpl(const FractionalMaxPoolOptions<D>& options)
    : OptionsModule<Derived, FractionalMaxPoolOptions<D>>(options) {
  FractionalMaxPoolImpl::reset();
}
template <size_t D, class Derived> void FractionalMaxPoolImpl<D, Derived>::reset() {
  const auto& o = this->options;
  _random_samples = this->register_buffer("_random_samples", o._random_samples());
  RUSHLIGHT_CHECK(o.output_size().has_value() != o.output_ratio().has_value(), "FractionalMaxPool", D,
                  "d: expected either an output_size or an output_ratio, got ",
                  o.output_size() ? "both" : "neither");
  if (!o.output_ratio()) return;
  for (double ratio : **o.output_ratio())
    RUSHLIGHT_CHECK(ratio > 0 && ratio < 1, "FractionalMaxPool", D,
                    "d: expected an output_ratio between 0 and 1, got ", ratio);
}
template <size_t D, class Derived>
std::tuple<Tensor, Tensor> FractionalMaxPoolImpl<D, Derived>::forward_with_indices(const Tensor& input) {
  FractionalMaxPoolOptions<D> o = this->options;
  o._random_samples(_random_samples);
  if constexpr (D == 2) return functional::fractional_max_pool2d_with_indices(input, o);
  else return functional::fractional_max_pool3d_with_indices(input, o);
}
template <size_t D, class Derived> Tensor FractionalMaxPoolImpl<D, Derived>::forward(const Tensor& input) {
  return std::get<0>(forward_with_indices(input));
}
template <size_t D, class Derived>
void FractionalMaxPoolImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::FractionalMaxPool" << D << "d()";
}

template class MaxUnpoolImpl<1, MaxUnpool1dImpl>;
template class MaxUnpoolImpl<2, MaxUnpool2dImpl>;
template class MaxUnpoolImpl<3, MaxUnpool3dImpl>;
template class FractionalMaxPoolImpl<2, FractionalMaxPool2dImpl>;
template class FractionalMaxPoolImpl<3, FractionalMaxPool3dImpl>;

}  // namespace detail

MaxUnpool1dImpl::MaxUnpool1dImpl(ExpandingArray<1> kernel_size) : MaxUnpoolImpl(kernel_size) {}
MaxUnpool1dImpl::MaxUnpool1dImpl(const MaxUnpool1dOptions& options) : MaxUnpoolImpl(options) {}

MaxUnpool2dImpl::MaxUnpool2dImpl(ExpandingArray<2> kernel_size) : MaxUnpoolImpl(kernel_size) {}
MaxUnpool2dImpl::MaxUnpool2dImpl(const MaxUnpool2dOptions& options) : MaxUnpoolImpl(options) {}

MaxUnpool3dImpl::MaxUnpool3dImpl(ExpandingArray<3> kernel_size) : MaxUnpoolImpl(kernel_size) {}
MaxUnpool3dImpl::MaxUnpool3dImpl(const MaxUnpool3dOptions& options) : MaxUnpoolImpl(options) {}

FractionalMaxPool2dImpl::FractionalMaxPool2dImpl(ExpandingArray<2> kernel_size)
    : FractionalMaxPoolImpl(kernel_size) {}
FractionalMaxPool2dImpl::FractionalMaxPool2dImpl(const FractionalMaxPool2dOptions& options)
    : FractionalMaxPoolImpl(options) {}

FractionalMaxPool3dImpl::FractionalMaxPool3dImpl(ExpandingArray<3> kernel_size)
    : FractionalMaxPoolImpl(kernel_size) {}
FractionalMaxPool3dImpl::FractionalMaxPool3dImpl(const FractionalMaxPool3dOptions& options)
    : FractionalMaxPoolImpl(options) {}

}  // namespace torch::inline rushlight::nn
