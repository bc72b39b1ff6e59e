// LibTorch's torch/nn/options/padding.h.
#pragma once

#include "rushlight/nn/padding.h"
#include "torch/types.h"
