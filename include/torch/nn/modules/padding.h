// LibTorch's torch/nn/modules/padding.h.
#pragma once

#include "rushlight/nn/padding.h"
#include "torch/types.h"
