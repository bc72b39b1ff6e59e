// LibTorch's torch/nn/functional/dropout.h.
#pragma once

#include "rushlight/nn/dropout.h"
#include "torch/types.h"
