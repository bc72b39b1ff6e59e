// LibTorch's torch/nn/functional/padding.h.
#pragma once

#include "rushlight/nn/padding.h"
#include "torch/types.h"
