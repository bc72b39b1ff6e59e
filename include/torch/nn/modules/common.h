// LibTorch's torch/nn/modules/common.h.
#pragma once

#include "rushlight/nn/any.h"
#include "torch/types.h"
