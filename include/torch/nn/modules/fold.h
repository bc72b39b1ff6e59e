// LibTorch's torch/nn/modules/fold.h.
#pragma once

#include "rushlight/nn/fold.h"
#include "torch/types.h"
