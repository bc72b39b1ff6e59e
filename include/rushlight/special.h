// namespace special: the special functions of ops/special.h without their prefix, `special::erfcx(x)`.
#pragma once

#include "rushlight/out.h"

namespace torch::inline rushlight::special {
#include "rushlight/ops/generated/special.inc"
}  // namespace torch::inline rushlight::special
