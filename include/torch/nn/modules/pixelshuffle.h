// LibTorch's torch/nn/modules/pixelshuffle.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
