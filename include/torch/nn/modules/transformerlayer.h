// LibTorch's torch/nn/modules/transformerlayer.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
