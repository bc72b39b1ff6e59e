// LibTorch's torch/nn/modules/transformercoder.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
