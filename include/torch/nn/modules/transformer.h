// LibTorch's torch/nn/modules/transformer.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
