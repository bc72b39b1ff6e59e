// LibTorch's torch/nn/options/pixelshuffle.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
