// LibTorch's torch/nn/functional/upsampling.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
