// AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019). The code is in adam.h.
#pragma once

#include "rushlight/optim/adam.h"

namespace torch::inline rushlight {
namespace optim {

/// Options of AdamW.
using AdamWOptions = detail::AdamOptions<true>;
/// What AdamW remembers of a parameter.
using AdamWParamState = detail::AdamParamState<true>;
/// AdamW, whose weight decay shrinks the parameters themselves.
using AdamW = detail::Adam<true>;

}  // namespace optim
}  // namespace torch::inline rushlight
