// LibTorch's torch/nn/functional/linear.h.
#pragma once

#include "rushlight/nn/linear.h"
#include "torch/types.h"
