// LibTorch's torch/nn/options/transformerlayer.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
