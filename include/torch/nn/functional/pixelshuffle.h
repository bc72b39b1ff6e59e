// LibTorch's torch/nn/functional/pixelshuffle.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
