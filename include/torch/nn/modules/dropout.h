// LibTorch's torch/nn/modules/dropout.h.
#pragma once

#include "rushlight/nn/dropout.h"
#include "torch/types.h"
