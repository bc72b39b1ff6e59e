// LibTorch's torch/nn/modules/distance.h.
#pragma once

#include "rushlight/nn/distance.h"
#include "torch/types.h"
