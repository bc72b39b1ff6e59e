// LibTorch's torch/nn/options/transformercoder.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
