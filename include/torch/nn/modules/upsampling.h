// LibTorch's torch/nn/modules/upsampling.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
