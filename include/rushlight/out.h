// The `_out` forms of the operators: `add_out(out, a, b)` writes into `out`, which takes the sizes of the result and keeps
// its dtype; nothing is recorded. Several results go into several tensors, `sort_out(values, places, x)`.
#pragma once

#include "rushlight/ops.h"

namespace torch::inline rushlight {
#include "rushlight/ops/generated/out.inc"
}  // namespace torch::inline rushlight
