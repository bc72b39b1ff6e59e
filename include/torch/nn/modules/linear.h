// LibTorch's torch/nn/modules/linear.h.
#pragma once

#include "rushlight/nn/linear.h"
#include "torch/types.h"
