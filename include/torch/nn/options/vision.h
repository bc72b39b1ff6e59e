// LibTorch's torch/nn/options/vision.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
