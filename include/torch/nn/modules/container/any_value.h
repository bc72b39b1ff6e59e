// LibTorch's torch/nn/modules/container/any_value.h.
#pragma once

#include "rushlight/nn/any_value.h"
#include "torch/types.h"
