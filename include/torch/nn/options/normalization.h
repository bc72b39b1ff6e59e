// LibTorch's torch/nn/options/normalization.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"
