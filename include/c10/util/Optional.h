// c10::optional, and c10::string_view.
#pragma once

#include <optional>
#include <string_view>

#include "rushlight/core/array_ref.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {
using std::make_optional;
using std::string_view;
}  // namespace torch::inline rushlight
