// LibTorch's torch/nn/modules/utils.h.
#pragma once

#include "rushlight/nn/padding.h"
#include "torch/types.h"
