// LibTorch's torch/nn/options/fold.h.
#pragma once

#include "rushlight/nn/fold.h"
#include "torch/types.h"
