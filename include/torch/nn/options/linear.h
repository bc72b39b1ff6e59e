// LibTorch's torch/nn/options/linear.h.
#pragma once

#include "rushlight/nn/linear.h"
#include "torch/types.h"
