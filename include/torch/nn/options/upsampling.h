// LibTorch's torch/nn/options/upsampling.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
