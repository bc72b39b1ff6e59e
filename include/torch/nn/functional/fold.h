// LibTorch's torch/nn/functional/fold.h.
#pragma once

#include "rushlight/nn/fold.h"
#include "torch/types.h"
