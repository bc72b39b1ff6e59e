// LibTorch's torch/nn/functional/vision.h.
#pragma once

#include "rushlight/nn/vision.h"
#include "torch/types.h"
