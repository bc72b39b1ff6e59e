// LibTorch's torch/nn/options/adaptive.h.
#pragma once

#include "rushlight/nn/adaptive_softmax.h"
#include "torch/types.h"
