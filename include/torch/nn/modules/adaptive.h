// LibTorch's torch/nn/modules/adaptive.h.
#pragma once

#include "rushlight/nn/adaptive_softmax.h"
#include "torch/types.h"
