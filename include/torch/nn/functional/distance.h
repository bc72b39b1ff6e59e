// LibTorch's torch/nn/functional/distance.h.
#pragma once

#include "rushlight/nn/distance.h"
#include "torch/types.h"
