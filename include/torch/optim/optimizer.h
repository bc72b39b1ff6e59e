// LibTorch's torch/optim/optimizer.h.
#pragma once

#include "rushlight/optim/optimizer.h"
#include "torch/types.h"
