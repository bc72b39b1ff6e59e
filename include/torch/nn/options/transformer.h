// LibTorch's torch/nn/options/transformer.h.
#pragma once

#include "rushlight/nn/transformer.h"
#include "torch/types.h"
