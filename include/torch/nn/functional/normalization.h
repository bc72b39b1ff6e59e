// LibTorch's torch/nn/functional/normalization.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"
