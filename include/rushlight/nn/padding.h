// Padding: a border around the last dimensions, constant, mirrored, repeated or wrapped around.
// Widths come as LibTorch has them: first of the last dimension (before, after), then of the one before it, and so on.
#pragma once

#include <variant>
#include <vector>

#include "rushlight/nn/enum.h"
#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

template <size_t D> struct ReflectionPadOptions {
  ReflectionPadOptions(ExpandingArray<D * 2> padding) : padding_(padding) {}
  TORCH_ARG(ExpandingArray<D * 2>, padding);
};
template <size_t D> struct ReplicationPadOptions {
  ReplicationPadOptions(ExpandingArray<D * 2> padding) : padding_(padding) {}
  TORCH_ARG(ExpandingArray<D * 2>, padding);
};
template <size_t D> struct ZeroPadOptions {
  ZeroPadOptions(ExpandingArray<D * 2> padding) : padding_(padding) {}
  TORCH_ARG(ExpandingArray<D * 2>, padding);
};
template <size_t D> struct ConstantPadOptions {
  ConstantPadOptions(ExpandingArray<D * 2> padding, double value) : padding_(padding), value_(value) {}
  TORCH_ARG(ExpandingArray<D * 2>, padding);
  TORCH_ARG(double, value);
};
using ReflectionPad1dOptions = ReflectionPadOptions<1>;
using ReflectionPad2dOptions = ReflectionPadOptions<2>;
using ReflectionPad3dOptions = ReflectionPadOptions<3>;
using ReplicationPad1dOptions = ReplicationPadOptions<1>;
using ReplicationPad2dOptions = ReplicationPadOptions<2>;
using ReplicationPad3dOptions = ReplicationPadOptions<3>;
using ZeroPad1dOptions = ZeroPadOptions<1>;
using ZeroPad2dOptions = ZeroPadOptions<2>;
using ZeroPad3dOptions = ZeroPadOptions<3>;
using ConstantPad1dOptions = ConstantPadOptions<1>;
using ConstantPad2dOptions = ConstantPadOptions<2>;
using ConstantPad3dOptions = ConstantPadOptions<3>;

namespace functional {

struct RUSHLIGHT_API PadFuncOptions {
  using mode_t =
      std::variant<enumtype::kConstant, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
  PadFuncOptions(std::vector<int64_t> pad);
  RUSHLIGHT_ARG(std::vector<int64_t>, pad);
  TORCH_ARG(mode_t, mode) = kConstant;
  TORCH_ARG(double, value) = 0;
};

/// `input` with a border; negative widths cut away.
RUSHLIGHT_API Tensor pad(const Tensor& input, const PadFuncOptions& options);

}  // namespace functional

namespace detail {

RUSHLIGHT_API void print_padding(std::ostream& stream, const char* name, size_t dims, IntArrayRef padding,
                                 const double* value);

// One padding layer: Mode is the enum type of functional::pad.
template <size_t D, class Derived, class Options, class Mode>
class PadImpl : public OptionsModule<Derived, Options> {
 public:
  PadImpl(ExpandingArray<D * 2> padding) requires std::is_constructible_v<Options, ExpandingArray<D * 2>>
      : PadImpl(Options(padding)) {}
  explicit PadImpl(const Options& options) : OptionsModule<Derived, Options>(options) {}
  Tensor forward(const Tensor& input) {
    functional::PadFuncOptions pad(IntArrayRef(this->options.padding()).vec());
    pad.mode(Mode{});
    if constexpr (requires { this->options.value(); }) pad.value(this->options.value());
    return functional::pad(input, pad);
  }
  void pretty_print(std::ostream& stream) const override {
    const double* value = nullptr;
    if constexpr (requires { this->options.value(); }) value = &this->options.value();
    print_padding(stream, Derived::kText, D, this->options.padding(), value);
  }
};

}  // namespace detail

class ReflectionPad1dImpl
    : public detail::PadImpl<1, ReflectionPad1dImpl, ReflectionPad1dOptions, enumtype::kReflect> {
 public:
  ReflectionPad1dImpl(ExpandingArray<2> padding);
  explicit ReflectionPad1dImpl(const ReflectionPad1dOptions& options);
  static constexpr const char* kText = "ReflectionPad";
};
TORCH_MODULE(ReflectionPad1d);
class ReflectionPad2dImpl
    : public detail::PadImpl<2, ReflectionPad2dImpl, ReflectionPad2dOptions, enumtype::kReflect> {
 public:
  ReflectionPad2dImpl(ExpandingArray<4> padding);
  explicit ReflectionPad2dImpl(const ReflectionPad2dOptions& options);
  static constexpr const char* kText = "ReflectionPad";
};
TORCH_MODULE(ReflectionPad2d);
class ReflectionPad3dImpl
    : public detail::PadImpl<3, ReflectionPad3dImpl, ReflectionPad3dOptions, enumtype::kReflect> {
 public:
  ReflectionPad3dImpl(ExpandingArray<6> padding);
  explicit ReflectionPad3dImpl(const ReflectionPad3dOptions& options);
  static constexpr const char* kText = "ReflectionPad";
};
TORCH_MODULE(ReflectionPad3d);

class ReplicationPad1dImpl
    : public detail::PadImpl<1, ReplicationPad1dImpl, ReplicationPad1dOptions, enumtype::kReplicate> {
 public:
  ReplicationPad1dImpl(ExpandingArray<2> padding);
  explicit ReplicationPad1dImpl(const ReplicationPad1dOptions& options);
  static constexpr const char* kText = "ReplicationPad";
};
TORCH_MODULE(ReplicationPad1d);
class ReplicationPad2dImpl
    : public detail::PadImpl<2, ReplicationPad2dImpl, ReplicationPad2dOptions, enumtype::kReplicate> {
 public:
  ReplicationPad2dImpl(ExpandingArray<4> padding);
  explicit ReplicationPad2dImpl(const ReplicationPad2dOptions& options);
  static constexpr const char* kText = "ReplicationPad";
};
TORCH_MODULE(ReplicationPad2d);
class ReplicationPad3dImpl
    : public detail::PadImpl<3, ReplicationPad3dImpl, ReplicationPad3dOptions, enumtype::kReplicate> {
 public:
  ReplicationPad3dImpl(ExpandingArray<6> padding);
  explicit ReplicationPad3dImpl(const ReplicationPad3dOptions& options);
  static constexpr const char* kText = "ReplicationPad";
};
TORCH_MODULE(ReplicationPad3d);

class ZeroPad1dImpl : public detail::PadImpl<1, ZeroPad1dImpl, ZeroPad1dOptions, enumtype::kConstant> {
 public:
  ZeroPad1dImpl(ExpandingArray<2> padding);
  explicit ZeroPad1dImpl(const ZeroPad1dOptions& options);
  static constexpr const char* kText = "ZeroPad";
};
TORCH_MODULE(ZeroPad1d);
class ZeroPad2dImpl : public detail::PadImpl<2, ZeroPad2dImpl, ZeroPad2dOptions, enumtype::kConstant> {
 public:
  ZeroPad2dImpl(ExpandingArray<4> padding);
  explicit ZeroPad2dImpl(const ZeroPad2dOptions& options);
  static constexpr const char* kText = "ZeroPad";
};
TORCH_MODULE(ZeroPad2d);
class ZeroPad3dImpl : public detail::PadImpl<3, ZeroPad3dImpl, ZeroPad3dOptions, enumtype::kConstant> {
 public:
  ZeroPad3dImpl(ExpandingArray<6> padding);
  explicit ZeroPad3dImpl(const ZeroPad3dOptions& options);
  static constexpr const char* kText = "ZeroPad";
};
TORCH_MODULE(ZeroPad3d);

class ConstantPad1dImpl
    : public detail::PadImpl<1, ConstantPad1dImpl, ConstantPad1dOptions, enumtype::kConstant> {
 public:
  explicit ConstantPad1dImpl(const ConstantPad1dOptions& options);
  ConstantPad1dImpl(ExpandingArray<2> padding, double value);
  static constexpr const char* kText = "ConstantPad";
};
TORCH_MODULE(ConstantPad1d);
class ConstantPad2dImpl
    : public detail::PadImpl<2, ConstantPad2dImpl, ConstantPad2dOptions, enumtype::kConstant> {
 public:
  explicit ConstantPad2dImpl(const ConstantPad2dOptions& options);
  ConstantPad2dImpl(ExpandingArray<4> padding, double value);
  static constexpr const char* kText = "ConstantPad";
};
TORCH_MODULE(ConstantPad2d);
class ConstantPad3dImpl
    : public detail::PadImpl<3, ConstantPad3dImpl, ConstantPad3dOptions, enumtype::kConstant> {
 public:
  explicit ConstantPad3dImpl(const ConstantPad3dOptions& options);
  ConstantPad3dImpl(ExpandingArray<6> padding, double value);
  static constexpr const char* kText = "ConstantPad";
};
TORCH_MODULE(ConstantPad3d);

}  // namespace nn
}  // namespace torch::inline rushlight
