// LibTorch's torch/nn/modules/container/any_module_holder.h.
#pragma once

#include "rushlight/nn/any.h"
#include "torch/types.h"
