// OptionsModule: the base of layers that have options but nothing to learn. They give forward() and pretty_print().
#pragma once

#include <iosfwd>

#include "rushlight/nn/arg.h"
#include "rushlight/nn/cloneable.h"

namespace torch::inline rushlight {
namespace nn {
namespace detail {

/// The options of layers that have none.
struct NoOptions {};

template <class Derived, class Options> class OptionsModule : public Cloneable<Derived> {
 public:
  OptionsModule() requires std::is_default_constructible_v<Options>
  = default;
  explicit OptionsModule(const Options& options) : options(options) {}
  void reset() override {}

  Options options;
};

}  // namespace detail
}  // namespace nn
}  // namespace torch::inline rushlight
