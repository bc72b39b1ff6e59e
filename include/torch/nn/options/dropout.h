// LibTorch's torch/nn/options/dropout.h.
#pragma once

#include "rushlight/nn/dropout.h"
#include "torch/types.h"
