// Padding layers and function over the operator of ops/padding.h.
#include "rushlight/nn/padding.h"

#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

functional::PadFuncOptions::PadFuncOptions(std::vector<int64_t> pad) : pad_(std::move(pad)) {}
RUSHLIGHT_ARG_SETTER(functional::PadFuncOptions, std::vector<int64_t>, pad)

Tensor functional::pad(const Tensor& input, const PadFuncOptions& o) {
  constexpr const char* kModes[] = {"constant", "reflect", "replicate", "circular"};
  return rushlight::pad(input, o.pad(), kModes[o.mode().index()], o.value());
}

void detail::print_padding(std::ostream& stream, const char* name, size_t dims, IntArrayRef padding,
                           const double* value) {
  stream << "torch::nn::" << name << dims << "d(padding=";
  rushlight::detail::print_values(stream, padding);
  if (value) stream << ", value=" << *value;
  stream << ")";
}

ConstantPad1dImpl::ConstantPad1dImpl(ExpandingArray<2> padding, double value)
    : PadImpl(ConstantPad1dOptions(padding, value)) {}

ConstantPad2dImpl::ConstantPad2dImpl(ExpandingArray<4> padding, double value)
    : PadImpl(ConstantPad2dOptions(padding, value)) {}

ConstantPad3dImpl::ConstantPad3dImpl(ExpandingArray<6> padding, double value)
    : PadImpl(ConstantPad3dOptions(padding, value)) {}

ReflectionPad1dImpl::ReflectionPad1dImpl(ExpandingArray<2> padding) : PadImpl(padding) {}
ReflectionPad1dImpl::ReflectionPad1dImpl(const ReflectionPad1dOptions& options) : PadImpl(options) {}

ReflectionPad2dImpl::ReflectionPad2dImpl(ExpandingArray<4> padding) : PadImpl(padding) {}
ReflectionPad2dImpl::ReflectionPad2dImpl(const ReflectionPad2dOptions& options) : PadImpl(options) {}

ReflectionPad3dImpl::ReflectionPad3dImpl(ExpandingArray<6> padding) : PadImpl(padding) {}
ReflectionPad3dImpl::ReflectionPad3dImpl(const ReflectionPad3dOptions& options) : PadImpl(options) {}

ReplicationPad1dImpl::ReplicationPad1dImpl(ExpandingArray<2> padding) : PadImpl(padding) {}
ReplicationPad1dImpl::ReplicationPad1dImpl(const ReplicationPad1dOptions& options) : PadImpl(options) {}

ReplicationPad2dImpl::ReplicationPad2dImpl(ExpandingArray<4> padding) : PadImpl(padding) {}
ReplicationPad2dImpl::ReplicationPad2dImpl(const ReplicationPad2dOptions& options) : PadImpl(options) {}

ReplicationPad3dImpl::ReplicationPad3dImpl(ExpandingArray<6> padding) : PadImpl(padding) {}
ReplicationPad3dImpl::ReplicationPad3dImpl(const ReplicationPad3dOptions& options) : PadImpl(options) {}

ZeroPad1dImpl::ZeroPad1dImpl(ExpandingArray<2> padding) : PadImpl(padding) {}
ZeroPad1dImpl::ZeroPad1dImpl(const ZeroPad1dOptions& options) : PadImpl(options) {}

ZeroPad2dImpl::ZeroPad2dImpl(ExpandingArray<4> padding) : PadImpl(padding) {}
ZeroPad2dImpl::ZeroPad2dImpl(const ZeroPad2dOptions& options) : PadImpl(options) {}

ZeroPad3dImpl::ZeroPad3dImpl(ExpandingArray<6> padding) : PadImpl(padding) {}
ZeroPad3dImpl::ZeroPad3dImpl(const ZeroPad3dOptions& options) : PadImpl(options) {}

ConstantPad1dImpl::ConstantPad1dImpl(const ConstantPad1dOptions& options) : PadImpl(options) {}

ConstantPad2dImpl::ConstantPad2dImpl(const ConstantPad2dOptions& options) : PadImpl(options) {}

ConstantPad3dImpl::ConstantPad3dImpl(const ConstantPad3dOptions& options) : PadImpl(options) {}

}  // namespace torch::inline rushlight::nn
