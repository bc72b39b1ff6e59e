// LibTorch's torch/nn/utils/clip_grad.h.
#pragma once

#include "rushlight/nn/clip_grad.h"
#include "torch/types.h"
