// LibTorch's torch/optim/sgd.h.
#pragma once

#include "rushlight/optim/sgd.h"
#include "torch/types.h"
