// LibTorch's torch/nn/options/distance.h.
#pragma once

#include "rushlight/nn/distance.h"
#include "torch/types.h"
