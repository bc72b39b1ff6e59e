// LibTorch's torch/nn/modules/normalization.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"
