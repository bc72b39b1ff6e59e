// LibTorch's torch/nn/utils/convert_parameters.h.
#pragma once

#include "rushlight/nn/clip_grad.h"
#include "torch/types.h"
