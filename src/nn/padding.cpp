// Padding layers and function over the operator of ops/padding.h.
#include "rushlight/nn/padding.h"

#include <ostream>

#include "rushlight/ops.h"

namespace rushlight::nn {

Tensor functional::pad(const Tensor& input, const PadFuncOptions& o) {
  constexpr const char* kModes[] = {"constant", "reflect", "replicate", "circular"};
  const size_t mode = o.mode().index();
  return rushlight::pad(input, o.pad(), kModes[mode],
                        mode == 0 ? std::optional<double>(o.value()) : std::nullopt);
}

void detail::print_padding(std::ostream& stream, const char* name, size_t dims, IntArrayRef padding,
                           const double* value) {
  stream << "torch::nn::" << name << dims << "d(padding=";
  rushlight::detail::print_values(stream, padding);
  if (value) stream << ", value=" << *value;
  stream << ")";
}

}  // namespace rushlight::nn
